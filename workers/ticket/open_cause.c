/* open_cause (S52): several tickets have one cause, which the body of the city looks into that
 * records it. */
#include "gen/ticket/open_cause.h"

#include "workers/rules/issue.h"
#include "workers/ticket/causes.h"
#include "workers/ticket/ticket.h"

verdict ticket_open_cause(const context *ctx, view *rows, const OpenCause *in, changes *out) {
    char cause_no[SERIAL_CASE_SIZE];
    CauseOpened event = CAUSE_OPENED_INIT;
    changes_fault(out, ticket_says(in->title_zh, "title_zh"));
    changes_fault(out, ticket_says(in->title_en, "title_en"));
    if (changes_at_fault(out)) return accept();
    status s = issue_number(ctx, rows, &event.number, cause_no);
    if (s != OK) return refuse(s, NULL);
    event.cause_no = cause_no;
    event.category = in->category;
    event.desk = ticket_desk(ctx->actor.role);
    event.shown = in->shown;
    event.title_zh = in->title_zh;
    event.title_en = in->title_en;
    event.shard = (int32_t) ctx->shard;
    emit_cause_opened(out, &event);
    return cause_reply(cause_no, CAUSE_OPEN, out);
}
