/* loader: decides and stores acts in big batches, by the engine that workers run
 * (workers/engine/act.h), without bus and gates. */
#include <stdlib.h>
#include <string.h>

#include "proto/runtime/crypt/seal.h"
#include "proto/runtime/uuid.h"
#include "tools/city/city.h"
#include "workers/engine/act.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/period.h"

enum { BATCH_ACTS = 500 };
#define ARENA_BYTES ((size_t) 1 << 30)
#define ACTOR "synthetic-city"

typedef struct pending {
    city_act *act;
    void *self, *what;
    int64_t received_at_us;
    uint32_t shard;
    uint8_t id[UUID_BYTES];
    size_t n_event;
    batch_event *event;
    bool settled, refused;
} pending;

struct loader {
    batch *batch;
    vault *keys;
    arena *arena;
    const struct param_set *params;
    changes *changes;
    unsigned n;
    pending list[BATCH_ACTS];
    status fault; /* that ends the batch */
    loader_counts counts;
};

loader *loader_open(pg *db, vault *keys, uint32_t lane, const struct param_set *params) {
    loader *l = calloc(1, sizeof *l);
    must(l);
    l->batch = batch_open(db, keys, lane);
    l->keys = keys;
    l->params = params;
    l->arena = arena_open(ARENA_BYTES);
    l->changes = calloc(1, sizeof *l->changes);
    must(l->batch && l->arena && l->changes);
    return l;
}

static void forget(loader *l) {
    for (unsigned i = 0; i < l->n; i++) free(l->list[i].what);
    l->n = 0;
}

void loader_close(loader *l) {
    forget(l);
    batch_close(l->batch);
    arena_close(l->arena);
    free(l->changes);
    free(l);
}

loader_counts loader_count(const loader *l) {
    loader_counts counts = l->counts;
    counts.position = batch_position(l->batch);
    return counts;
}

static ProtobufCBinaryData search_hash(const context *ctx, view *rows, const char *text) {
    return seal_search_hash(ctx->search_key, text, view_arena(rows));
}

static context context_of(const loader *l, const pending *p) {
    return (context){.command = catalog_command("enrolment.AddMember"),
                     .command_id = p->id,
                     .received_at_us = p->received_at_us,
                     .today = date_from_us(p->received_at_us),
                     .period = period_from_us(p->received_at_us),
                     .case_no = "",
                     .purpose = "",
                     .actor = {.account_no = ACTOR,
                               .role = KERNEL__ROLE__SYSTEM,
                               .unit_no = "",
                               .district_code = "",
                               .community_code = "",
                               .person_no = ""},
                     .params = l->params,
                     .search_hash = search_hash,
                     .search_key = vault_search_key(l->keys),
                     .sample_key = vault_sample_key(l->keys)};
}

/* OK: folded, or refused. E_NOT_READY: rows or keys are to be loaded first, or it may not apply. */
static status decide(loader *l, pending *p, view *rows, bool may_apply) {
    context ctx = context_of(l, p);
    view_forget_missing(rows);
    changes_start(l->changes, l->arena);
    verdict v = p->act(p->self, p->what, &ctx, rows, l->changes);
    if (view_missing(rows)) return E_NOT_READY;
    if (view_spoilt(rows).code != OK) return view_spoilt(rows).code;
    if (l->changes->full) return E_ARENA;
    const event_head head = {p->received_at_us, ACTOR, ""};
    p->n_event = l->changes->n_event;
    status s = refused(v) ? OK : act_seal(l->changes, rows, l->keys, &p->event);
    if (s != OK || !may_apply) return s == OK ? E_NOT_READY : s;
    p->refused = refused(v);
    if (p->refused) l->counts.last_refusal = v.code;
    return p->refused ? OK : act_fold(p->event, p->n_event, &head, rows);
}

static uint32_t shard_of(const void *self, unsigned i) {
    return ((const loader *) self)->list[i].shard;
}

static bool decide_one(void *self, unsigned i, view *rows, bool may_apply) {
    loader *l = self;
    pending *p = &l->list[i];
    if (p->settled || l->fault != OK) return p->settled;
    status s = decide(l, p, rows, may_apply);
    p->settled = s == OK;
    if (s != OK && s != E_NOT_READY) l->fault = s;
    return p->settled;
}

static bool pass_all(void *self, view *rows, status *fault) {
    loader *l = self;
    bool waits = act_in_turn(&(act_list){l, l->n, shard_of, decide_one}, rows, true);
    *fault = l->fault;
    return waits;
}

static size_t collect(loader *l, batch_item *items) {
    size_t n = 0;
    for (unsigned i = 0; i < l->n; i++) {
        const pending *p = &l->list[i];
        l->counts.acts++;
        l->counts.refused += p->refused;
        if (p->refused || !p->n_event) continue;
        Bus__Answer *answer = arena_alloc(l->arena, sizeof *answer);
        must(answer);
        bus__answer__init(answer);
        items[n++] = (batch_item){.command_id = p->id,
                                  .method = "city.Load",
                                  .actor = ACTOR,
                                  .acting_for = "",
                                  .origin = "city",
                                  .channel = "city",
                                  .source_address = "",
                                  .purpose = "",
                                  .case_no = "",
                                  .role = KERNEL__ROLE__SYSTEM,
                                  .answer = answer,
                                  .received_at_us = p->received_at_us,
                                  .n_event = p->n_event,
                                  .event = p->event};
        for (size_t k = 0; k < p->n_event; k++)
            items[n - 1].moves_reference |= act_moves_reference(p->event[k].type);
        l->counts.events += (int64_t) p->n_event;
    }
    return n;
}

status loader_flush(loader *l) {
    if (l->n == 0) return OK;
    arena_reset(l->arena);
    view *rows = view_open(l->arena, vault_opener, l->keys);
    batch_item *items = arena_alloc(l->arena, BATCH_ACTS * sizeof *items);
    must(rows && items);
    batch_begin(l->batch);
    status s = OK;
    l->fault = OK;
    bool waits = pass_all(l, rows, &s);
    if (s == OK) s = act_rounds(l->batch, rows, waits, pass_all, l);
    if (s == OK)
        s = batch_finish(l->batch, rows, collect(l, items), items);
    else
        batch_cancel(l->batch);
    forget(l);
    return s;
}

status loader_add(loader *l, city_act *act, void *self, const void *what, size_t bytes,
                  uint32_t shard, int64_t received_at_us) {
    status s = l->n == BATCH_ACTS ? loader_flush(l) : OK;
    if (s != OK) return s;
    pending *p = &l->list[l->n++];
    *p = (pending){.act = act,
                   .self = self,
                   .what = malloc(bytes),
                   .received_at_us = received_at_us,
                   .shard = shard % SHARDS};
    must(p->what);
    memcpy(p->what, what, bytes);
    uuid_v7(p->id);
    return OK;
}
