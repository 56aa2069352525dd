/* record_training (S28): an operator of the unit was trained. A day is of the past, and a former
 * training does not take the place of a later one. Source: docs/rules 6.4. */
#include "gen/review/record_training.h"
#include "gen/identity/rows.h"
#include "workers/review/grade.h"

verdict review_record_training(const context *ctx, view *rows, const RecordTraining *in,
                               changes *out) {
    const Account *account = find_account(rows, in->operator_);
    const Training *before = find_training(rows, in->unit_no, in->operator_);
    if (!grade_is_operator(rows, in->unit_no, account)) return refuse(E_NOT_FOUND, "operator");
    verdict v = grade_date(ctx, in->trained_on, "trained_on");
    if (refused(v)) return v;
    if (before && before->trained_on > in->trained_on)
        return (verdict){E_DATE_ORDER, "trained_on", "newer_recorded"};
    TrainingRecorded event = TRAINING_RECORDED_INIT;
    event.unit_no = in->unit_no;
    event.operator_ = in->operator_;
    event.trained_on = in->trained_on;
    event.reference_no = in->reference_no;
    emit_training_recorded(out, &event);
    grade_fact_reply(in->unit_no, in->reference_no, out);
    return accept();
}
