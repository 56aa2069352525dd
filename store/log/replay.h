/* replay: the log folded from zero must end in the rows of the live database. Both sides are
 * digested per row type: the sum modulo 2^256 of H(packed row), so order does not matter. The state
 * at the end of every month has a digest of its own, so that an auditor with nothing but the
 * exported log can compare with what was published (N3). Used by `hall replay` and at the end of
 * every system test. */
#ifndef HALL_STORE_REPLAY_H
#define HALL_STORE_REPLAY_H

#include "proto/runtime/view/view.h"
#include "store/log/entrylog.h"
#include "store/rows/rows.h"

typedef struct replay_digest {
    int64_t n;                     /* rows */
    uint8_t sum[CRYPT_HASH_BYTES]; /* big endian */
} replay_digest;

/* replay_fold: folds one entry into `v` (opened with view_all_known, which copies what it keeps).
 * `scratch` is reset and holds each unpacked event meanwhile.
 * errors  E_UNKNOWN_EVENT this program is older than the event; E_MALFORMED; as apply_logged(). */
status replay_fold(view *v, arena *scratch, const Log__Entry *entry) MUST_CHECK;

/* replay_digest_view: digests of a folded state, replay_digest_live: of the tables; `out` has
 * n_row_types members, in the order of row_types[]. */
void replay_digest_view(const view *v, replay_digest *out);
status replay_digest_live(pg *db, replay_digest *out) MUST_CHECK;

/* The folded state after the last entry of a month (YYYYMM, Beijing time). */
typedef struct replay_month {
    int32_t period;
    int64_t position;
    uint8_t digest[CRYPT_HASH_BYTES]; /* H over count and sum of every row type */
} replay_month;

typedef struct replay_report {
    int64_t position;             /* up to which was folded and compared */
    int64_t failed_at;            /* position that did not fold, 0 for none */
    char unknown[128];            /* with E_UNKNOWN_EVENT: the type of the event there, */
    uint32_t unknown_schema;      /* and its schema */
    replay_digest *folded, *live; /* n_row_types each; live is NULL without a database */
    unsigned n_different;         /* row types whose digests differ */
    replay_month *month;          /* in order; the last one is the month that still runs */
    size_t n_month;
} replay_report; /* freed by replay_report_free */

/* replay_compare: folds the lane and reads the tables in one snapshot. `bytes_max` bounds the
 * memory of the folded state. OK also when digests differ: look at n_different. errors  as
 * replay_fold with report->failed_at; E_ARENA too little memory. */
status replay_compare(pg *db, uint32_t lane, size_t bytes_max,
                      void (*progress)(void *self, int64_t position), void *self,
                      replay_report *report) MUST_CHECK;

/* replay_file: folds an exported log (entrylog_export from position 1) without any database.
 * errors  as replay_compare; E_MALFORMED for a torn file or one that begins later. The chain is
 * proved apart, by entrylog_verify_file. */
status replay_file(FILE *in, size_t bytes_max, replay_report *report) MUST_CHECK;
void replay_report_free(replay_report *report);

#endif
