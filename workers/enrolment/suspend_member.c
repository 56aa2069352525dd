/* suspend_member (B03, 停保, removal 减员): contributions stop after the last month named; months
 * already closed stay as they are and arrears stay due. A spell that has not begun yet is
 * cancelled. Sources: docs/rules 5.4, 4.3; 社会保险法 art. 45 (why somebody left decides on
 * unemployment benefit), art. 50. */
#include <string.h>

#include "gen/enrolment/rows.h"
#include "gen/enrolment/suspend_member.h"
#include "workers/enrolment/enrolment.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/period.h"

enum { REASON_LEFT_FIRST = 221, REASON_DISMISSED = 223, REASON_OTHER = 229 };

/* docs/rules 1.3, AAE160: what the contract offers. */
static verdict check_reason(const SuspendMember *in) {
    if (in->reason == 0) /* docs/rules 5.4 */
        return refuse(E_REASON_REQUIRED, "reason");
    if (!in->unit_no[0] && in->reason != REASON_OTHER) /* docs/rules 5.9 */
        return (verdict){E_REASON_CODE, "reason", "flexible_reason"};
    return message_offers(&in->base, "reason") ? accept() : refuse(E_REASON_CODE, "reason");
}

/* docs/rules 5.4: the contract cannot end before the employment began, nor after the first month
 * that is not paid any more. */
static verdict check_contract_end(const SuspendMember *in, const Spell *open) {
    if (!in->unit_no[0]) /* who pays alone has no contract */
        return in->contract_end_date ? refuse(E_FORM, "contract_end_date") : accept();
    /* 社会保险法 art. 45, 50: the end of the contract decides on the benefit */
    bool decides = in->reason >= REASON_LEFT_FIRST && in->reason <= REASON_DISMISSED;
    if (!in->contract_end_date) return decides ? refuse(E_REQUIRED, "contract_end_date") : accept();
    if (!date_valid(in->contract_end_date)) return refuse(E_DATE, "contract_end_date");
    bool before = open->employment_date && in->contract_end_date < open->employment_date;
    bool after = in->contract_end_date > period_last_day(period_add(in->last_period, 1));
    return before || after ? (verdict){E_DATE_ORDER, "contract_end_date", "contract_end"}
                           : accept();
}

/* docs/rules 5.4: last month = current or previous period. After the cut-off the filer may still
 * speak of the calendar's month; a case pending at the close keeps what it was filed with
 * (docs/rules 4.5). */
static verdict check_last_period(const context *ctx, const SuspendMember *in) {
    if (!period_valid(in->last_period)) return refuse(E_PERIOD, "last_period");
    if (in->last_period > ctx->period) return refuse(E_PERIOD_FUTURE, "last_period");
    if (!ctx->released && in->last_period < period_add(period_from_date(ctx->today), -1))
        return refuse(E_BACKDATED, "last_period");
    return accept();
}

/* First month not charged as far as the calendar goes: never one before the month in which the act
 * takes effect (docs/rules 4.3). */
static int32_t least_free_period(const context *ctx, const SuspendMember *in) {
    int32_t after_last = period_add(in->last_period, 1);
    return after_last > ctx->period ? after_last : ctx->period;
}

/* The spell's end: behind every month of it that is closed (S11), and never before its beginning: a
 * spell that has not begun yet ends without a month. */
static int32_t end_of(const Spell *open, row_list lines, int32_t least) {
    int32_t end = least > open->valid_from ? least : open->valid_from;
    for (size_t i = 0; i < lines.n; i++) {
        const Receivable *line = (const Receivable *) lines.row[i];
        bool closed = line->state != LINE_NOT_DUE && line->state != LINE_CANCELLED;
        if (closed && line->fee_period >= end) end = period_add(line->fee_period, 1);
    }
    return end;
}

