/* answer_objection (SIL 4): what the district found. Whoever had a hand in the case leaves it to
 * others. Source: docs/cases.md. */
#include "gen/review/answer_objection.h"
#include "gen/review/objection.h"
#include "workers/review/case.h"

verdict review_answer_objection(const context *ctx, view *rows, const AnswerObjection *in,
                                changes *out) {
    const Objection *open = find_objection(rows, in->case_no);
    const Case *file = find_case(rows, in->case_no);
    if (in->state != OBJECTION_UPHELD && in->state != OBJECTION_DISMISSED)
        return refuse(E_CODE_VALUE, "state");
    if (!open || !file) return refuse(E_NOT_FOUND, "case_no");
    if (open->state != OBJECTION_OPEN)
        return (verdict){E_CASE_STATE, "case_no", "objection_answered"};
    if (case_is_touched(ctx, rows, file))
        return (verdict){E_MAKER_CHECKER, "case_no", "objection_own"};
    verdict v = case_reason(in->answer);
    if (refused(v)) return (verdict){v.code, "answer", v.reason};
    ObjectionAnswered event = OBJECTION_ANSWERED_INIT;
    event.case_no = open->case_no;
    event.state = in->state;
    event.statement = open->statement;
    event.answer = in->answer;
    emit_objection_answered(out, &event);
    ObjectionChanged reply = OBJECTION_CHANGED_INIT;
    reply.case_no = open->case_no;
    reply.state = in->state;
    changes_reply(out, &reply.base);
    return accept();
}
