/* record_credit (S28): the credit grade of a unit, by its document; an older one does not take the
 * place of a later one. Source: docs/rules 6.4. */
#include "gen/review/record_credit.h"
#include "gen/enrolment/rows.h"
#include "workers/review/grade.h"

verdict review_record_credit(const context *ctx, view *rows, const RecordCredit *in, changes *out) {
    const Unit *unit = find_unit(rows, in->unit_no);
    const UnitCredit *before = find_unit_credit(rows, in->unit_no);
    if (!unit) return refuse(E_NOT_FOUND, "unit_no");
    verdict v = grade_date(ctx, in->graded_on, "graded_on");
    if (refused(v)) return v;
    if (before && before->graded_on > in->graded_on)
        return (verdict){E_DATE_ORDER, "graded_on", "newer_recorded"};
    CreditRecorded event = CREDIT_RECORDED_INIT;
    event.unit_no = in->unit_no;
    event.grade = in->grade;
    event.graded_on = in->graded_on;
    event.reference_no = in->reference_no;
    emit_credit_recorded(out, &event);
    grade_fact_reply(in->unit_no, in->reference_no, out);
    return accept();
}
