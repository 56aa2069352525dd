/* counted: what an entry of the log says of business that is counted: a case opens, goes on or
 * ends, a unit becomes VIP or ceases to be, or something is done at once without a case. Reads
 * names and numbers of events only, nothing that is sealed. */
#ifndef HALL_STORE_STATISTICS_COUNTED_H
#define HALL_STORE_STATISTICS_COUNTED_H

#include "gen/query/show_statistics.h"
#include "proto/runtime/arena.h"
#include "store/log/entry.h"
#include "store/statistics/groups.h"

#define DISTRICT_NONE 1

typedef enum counted_what {
    COUNTED_NOTHING,
    COUNTED_DRAFT,     /* a case that is not filed yet */
    COUNTED_SUBMITTED, /* a new case */
    COUNTED_AGAIN,     /* a draft or returned case is filed */
    COUNTED_DONE,      /* it ended */
    COUNTED_REJECTED,
    COUNTED_WITHDRAWN,
    COUNTED_ENDED,
    COUNTED_FAILED,
    COUNTED_DROPPED, /* a draft is gone */
    COUNTED_UNIT     /* `vip` */
} counted_what;

/* An event of the log as far as it counts. Texts live as long as `a` of counted_read. */
typedef struct counted {
    counted_what what;
    const char *case_no, *unit_no, *person_no, *method, *district_code, *channel;
    ProtobufCBinaryData document_hash;
    bool vip;
} counted;

/* counted_read: E_MALFORMED, E_ARENA. */
status counted_read(const Log__EntryEvent *logged, arena *a, counted *out) MUST_CHECK;

/* counted_kind: the business of a method by its number, B01 is 1; 0: it is none that is counted
 * (docs/rules 1.5: registration, collection, declaration). counted_at_once: one that makes no case.
 */
int32_t counted_kind(const char *method);
bool counted_at_once(const char *method);

int32_t counted_channel(const char *channel);
int32_t counted_way(int32_t channel);
int32_t counted_district(const char *code);
int32_t counted_outcome(counted_what what);
int32_t counted_time(int64_t us);

/* counted_subject: whom it is about: the document that a filing names, else the person, else the
 * unit. */
void counted_subject(const counted *c, fact *out);

#endif
