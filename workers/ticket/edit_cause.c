/* edit_cause (S52): other words, shown or hidden. */
#include "gen/ticket/edit_cause.h"

#include "workers/ticket/causes.h"
#include "workers/ticket/ticket.h"

verdict ticket_edit_cause(const context *ctx, view *rows, const EditCause *in, changes *out) {
    const Cause *cause = NULL;
    verdict v = cause_in_hand(ctx, rows, in->cause_no, &cause);
    if (refused(v)) return v;
    changes_fault(out, ticket_says(in->title_zh, "title_zh"));
    changes_fault(out, ticket_says(in->title_en, "title_en"));
    if (changes_at_fault(out)) return accept();
    CauseEdited event = CAUSE_EDITED_INIT;
    event.cause_no = cause->cause_no;
    event.shown = in->shown;
    event.title_zh = in->title_zh;
    event.title_en = in->title_en;
    emit_cause_edited(out, &event);
    return cause_reply(cause->cause_no, cause->state, out);
}
