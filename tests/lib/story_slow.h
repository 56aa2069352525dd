/* story_slow: a decision whose rows come one at a time, each sealed one a round later still, as
 * from a worker that has just started and knows no key. What a run cannot see yet looks absent: a
 * handler must bear any such mixture, and end with the same verdict. */
#ifndef HALL_TESTS_STORY_SLOW_H
#define HALL_TESTS_STORY_SLOW_H

#include "proto/runtime/changes.h"

/* story_slow: decides `in` again and again over a view that gets one more thing of `all` after each
 * run, the first thing wanted or the last one, until nothing is missing. Nothing is applied; `out`
 * is started here. E_DEADLINE when it never ends. */
verdict story_slow(const context *ctx, view *all, const ProtobufCMessage *in, bool last_first,
                   changes *out);

/* How an actor gets in and what a query then sees (workers/engine/scope.h). The storyteller's own
 * tests have another contract and leave it empty. */
typedef struct story_scopes {
    verdict (*enter)(context *ctx, const ProtobufCMessage *input, const char *case_no, view *rows);
    void (*limit)(const context *ctx, view *rows);
} story_scopes;
extern story_scopes story_scope;

/* How many slow hashes were made (story_hash.c): a run that is void makes none. The storyteller's
 * own tests count none. */
extern unsigned story_hashed;

#endif
