/* grade_unit (F08, S28): the district grades a unit by two scores; VIP when both reach their
 * threshold. The date since when it is VIP stays while it remains so: filings are automatic only 90
 * days after. Source: docs/rules 6.4. */
#include "gen/review/grade_unit.h"
#include "gen/enrolment/rows.h"
#include "workers/review/case.h"
#include "workers/rules/grade.h"

verdict review_grade_unit(const context *ctx, view *rows, const GradeUnit *in, changes *out) {
    const Unit *unit = find_unit(rows, in->unit_no);
    if (!unit) return refuse(E_NOT_FOUND, "unit_no");
    verdict v = case_reason(in->reason); /* S28: can be explained */
    if (refused(v)) return v;
    UnitGraded event = UNIT_GRADED_INIT;
    event.unit_no = unit->unit_no;
    event.operator_score = in->operator_score;
    event.credit_score = in->credit_score;
    event.vip = grade_is_vip(in->operator_score, in->credit_score);
    if (event.vip) event.vip_since_us = unit->vip ? unit->vip_since_us : ctx->received_at_us;
    event.reason = in->reason;
    emit_unit_graded(out, &event);
    GradeShown reply = GRADE_SHOWN_INIT;
    reply.unit_no = unit->unit_no;
    reply.vip = event.vip;
    reply.vip_since_us = event.vip_since_us;
    changes_reply(out, &reply.base);
    return accept();
}
