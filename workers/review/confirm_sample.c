/* confirm_sample (S28): the district decides on an objection, by another person than who objected.
 * A confirmed one is a false filing of the unit: nothing of it is decided by the system any more,
 * and the second within a year takes the class away. Source: docs/rules 6.9. */
#include "gen/review/confirm_sample.h"

#include <string.h>

#include "gen/enrolment/rows.h"
#include "workers/review/case.h"
#include "workers/review/sample.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/grade.h"
#include "workers/rules/holder.h"

enum { FALSE_FILING = 1, ACTS_REVOKE = 2 };

/* Those of other cases: this one may have been recorded by its number before, and is still one. */
static int false_filings_beside(const context *ctx, row_list acts, const char *case_no) {
    int32_t year_ago = date_add(ctx->today, -GRADE_YEAR_DAYS);
    int n = 0;
    for (size_t i = 0; i < acts.n; i++) {
        const DishonestAct *act = (const DishonestAct *) acts.row[i];
        n += act->kind == FALSE_FILING && act->committed_on >= year_ago &&
             strcmp(act->reference_no, case_no) != 0;
    }
    return n;
}

static void hold_unit_to_it(const context *ctx, view *rows, const Sample *sample, changes *out) {
    const Unit *unit = find_unit(rows, sample->unit_no);
    row_list acts = list_dishonest_act_by_unit_no(rows, sample->unit_no);
    if (!unit) return;
    FalseFilingConfirmed event = FALSE_FILING_CONFIRMED_INIT;
    event.unit_no = unit->unit_no;
    event.reference_no = sample->case_no;
    event.kind = FALSE_FILING;
    event.committed_on = ctx->today;
    emit_false_filing_confirmed(out, &event);
    if (!unit->vip || false_filings_beside(ctx, acts, sample->case_no) + 1 < ACTS_REVOKE) return;
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
