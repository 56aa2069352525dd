/* tidy: takes kept answers away whose time is over. */
#ifndef HALL_STORE_TIDY_H
#define HALL_STORE_TIDY_H

#include "store/pg/pg.h"

/* tidy_kept: at most `most` kept answers given before `before_us`, those that are not kept for
 * ever. gone: how many went. */
status tidy_kept(pg *db, int64_t before_us, int64_t most, int64_t *gone) MUST_CHECK;

#endif
