/* tally: see tally.h. A query asks for one or two; they stand in a plain list. */
#include "proto/runtime/view/tally.h"

#include "proto/runtime/view/view_state.h"

static asked_tally *find(const tally_book *b, tally_kind kind, int32_t at_most) {
    asked_tally *one = b->first;
    while (one && (one->kind != kind || one->at_most != at_most)) one = one->next;
    return one;
}

static asked_tally *add(view *v, tally_kind kind, int32_t at_most) {
    tally_book *b = view_tally_book(v);
    asked_tally *one = arena_alloc(view_arena(v), sizeof *one);
    if (!one) return NULL;
    *one = (asked_tally){.kind = kind, .at_most = at_most, .next = b->first};
    return b->first = one;
}

tally view_tally(view *v, tally_kind kind, int32_t at_most) {
    static const tally none = {.state = E_NOT_FOUND};
    asked_tally *one = find(view_tally_book(v), kind, at_most);
    if (!one && view_knows_all(v)) return none;
    if (!one && !(one = add(v, kind, at_most))) view_run_full(v);
    if (!one || !one->answered) {
        view_mark_missing(v);
        return none;
    }
    return one->found;
}

static asked_tally *wanted(const view *v) {
    asked_tally *one = view_tally_book((view *) (uintptr_t) v)->first;
    while (one && one->answered) one = one->next;
    return one;
}

bool view_wanted_tally(const view *v, tally_kind *kind, int32_t *at_most) {
    const asked_tally *one = wanted(v);
    if (!one) return false;
    *kind = one->kind;
    *at_most = one->at_most;
    return true;
}

void view_put_tally(view *v, const tally *found) {
    asked_tally *one = wanted(v);
    if (!one) return;
    one->answered = true;
    one->found = *found;
}
