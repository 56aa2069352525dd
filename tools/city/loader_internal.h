/* loader_internal: what loader.c and filed.c share; nobody else includes it. */
#ifndef HALL_TOOLS_CITY_LOADER_INTERNAL_H
#define HALL_TOOLS_CITY_LOADER_INTERNAL_H

#include "proto/runtime/uuid.h"
#include "tools/city/city.h"
#include "workers/engine/decide_job.h"

#define ACTOR "synthetic-city"

enum { TOKEN_BYTES = 32 };

/* A filing as it would have come over the bus. `job` lies in the batch's arena. */
typedef struct filed {
    Bus__Envelope envelope;
    Bus__Stamp stamp;
    bus_work work;
    job *job;
    char account_no[80], case_no[24];
    uint8_t token[TOKEN_BYTES];
    city_told *told;
    void *self;
    size_t about;
} filed;

/* One act or one filing. A filing has `filed` and its packed message in `what`. */
typedef struct pending {
    city_act *act;
    void *self, *what;
    int64_t received_at_us;
    uint32_t shard;
    uint8_t id[UUID_BYTES];
    size_t n_event;
    batch_event *event;
    bool settled, refused;
    filed *filed;
} pending;

/* filed_open: takes a copy of all that `f` says; the envelope borrows p->id. filed_begin: makes the
 * job, whose shard is p->shard from then on. filed_decide: one run; true once it is decided.
 * filed_item: what is stored of it; false when nothing is. filed_tell: calls back. */
filed *filed_open(pending *p, const city_filing *f, city_told *told, void *self, size_t about);
void filed_begin(pending *p, const house *h, arena *a);
bool filed_decide(pending *p, view *rows, const house *h, bool may_apply);
bool filed_item(pending *p, bool keep, arena *a, batch_item *out);
void filed_tell(const pending *p, arena *a);

#endif
