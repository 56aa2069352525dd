/* desk: a view and changes of their own, for a handler that a test asks directly. */
#ifndef TESTS_WORKERS_QUERY_DESK_H
#define TESTS_WORKERS_QUERY_DESK_H

#include "proto/runtime/changes.h"

typedef struct desk {
    arena *a; /* closed by the test */
    view *rows;
    changes *out;
} desk;

static inline desk open_desk(void) {
    desk d = {.a = arena_open(4 << 20)};
    d.rows = view_open(d.a, NULL, NULL);
    d.out = arena_alloc(d.a, sizeof *d.out);
    return d;
}

/* desk_again: before each run of the handler. */
static inline void desk_again(desk *d) {
    view_forget_missing(d->rows);
    changes_start(d->out, d->a);
}

#endif
