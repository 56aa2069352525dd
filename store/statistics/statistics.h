/* statistics: finished business, counted from the log by the projector, in the environment of the
 * LMDB copy (cache.h, notes) and in the transactions that move its position: so they are never
 * ahead of the log or behind the position they name, and nothing that decides a command ever waits
 * for them. A day is closed by the first entry of a later one, a month by the first of a later
 * month; then its groups (groups.h) are kept for good and what they were counted from is dropped.
 * All of it follows from the log: `hall recount` and tests/verifier/recount.py count again. Source:
 * docs/statistics.md. */
#ifndef HALL_STORE_STATISTICS_H
#define HALL_STORE_STATISTICS_H

#include "proto/runtime/view/tally.h"
#include "store/cache/cache.h"

/* statistics_fold: one entry, in order; the writer's, after cache_fold and before cache_commit.
 * errors  as cache_fold. */
status statistics_fold(cache *c, const Log__Entry *entry) MUST_CHECK;

/* statistics_each: every report that is kept, in order: its kind, its day or month, and the packed
 * query.StatisticsPart. `*position`: what they were counted up to. errors  as cache_load; as the
 * visitor. */
typedef status statistics_visitor(void *self, tally_kind kind, int32_t number,
                                  ProtobufCBinaryData part);
status statistics_each(cache *c, statistics_visitor *visit, void *self,
                       int64_t *position) MUST_CHECK;

/* statistics_load: answers what the view asks for (tally.h); `c` may be NULL. `*position` becomes
 * what was read from, where something was. */
void statistics_load(cache *c, view *v, int64_t *position);

#endif
