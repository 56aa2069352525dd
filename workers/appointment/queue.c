/* queue: orders the line of a day and keeps the turns of its desks even. */
#include "workers/appointment/queue.h"

#include <string.h>

#include "workers/appointment/day.h"

verdict queue_may(const context *ctx, const char *office_no, int32_t date) {
    if (strcmp(office_no, ctx->actor.district_code) != 0)
        return (verdict){E_FORBIDDEN, "office_no", "relation"};
    return date == ctx->today ? accept() : (verdict){E_RANGE, "date", "not_today"};
}

status queue_state(view *rows, const char *office_no, const char *section, int32_t date,
                   QueueState **out) {
    const QueueDay *row = find_queue_day(rows, office_no, section, date);
    const size_t n = row ? row->n_desks : 0;
    QueueState *state = arena_alloc(view_arena(rows), sizeof *state);
    DeskLoad *desk = arena_alloc(view_arena(rows), (n + 1) * sizeof *desk);
    DeskLoad **desks = arena_alloc(view_arena(rows), (n + 1) * sizeof *desks);
    if (!state || !desk || !desks) return E_ARENA;
    *state = (QueueState) QUEUE_STATE_INIT;
    state->office_no = lend(office_no);
    state->section = lend(section);
    state->date = date;
    state->n_tickets = row ? row->n_tickets : 0;
    for (; state->n_desks < n; state->n_desks++) {
        desk[state->n_desks] = *row->desks[state->n_desks];
        desks[state->n_desks] = &desk[state->n_desks];
    }
    state->desks = desks;
    *out = state;
    return OK;
}

DeskLoad *queue_desk(const QueueState *queue, int32_t desk) {
    for (size_t i = 0; i < queue->n_desks; i++)
        if (queue->desks[i]->desk == desk) return queue->desks[i];
    return NULL;
}

DeskLoad *queue_add_desk(QueueState *queue, DeskLoad *place, int32_t desk) {
    *place = (DeskLoad) DESK_LOAD_INIT;
    place->desk = desk;
    queue->desks[queue->n_desks++] = place;
    return place;
}

int64_t queue_fewest(const QueueState *queue, int32_t desk, int64_t none) {
    int64_t fewest = none;
    bool any = false;
    for (size_t i = 0; i < queue->n_desks; i++) {
        const DeskLoad *other = queue->desks[i];
        if (!other->open || other->desk == desk || (any && other->turns >= fewest)) continue;
        fewest = other->turns;
        any = true;
    }
    return fewest;
}

static bool is_before(const Booking *a, const Booking *b) {
    return a->turn_us != b->turn_us ? a->turn_us < b->turn_us : a->ticket < b->ticket;
}

const Booking *queue_next(row_list day) {
    const Booking *first = NULL;
    for (size_t i = 0; i < day.n; i++) {
        const Booking *row = (const Booking *) day.row[i];
        if (row->state == BOOKING_ARRIVED && (!first || is_before(row, first))) first = row;
    }
    return first;
}

const Booking *queue_at_desk(row_list day, int32_t desk) {
    for (size_t i = 0; i < day.n; i++) {
        const Booking *row = (const Booking *) day.row[i];
        if (row->state == BOOKING_CALLED && row->desk == desk) return row;
    }
    return NULL;
}

DayCounts queue_counts(row_list day) {
    DayCounts out = DAY_COUNTS_INIT;
    for (size_t i = 0; i < day.n; i++) {
        const Booking *row = (const Booking *) day.row[i];
        const bool came = row->ticket > 0;
        out.tickets += came;
        out.walk_ins += row->walk_in;
        out.waiting += row->state == BOOKING_ARRIVED;
        out.called += row->state == BOOKING_CALLED;
        out.served += came && row->state == BOOKING_SERVED;
        out.missed += came && row->state == BOOKING_MISSED;
        out.expected += row->state == BOOKING_BOOKED;
        out.absent += !came && row->state == BOOKING_MISSED;
        out.cancelled += row->state == BOOKING_CANCELLED;
    }
    return out;
}

bool queue_is_late(const Booking *row) {
    return !row->walk_in && row->ticket && row->turn_us > day_us(row->date, row->slot);
}

/* Who has not come stands at his time. */
static int64_t order_of(const Booking *row) {
    return row->turn_us ? row->turn_us : day_us(row->date, row->slot);
}

static bool is_shown(const Booking *row) {
    return row->state != BOOKING_HELD && row->state != BOOKING_LAPSED;
}

size_t queue_line(row_list day, const Booking **out) {
    size_t n = 0;
    for (size_t i = 0; i < day.n; i++) {
        const Booking *row = (const Booking *) day.row[i];
        if (!is_shown(row)) continue;
        size_t at = n++;
        for (; at > 0 && order_of(out[at - 1]) > order_of(row); at--) out[at] = out[at - 1];
        out[at] = row;
    }
    return n;
}

void queue_reply(const Booking *row, int64_t ticket, Appointment__BookingState state, int32_t desk,
                 changes *out) {
    TicketReply reply = TICKET_REPLY_INIT;
    reply.booking_no = row ? row->booking_no : lend("");
    reply.ticket = ticket;
    reply.state = state;
    reply.desk = desk;
    changes_reply(out, &reply.base);
}
