/* add_walk_in (A16): a number for somebody without an appointment. The document is not kept, only
 * its keyed hash, by which one hand does not draw the line empty. */
#include "gen/appointment/add_walk_in.h"

#include <string.h>

#include "workers/appointment/queue.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/identifier/document.h"
#include "workers/rules/issue.h"

static bool has_number(row_list day, ProtobufCBinaryData hash) {
    for (size_t i = 0; i < day.n; i++) {
        const Booking *row = (const Booking *) day.row[i];
        bool open = row->state == BOOKING_ARRIVED || row->state == BOOKING_CALLED;
        if (open && row->document_hash.len == hash.len &&
            !memcmp(row->document_hash.data, hash.data, hash.len))
            return true;
    }
    return false;
}

static verdict give(const context *ctx, view *rows, const AddWalkIn *in, ProtobufCBinaryData hash,
                    changes *out) {
    char booking_no[SERIAL_CASE_SIZE];
    WalkInAdded event = WALK_IN_ADDED_INIT;
    QueueState *queue;
    status s = queue_state(rows, in->office_no, in->section, in->date, &queue);
    if (s == OK) s = issue_number(ctx, rows, &event.issued, booking_no);
    if (s != OK) return refuse(s, NULL);
    event.booking_no = booking_no;
    event.office_no = in->office_no;
    event.section = in->section;
    event.date = in->date;
    event.matter = in->matter;
    event.ticket = ++queue->n_tickets;
    event.document_hash = hash;
    event.due_at_us = date_us(in->date, 0) + DAY_US;
    event.shard = (int32_t) ctx->shard;
    event.queue = &queue;
    event.n_queue = 1;
    emit_walk_in_added(out, &event);
    const Booking made = {.booking_no = booking_no};
    queue_reply(&made, event.ticket, BOOKING_ARRIVED, 0, out);
    return accept();
}

verdict appointment_add_walk_in(const context *ctx, view *rows, const AddWalkIn *in, changes *out) {
    const OfficeSection *plan = find_office_section(rows, in->office_no, in->section);
    const row_list day =
        list_booking_by_office_no_section_date(rows, in->office_no, in->section, in->date);
    document holder;
    verdict v = queue_may(ctx, in->office_no, in->date);
    if (refused(v)) return v;
    if (!plan) return refuse(E_NOT_FOUND, "section");
    status s = document_check(in->document_type, in->document_no, ctx->today, &holder);
    if (s != OK) return refuse(s, "document_no");
    const ProtobufCBinaryData hash = ctx->search_hash(ctx, rows, holder.number);
    if (!hash.len) return refuse(E_ARENA, NULL);
    if (has_number(day, hash)) return refuse(E_APPT_LIMIT, "document_no");
    return give(ctx, rows, in, hash, out);
}
