/* lines: tickets as lists show them. Inner header. */
#ifndef HALL_WORKERS_TICKET_LINES_H
#define HALL_WORKERS_TICKET_LINES_H

#include "gen/ticket/rows.h"
#include "workers/rules/page.h"

TicketLine ticket_line(view *rows, const Ticket *ticket);

/* ticket_list: the reply of one page. */
verdict ticket_list(view *rows, const page *shown, changes *out) MUST_CHECK;

#endif
