/* tidy: takes kept answers and counted calls away whose time is over. */
#ifndef HALL_STORE_TIDY_H
#define HALL_STORE_TIDY_H

#include "store/pg/pg.h"

/* How far ahead the clock of a web browser or kiosk may be: a wrong time zone, not a wrong year. */
#define TIDY_AHEAD_US (86400LL * 1000000)

/* tidy_before: answers given before this may go, kept_us being how long one is kept. Its id may be
 * dated later than the answer, and as long as it is not too old itself, a repetition under it must
 * find the answer. */
static inline int64_t tidy_before(int64_t now_us, int64_t kept_us) {
    return now_us - kept_us - TIDY_AHEAD_US;
}

/* tidy_kept: at most `most` kept answers given before `before_us`, those that are not kept for
 * ever. gone: how many went. */
status tidy_kept(pg *db, int64_t before_us, int64_t most, int64_t *gone) MUST_CHECK;

/* tidy_key_use: what program keys took of their calls on days before `day` (YYYYMMDD), which no
 * call counts for any more. gone: how many keys. */
status tidy_key_use(pg *db, int64_t day, int64_t *gone) MUST_CHECK;

#endif
