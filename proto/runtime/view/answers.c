/* answers: see answers.h. A run asks for one; those of other runs of the batch stand in a list. */
#include "proto/runtime/view/answers.h"

#include <string.h>

#include "proto/runtime/view/view_state.h"

static asked_answer *find(answer_book *b, const uint8_t id[ANSWER_ID_BYTES]) {
    asked_answer *one = b->first;
    while (one && memcmp(one->command_id, id, ANSWER_ID_BYTES) != 0) one = one->next;
    return one;
}

static asked_answer *add(view *v, const uint8_t id[ANSWER_ID_BYTES]) {
    answer_book *b = view_answers(v);
    asked_answer *one = arena_alloc(view_arena(v), sizeof *one);
    if (!one) return NULL;
    *one = (asked_answer){.next = b->first};
    memcpy(one->command_id, id, ANSWER_ID_BYTES);
    return b->first = one;
}

const kept_answer *view_answer(view *v, const uint8_t command_id[ANSWER_ID_BYTES]) {
    asked_answer *one = find(view_answers(v), command_id);
    if (!one && view_knows_all(v)) return NULL;
    if (!one && !(one = add(v, command_id))) view_run_full(v);
    if (!one || !one->answered) {
        view_mark_missing(v);
        return NULL;
    }
    return one->found;
}

static asked_answer *wanted(const view *v) {
    asked_answer *one = view_answers((view *) (uintptr_t) v)->first;
    while (one && one->answered) one = one->next;
    return one;
}

const uint8_t *view_wanted_answer(const view *v) {
    const asked_answer *one = wanted(v);
    return one ? one->command_id : NULL;
}

void view_put_answer(view *v, const kept_answer *found) {
    asked_answer *one = found ? find(view_answers(v), found->command_id) : wanted(v);
    if (!one && found) one = add(v, found->command_id); /* a story lays it before it is asked for */
    if (!one) return;
    one->answered = true;
    one->found = found;
}
