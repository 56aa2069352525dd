/* answer_objection (SIL 4, PIPL 24): what the district found, or decides on what the system had
 * decided. Whoever had a hand in the case leaves it to others. Source: docs/cases.md. */
#include "gen/review/answer_objection.h"
#include "gen/review/objection.h"
#include "workers/review/case.h"

static void answer_human(const Objection *open, const AnswerObjection *in, changes *out) {
    HumanAnswered event = HUMAN_ANSWERED_INIT;
    event.case_no = open->case_no;
    event.state = in->state;
    event.statement = open->statement;
    event.answer = in->answer;
    event.person_no = open->person_no;
    event.filer = open->filer;
    emit_human_answered(out, &event);
}

static void answer_person(const Objection *open, const AnswerObjection *in, changes *out) {
    ObjectionAnswered event = OBJECTION_ANSWERED_INIT;
    event.case_no = open->case_no;
    event.state = in->state;
    event.statement = open->statement;
    event.answer = in->answer;
    emit_objection_answered(out, &event);
}

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
    if (open->human)
        answer_human(open, in, out);
    else
        answer_person(open, in, out);
    ObjectionChanged reply = OBJECTION_CHANGED_INIT;
    reply.case_no = open->case_no;
    reply.state = in->state;
    changes_reply(out, &reply.base);
    return accept();
}
