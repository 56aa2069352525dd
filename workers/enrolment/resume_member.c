/* resume_member (B02, 续保): a member paused in this unit contributes again from the month in which
 * the act takes effect: the next spell, in the insurances of the one that was paused. The account
 * goes on; the months of the gap are listed. Source: docs/rules 5.3. A person paused in another
 * unit is enrolled (B01) with reason 141 instead. Without a unit it is somebody who pays alone:
 * docs/rules 5.9. */
#include "gen/enrolment/resume_member.h"
#include "gen/enrolment/rows.h"
#include "workers/enrolment/enrolment.h"
#include "workers/rules/calendar/period.h"

enum { REASON_RESUMED = 121, GAP_SHOWN_MAX = 240 };

/* docs/rules 5.3: only in the current month; after the cut-off the next one may be named. A case
 * pending at the close keeps what it was filed with (docs/rules 4.5). */
static verdict check_month(const context *ctx, const ResumeMember *in) {
    if (!period_valid(in->resume_period)) return refuse(E_PERIOD, "resume_period");
    bool now =
        in->resume_period == period_from_date(ctx->today) || in->resume_period == ctx->period;
    bool kept = ctx->released && in->resume_period < ctx->period;
    return now || kept ? accept() : refuse(E_RESUME_MONTH, "resume_period");
}

static verdict check_person(const context *ctx, const ResumeMember *in, const Person *person) {
    if (person->dead) return refuse(E_DEAD, "person_no");
    if (!ctx->params) return refuse(E_PARAM_MISSING, NULL);
    retirement_person who = enrolment_retiring(person, in->unit_no);
    status s = retirement_check(ctx->params, &who, ctx->today);
    return s == OK ? accept() : refuse(s, "person_no"); /* docs/rules 5.3: E_AGE_RETIRED */
}

/* Months between the last charged spell and the new one, the latest when there are many. */
static size_t gap_of(const spells *past, int32_t from, int32_t out[GAP_SHOWN_MAX]) {
    int32_t first = past->charged ? past->charged->valid_to : from;
    size_t n = 0;
    if (period_diff(first, from) > GAP_SHOWN_MAX) first = period_add(from, -GAP_SHOWN_MAX);
    for (int32_t period = first; period < from; period = period_add(period, 1)) out[n++] = period;
    return n;
}

/* docs/rules 5.9: a tier in place of the wage, and arrears first. */
static void check_alone(const context *ctx, view *rows, const ResumeMember *in,
                        const membership_terms *terms, changes *out) {
    bool pension = terms->insurances & INSURANCE_BIT(SLOT_PENSION);
    const param *tier;
    row_list lines = list_receivable_by_person_no(rows, terms->person_no);
    if (in->declared_wage_fen)
        changes_fault(out, (verdict){E_WAGE_RANGE, "declared_wage_fen", "flexible_wage"});
    if (pension && !in->tier_percent)
        changes_fault(out, refuse(E_REQUIRED, "tier_percent"));
    else if (in->tier_percent && params_tier(ctx->params, INSURANCE_PENSION, in->tier_percent,
                                             terms->start.from, &tier) != OK)
        changes_fault(out, refuse(E_TIER_UNKNOWN, "tier_percent"));
    if (enrolment_arrears(ctx, lines, "")) changes_fault(out, refuse(E_ARREARS_FIRST, "person_no"));
}

static void resume_alone(view *rows, const membership_terms *terms, const spells *past,
                         changes *out) {
    (void) rows;
    FlexibleStarted event = FLEXIBLE_STARTED_INIT;
    event.person_no = lend(terms->person_no);
    event.spell_no = terms->start.spell_no;
    event.community_code = past->latest->community_code;
    event.insurances = (int32_t) terms->insurances;
    event.valid_from = terms->start.from;
    event.first_period = terms->start.first_period;
    event.gap_months = terms->start.gap_months;
    event.reason = REASON_RESUMED;
    emit_flexible_started(out, &event);
}

