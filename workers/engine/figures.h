/* figures: the approved parameters in the memory of a worker, because adding a member reads them
 * for every row. They are read from their rows again when an entry changed any reference row,
 * before anything is decided on them; the lane's head, compared under its lock, tells a decision
 * that was made on older ones (store/log/batch.h). A second lane's changes are no entries of this
 * one: therefore also after a minute. Source: docs/log.md. */
#ifndef HALL_WORKERS_ENGINE_FIGURES_H
#define HALL_WORKERS_ENGINE_FIGURES_H

#include "proto/runtime/view/view.h"
#include "workers/rules/params.h"

/* position: the reference position of the lane as of which `set` was read; -1: never. */
typedef struct figures {
    param_set set;
    param_span span[PARAM_KINDS];
    param *row;
    int64_t position, read_at_ms;
} figures;

void figures_open(figures *f);
void figures_close(figures *f);

/* figures_refresh: whether `set` is that of `position`. Otherwise the rows are noted in `rows`, and
 * the next call takes them. Errors in *fault: E_ARENA. */
bool figures_refresh(figures *f, view *rows, int64_t position, int64_t now_ms, status *fault);

#endif
