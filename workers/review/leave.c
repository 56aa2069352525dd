/* leave: days of leave must be days, in order, not over and not for ever. */
#include "workers/review/leave.h"

#include "gen/review/reviewer.h"
#include "workers/rules/calendar/date.h"

enum { LEAVE_DAYS_MOST = 366 };

static verdict check(const context *ctx, int32_t from, int32_t until) {
    int32_t today = date_from_us(ctx->received_at_us);
    if (!from && !until) return accept();
    if (!date_valid(from)) return refuse(E_DATE, "from_date");
    if (!date_valid(until)) return refuse(E_DATE, "until_date");
    if (until < from || until < today) return (verdict){E_DATE, "until_date", "leave_order"};
    return date_diff(from, until) < LEAVE_DAYS_MOST ? accept()
                                                    : (verdict){E_DATE, "until_date", "leave_long"};
}

verdict leave_set(const context *ctx, const char *account_no, int32_t from_date, int32_t until_date,
                  changes *out) {
    verdict v = check(ctx, from_date, until_date);
    if (refused(v)) return v;
    LeaveSet event = LEAVE_SET_INIT;
    event.account_no = lend(account_no);
    event.from_date = from_date;
    event.until_date = until_date;
    emit_leave_set(out, &event);
    LeaveShown reply = LEAVE_SHOWN_INIT;
    reply.account_no = event.account_no;
    reply.from_date = from_date;
    reply.until_date = until_date;
    changes_reply(out, &reply.base);
    return accept();
}
