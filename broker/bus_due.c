/* bus_due: an answer leaves at once or at a set time. The time is kept by a timer of its own to the
 * microsecond: zmq_poll counts milliseconds from when it is called, so that it would tell how long
 * the deciding took. Source: docs/rules 7.1. */
#include <sys/timerfd.h>

#include "broker/bus_worker_state.h"

#define CREDIT_FLUSH 16u /* answers between two grants of credit, at most */
#define SECOND_US 1000000

static void leave(bus_worker *w, held *it, zmq_msg_t *answer) {
    unsigned link = it->link;
    status sent = frames_send(w->link[link].socket, NULL, 0, BUS__KIND__ANSWER, &it->stamp, answer);
    (void) sent; /* a broker that is gone: the sender asks again and gets the kept answer */
    zmq_msg_close(answer);
    held_free(w, it);
    if (w->at[link].returned >= CREDIT_FLUSH) worker_credit_flush(w, link);
}

/* Set anew it also forgets that it went off. */
static void set_alarm(bus_worker *w) {
    int64_t next_us = 0;
    for (size_t i = 0; w->n_due > 0 && i < w->n_held; i++) {
        const held *it = &w->held[i];
        if (it->state == HELD_DUE && (next_us == 0 || it->due_us < next_us)) next_us = it->due_us;
    }
    const struct itimerspec at = {.it_value = {next_us / SECOND_US, next_us % SECOND_US * 1000}};
    must(timerfd_settime(w->alarm, TFD_TIMER_ABSTIME, &at, NULL) == 0);
}

void due_put(bus_worker *w, held *it, zmq_msg_t *answer, int64_t due_us) {
    if (clock_us() >= due_us) {
        leave(w, it, answer);
        return;
    }
    zmq_msg_init(&it->answer);
    zmq_msg_move(&it->answer, answer);
    it->state = HELD_DUE;
    it->due_us = due_us;
    w->n_taken--;
    w->n_due++;
    set_alarm(w);
}

void due_turn(bus_worker *w) {
    int64_t now_us = clock_us();
    if (w->n_due == 0) return;
    for (size_t i = 0; i < w->n_held; i++) {
        held *it = &w->held[i];
        if (it->state == HELD_DUE && it->due_us <= now_us) leave(w, it, &it->answer);
    }
    set_alarm(w);
}
