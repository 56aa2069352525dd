/* resume_member (B02, 续保): a member paused in this unit contributes again from the month in which
 * the act takes effect. The account goes on; the months of the gap are listed. Source: domain 4.2
 * B02. A person paused in another unit is enrolled (B01) with reason 141 instead. */
#include "gen/enrolment/resume_member.h"
#include "gen/enrolment/rows.h"
#include "workers/enrolment/enrolment.h"
#include "workers/rules/calendar/period.h"
#include "workers/rules/retirement.h"

enum { REASON_RESUMED = 121, GAP_SHOWN_MAX = 240 };

/* domain 4.2 B02: only in the current month; after the cut-off the next one may be named. A case
 * pending at the close keeps what it was filed with (3.11 rule 5). */
static verdict check_month(const context *ctx, const ResumeMember *in) {
    if (!period_valid(in->resume_period)) return refuse(E_PERIOD, "resume_period");
    bool now =
        in->resume_period == period_from_date(ctx->today) || in->resume_period == ctx->period;
    bool kept = ctx->released && in->resume_period < ctx->period;
    return now || kept ? accept() : refuse(E_RESUME_MONTH, "resume_period");
}

static verdict check_person(const context *ctx, const ResumeMember *in, const Person *person) {
    verdict v = enrolment_same(person, in->name, in->document_no);
    if (refused(v)) return v;
    if (person->dead) return refuse(E_DEAD, "person_no");
    if (!ctx->params) return refuse(E_PARAM_MISSING, NULL);
    retirement_person who = {person->sex, person->person_class, person->birth_date, false};
    status s = retirement_check(ctx->params, &who, ctx->today);
    return s == OK ? accept() : refuse(s, "person_no"); /* domain 4.2 B02: E_AGE_RETIRED */
}

static uint32_t insurances_of(const standing *paused) {
    uint32_t set = 0;
    for (unsigned i = 0; i < STATUTORY; i++)
        set |= paused->row[i] ? insurance_bits(statutory[i]) : 0;
    return set;
}

/* Months between the pauses' end and the new start, no month twice, the latest when there are many.
 */
static size_t gap_of(const standing *paused, int32_t from, int32_t out[GAP_SHOWN_MAX]) {
    int32_t first = from;
    size_t n = 0;
    for (unsigned i = 0; i < STATUTORY; i++)
        if (paused->row[i] && paused->row[i]->valid_to && paused->row[i]->valid_to < first)
            first = paused->row[i]->valid_to;
    if (period_diff(first, from) > GAP_SHOWN_MAX) first = period_add(from, -GAP_SHOWN_MAX);
    for (int32_t period = first; period < from; period = period_add(period, 1)) out[n++] = period;
    return n;
}

static void resume(const membership_terms *terms, const standing *paused, changes *out) {
    EnrolmentResumed event = ENROLMENT_RESUMED_INIT;
    ResumedItem item[STATUTORY];
    ResumedItem *list[STATUTORY];
    event.item = list;
    for (unsigned i = 0; i < STATUTORY; i++) {
        const EnrolmentRow *row = paused->row[i];
        if (!row) continue;
        item[i] = (ResumedItem) RESUMED_ITEM_INIT;
        item[i].insurance = statutory[i];
        item[i].gap_months = row->gap_months;
        if (row->valid_to) item[i].gap_months += period_diff(row->valid_to, terms->period);
        list[event.n_item++] = &item[i];
    }
    event.person_no = lend(terms->person_no);
    event.unit_no = terms->unit->unit_no;
    event.valid_from = terms->period;
    event.reason = REASON_RESUMED;
    emit_enrolment_resumed(out, &event);
}

static void reply_resumed(const membership_terms *terms, const standing *paused,
                          const month_line *line, changes *out) {
    MemberResumed reply = MEMBER_RESUMED_INIT;
    int32_t insurance[STATUTORY], gap[GAP_SHOWN_MAX];
    reply.insurance = insurance;
    reply.gap_period = gap;
    for (unsigned i = 0; i < STATUTORY; i++)
        if (paused->row[i]) insurance[reply.n_insurance++] = statutory[i];
    reply.n_gap_period = gap_of(paused, terms->period, gap);
    reply.person_no = lend(terms->person_no);
    reply.period = terms->period;
    reply.base_fen = line->base_fen[SLOT_PENSION];
    changes_reply(out, &reply.base);
}

verdict enrolment_resume_member(const context *ctx, view *rows, const ResumeMember *in,
                                changes *out) {
    const Person *person = NULL;
    const Unit *unit = find_unit(rows, in->unit_no);
    verdict v = enrolment_person(
        ctx, rows, (person_named){in->person_no, in->document_no, E_NOT_PAUSED}, &person);
    if (refused(v)) return v;
    standing paused = standing_of(rows, person->person_no);
    if (!unit || unit->status != STATUS_CONTRIBUTING) /* as B01 */
        return refuse(E_UNIT_STATUS, "unit_no");
    if (!standing_in(&paused, in->unit_no, STATUS_PAUSED)) /* domain 4.2 B02: status 2 here */
        return refuse(E_NOT_PAUSED, in->person_no[0] ? "person_no" : "document_no");
    v = check_person(ctx, in, person);
    if (!refused(v)) v = check_month(ctx, in);
    if (refused(v)) return v;
    int32_t charged_to = standing_charged_to(&paused); /* a month charged before the pause stays */
    membership_terms terms = {unit,
                              person->person_no,
                              charged_to > ctx->period ? charged_to : ctx->period,
                              person->employment_form,
                              in->declared_wage_fen,
                              insurances_of(&paused)};
    month_line line;
    v = enrolment_month(ctx, &terms, &line);
    if (refused(v)) return v;
    resume(&terms, &paused, out);
    enrolment_charge(rows, &terms, &line, out);
    reply_resumed(&terms, &paused, &line, out);
    enrolment_warn_next(ctx, in->resume_period, out);
    return accept();
}
