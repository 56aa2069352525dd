/* announce: the event by which a notice is published, for whoever has to tell everybody something:
 * an act on notices, or one that makes a window longer. Source: docs/notices.md. */
#ifndef HALL_RULES_ANNOUNCE_H
#define HALL_RULES_ANNOUNCE_H

#include "gen/desk/rows.h"
#include "proto/runtime/decide.h"
#include "workers/rules/identifier/serial.h"

enum { NOTICE_NO_SIZE = SERIAL_CASE_SIZE };

/* What a notice is to say, as it was typed. */
typedef struct announcement {
    Desk__Audience audience;
    const char *title_zh, *title_en, *text_zh, *text_en;
    int64_t from_us, to_us; /* from_us 0: at once */
    bool must_read;
} announcement;

/* announce_moment: a time as a notice says it, YYYY-MM-DD hh:mm of Beijing; NULL without memory. */
const char *announce_moment(arena *a, int64_t time_us);

/* announce_event: an edition that says so. A beginning that has passed is now. */
NoticePublished announce_event(const context *ctx, const announcement *words, const char *notice_no,
                               int32_t edition);

/* announce: the first edition, under a number of its own, which it writes. Errors: those of
 * issue_number. */
status announce(const context *ctx, view *rows, const announcement *words,
                char notice_no[NOTICE_NO_SIZE], changes *out) MUST_CHECK;

#endif
