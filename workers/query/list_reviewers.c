/* list_reviewers: who reviews in an office, with what each has to do; its administrators come last.
 */
#include "gen/query/list_reviewers.h"

#include "workers/rules/calendar/date.h"
#include "workers/rules/reviewer.h"

static ReviewerLine line_of(const context *ctx, view *rows, const Account *one) {
    ReviewerLine out = REVIEWER_LINE_INIT;
    int64_t now = ctx->received_at_us;
    const Leave *leave = find_leave(rows, one->account_no);
    out.account_no = one->account_no;
    out.role = one->role;
    out.held = reviewer_held(rows, one->account_no, now);
    out.offered = reviewer_offered(rows, one->account_no, now);
    out.at_work = reviewer_at_work(rows, one->account_no, now);
    out.away = reviewer_away(rows, one->account_no, now);
    if (leave && leave->until_date >= date_from_us(now)) {
        out.from_date = leave->from_date;
        out.until_date = leave->until_date;
    }
    return out;
}

verdict query_list_reviewers(const context *ctx, view *rows, const ListReviewers *in,
                             changes *out) {
    (void) in;
    const char *district = ctx->actor.district_code;
    const Account *all[2 * REVIEWERS_MAX];
    size_t n = 0;
    if (district[0]) {
        n = reviewers_of(rows, KERNEL__ROLE__DISTRICT_OPERATOR, district, all);
        n += reviewers_of(rows, KERNEL__ROLE__DISTRICT_ADMIN, district, all + n);
    } else {
        n = reviewers_of(rows, KERNEL__ROLE__SETTLEMENT_CENTER, "", all);
    }
    if (n > REVIEWERS_MAX) n = REVIEWERS_MAX;
    ReviewerList reply = REVIEWER_LIST_INIT;
    ReviewerLine *line = arena_alloc(view_arena(rows), (n + 1) * sizeof *line);
    reply.item = arena_alloc(view_arena(rows), (n + 1) * sizeof *reply.item);
    if (!line || !reply.item) return refuse(E_ARENA, NULL);
    for (; reply.n_item < n; reply.n_item++) {
        line[reply.n_item] = line_of(ctx, rows, all[reply.n_item]);
        reply.item[reply.n_item] = &line[reply.n_item];
    }
    changes_reply(out, &reply.base);
    return accept();
}
