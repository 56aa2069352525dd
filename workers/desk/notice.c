/* notice: checks the words of a notice and says who sees it when. */
#include "workers/desk/notice.h"

#include <string.h>

#include "proto/runtime/fold.h"

/* ---- what it says -------------------------------------------------------------------------- */

bool notice_check(const context *ctx, const announcement *words, changes *out) {
    const struct {
        const char *text, *name;
    } needed[] = {{words->title_zh, "title_zh"},
                  {words->title_en, "title_en"},
                  {words->text_zh, "text_zh"},
                  {words->text_en, "text_en"}};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (fold_is_blank(needed[i].text, strlen(needed[i].text)))
            changes_fault(out, refuse(E_REQUIRED, needed[i].name));
    if (words->from_us < 0) changes_fault(out, refuse(E_RANGE, "from_us"));
    if (words->to_us <= words->from_us || words->to_us <= ctx->received_at_us)
        changes_fault(out, (verdict){E_DATE_ORDER, "to_us", "notice_ends"});
    return changes_at_fault(out);
}

verdict notice_reply(const char *notice_no, int32_t edition, changes *out) {
    NoticeChanged reply = NOTICE_CHANGED_INIT;
    reply.notice_no = lend(notice_no);
    reply.edition = edition;
    changes_reply(out, &reply.base);
    return accept();
}

/* ---- who sees it --------------------------------------------------------------------------- */

bool notice_shown(const context *ctx, const Notice *notice) {
    return !notice->closed && notice->from_us <= ctx->received_at_us &&
           ctx->received_at_us < notice->to_us;
}

bool notice_is_for(Desk__Audience audience, Kernel__Role role) {
    switch (audience) {
    case EVERYBODY:
        return true;
    case UNITS:
        return role == KERNEL__ROLE__UNIT_OPERATOR;
    case FLEXIBLE:
        return role == KERNEL__ROLE__PERSON || role == KERNEL__ROLE__COMMUNITY_OPERATOR;
    case COMMUNITIES:
        return role == KERNEL__ROLE__COMMUNITY_OPERATOR;
    case STAFF:
        return role >= KERNEL__ROLE__DISTRICT_OPERATOR && role <= KERNEL__ROLE__AUDITOR;
    default:
        return false;
    }
}

NoticeShown notice_as_shown(const context *ctx, view *rows, const Notice *notice) {
    NoticeShown out = NOTICE_SHOWN_INIT;
    out.notice_no = notice->notice_no;
    out.edition = notice->edition;
    out.audience = notice->audience;
    out.title_zh = notice->title_zh;
    out.title_en = notice->title_en;
    out.text_zh = notice->text_zh;
    out.text_en = notice->text_en;
    out.from_us = notice->from_us;
    out.to_us = notice->to_us;
    out.must_read = notice->must_read;
    out.published_at_us = notice->published_at_us;
    out.confirmed =
        notice->must_read && ctx->actor.account_no[0] &&
        find_notice_reading(rows, notice->notice_no, notice->edition, ctx->actor.account_no);
    return out;
}

/* Few are open at a time: what is over is closed by the clock. */
verdict notice_list(const context *ctx, view *rows, const Desk__Audience *audience, size_t n,
                    changes *out) {
    NoticeList reply = NOTICE_LIST_INIT;
    row_list open[STAFF];
    size_t most = 1;
    for (size_t i = 0; i < n; i++)
        most += (open[i] = list_notice_by_audience_closed(rows, audience[i], false)).n;
    NoticeShown *shown = arena_alloc(view_arena(rows), most * sizeof *shown);
    reply.notice = arena_alloc(view_arena(rows), most * sizeof *reply.notice);
    if (!shown || !reply.notice) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < open[i].n; k++) {
            const Notice *one = (const Notice *) open[i].row[k];
            if (!notice_shown(ctx, one)) continue;
            shown[reply.n_notice] = notice_as_shown(ctx, rows, one);
            reply.notice[reply.n_notice] = &shown[reply.n_notice];
            reply.n_notice++;
        }
    changes_reply(out, &reply.base);
    return accept();
}
