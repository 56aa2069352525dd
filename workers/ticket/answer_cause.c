/* answer_cause (S52): one answer for all tickets of a cause; the clock takes it to each of them. */
#include "gen/ticket/answer_cause.h"

#include "workers/ticket/causes.h"
#include "workers/ticket/ticket.h"

verdict ticket_answer_cause(const context *ctx, view *rows, const AnswerCause *in, changes *out) {
    const Cause *cause = NULL;
    verdict v = cause_in_hand(ctx, rows, in->cause_no, &cause);
    if (refused(v)) return v;
    changes_fault(out, ticket_says(in->answer_zh, "answer_zh"));
    changes_fault(out, ticket_says(in->answer_en, "answer_en"));
    if (changes_at_fault(out)) return accept();
    CauseAnswered event = CAUSE_ANSWERED_INIT;
    event.cause_no = cause->cause_no;
    event.answer_zh = in->answer_zh;
    event.answer_en = in->answer_en;
    emit_cause_answered(out, &event);
    return cause_reply(cause->cause_no, CAUSE_ANSWERED, out);
}
