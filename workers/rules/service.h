/* service: how long offices have, and how much one account may send: the city's figures of kind
 * PARAM_SERVICE, which are whole numbers. Source: docs/tickets.md; docs/rules 3.11. */
#ifndef HALL_RULES_SERVICE_H
#define HALL_RULES_SERVICE_H

#include "proto/runtime/decide.h"

/* Groups of PARAM_SERVICE. Days are working days. */
enum {
    SERVICE_LEVEL_DAYS = 1,  /* until a level answers a ticket */
    SERVICE_END_DAYS = 2,    /* from the answer until the ticket closes by itself */
    SERVICE_REOPEN_DAYS = 3, /* from the end, while it may be opened again */
    SERVICE_TICKETS_AN_HOUR = 4,
    SERVICE_TICKETS_A_DAY = 5,
    SERVICE_ATTACHMENTS_A_DAY = 6,
    SERVICE_CORRECTION_DAYS = 7, /* in place of LEVEL_DAYS, for what has a time of its own */
    SERVICE_OBJECTION_DAYS = 8,
    SERVICE_LOOK_DAYS = 9
};

/* service_number: the figure that holds today. Errors: E_PARAM_MISSING. */
status service_number(const context *ctx, int32_t group, int32_t *out) MUST_CHECK;

#endif
