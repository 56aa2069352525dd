/* answers: what a query may see of the kept answers of commands. Like a row one is loaded when it
 * is asked for the first time: until then there looks to be none and the run is void (view.h).
 * Loading is store/log/answers.c. */
#ifndef HALL_RUNTIME_ANSWERS_H
#define HALL_RUNTIME_ANSWERS_H

#include "proto/runtime/view/view.h"

enum { ANSWER_ID_BYTES = 16 };

/* The first answer of a command, as bytes of bus.Answer; actor: the account that sent it. In the
 * arena of the view. */
typedef struct kept_answer {
    uint8_t command_id[ANSWER_ID_BYTES];
    const char *actor, *method;
    ProtobufCBinaryData answer;
} kept_answer;

/* view_answer: NULL when none is kept, or while it is not loaded. */
const kept_answer *view_answer(view *v, const uint8_t command_id[ANSWER_ID_BYTES]);

/* The loader's side: the number asked for and not answered yet, NULL for none; then
 * view_put_answer, with NULL where nothing is kept. */
const uint8_t *view_wanted_answer(const view *v);
void view_put_answer(view *v, const kept_answer *found);

#endif
