/* notice: what the acts on notices share. Source: docs/notices.md. */
#ifndef HALL_DESK_NOTICE_H
#define HALL_DESK_NOTICE_H

#include "gen/desk/rows.h"
#include "proto/runtime/decide.h"

/* What a notice is to say, as it was typed. */
typedef struct notice_words {
    Desk__Audience audience;
    const char *title_zh, *title_en, *text_zh, *text_en;
    int64_t from_us, to_us; /* from_us 0: at once */
    bool must_read;
} notice_words;

/* notice_check: notes all that is wrong with it; true when anything is. */
bool notice_check(const context *ctx, const notice_words *words, changes *out);

/* notice_event: an edition that says so. A beginning that has passed is now. */
NoticePublished notice_event(const context *ctx, const notice_words *words, const char *notice_no,
                             int32_t edition);

/* notice_shown: whether it is shown at the time of receipt. notice_is_for: whether a role is among
 * its audience; staff notices are for no other list. */
bool notice_shown(const context *ctx, const Notice *notice);
bool notice_is_for(Desk__Audience audience, Kernel__Role role);

/* notice_list: the reply with what is shown now to an audience. Faults: E_ARENA. */
verdict notice_list(const context *ctx, view *rows, const Desk__Audience *audience, size_t n,
                    changes *out);

/* notice_as_shown: a notice as its readers see it. */
NoticeShown notice_as_shown(const context *ctx, view *rows, const Notice *notice);

verdict notice_reply(const char *notice_no, int32_t edition, changes *out);

#endif
