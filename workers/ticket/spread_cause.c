/* spread_cause (S52): a piece of the tickets of an answered cause becomes due; the clock answers
 * each by a command of its own. All are gone through twice: one that was tied at the very moment of
 * the answer is in the second pass. */
#include "gen/ticket/spread_cause.h"

#include "workers/rules/calendar/date.h"
#include "workers/ticket/causes.h"

enum { PIECE = 200, PASSES = 2, BETWEEN_S = 60 };

static row_list piece_of(view *rows, const Cause *cause) {
    row_key key = key_ticket_tie_by_cause_no_done(cause->cause_no, false);
    key.limit = PIECE;
    if (cause->cursor[0]) row_key_after_text(&key, cause->cursor);
    return view_list(rows, &key);
}

static status add_due(view *rows, const row_list *piece, CauseSpread *event) {
    TieDue *one = arena_alloc(view_arena(rows), (piece->n + 1) * sizeof *one);
    event->tie = arena_alloc(view_arena(rows), (piece->n + 1) * sizeof *event->tie);
    if (!one || !event->tie) return E_ARENA;
    for (size_t i = 0; i < piece->n; i++) {
        const TicketTie *tie = (const TicketTie *) piece->row[i];
        if (tie->answer_at_us) continue; /* of the first pass */
        one[i] = (TieDue) TIE_DUE_INIT;
        one[i].ticket_no = tie->ticket_no;
        event->tie[event->n_tie++] = &one[i];
    }
    return OK;
}

/* Another piece follows at once, the second pass in a minute. */
static void go_on(const context *ctx, const Cause *cause, const row_list *piece,
                  CauseSpread *event) {
    bool more = piece->n == PIECE;
    event->passes = cause->passes + !more;
    event->cursor = more ? ((const TicketTie *) piece->row[piece->n - 1])->ticket_no : lend("");
    event->spread_at_us = more                     ? ctx->received_at_us + 1
                          : event->passes < PASSES ? ctx->received_at_us + BETWEEN_S * SECOND_US
                                                   : 0;
}

verdict ticket_spread_cause(const context *ctx, view *rows, const SpreadCause *in, changes *out) {
    const Cause *cause = find_cause(rows, in->cause_no);
    if (!cause) return refuse(E_NOT_FOUND, "cause_no");
    bool due = cause->spread_at_us && cause->spread_at_us <= ctx->received_at_us;
    if (!due) return refuse(E_CASE_STATE, "cause_no");
    row_list piece = piece_of(rows, cause);
    CauseSpread event = CAUSE_SPREAD_INIT;
    event.cause_no = cause->cause_no;
    status s = add_due(rows, &piece, &event);
    if (s != OK) return refuse(s, NULL);
    go_on(ctx, cause, &piece, &event);
    emit_cause_spread(out, &event);
    return cause_reply(cause->cause_no, cause->state, out);
}
