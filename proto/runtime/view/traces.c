/* traces: see traces.h. A batch makes few searches; they stand in a plain list. */
#include "proto/runtime/view/traces.h"

#include <string.h>

#include "proto/runtime/view/view_state.h"

static bool is_same(const trace_search *a, const trace_search *b) {
    return a->by == b->by && !memcmp(a->first, b->first, sizeof a->first) &&
           !memcmp(a->last, b->last, sizeof a->last) && !strcmp(a->account_no, b->account_no) &&
           a->from_us == b->from_us && a->until_us == b->until_us && a->state == b->state &&
           a->limit == b->limit;
}

static made_search *find(const trace_book *b, const trace_search *search) {
    made_search *one = b->first;
    while (one && !is_same(&one->search, search)) one = one->next;
    return one;
}

static made_search *add(view *v, const trace_search *search) {
    trace_book *b = view_trace_book(v);
    made_search *one = arena_alloc(view_arena(v), sizeof *one);
    const char *account_no = arena_dup(view_arena(v), search->account_no);
    if (!one || !account_no) return NULL;
    *one = (made_search){.search = *search, .next = b->first};
    one->search.account_no = account_no;
    return b->first = one;
}

trace_list view_traces(view *v, const trace_search *search) {
    static const trace_list none = {0, NULL};
    made_search *one = find(view_trace_book(v), search);
    if (!one && view_knows_all(v)) return none;
    if (!one && !(one = add(v, search))) view_run_full(v);
    if (!one || !one->answered) {
        view_mark_missing(v);
        return none;
    }
    return one->found;
}

static made_search *wanted(const view *v) {
    made_search *one = view_trace_book((view *) (uintptr_t) v)->first;
    while (one && one->answered) one = one->next;
    return one;
}

const trace_search *view_wanted_traces(const view *v) {
    const made_search *one = wanted(v);
    return one ? &one->search : NULL;
}

void view_put_traces(view *v, trace_list found) {
    made_search *one = wanted(v);
    if (!one) return;
    one->answered = true;
    one->found = found;
}