/* Lines from `end` on that nobody owes yet are dropped: they are this spell's, the latest one. */
static void drop_receivables(const Spell *open, row_list lines, int32_t end, changes *out) {
    for (size_t i = 0; i < lines.n; i++) {
        const Receivable *line = (const Receivable *) lines.row[i];
        if (line->fee_period < end || line->state != LINE_NOT_DUE) continue;
        ReceivableDropped event = RECEIVABLE_DROPPED_INIT;
        event.person_no = open->person_no;
        event.fee_period = line->fee_period;
        emit_receivable_dropped(out, &event);
    }
}

static void pause_alone(view *rows, const SuspendMember *in, const Spell *open, int32_t end,
                        changes *out) {
    (void) rows;
    FlexiblePaused event = FLEXIBLE_PAUSED_INIT;
    event.person_no = open->person_no;
    event.spell_no = open->spell_no;
    event.valid_to = end;
    event.end_reason = in->reason;
    emit_flexible_paused(out, &event);
}

static void pause(view *rows, const SuspendMember *in, const Spell *open, int32_t end,
                  changes *out) {
    EnrolmentPaused event = ENROLMENT_PAUSED_INIT;
    event.person_no = open->person_no;
    event.spell_no = open->spell_no;
    event.unit_no = in->unit_no;
    event.valid_to = end;
    event.end_reason = in->reason;
    event.contract_end_date = in->contract_end_date;
    member_change change = enrolment_counted(rows, in->unit_no, open->person_no, false);
    event.shard = change.shard;
    event.more_contributing = change.contributing;
    event.more_paused = change.paused;
    emit_enrolment_paused(out, &event);
}

static void reply_suspended(const Spell *open, int32_t end, int64_t arrears_fen, changes *out) {
    MemberSuspended reply = MEMBER_SUSPENDED_INIT;
    int32_t insurance[INSURANCES_NAMED];
    reply.insurance = insurance;
    reply.n_insurance = insurance_named((uint32_t) open->insurances, insurance);
    reply.person_no = open->person_no;
    reply.period = end;
    reply.open_arrears_fen = arrears_fen;
    reply.cancelled = end == open->valid_from;
    changes_reply(out, &reply.base);
}

static void check_filing(const context *ctx, const SuspendMember *in, const Person *person,
                         const Spell *open, changes *out) {
    changes_fault(out, check_reason(in));
    changes_fault(out, check_last_period(ctx, in));
    changes_fault(out, check_contract_end(in, open));
    if (person->benefit_open) /* docs/rules 5.4: no maternity or injury benefit case is open */
        changes_fault(out, refuse(E_BENEFIT_OPEN, "person_no"));
}

verdict enrolment_suspend_member(const context *ctx, view *rows, const SuspendMember *in,
                                 changes *out) {
    const Person *person = NULL;
    const person_named who = {in->person_no, in->document_no, E_NOT_ENROLLED};
    verdict v = enrolment_person(ctx, rows, who, &person);
    if (refused(v)) return v;
    spells all = spells_of(rows, person->person_no);
    row_list lines = list_receivable_by_person_no(rows, person->person_no);
    const Spell *open = all.latest; /* of one person's spells only the last can be open */
    const char *field = in->person_no[0] ? "person_no" : "document_no";
    v = enrolment_alone(open, in->unit_no, field);
    if (refused(v)) return v;
    if (!spell_in(open, in->unit_no, SPELL_OPEN)) /* docs/rules 5.4 */
        return refuse(E_NOT_ENROLLED, field);
    enrolment_same(ctx, rows, person, &who, in->name, out);
    check_filing(ctx, in, person, open, out);
    if (changes_at_fault(out)) return accept(); /* noted above */
    int32_t least = least_free_period(ctx, in), end = end_of(open, lines, least);
    int32_t asked = least > open->valid_from ? least : open->valid_from;
    drop_receivables(open, lines, end, out);
    (in->unit_no[0] ? pause : pause_alone)(rows, in, open, end, out);
    /* stays visible and due (S11) */
    reply_suspended(open, end, enrolment_arrears(ctx, lines, in->unit_no), out);
    /* A month that is closed already cannot be taken back: the act counts from a later one. */
    enrolment_warn_next(
        ctx, (effect){period_add(in->last_period, 1), end > asked ? end : ctx->period}, out);
    return accept();
}
