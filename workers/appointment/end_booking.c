/* end_booking (A14, A16): the clock closes a hold that ran out and what the end of its day finds
 * open. Who did not come missed it. Who came and was not called is no reason to block anybody; who
 * was called is taken as served where nobody said otherwise. What was confirmed, cancelled or moved
 * meanwhile has another time and is left alone. */
#include "gen/appointment/end_booking.h"

#include "gen/appointment/record_outcome.h"
#include "workers/appointment/booking.h"

static const char not_called[] = "当日结束时仍未叫到号";
static const char not_recorded[] = "已叫号，当日未登记结果，视为已办理";

typedef struct freed {
    OpenMatter **matter;
    size_t n;
} freed;

static Appointment__BookingState lapse(const Booking *row, freed open, changes *out) {
    HoldLapsed event = HOLD_LAPSED_INIT;
    event.booking_no = row->booking_no;
    event.person_no = row->person_no;
    event.freed = open.matter;
    event.n_freed = open.n;
    emit_hold_lapsed(out, &event);
    return BOOKING_LAPSED;
}

static Appointment__BookingState miss(const Booking *row, freed open, changes *out) {
    BookingMissed event = BOOKING_MISSED_INIT;
    event.booking_no = row->booking_no;
    event.person_no = row->person_no;
    event.freed = open.matter;
    event.n_freed = open.n;
    emit_booking_missed(out, &event);
    return BOOKING_MISSED;
}

static Appointment__BookingState close(const Booking *row, freed open, changes *out) {
    OutcomeRecorded event = OUTCOME_RECORDED_INIT;
    const bool called = row->state == BOOKING_CALLED;
    event.booking_no = row->booking_no;
    event.state = called ? BOOKING_SERVED : BOOKING_MISSED;
    event.reason = lend(called ? not_recorded : not_called);
    event.freed = open.matter;
    event.n_freed = open.n;
    emit_outcome_recorded(out, &event);
    return event.state;
}

verdict appointment_end_booking(const context *ctx, view *rows, const EndBooking *in,
                                changes *out) {
    const Booking *row = find_booking(rows, in->booking_no);
    freed open;
    if (!row) return refuse(E_NOT_FOUND, "booking_no");
    bool due = row->due_at_us && row->due_at_us <= ctx->received_at_us;
    if (!due) return refuse(E_CASE_STATE, "booking_no");
    status s = booking_freed(rows, row, &open.matter, &open.n);
    if (s != OK) return refuse(s, NULL);
    BookingReply reply = BOOKING_REPLY_INIT;
    reply.booking_no = row->booking_no;
    reply.state = row->state == BOOKING_HELD     ? lapse(row, open, out)
                  : row->state == BOOKING_BOOKED ? miss(row, open, out)
                                                 : close(row, open, out);
    changes_reply(out, &reply.base);
    return accept();
}
