/* story_slow: decides with rows that come one at a time, as in a worker that has just started. */
#include "tests/lib/story_slow.h"

#include "proto/runtime/crypt/seal.h"
#include "proto/runtime/handlers.h"
#include "proto/runtime/view/history.h"

story_scopes story_scope;
unsigned story_hashed;

enum { RUNS_MAX = 5000, ROWS_MAX = 5000 };

typedef struct slow {
    view *all, *some;
    size_t n_opened;
    const ProtobufCMessage *opened[ROWS_MAX]; /* rows whose key has come */
} slow;

/* The first time a sealed row is looked at its key is still to be loaded. */
static const ProtobufCMessage *open_late(void *self, view *v, const row_type *type,
                                         const ProtobufCMessage *row, arena *a) {
    slow *s = self;
    (void) a;
    if (!seal_needed(type->message)) return row;
    for (size_t i = 0; i < s->n_opened; i++)
        if (s->opened[i] == row) return row;
    must(s->n_opened < ROWS_MAX);
    s->opened[s->n_opened++] = row;
    view_mark_missing(v);
    return NULL;
}

static void answer_find(slow *s, const row_key *key) {
    if (key->count) {
        view_answered(s->some, key, view_count(s->all, key));
        return;
    }
    row_list rows = view_list(s->all, key);
    for (size_t i = 0; i < rows.n; i++)
        must(view_put(s->some, key->type, (ProtobufCMessage *) (uintptr_t) rows.row[i]) == OK);
    if (key->at_most)
        view_answered_up_to(s->some, key, rows.n, rows.n ? rows.row[rows.n - 1] : NULL);
    else
        view_answered(s->some, key, (int64_t) rows.n);
}

static void answer_history(slow *s, const char *subject) {
    history known = view_history(s->all, subject);
    view_put_history(s->some, subject, known.n, known.event);
}

static void answer_one(slow *s, bool last_first) {
    const row_key *const *find;
    const char *const *subject;
    size_t n = view_wanted(s->some, &find), m = view_wanted_histories(s->some, &subject);
    if (n)
        answer_find(s, find[last_first ? n - 1 : 0]);
    else if (m)
        answer_history(s, subject[last_first ? m - 1 : 0]);
}

verdict story_slow(const context *ctx, view *all, const ProtobufCMessage *in, bool last_first,
                   changes *out) {
    arena *a = view_arena(all);
    slow *s = arena_alloc(a, sizeof *s);
    must(s);
    *s = (slow){.all = all, .some = view_open(a, open_late, s)};
    for (int run = 0; run < RUNS_MAX; run++) {
        view_forget_missing(s->some);
        if (ctx->command->query && story_scope.limit) story_scope.limit(ctx, s->some);
        changes_start(out, a);
        story_hashed = 0;
        verdict v = handle(ctx->command, ctx, s->some, in, out);
        if (!view_missing(s->some)) return v;
        if (story_hashed) return (verdict){E_INTERNAL, "a void run hashed", NULL};
        answer_one(s, last_first);
    }
    return refuse(E_DEADLINE, NULL);
}
