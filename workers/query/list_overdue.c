/* list_overdue (S30, S61): which cases of a district wait longer than promised, so that the
 * settlement centre can steer without looking into them. Source: docs/rules 6.8. */
#include <string.h>

#include "gen/query/list_overdue.h"
#include "gen/review/rows.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/claim.h"

enum { PAGE_DEFAULT = 50, DAYS_DEFAULT = 14 };

static OverdueLine line_of(const context *ctx, view *rows, const Case *file) {
    OverdueLine out = OVERDUE_LINE_INIT;
    out.case_no = file->case_no;
    out.method = file->method;
    out.submitted_at_us = file->submitted_at_us;
    out.days = (int32_t) ((ctx->received_at_us - file->submitted_at_us) / DAY_US);
    out.claimed = claim_lives(rows, file, ctx->received_at_us);
    return out;
}

/* The centre names a district; a district's officer has one. */
static verdict district_of(const context *ctx, const ListOverdue *in, const char **out) {
    bool any = ctx->scope == KERNEL__RELATION__CITY;
    *out = any ? in->district_code : ctx->actor.district_code;
    if (any) return in->district_code[0] ? accept() : refuse(E_REQUIRED, "district_code");
    bool own = !in->district_code[0] || !strcmp(in->district_code, *out);
    return own ? accept() : (verdict){E_FORBIDDEN, "district_code", "relation"};
}

verdict query_list_overdue(const context *ctx, view *rows, const ListOverdue *in, changes *out) {
    const char *district;
    verdict v = district_of(ctx, in, &district);
    if (refused(v)) return v;
    unsigned limit = in->limit ? in->limit : PAGE_DEFAULT;
    int64_t before = ctx->received_at_us - (in->days ? in->days : DAYS_DEFAULT) * DAY_US;
    row_list found = list_case_by_district_code_state_submitted_at_us_up_to(rows, district, PENDING,
                                                                            before, limit + 1);
    OverdueList reply = OVERDUE_LIST_INIT;
    OverdueLine *line = arena_alloc(view_arena(rows), (limit + 1) * sizeof *line);
    reply.item = arena_alloc(view_arena(rows), (limit + 1) * sizeof *reply.item);
    if (!line || !reply.item) return refuse(E_ARENA, NULL);
    for (; reply.n_item < found.n && reply.n_item < limit; reply.n_item++) {
        line[reply.n_item] = line_of(ctx, rows, (const Case *) found.row[reply.n_item]);
        reply.item[reply.n_item] = &line[reply.n_item];
    }
    reply.more = found.n > limit;
    changes_reply(out, &reply.base);
    return accept();
}
