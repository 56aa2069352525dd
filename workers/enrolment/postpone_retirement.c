/* postpone_retirement (弹性延迟退休): the agreement by which a member goes on contributing with
 * this unit beyond the age of the law. Source: docs/rules 5.8. */
#include "gen/enrolment/postpone_retirement.h"
#include "gen/enrolment/rows.h"
#include "workers/enrolment/enrolment.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/retirement.h"

static verdict find_member(const context *ctx, view *rows, const PostponeRetirement *in,
                           const Person **out) {
    verdict v = enrolment_person(
        ctx, rows, (person_named){in->person_no, in->document_no, E_NOT_ENROLLED}, out);
    if (refused(v)) return v;
    spells all = spells_of(rows, (*out)->person_no);
    if (!spell_in(all.latest, in->unit_no, SPELL_OPEN))
        return refuse(E_NOT_ENROLLED, in->person_no[0] ? "person_no" : "document_no");
    return accept();
}

/* docs/rules 5.8: by three years at most, once. */
static verdict check_until(const PostponeRetirement *in, const Person *person, int32_t reached) {
    if (person->postponed_until) return (verdict){E_DUP_ROW, "postponed_until", "postponed_before"};
    if (!date_valid(in->postponed_until)) return refuse(E_DATE, "postponed_until");
    status s = retirement_postponable(reached, in->postponed_until);
    return (verdict){s, "postponed_until", s == E_RANGE ? "postponed_too_long" : NULL};
}

/* docs/rules 5.8: in writing at least a month before the age. */
static verdict check_agreement(const context *ctx, const PostponeRetirement *in, int32_t reached) {
    if (!date_valid(in->agreement_date)) return refuse(E_DATE, "agreement_date");
    bool in_time =
        in->agreement_date <= ctx->today && retirement_month_before(in->agreement_date, reached);
    return in_time ? accept() : (verdict){E_DATE_ORDER, "agreement_date", "agreement_late"};
}

static verdict check_time(const context *ctx, const PostponeRetirement *in, const Person *person,
                          int32_t *reached, changes *out) {
    if (!ctx->params) return refuse(E_PARAM_MISSING, NULL);
    retirement_person who = enrolment_retiring(person, in->unit_no);
    status s = retirement_date(ctx->params, &who, reached);
    if (s != OK) return refuse(s, "person_no");
    changes_fault(out, check_until(in, person, *reached));
    if (!ctx->released && ctx->today >= *reached) /* docs/rules 5.8: recorded before it */
        changes_fault(out, refuse(E_AGE_RETIRED, "person_no"));
    changes_fault(out, check_agreement(ctx, in, *reached));
    return accept();
}

static void reply(const Person *person, int32_t reached, int32_t until, changes *out) {
    RetirementPostponedShown shown = RETIREMENT_POSTPONED_SHOWN_INIT;
    shown.person_no = person->person_no;
    shown.retirement_date = reached;
    shown.postponed_until = until;
    changes_reply(out, &shown.base);
}

verdict enrolment_postpone_retirement(const context *ctx, view *rows, const PostponeRetirement *in,
                                      changes *out) {
    const Person *person = NULL;
    int32_t reached = 0;
    verdict v = find_member(ctx, rows, in, &person);
    if (refused(v)) return v;
    enrolment_same(ctx, rows, person,
                   &(person_named){in->person_no, in->document_no, E_NOT_ENROLLED}, in->name, out);
    v = check_time(ctx, in, person, &reached, out);
    if (refused(v) || changes_at_fault(out)) return v;
    RetirementPostponed event = RETIREMENT_POSTPONED_INIT;
    event.person_no = person->person_no;
    event.unit_no = in->unit_no;
    event.agreement_date = in->agreement_date;
    event.postponed_until = in->postponed_until;
    emit_retirement_postponed(out, &event);
    reply(person, reached, in->postponed_until, out);
    return accept();
}
