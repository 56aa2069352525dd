/* history: see history.h. Few subjects are asked for in one batch, so they stand in a plain list.
 */
#include <string.h>

#include "proto/runtime/view/view_state.h"

static told *find(history_book *b, const char *subject) {
    told *t = b->first;
    while (t && strcmp(t->subject, subject) != 0) t = t->next;
    return t;
}

static told *add(view *v, const char *subject) {
    history_book *b = view_book(v);
    told *t = arena_alloc(view_arena(v), sizeof *t);
    char *name = arena_dup(view_arena(v), subject);
    if (!t || !name) return NULL;
    *t = (told){.subject = name, .next = b->first};
    return b->first = t;
}

static bool want(view *v, const char *subject) {
    history_book *b = view_book(v);
    if (b->n_wanted == b->wanted_room) {
        size_t room = b->wanted_room ? 2 * b->wanted_room : 16;
        const char **list = arena_alloc(view_arena(v), room * sizeof *list);
        if (!list) return false;
        if (b->n_wanted) memcpy(list, b->wanted, b->n_wanted * sizeof *list);
        b->wanted = list;
        b->wanted_room = room;
    }
    b->wanted[b->n_wanted++] = subject;
    return true;
}

/* All or nothing: while one key is missing the history looks empty and the run is void. */
static void open_all(view *v, told *t) {
    history_book *b = view_book(v);
    if (!b->opener) {
        t->opened = t->sealed.event;
        return;
    }
    history_event *out = arena_alloc(view_arena(v), (t->sealed.n + 1) * sizeof *out);
    if (!out) {
        view_run_full(v);
        return;
    }
    for (size_t i = 0; i < t->sealed.n; i++) {
        out[i] = t->sealed.event[i];
        out[i].event = b->opener(b->opener_self, v, out[i].type, out[i].event, view_arena(v));
        if (!out[i].event) return;
    }
    t->opened = out;
}

history view_history(view *v, const char *subject) {
    static const history none = {0, NULL};
    told *t = find(view_book(v), subject);
    if (!t && (view_knows_all(v) || view_is_fresh(v, subject))) return none;
    if (!t) {
        t = add(v, subject);
        if (!t || !want(v, t->subject)) view_run_full(v);
    }
    if (!t || !t->answered) {
        view_mark_missing(v);
        return none;
    }
    if (!t->opened) open_all(v, t);
    return t->opened ? (history){t->sealed.n, t->opened} : none;
}

void view_opens_history(view *v, history_opener *opener, void *self) {
    view_book(v)->opener = opener;
    view_book(v)->opener_self = self;
}

size_t view_wanted_histories(const view *v, const char *const **out) {
    const history_book *b = view_book((view *) (uintptr_t) v);
    *out = b->wanted;
    return b->n_wanted;
}

void view_put_history(view *v, const char *subject, size_t n, const history_event *event) {
    history_book *b = view_book(v);
    told *t = find(b, subject);
    if (!t) t = add(v, subject);
    if (!t) {
        view_run_full(v);
        return;
    }
    t->answered = true;
    t->sealed = (history){n, event};
    for (size_t i = 0; i < b->n_wanted; i++)
        if (!strcmp(b->wanted[i], subject)) b->wanted[i--] = b->wanted[--b->n_wanted];
}
