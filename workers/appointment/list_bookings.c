/* list_bookings: a person's own appointments. A hold that ran out is shown as what it is, whether
 * or not the clock has closed it. */
#include "gen/appointment/list_bookings.h"

#include "workers/appointment/booking.h"

static BookingShown shown(const booking_terms *terms, const Booking *row, int64_t now_us) {
    BookingShown out = BOOKING_SHOWN_INIT;
    bool lapsed = row->state == BOOKING_HELD && !booking_is_open(row, now_us);
    out.booking_no = row->booking_no;
    out.office_no = row->office_no;
    out.section = row->section;
    out.date = row->date;
    out.slot = row->slot;
    out.person_no = row->person_no;
    out.matter = row->matter;
    out.business_no = row->business_no;
    out.state = lapsed ? BOOKING_LAPSED : row->state;
    out.until_us = row->until_us;
    out.reason = row->reason;
    out.method = row->method;
    out.ticket = row->ticket;
    out.desk = row->desk;
    const int64_t last_us = booking_until_us(terms, row);
    if (row->state == BOOKING_BOOKED && last_us >= now_us) {
        const int32_t left = terms->of[TERM_CHANGES] - row->n_changed;
        out.cancel_until_us = last_us;
        out.changes_left = left > 0 ? left : 0;
    }
    return out;
}

verdict appointment_list_bookings(const context *ctx, view *rows, const ListBookings *in,
                                  changes *out) {
    BookingList reply = BOOKING_LIST_INIT;
    booking_terms terms;
    row_list found = list_booking_by_person_no(rows, in->person_no);
    status s = terms_read(ctx, &terms);
    if (s != OK) return refuse(s, NULL);
    BookingShown *line = arena_alloc(view_arena(rows), (found.n + 1) * sizeof *line);
    reply.item = arena_alloc(view_arena(rows), (found.n + 1) * sizeof *reply.item);
    if (!line || !reply.item) return refuse(E_ARENA, NULL);
    for (; reply.n_item < found.n; reply.n_item++) {
        line[reply.n_item] =
            shown(&terms, (const Booking *) found.row[reply.n_item], ctx->received_at_us);
        reply.item[reply.n_item] = &line[reply.n_item];
    }
    const int64_t blocked = booking_blocked_until(&terms, rows, found);
    reply.blocked_until_us = blocked > ctx->received_at_us ? blocked : 0;
    changes_reply(out, &reply.base);
    return accept();
}
