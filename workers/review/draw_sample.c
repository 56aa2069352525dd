/* draw_sample (N9, S28): reveals the seed of a day that was closed, mixes it with the hash of the
 * closing entry, and draws from a piece of the day's automatically decided cases. Another piece
 * follows at once while there are more; a week later the day is gone through once more. The share
 * is the one that was committed with the seed. Source: docs/rules 6.9. */
#include "gen/review/draw_sample.h"

#include <stdlib.h>
#include <string.h>

#include "gen/review/rows.h"
#include "proto/runtime/view/history.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/sample.h"

enum { PIECE = 500, PASSES = 2, SECOND_DAYS = 7 };

/* What the day is drawn by. */
typedef struct lots {
    uint8_t seed[CRYPT_HASH_BYTES], mixed[CRYPT_HASH_BYTES];
    ProtobufCBinaryData head;
    int64_t head_position;
} lots;

static const history_event *closing_of(history steps) {
    for (size_t i = steps.n; i-- > 0;)
        if (!strcmp(steps.event[i].type->name, "review.SampleDayClosed")) return &steps.event[i];
    return NULL;
}

/* A seed that is not the published one would prove nothing: the key file is another one. */
static verdict find_lots(const context *ctx, view *rows, const SampleDay *day, lots *out) {
    uint8_t hash[CRYPT_HASH_BYTES];
    const history_event *closing = closing_of(view_history(rows, day->sample_no));
    sample_seed(ctx->sample_key, day->sample_no, out->seed);
    sample_commitment(out->seed, hash);
    if (day->commitment.len != sizeof hash || memcmp(day->commitment.data, hash, sizeof hash) != 0)
        return refuse(E_SEAL, "sample_no");
    if (!closing || closing->hash.len != CRYPT_HASH_BYTES) return refuse(E_CASE_STATE, "sample_no");
    out->head = closing->hash;
    out->head_position = closing->number;
    sample_mix(out->seed, out->head.data, out->mixed);
    return accept();
}

static row_list piece_of(view *rows, const SampleDay *day) {
    row_key key = key_case_by_automatic_on(atoi(day->sample_no));
    key.limit = PIECE;
    if (day->cursor[0]) row_key_after_text(&key, day->cursor);
    view_at_rest(rows, true); /* what a case keeps sealed is not asked */
    return view_list(rows, &key);
}

static DrawnCase *picked(view *rows, const Case *file) {
    DrawnCase *drawn = arena_alloc(view_arena(rows), sizeof *drawn);
    if (!drawn) return NULL;
    *drawn = (DrawnCase) DRAWN_CASE_INIT;
    drawn->case_no = file->case_no;
    drawn->unit_no = file->unit_no;
    drawn->district_code = file->district_code;
    drawn->method = file->method;
    return drawn;
}

/* Those of the piece whose lots say so, without what an earlier pass drew; and the smallest lot. */
static void draw(view *rows, const SampleDay *day, const lots *by, row_list piece,
                 SampleDrawn *event) {
    uint32_t least =
        day->cursor[0] && day->least_case[0] ? sample_lot(by->mixed, day->least_case) : UINT32_MAX;
    event->least_case = day->cursor[0] ? day->least_case : lend("");
    for (size_t i = 0; i < piece.n; i++) {
        const Case *file = (const Case *) piece.row[i];
        uint32_t lot = sample_lot(by->mixed, file->case_no);
        if (lot < least || !event->least_case[0]) event->least_case = file->case_no;
        if (lot < least) least = lot;
        if (!sample_draws(lot, day->share) || find_sample(rows, file->case_no)) continue;
        DrawnCase *one = picked(rows, file);
        if (one) event->picked[event->n_picked++] = one;
    }
}

/* A day on which the system decided anything is looked at, however few its cases are. */
static void draw_one_at_least(view *rows, const SampleDay *day, SampleDrawn *event) {
    bool over = event->passes > day->passes, none = !day->n_drawn && !event->n_picked;
    if (!over || !none || !day->share || !event->least_case[0]) return;
    const Case *file = find_case(rows, event->least_case);
    DrawnCase *one = file ? picked(rows, file) : NULL;
    if (one) event->picked[event->n_picked++] = one;
}

/* When the next piece is drawn, and from which case on. */
static void go_on(const context *ctx, const SampleDay *day, row_list piece, SampleDrawn *event) {
    bool more = piece.n == PIECE;
    event->passes = day->passes + !more;
    event->cursor = more ? ((const Case *) piece.row[piece.n - 1])->case_no : lend("");
    if (more)
        event->draw_at_us = ctx->received_at_us + 1;
    else if (event->passes < PASSES)
        event->draw_at_us = ctx->received_at_us + SECOND_DAYS * DAY_US;
}

static void reply_drawn(const SampleDrawn *event, changes *out) {
    SampleDrawnShown reply = SAMPLE_DRAWN_SHOWN_INIT;
    reply.sample_no = event->sample_no;
    reply.n_examined = event->n_examined;
    reply.n_drawn = event->n_drawn;
    changes_reply(out, &reply.base);
}

verdict review_draw_sample(const context *ctx, view *rows, const DrawSample *in, changes *out) {
    const SampleDay *day = find_sample_day(rows, in->sample_no);
    DrawnCase *drawn[PIECE + 1];
    lots by;
    if (!day) return refuse(E_NOT_FOUND, "sample_no");
    bool due = day->draw_at_us && day->draw_at_us <= ctx->received_at_us;
    if (!due) return refuse(E_CASE_STATE, "sample_no");
    verdict v = find_lots(ctx, rows, day, &by);
    if (refused(v)) return v;
    SampleDrawn event = SAMPLE_DRAWN_INIT;
    row_list piece = piece_of(rows, day);
    event.sample_no = day->sample_no;
    event.seed = (ProtobufCBinaryData){sizeof by.seed, by.seed};
    event.head = by.head;
    event.head_position = by.head_position;
    event.share = day->share;
    event.picked = drawn;
    draw(rows, day, &by, piece, &event);
    go_on(ctx, day, piece, &event);
    draw_one_at_least(rows, day, &event);
    event.n_examined = (day->cursor[0] ? day->n_examined : 0) + (int64_t) piece.n;
    event.n_drawn = day->n_drawn + (int64_t) event.n_picked;
    emit_sample_drawn(out, &event);
    reply_drawn(&event, out);
    return accept();
}
