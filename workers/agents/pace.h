/* pace: how long an agent waits between two looks at what is due. What is due and stays refused (a
 * clock that goes fast, a row that no command can mend) is tried less and less often, so that it
 * never takes much of what the hall can do; the first look that gets something done ends that.
 * Pure: times are the caller's, in milliseconds that only grow. */
#ifndef HALL_AGENTS_PACE_H
#define HALL_AGENTS_PACE_H

#include <stdbool.h>
#include <stdint.h>

enum {
    PACE_WAIT_MS_MAX = 60000, /* of a look that took no time */
    PACE_SHARE = 9 /* a refused look that took long is waited for this many times as long */
};

/* poll_ms: from the end of one look to the next, when nothing is refused; at least 1. */
typedef struct pace {
    int64_t poll_ms, wait_ms, began_ms;
    uint64_t n_done, n_refused;
} pace;

/* pace_begin: a look begins. pace_note: one answer of it; refused by a decision, not by a hall that
 * could not be reached. */
void pace_begin(pace *p, int64_t now_ms);
void pace_note(pace *p, bool refused);

/* pace_end: the look is over and everything is answered; how long to wait before the next. */
int64_t pace_end(pace *p, int64_t now_ms);

#endif
