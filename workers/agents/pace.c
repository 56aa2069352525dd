/* pace: the wait doubles with every look that was refused more than it got done. */
#include "workers/agents/pace.h"

void pace_begin(pace *p, int64_t now_ms) {
    p->began_ms = now_ms;
    p->n_done = p->n_refused = 0;
}

void pace_note(pace *p, bool refused) {
    if (refused)
        p->n_refused++;
    else
        p->n_done++;
}

static int64_t most_ms(const pace *p, int64_t now_ms) {
    int64_t share = (now_ms - p->began_ms) * PACE_SHARE;
    int64_t most = share > PACE_WAIT_MS_MAX ? share : PACE_WAIT_MS_MAX;
    return most > p->poll_ms ? most : p->poll_ms;
}

int64_t pace_end(pace *p, int64_t now_ms) {
    bool in_vain = p->n_refused > p->n_done;
    int64_t longer = p->wait_ms < p->poll_ms ? p->poll_ms : p->wait_ms * 2;
    int64_t most = most_ms(p, now_ms);
    p->wait_ms = !in_vain ? p->poll_ms : longer < most ? longer : most;
    return p->wait_ms;
}
