/* figures: the city's parameters, read once for all stories of a test program:
 * cmocka_run_group_tests(tests, read_figures, forget_figures). */
#ifndef HALL_TESTS_WORKERS_FIGURES_H
#define HALL_TESTS_WORKERS_FIGURES_H

#include "workers/engine/params.h"

static params_book *book;

static inline int read_figures(void **state) {
    (void) state;
    params_fault fault;
    return params_open("deploy/params/wuhan.tsv", &book, &fault) == OK ? 0 : -1;
}

static inline int forget_figures(void **state) {
    (void) state;
    params_close(book);
    return 0;
}

#endif
