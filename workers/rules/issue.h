/* issue: the next number that the hall gives out in a shard, in the form of a case number, so that
 * whoever has the number reaches the shard: of cases, rosters, visits, requests, mandates, shares,
 * notices. Source: docs/rules 2.8. */
#ifndef HALL_RULES_ISSUE_H
#define HALL_RULES_ISSUE_H

#include "proto/runtime/decide.h"
#include "workers/rules/identifier/serial.h"

/* issue_number: the shard's next; `*number` is what the event's Counter effect stores. Tells the
 * view that nothing lies under it yet. Errors: E_DATE, E_RANGE (the day's numbers are used up). */
status issue_number(const context *ctx, view *rows, int64_t *number,
                    char out[SERIAL_CASE_SIZE]) MUST_CHECK;

#endif
