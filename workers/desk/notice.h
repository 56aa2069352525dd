/* notice: what the acts on notices share. Source: docs/notices.md. */
#ifndef HALL_DESK_NOTICE_H
#define HALL_DESK_NOTICE_H

#include "workers/rules/announce.h"

/* notice_check: notes all that is wrong with it; true when anything is. */
bool notice_check(const context *ctx, const announcement *words, changes *out);

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
