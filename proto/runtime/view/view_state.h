/* view_state: what history.c keeps in a view; nobody else includes it. */
#ifndef HALL_RUNTIME_VIEW_STATE_H
#define HALL_RUNTIME_VIEW_STATE_H

#include "proto/runtime/view/history.h"

/* One subject asked for. `opened` is NULL until all events could be opened. */
typedef struct told {
    const char *subject;
    bool answered;
    history sealed;
    const history_event *opened;
    struct told *next;
} told;

typedef struct history_book {
    told *first;
    history_opener *opener;
    void *opener_self;
    const char **wanted;
    size_t n_wanted, wanted_room;
} history_book;

/* view_book: the view's own. view_knows_all: as after view_all_known. view_run_full: the arena ran
 * out, the run is void. */
history_book *view_book(view *v);
bool view_knows_all(const view *v);
void view_run_full(view *v);

#endif
