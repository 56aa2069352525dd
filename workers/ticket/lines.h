/* lines: tickets as lists show them. Inner header. */
#ifndef HALL_WORKERS_TICKET_LINES_H
#define HALL_WORKERS_TICKET_LINES_H

#include "gen/ticket/rows.h"
#include "workers/rules/page.h"

/* ticket_line: offices are told whether it waits for the answer of a cause. */
TicketLine ticket_line(const context *ctx, view *rows, const Ticket *ticket);

/* ticket_list: the reply of one page. */
verdict ticket_list(const context *ctx, view *rows, const page *shown, changes *out) MUST_CHECK;

#endif
