/* The canary's handlers: enough to tell stories about. */
#include "gen/canary.h"

verdict canary_sing_song(const context *ctx, view *rows, const SingSong *in, changes *out) {
    if (ctx->actor.role != KERNEL__ROLE__UNIT_OPERATOR) return refuse(E_FORBIDDEN, NULL);
    const Bird *bird = find_bird(rows, in->person_no, 1);
    if (bird && bird->songs >= 2) return refuse(E_LIMIT_MONTHS, "person_no");
    SongHeard event = SONG_HEARD_INIT;
    event.person_no = in->person_no;
    event.number = 1;
    event.unit_no = (char *) ctx->actor.unit_no;
    emit_song_heard(out, &event);
    changes_rule(out, "is_in_tune", true);
    changes_warn(out, W_LATE_ENROL, "date");
    SongSung reply = SONG_SUNG_INIT;
    reply.count = bird ? bird->songs + 1 : 1;
    changes_reply(out, &reply.base);
    return accept();
}

verdict canary_rehearse_song(const context *ctx, view *rows, const RehearseSong *in, changes *out) {
    (void) ctx, (void) rows, (void) in, (void) out;
    return accept();
}

verdict canary_listen_to(const context *ctx, view *rows, const ListenTo *in, changes *out) {
    (void) ctx;
    const Bird *bird = find_bird(rows, in->person_no, 1);
    if (!bird) return refuse(E_NOT_FOUND, "person_no");
    SongSung reply = SONG_SUNG_INIT;
    reply.count = bird->songs;
    changes_reply(out, &reply.base);
    return accept();
}

verdict canary_book_branch(const context *ctx, view *rows, const BookBranch *in, changes *out) {
    (void) ctx, (void) rows, (void) in, (void) out;
    return accept();
}

verdict canary_count_nests(const context *ctx, view *rows, const CountNests *in, changes *out) {
    (void) ctx, (void) rows, (void) in, (void) out;
    return accept();
}

verdict canary_sweep_nests(const context *ctx, view *rows, const SweepNests *in, changes *out) {
    (void) ctx, (void) rows, (void) in, (void) out;
    return accept();
}

/* A guard row stands for "one open errand of a kind": its key excludes the second one. */
verdict canary_give_errand(const context *ctx, view *rows, const GiveErrand *in, changes *out) {
    if (find_errand_guard(rows, in->person_no, in->matter)) return refuse(E_CASE_STATE, "matter");
    ErrandGiven event = ERRAND_GIVEN_INIT;
    event.person_no = in->person_no;
    event.number = in->number;
    event.matter = in->matter;
    event.tree = (char *) ctx->actor.unit_no;
    event.due_at_us = ctx->received_at_us;
    emit_errand_given(out, &event);
    return accept();
}

verdict canary_finish_errand(const context *ctx, view *rows, const FinishErrand *in, changes *out) {
    (void) ctx;
    const ErrandGuard *guard = find_errand_guard(rows, in->person_no, in->matter);
    if (!guard) return refuse(E_NOT_FOUND, "matter");
    ErrandDone event = ERRAND_DONE_INIT;
    event.person_no = in->person_no;
    event.matter = in->matter;
    event.number = guard->number;
    emit_errand_done(out, &event);
    return accept();
}
