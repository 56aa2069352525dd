/* bulk_page: runs of bulk approval, and the cases of one, as lists. */
#ifndef HALL_WORKERS_REVIEW_BULK_PAGE_H
#define HALL_WORKERS_REVIEW_BULK_PAGE_H

#include "gen/review/bulk.h"
#include "proto/runtime/decide.h"

enum { BULK_CASES_MOST = 1000 }; /* of the contract, whatever the figure says */

/* bulk_page: the runs under `key`, the newest first: a number begins with its day and is counted on
 * within its shard. `limit` 0 for the usual number, `after` "" for the first page. The key is used
 * up. Errors: E_ARENA. */
verdict bulk_page(view *rows, row_key *key, uint32_t limit, const char *after,
                  changes *out) MUST_CHECK;

/* bulk_cases: replies a run with its cases by number, those of one result where `state` is one;
 * limit and after as of bulk_page. Errors: E_NOT_FOUND, E_ARENA. */
typedef struct bulk_cut {
    const char *bulk_no;
    Review__BulkState state;
    uint32_t limit;
    const char *after;
} bulk_cut;
verdict bulk_cases(view *rows, const bulk_cut *cut, changes *out) MUST_CHECK;

#endif
