/* record_arrival (S54, A16): somebody with an appointment for today stands at the counter. */
#include "gen/appointment/record_arrival.h"

#include <string.h>

#include "gen/enrolment/rows.h"
#include "workers/appointment/day.h"
#include "workers/appointment/queue.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/identifier/document.h"

static const char *person_of(const context *ctx, view *rows, const char *typed) {
    char number[DOCUMENT_SIZE];
    if (document_fold(typed, number) != OK) return "";
    const PersonDirectory *place = find_person_directory(rows, ctx->search_hash(ctx, rows, number));
    return place ? place->person_no : "";
}

/* Of several the one that is still expected. */
static const Booking *booked_today(const context *ctx, view *rows, const RecordArrival *in) {
    const row_list day =
        list_booking_by_office_no_section_date(rows, in->office_no, in->section, in->date);
    const char *person_no = in->booking_no[0] ? "" : person_of(ctx, rows, in->document_no);
    const Booking *found = NULL;
    for (size_t i = 0; i < day.n; i++) {
        const Booking *row = (const Booking *) day.row[i];
        bool named = in->booking_no[0] ? !strcmp(row->booking_no, in->booking_no)
                                       : person_no[0] && !strcmp(row->person_no, person_no);
        if (named && (!found || row->state == BOOKING_BOOKED)) found = row;
    }
    return found;
}

verdict appointment_record_arrival(const context *ctx, view *rows, const RecordArrival *in,
                                   changes *out) {
    const OfficeSection *plan = find_office_section(rows, in->office_no, in->section);
    QueueState *queue;
    verdict v = queue_may(ctx, in->office_no, in->date);
    if (refused(v)) return v;
    if (!in->booking_no[0] && !in->document_no[0]) return refuse(E_REQUIRED, "document_no");
    const Booking *row = booked_today(ctx, rows, in);
    const char *field = in->booking_no[0] ? "booking_no" : "document_no";
    if (!plan || !row) return (verdict){E_NOT_FOUND, field, "no_booking_today"};
    if (row->state != BOOKING_BOOKED) return refuse(E_CASE_STATE, field);
    status s = queue_state(rows, in->office_no, in->section, in->date, &queue);
    if (s != OK) return refuse(s, NULL);
    const int64_t begins_us = day_us(row->date, row->slot);
    const bool late = ctx->received_at_us > begins_us + plan->slot_minutes * MINUTE_US;
    BookingArrived event = BOOKING_ARRIVED_INIT;
    event.booking_no = row->booking_no;
    event.ticket = ++queue->n_tickets;
    event.turn_us = late ? ctx->received_at_us : begins_us;
    event.queue = &queue;
    event.n_queue = 1;
    emit_booking_arrived(out, &event);
    queue_reply(row, event.ticket, BOOKING_ARRIVED, 0, out);
    return accept();
}
