/* replay: the log folded from zero must end in the rows of the live database. Both sides are
 * digested per row type: the sum modulo 2^256 of H(packed row), so order does not matter. Used by
 * `hall replay` and at the end of every system test. */
#ifndef HALL_STORE_REPLAY_H
#define HALL_STORE_REPLAY_H

#include "proto/runtime/view.h"
#include "store/eventlog.h"
#include "store/rows.h"

typedef struct replay_digest {
    int64_t n;                     /* rows */
    uint8_t sum[CRYPT_HASH_BYTES]; /* big endian */
} replay_digest;

/* replay_fold: folds one record into `v` (opened with view_all_known, which copies what it keeps).
 * `scratch` is reset and holds the unpacked event meanwhile.
 * errors  E_MALFORMED an event type or payload this program does not know; as apply(). */
status replay_fold(view *v, arena *scratch, const Log__EventRecord *record) MUST_CHECK;

/* replay_digest_view: digests of a folded state, replay_digest_live: of the tables; `out` has
 * n_row_types members, in the order of row_types[]. */
void replay_digest_view(const view *v, replay_digest *out);
status replay_digest_live(pg *db, replay_digest *out) MUST_CHECK;

typedef struct replay_report {
    int64_t position;             /* up to which both were compared */
    int64_t failed_at;            /* position that did not fold, 0 for none */
    replay_digest *folded, *live; /* n_row_types each; freed by replay_report_free */
    unsigned n_different;         /* row types whose digests differ */
} replay_report;

/* replay_compare: folds the lane and reads the tables in one snapshot. `bytes_max` bounds the
 * memory of the folded state. OK also when digests differ: look at n_different. errors  as
 * replay_fold with report->failed_at; E_ARENA too little memory. */
status replay_compare(pg *db, uint32_t lane, size_t bytes_max,
                      void (*progress)(void *self, int64_t position), void *self,
                      replay_report *report) MUST_CHECK;
void replay_report_free(replay_report *report);

#endif
