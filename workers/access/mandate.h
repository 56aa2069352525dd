/* mandate: what the acts on mandates have in common. Source: docs/rules 7.7. */
#ifndef HALL_WORKERS_ACCESS_MANDATE_H
#define HALL_WORKERS_ACCESS_MANDATE_H

#include "gen/access/rows.h"
#include "proto/runtime/decide.h"

void mandate_reply(const char *mandate_no, Access__MandateState state, changes *out);

#endif
