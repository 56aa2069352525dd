/* list_day (S54): the day in the order of the line, with counts that add up. */
#include "gen/appointment/list_day.h"

#include "workers/appointment/queue.h"

static DayLine shown(const Booking *row) {
    DayLine out = DAY_LINE_INIT;
    out.ticket = row->ticket;
    out.slot = row->slot;
    out.state = row->state;
    out.matter = row->matter;
    out.desk = row->desk;
    out.walk_in = row->walk_in;
    out.late = queue_is_late(row);
    out.booking_no = row->booking_no;
    out.person_no = row->person_no;
    out.method = row->method;
    out.business_no = row->business_no;
    return out;
}

verdict appointment_list_day(const context *ctx, view *rows, const ListDay *in, changes *out) {
    const row_list day =
        list_booking_by_office_no_section_date(rows, in->office_no, in->section, in->date);
    const QueueDay *queue = find_queue_day(rows, in->office_no, in->section, in->date);
    DayList reply = DAY_LIST_INIT;
    DayCounts counts = queue_counts(day);
    (void) ctx;
    const Booking **order = arena_alloc(view_arena(rows), (day.n + 1) * sizeof *order);
    DayLine *line = arena_alloc(view_arena(rows), (day.n + 1) * sizeof *line);
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
