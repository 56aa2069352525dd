/* record_outcome (S54, A16): what became of somebody who was called; or, with a reason, what
 * happened while the hall was away, up to two days later. */
#include "gen/appointment/record_outcome.h"

#include <string.h>

#include "proto/runtime/fold.h"
#include "workers/appointment/booking.h"
#include "workers/appointment/queue.h"
#include "workers/rules/calendar/date.h"

enum { DAYS_AFTERWARDS = 2 };

static bool is_over(const Booking *row) {
    return row->state == BOOKING_SERVED || row->state == BOOKING_MISSED;
}

static verdict may_record(const context *ctx, const Booking *row, const RecordOutcome *in) {
    const int32_t ago = date_diff(row->date, ctx->today);
    const bool stands = row->state == BOOKING_BOOKED || row->state == BOOKING_ARRIVED ||
                        row->state == BOOKING_CALLED || is_over(row);
    if (in->state != BOOKING_SERVED && in->state != BOOKING_MISSED)
        return refuse(E_CODE_VALUE, "state");
    if (!stands || row->state == in->state) return refuse(E_CASE_STATE, "booking_no");
    if (ago < 0 || ago > DAYS_AFTERWARDS) return (verdict){E_RANGE, "booking_no", "not_today"};
    bool blank = fold_is_blank(in->reason, strlen(in->reason));
    return row->state != BOOKING_CALLED && blank ? refuse(E_CASE_REASON, "reason") : accept();
}

verdict appointment_record_outcome(const context *ctx, view *rows, const RecordOutcome *in,
                                   changes *out) {
    const Booking *row = find_booking(rows, in->booking_no);
    OutcomeRecorded event = OUTCOME_RECORDED_INIT;
    if (!row) return refuse(E_NOT_FOUND, "booking_no");
    status s = booking_freed(rows, row, &event.freed, &event.n_freed);
    if (s != OK) return refuse(s, NULL);
    verdict v = may_record(ctx, row, in);
    if (refused(v)) return v;
    event.booking_no = row->booking_no;
    event.state = in->state;
    event.reason = in->reason;
    emit_outcome_recorded(out, &event);
    queue_reply(row, row->ticket, in->state, row->desk, out);
    return accept();
}
