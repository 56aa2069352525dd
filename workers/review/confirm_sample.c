/* confirm_sample (S28): the district decides on an objection, by another person than who objected.
 * A confirmed one is a false filing of the unit: nothing of it is decided by the system any more,
 * and the second within a year takes the class away. Source: docs/rules 6.9. */
#include "gen/review/confirm_sample.h"

#include "gen/enrolment/rows.h"
#include "workers/review/case.h"
#include "workers/review/grade.h"
#include "workers/review/sample.h"
#include "workers/rules/holder.h"

enum { ACTS_REVOKE = 2 };

static void hold_unit_to_it(const context *ctx, view *rows, const Sample *sample, changes *out) {
    const Unit *unit = find_unit(rows, sample->unit_no);
    int others = grade_false_filings(ctx, rows, sample->unit_no, sample->case_no);
    if (!unit) return;
    FalseFilingConfirmed event = FALSE_FILING_CONFIRMED_INIT;
    event.unit_no = unit->unit_no;
    event.reference_no = sample->case_no;
    event.kind = GRADE_FALSE_FILING;
    event.committed_on = ctx->today;
    emit_false_filing_confirmed(out, &event);
    if (!unit->vip || others + 1 < ACTS_REVOKE) return;
    VipRevoked revoked = VIP_REVOKED_INIT;
    revoked.unit_no = unit->unit_no;
    emit_vip_revoked(out, &revoked);
}

verdict review_confirm_sample(const context *ctx, view *rows, const ConfirmSample *in,
                              changes *out) {
    const Sample *sample = NULL;
    if (in->state != SAMPLE_CONFIRMED && in->state != SAMPLE_DISMISSED)
        return refuse(E_CODE_VALUE, "state");
    verdict v = sample_to_answer(ctx, rows, in->case_no, SAMPLE_OBJECTED, &sample);
    if (refused(v)) return v;
    if (holder_is_one(rows, sample->answered_by, ctx->actor.account_no))
        return (verdict){E_MAKER_CHECKER, "case_no", "answered_before"};
    v = case_reason(in->reason);
    if (refused(v)) return v;
    SampleConfirmed event = SAMPLE_CONFIRMED_INIT;
    event.case_no = sample->case_no;
    event.state = in->state;
    event.reason = in->reason;
    emit_sample_confirmed(out, &event);
    if (event.state == SAMPLE_CONFIRMED && sample->unit_no[0])
        hold_unit_to_it(ctx, rows, sample, out);
    sample_reply(sample->case_no, event.state, out);
    return accept();
}
