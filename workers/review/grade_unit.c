/* grade_unit (F08, S28): the district grades a unit by what is recorded of it; VIP when both scores
 * reach their threshold. Decided by a second person, on the facts as they then are. The date since
 * when it is VIP stays while it remains so: filings are automatic only 90 days after. A new grade
 * ends a pause, that of a false filing only when a year has passed since the last one. Source:
 * docs/rules 6.4, 6.9. */
#include "gen/review/grade_unit.h"
#include "gen/enrolment/rows.h"
#include "workers/review/case.h"
#include "workers/review/grade.h"
#include "workers/rules/calendar/date.h"

verdict review_grade_unit(const context *ctx, view *rows, const GradeUnit *in, changes *out) {
    const Unit *unit = find_unit(rows, in->unit_no);
    unit_grade now;
    verdict v = grade_unit_now(ctx, rows, in->unit_no, &now);
    if (!unit) return refuse(E_NOT_FOUND, "unit_no");
    if (in->operator_score || in->credit_score)
        return (verdict){E_FORM, "operator_score", "score_computed"};
    if (!refused(v)) v = case_reason(in->reason); /* S28: can be explained */
    if (refused(v)) return v;
    UnitGraded event = UNIT_GRADED_INIT;
    event.unit_no = unit->unit_no;
    event.operator_score = now.scores.operator_score;
    event.credit_score = now.scores.credit_score;
    event.vip = now.scores.vip;
    if (event.vip) {
        event.vip_since_us = unit->vip ? unit->vip_since_us : ctx->received_at_us;
        event.review_due_at_us = ctx->received_at_us + GRADE_REVIEW_DAYS * DAY_US;
    }
    if (unit->paused == PAUSED_FALSE_FILING &&
        grade_false_filings(ctx, rows, unit->unit_no, "") > 0) {
        event.paused = unit->paused;
        event.paused_at_us = unit->paused_at_us;
    }
    event.reason = in->reason;
    event.item = now.list;
    event.n_item = GRADE_KINDS;
    emit_unit_graded(out, &event);
    grade_reply(unit->unit_no, event.vip, event.vip_since_us, out);
    return accept();
}
