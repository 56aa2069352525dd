/* record_request: another authority asks in writing; a second officer has to confirm. Source:
 * docs/rules 7.5, 7.6. */
#include "gen/access/record_request.h"
#include "workers/access/basis.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/holder.h"
#include "workers/rules/issue.h"
#include "workers/rules/purpose.h"

enum { DAYS_MOST = 366 };

static verdict dates(const context *ctx, const RecordRequest *in) {
    if (in->to_date < in->from_date || in->to_date < ctx->today)
        return refuse(E_DATE_ORDER, "to_date");
    if (in->to_date > date_add(in->from_date, DAYS_MOST)) return refuse(E_RANGE, "to_date");
    if (!in->delayed_until) return accept();
    if (in->delayed_until <= ctx->today) return refuse(E_DATE_ORDER, "delayed_until");
    if (in->delayed_until > date_add(ctx->today, DAYS_MOST))
        return refuse(E_RANGE, "delayed_until");
    return in->delay_basis[0] ? accept() : refuse(E_REQUIRED, "delay_basis");
}

verdict access_record_request(const context *ctx, view *rows, const RecordRequest *in,
                              changes *out) {
    char basis_no[SERIAL_CASE_SIZE];
    if (!(purpose_rests_on(in->purpose) & PURPOSE_ON_REQUEST))
        changes_fault(out, refuse(E_CODE_VALUE, "purpose"));
    changes_fault(out, basis_items(in->items));
    changes_fault(out, dates(ctx, in));
    if (changes_at_fault(out)) return accept();
    if (holder_is_person(rows, ctx->actor.account_no, in->person_no))
        return (verdict){E_MAKER_CHECKER, "person_no", "own_record"};
    RequestRecorded event = REQUEST_RECORDED_INIT;
    status s = issue_number(ctx, rows, &event.number, basis_no);
    if (s != OK) return refuse(s, NULL);
    event.basis_no = basis_no;
    event.person_no = in->person_no;
    event.district_code = lend(ctx->actor.district_code);
    event.purpose = in->purpose;
    event.authority = in->authority;
    event.letter_no = in->letter_no;
    event.legal_basis = in->legal_basis;
    event.items = in->items;
    event.from_date = in->from_date;
    event.to_date = in->to_date;
    event.delayed_until = in->delayed_until;
    event.delay_basis = in->delay_basis;
    event.shard = (int32_t) ctx->shard;
    emit_request_recorded(out, &event);
    basis_reply(basis_no, PROPOSED, "", out);
    return accept();
}
