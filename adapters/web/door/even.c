/* even: see even.h. Few requests are held at a time; they are found among all that are open. */
#include "adapters/web/door/even.h"

static int64_t due_us(const request *r) {
    return r->started_us + EVEN_US;
}

void even_resume(request *r) {
    if (web_now_us() >= due_us(r)) {
        request_resume(r);
        return;
    }
    r->held = true;
    r->web->n_held++;
}

void even_sweep(web *w, int64_t now_us) {
    for (request *r = w->n_held ? w->requests : NULL; r; r = r->next) {
        if (!r->held || now_us < due_us(r)) continue;
        r->held = false;
        w->n_held--;
        request_resume(r);
    }
}

int even_wait_ms(const web *w, int most_ms) {
    int64_t now_us = web_now_us();
    for (const request *r = w->n_held ? w->requests : NULL; r; r = r->next) {
        int64_t left_ms = r->held ? (due_us(r) - now_us) / 1000 + 1 : most_ms;
        if (left_ms < most_ms) most_ms = left_ms > 0 ? (int) left_ms : 0;
    }
    return most_ms;
}
