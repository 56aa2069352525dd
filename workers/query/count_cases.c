/* count_cases (S35, A7): how many cases stand in each state, of those list_cases would show. */
#include "gen/query/count_cases.h"
#include "gen/review/rows.h"
#include "workers/query/cases.h"

verdict query_count_cases(const context *ctx, view *rows, const CountCases *in, changes *out) {
    CaseCounts reply = CASE_COUNTS_INIT;
    StateCount count[CASE_STATES];
    StateCount *list[CASE_STATES];
    if (in->district_code[0] && ctx->scope != KERNEL__RELATION__CITY)
        return (verdict){E_FORBIDDEN, "district_code", "relation"};
    reply.count = list;
    for (int state = DRAFT; state <= EXPIRED; state++) {
        row_key key = cases_key(ctx, in->district_code, "", (Review__CaseState) state);
        StateCount *at = &count[reply.n_count];
        *at = (StateCount) STATE_COUNT_INIT;
        at->state = (Review__CaseState) state;
        at->n = view_count(rows, &key);
        reply.total += at->n;
        list[reply.n_count++] = at;
    }
    changes_reply(out, &reply.base);
    return accept();
}
