/* traced: what is known of one command, as the information centre sees it: nothing of what stood
 * in it, and no insured person's account. */
#ifndef HALL_WORKERS_TRACED_H
#define HALL_WORKERS_TRACED_H

#include "gen/query/list_parked.h"
#include "gen/query/trace_command.h"
#include "proto/runtime/decide.h"
#include "proto/runtime/view/traces.h"

/* traced_show: of `n` places (at least one) that know the same command, one after the other.
 * traced_parked: of a parked one. In the arena; E_ARENA. */
status traced_show(const traced *place, size_t n, arena *a, TracedCommand *out) MUST_CHECK;
status traced_parked(const traced *place, arena *a, ParkedCommand *out) MUST_CHECK;

#endif
