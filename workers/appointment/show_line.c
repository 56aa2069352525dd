/* show_line (S54): the day in the order of the line, with counts that add up, and nobody named. */
#include "gen/appointment/show_line.h"

#include "workers/appointment/queue.h"

static LinePlace shown(const Booking *row) {
    LinePlace out = LINE_PLACE_INIT;
    out.booking_no = row->booking_no;
    out.ticket = row->ticket;
    out.slot = row->slot;
    out.state = row->state;
    out.matter = row->matter;
    out.desk = row->desk;
    out.walk_in = row->walk_in;
    out.late = queue_is_late(row);
    out.method = row->method;
    out.with_case = row->business_no[0] != 0;
    return out;
}

verdict appointment_show_line(const context *ctx, view *rows, const ShowLine *in, changes *out) {
    const row_list day =
        list_booking_by_office_no_section_date(rows, in->office_no, in->section, in->date);
    const QueueDay *queue = find_queue_day(rows, in->office_no, in->section, in->date);
    Line reply = LINE_INIT;
    DayCounts counts = queue_counts(day);
    (void) ctx;
    const Booking **order = arena_alloc(view_arena(rows), (day.n + 1) * sizeof *order);
    LinePlace *line = arena_alloc(view_arena(rows), (day.n + 1) * sizeof *line);
    reply.item = arena_alloc(view_arena(rows), (day.n + 1) * sizeof *reply.item);
    if (!order || !line || !reply.item) return refuse(E_ARENA, NULL);
    for (size_t n = queue_line(day, order); reply.n_item < n; reply.n_item++) {
        line[reply.n_item] = shown(order[reply.n_item]);
        reply.item[reply.n_item] = &line[reply.n_item];
    }
    reply.counts = &counts;
    if (queue) {
        reply.desks = queue->desks;
        reply.n_desks = queue->n_desks;
    }
    changes_reply(out, &reply.base);
    return accept();
}