static void resume(view *rows, const membership_terms *terms, const spells *past, changes *out) {
    EnrolmentResumed event = ENROLMENT_RESUMED_INIT;
    event.person_no = lend(terms->person_no);
    event.spell_no = terms->start.spell_no;
    event.unit_no = terms->unit->unit_no;
    event.insurances = (int32_t) terms->insurances;
    event.valid_from = terms->start.from;
    event.first_period = terms->start.first_period;
    event.gap_months = terms->start.gap_months;
    event.reason = REASON_RESUMED;
    event.employment_date = past->latest->employment_date;
    member_change change = enrolment_counted(rows, event.unit_no, terms->person_no, true);
    event.shard = change.shard;
    event.more_contributing = change.contributing;
    event.more_paused = change.paused;
    emit_enrolment_resumed(out, &event);
}

static void reply_resumed(const membership_terms *terms, const spells *past, const month_line *line,
                          changes *out) {
    MemberResumed reply = MEMBER_RESUMED_INIT;
    int32_t insurance[INSURANCES_NAMED], gap[GAP_SHOWN_MAX];
    reply.insurance = insurance;
    reply.gap_period = gap;
    reply.n_insurance = insurance_named(terms->insurances, insurance);
    reply.n_gap_period = gap_of(past, terms->start.from, gap);
    reply.person_no = lend(terms->person_no);
    reply.period = terms->start.from;
    reply.base_fen = line->base_fen[SLOT_PENSION];
    reply.provisional = line->provisional;
    changes_reply(out, &reply.base);
}

/* A month that was charged before the pause, or to another unit, stays: the next free one is the
 * first of the new spell. */
static membership_terms terms_of(const context *ctx, view *rows, const ResumeMember *in,
                                 const Person *person, const spells *past) {
    int32_t from = spells_free_from(rows, person->person_no, past, ctx->period);
    return (membership_terms){.person_no = person->person_no,
                              .start = spells_next(past, from),
                              .employment_form = person->employment_form,
                              .wage_fen = in->declared_wage_fen,
                              .tier_percent = in->tier_percent,
                              .insurances = (uint32_t) past->latest->insurances};
}

/* docs/rules 5.3: status 2 here, in a unit that contributes (as B01), or alone. */
static verdict check_place(const ResumeMember *in, const Unit *unit, const Spell *latest) {
    const char *field = in->person_no[0] ? "person_no" : "document_no";
    verdict v = enrolment_alone(latest, in->unit_no, field);
    if (refused(v)) return v;
    if (in->unit_no[0] && (!unit || unit->status != UNIT_CONTRIBUTING))
        return refuse(E_UNIT_STATUS, "unit_no");
    if (in->unit_no[0] && in->tier_percent) return refuse(E_NOT_FLEX, "tier_percent");
    return spell_in(latest, in->unit_no, SPELL_ENDED) ? accept() : refuse(E_NOT_PAUSED, field);
}

verdict enrolment_resume_member(const context *ctx, view *rows, const ResumeMember *in,
                                changes *out) {
    const Person *person = NULL;
    const Unit *unit = in->unit_no[0] ? find_unit(rows, in->unit_no) : NULL;
    const person_named who = {in->person_no, in->document_no, E_NOT_PAUSED};
    verdict v = enrolment_person(ctx, rows, who, &person);
    if (refused(v)) return v;
    spells past = spells_of(rows, person->person_no);
    v = check_place(in, unit, past.latest);
    if (refused(v)) return v;
    enrolment_same(ctx, rows, person, &who, in->name, out);
    changes_fault(out, check_person(ctx, in, person));
    changes_fault(out, check_month(ctx, in));
    membership_terms terms = terms_of(ctx, rows, in, person, &past);
    month_line line;
    terms.unit = unit;
    if (!unit && ctx->params) check_alone(ctx, rows, in, &terms, out);
    if (!unit && changes_at_fault(out)) return accept(); /* noted above */
    v = enrolment_month(ctx, &terms, &line);
    if (refused(v) || changes_at_fault(out)) return v;
    (unit ? resume : resume_alone)(rows, &terms, &past, out);
    reply_resumed(&terms, &past, &line, out);
    enrolment_warn_next(ctx, (effect){in->resume_period, terms.start.from}, out);
    return enrolment_charge(rows, &terms, &line, out);
}
