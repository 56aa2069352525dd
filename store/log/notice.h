/* notice: attempts are counted, not logged one by one: a guesser could fill the log with them. A
 * count is durable at once, and becomes an entry when its minute is over. One count an account,
 * kind, minute and method; minutes are numbered by the caller. */
#ifndef HALL_STORE_NOTICE_H
#define HALL_STORE_NOTICE_H

#include "proto/runtime/arena.h"
#include "store/log/batch.h"

typedef struct notice {
    const char *account_no, *method;
    int64_t kind; /* the caller's, at least 0 */
    int64_t minute;
    int64_t n; /* attempts; out of notice_add: all of that minute so far */
} notice;

/* notice_add: counts, committed at once, outside of a batch; equal ones may come twice. */
status notice_add(pg *db, size_t n, notice *list) MUST_CHECK;

/* notice_take: takes the counts of the oldest minute before `minute` away, in the transaction that
 * batch_begin began: they are there again when it is given up. *out in `a`, by account, kind and
 * method; none when no such minute is left. */
status notice_take(batch *b, int64_t minute, arena *a, size_t *n, notice **out) MUST_CHECK;

#endif
