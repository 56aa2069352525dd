/* show_board (A16): numbers and desks, the latest called first; nobody is named. */
#include "gen/appointment/show_board.h"

#include "workers/appointment/queue.h"

static size_t latest_first(row_list day, const Booking **out) {
    size_t n = 0;
    for (size_t i = 0; i < day.n; i++) {
        const Booking *row = (const Booking *) day.row[i];
        if (row->state != BOOKING_CALLED) continue;
        size_t at = n++;
        for (; at > 0 && out[at - 1]->called_at_us < row->called_at_us; at--) out[at] = out[at - 1];
        out[at] = row;
    }
    return n;
}

verdict appointment_show_board(const context *ctx, view *rows, const ShowBoard *in, changes *out) {
    const row_list day =
        list_booking_by_office_no_section_date(rows, in->office_no, in->section, in->date);
    const OfficeSection *plan = find_office_section(rows, in->office_no, in->section);
    Board reply = BOARD_INIT;
    (void) ctx;
    const Booking **order = arena_alloc(view_arena(rows), (day.n + 1) * sizeof *order);
    BoardLine *line = arena_alloc(view_arena(rows), (day.n + 1) * sizeof *line);
    reply.called = arena_alloc(view_arena(rows), (day.n + 1) * sizeof *reply.called);
    if (!order || !line || !reply.called) return refuse(E_ARENA, NULL);
    for (size_t n = latest_first(day, order); reply.n_called < n; reply.n_called++) {
        BoardLine *to = &line[reply.n_called];
        *to = (BoardLine) BOARD_LINE_INIT;
        to->ticket = order[reply.n_called]->ticket;
        to->desk = order[reply.n_called]->desk;
        reply.called[reply.n_called] = to;
    }
    if (plan) {
        reply.name_zh = plan->name_zh;
        reply.name_en = plan->name_en;
    }
    reply.waiting = queue_counts(day).waiting;
    changes_reply(out, &reply.base);
    return accept();
}
