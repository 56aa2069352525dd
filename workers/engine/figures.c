/* Parameters in memory; see figures.h. */
#include "workers/engine/figures.h"

#include <stdlib.h>
#include <string.h>

#include "workers/rules/parameter.h"

enum { OLD_MS = 60000 };

void figures_open(figures *f) {
    *f = (figures){.position = -1};
    f->set.span = f->span;
}

void figures_close(figures *f) {
    free(f->row);
    f->row = NULL;
}

static void keep(figures *f, const param_set *read, int64_t position, int64_t now_ms) {
    param *row = calloc(read->n + 1, sizeof *row);
    must(row);
    memcpy(row, read->row, read->n * sizeof *row);
    memcpy(f->span, read->span, sizeof f->span);
    free(f->row);
    f->row = row;
    f->set = (param_set){row, read->n, f->span};
    f->position = position;
    f->read_at_ms = now_ms;
}

bool figures_refresh(figures *f, view *rows, int64_t position, int64_t now_ms, status *fault) {
    param_set read;
    if (f->position == position && now_ms - f->read_at_ms < OLD_MS) return true;
    view_forget_missing(rows);
    status s = parameter_all(rows, &read);
    if (s != OK) {
        *fault = s;
        return false;
    }
    if (view_missing(rows)) return false;
    keep(f, &read, position, now_ms);
    return true;
}
