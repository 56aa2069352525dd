/* suspend_member (B03, 停保, removal 减员): contributions stop after the last month named; months
 * already closed stay as they are and arrears stay due. Sources: domain 4.2 B03, 3.11 rule 3;
 * 社会保险法 art. 45 (why somebody left decides on unemployment benefit), art. 50. */
#include <string.h>

#include "gen/enrolment/rows.h"
#include "gen/enrolment/suspend_member.h"
#include "workers/enrolment/enrolment.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/period.h"

enum {
    REASON_LEFT_FIRST = 221,
    REASON_DISMISSED = 223,
    REASON_LEFT_LAST = 229,
    REASON_MOVED_INSIDE = 241
};

/* domain 1.3, AAE160: suspending takes 221 to 229 and 241. */
static verdict check_reason(const SuspendMember *in) {
    if (in->reason == 0) /* domain 4.2 B03 */
        return refuse(E_REASON_REQUIRED, "reason");
    bool left = in->reason >= REASON_LEFT_FIRST && in->reason <= REASON_LEFT_LAST;
    if (!left && in->reason != REASON_MOVED_INSIDE) return refuse(E_REASON_CODE, "reason");
    /* 社会保险法 art. 45, 50: the end of the contract decides on the benefit */
    if (in->reason <= REASON_DISMISSED && in->contract_end_date == 0)
        return refuse(E_REQUIRED, "contract_end_date");
    if (in->contract_end_date && !date_valid(in->contract_end_date))
        return refuse(E_DATE, "contract_end_date");
    return accept();
}

/* domain 4.2 B03: last month = current or previous period. After the cut-off the filer may still
 * speak of the calendar's month; a case pending at the close keeps what it was filed with (3.11
 * rule 5). */
static verdict check_last_period(const context *ctx, const SuspendMember *in) {
    if (!period_valid(in->last_period)) return refuse(E_PERIOD, "last_period");
    if (in->last_period > ctx->period) return refuse(E_PERIOD_FUTURE, "last_period");
    if (!ctx->released && in->last_period < period_add(period_from_date(ctx->today), -1))
        return refuse(E_BACKDATED, "last_period");
    return accept();
}

/* First month not charged: never one before the month in which the act takes effect (3.11 rule 3).
 */
static int32_t first_free_period(const context *ctx, const SuspendMember *in) {
    int32_t after_last = period_add(in->last_period, 1);
    return after_last > ctx->period ? after_last : ctx->period;
}

/* Receivables from `from` on that nobody owes yet are dropped; closed months are untouched (S11).
 */
static void drop_receivables(view *rows, const SuspendMember *in, const char *person_no,
                             int32_t from, changes *out) {
    row_list all = list_receivable_by_person_no(rows, person_no);
    for (size_t i = 0; i < all.n; i++) {
        const Receivable *line = (const Receivable *) all.row[i];
        if (line->fee_period < from || line->state != LINE_NOT_DUE ||
            strcmp(line->unit_no, in->unit_no) != 0)
            continue;
        ReceivableDropped event = RECEIVABLE_DROPPED_INIT;
        event.person_no = lend(person_no);
        event.fee_period = line->fee_period;
        emit_receivable_dropped(out, &event);
    }
}

/* What is overdue for this person in this unit: stays visible and due (S11; 社会保险法 art. 60). */
static int64_t open_arrears(const context *ctx, view *rows, const SuspendMember *in,
                            const char *person_no) {
    row_list all = list_receivable_by_person_no(rows, person_no);
    int64_t sum = 0;
    for (size_t i = 0; i < all.n; i++) {
        const Receivable *line = (const Receivable *) all.row[i];
        bool overdue =
            line->state == LINE_ARREARS ||
            (line->state == LINE_NOT_DUE && period_due_date(line->fee_period) < ctx->today);
        if (overdue && !strcmp(line->unit_no, in->unit_no))
            sum += line->person_due_fen + line->unit_due_fen;
    }
    return sum;
}

static void pause(const SuspendMember *in, const char *person_no, const standing *active,
                  int32_t from, int64_t arrears_fen, changes *out) {
    EnrolmentPaused event = ENROLMENT_PAUSED_INIT;
    MemberSuspended reply = MEMBER_SUSPENDED_INIT;
    InsuranceItem item[STATUTORY];
    InsuranceItem *list[STATUTORY];
    int32_t insurance[STATUTORY];
    event.item = list;
    reply.insurance = insurance;
    for (unsigned i = 0; i < STATUTORY; i++) {
        if (!active->row[i]) continue;
        item[i] = (InsuranceItem) INSURANCE_ITEM_INIT;
        item[i].insurance = statutory[i];
        list[event.n_item++] = &item[i];
        insurance[reply.n_insurance++] = statutory[i];
    }
    event.person_no = reply.person_no = lend(person_no);
    event.unit_no = in->unit_no;
    event.valid_to = reply.period = from;
    event.reason = in->reason;
    event.contract_end_date = in->contract_end_date;
    reply.open_arrears_fen = arrears_fen;
    emit_enrolment_paused(out, &event);
    changes_reply(out, &reply.base);
}

verdict enrolment_suspend_member(const context *ctx, view *rows, const SuspendMember *in,
                                 changes *out) {
    const Person *person = NULL;
    verdict v = enrolment_person(
        ctx, rows, (person_named){in->person_no, in->document_no, E_NOT_ENROLLED}, &person);
    if (refused(v)) return v;
    standing active = standing_of(rows, person->person_no);
    int32_t from = first_free_period(ctx, in);
    int64_t arrears_fen = open_arrears(ctx, rows, in, person->person_no);
    if (!standing_in(&active, in->unit_no, STATUS_CONTRIBUTING)) /* domain 4.2 B03 */
        return refuse(E_NOT_ENROLLED, in->person_no[0] ? "person_no" : "document_no");
    v = enrolment_same(person, in->name, in->document_no);
    if (!refused(v)) v = check_reason(in);
    if (!refused(v)) v = check_last_period(ctx, in);
    if (refused(v)) return v;
    if (person->benefit_open) /* domain 4.2 B03: no maternity or injury benefit case is open */
        return refuse(E_BENEFIT_OPEN, "person_no");
    drop_receivables(rows, in, person->person_no, from, out);
    pause(in, person->person_no, &active, from, arrears_fen, out);
    enrolment_warn_next(ctx, period_add(in->last_period, 1), out);
    return accept();
}
