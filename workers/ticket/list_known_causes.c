/* list_known_causes (S49, S52): what is shown to who is about to ask, of a category or of all. */
#include "gen/ticket/list_known_causes.h"

#include "workers/ticket/causes.h"

enum { MOST = 200 }; /* few are open at a time */

/* 0: of every category. */
static Kernel__QuestionCategory category_of(const ListKnownCauses *in) {
    const command_type *about = in->category ? NULL : catalog_command(in->method);
    return about ? about->question : in->category;
}

verdict ticket_list_known_causes(const context *ctx, view *rows, const ListKnownCauses *in,
                                 changes *out) {
    (void) ctx;
    Kernel__QuestionCategory category = category_of(in);
    row_key key = key_cause_by_shown(true);
    key.limit = MOST;
    row_list all = view_list(rows, &key);
    KnownCauseList reply = KNOWN_CAUSE_LIST_INIT;
    KnownCause *line = arena_alloc(view_arena(rows), (all.n + 1) * sizeof *line);
    reply.cause = arena_alloc(view_arena(rows), (all.n + 1) * sizeof *reply.cause);
    if (!line || !reply.cause) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < all.n; i++) {
        if (category && ((const Cause *) all.row[i])->category != category) continue;
        line[i] = (KnownCause) KNOWN_CAUSE_INIT;
        field_copy_named(all.row[i], &line[i].base);
        reply.cause[reply.n_cause++] = &line[i];
    }
    changes_reply(out, &reply.base);
    return accept();
}
