/* issue: counts in the shard's row `case`. */
#include "workers/rules/issue.h"

#include "gen/enrolment/rows.h"

enum { SEQUENCES = 10000000 };

status issue_number(const context *ctx, view *rows, int64_t *number, char out[SERIAL_CASE_SIZE]) {
    const Counter *counter = find_counter(rows, ctx->shard, "case");
    *number = (counter ? counter->last : 0) + 1;
    status s = serial_case_make(
        (case_no){ctx->today, (int32_t) (*number % SEQUENCES), (int32_t) ctx->shard}, out);
    if (s == OK) view_fresh(rows, out);
    return s;
}
