/* reply: what the acts on standard replies have in common. Source: docs/tickets.md. */
#ifndef HALL_WORKERS_TICKET_REPLY_H
#define HALL_WORKERS_TICKET_REPLY_H

#include "gen/ticket/rows.h"
#include "gen/ticket/write_reply.h"
#include "proto/runtime/decide.h"

/* reply_kept: the reply, where the asker keeps it: a district's administrator that of the own
 * district, a body of the city that of a category which goes to it. Errors: E_NOT_FOUND;
 * E_CASE_STATE (reply_withdrawn). */
verdict reply_kept(const context *ctx, view *rows, const char *reply_no,
                   const StandardReply **out) MUST_CHECK;

/* reply_keeps: whether the asker keeps replies of that category. reply_sees: whether a reply of
 * this district ("" the city's) is offered to the asker. */
bool reply_keeps(const context *ctx, Kernel__QuestionCategory category);
bool reply_sees(const context *ctx, const char *district_code);

/* reply_check: notes which of its words say nothing; true when any is noted. */
bool reply_check(const ReplyWritten *event, changes *out);

/* reply_changed: the reply of an act. */
verdict reply_changed(const char *reply_no, int32_t edition, changes *out);

#endif
