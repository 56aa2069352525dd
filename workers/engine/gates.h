/* gates: what a command must pass before it is decided, in fixed order and all of it data from the
 * contract: who acts (token, or a process of the hall acting for an account), whether the business
 * is open, role and relation to the record, the close calendar. No handler repeats a gate. Pure:
 * asks the view only. What needs no row (size, form, origin) was checked before: broker/bus.h and
 * check.h. */
#ifndef HALL_WORKERS_GATES_H
#define HALL_WORKERS_GATES_H

#include "workers/engine/job.h"

/* gates: fills j->ctx (actor, period) and says whether the command may be decided.
 * result  E_TOKEN, E_PWD_DEFAULT, E_BUSINESS_CLOSED, E_PRESENCE, E_FORBIDDEN (also for a record
 * that does not exist: a refusal never tells; and identified_gate's), E_PURPOSE, E_AUTH_FACTOR,
 * E_AGREEMENT, E_PERIOD_CLOSED, E_PERIOD_FUTURE, E_PARAM_MISSING. Void while view_missing. */
verdict gates(job *j, view *rows) MUST_CHECK;

/* gates_actor: only who asks, even if that login has ended since. */
verdict gates_actor(job *j, view *rows) MUST_CHECK;

/* A program key acts for its owner and is refused with reason "key_ended" (E_TOKEN: revoked, past
 * its end, or its owner's account closed or reset), "key_address" or "key_scope" (E_FORBIDDEN).
 *
 * gates_kept: whether who asks again may have the kept answer: the login lives, or ended with this
 * very command. Errors: those of gates_actor and of a login that ended. */
verdict gates_kept(job *j, view *rows) MUST_CHECK;

/* gates_open: whether the actor may file `command` by what the catalogue of businesses says of it;
 * why it is closed is noted in j->said.
 * result  E_BUSINESS_CLOSED; E_PRESENCE: only an operator of the office files it; others keep a
 * draft. */
verdict gates_open(job *j, view *rows, const command_type *command) MUST_CHECK;

/* gates_agreement: whether the unit or person for whom the actor files has signed what `command`
 * asks for; offices, communities and rows of files that were handed in need none. Since when it is
 * not is noted in j->said.
 * result  E_AGREEMENT with the way out of it as its reason. */
verdict gates_agreement(job *j, view *rows, const command_type *command,
                        const ProtobufCMessage *input) MUST_CHECK;

/* gates_window: the month in which `command`, received now, takes effect, by the calendar of its
 * service or of the hall where that has none: j->ctx.period. Since and until when it is closed is
 * noted in j->said. Source: docs/rules 4.2.
 * result  E_PERIOD_CLOSED, E_PERIOD_FUTURE, E_PARAM_MISSING. */
verdict gates_window(job *j, view *rows, const command_type *command) MUST_CHECK;

/* gates_period_pending: the month of a case that is approved at `received_at_us`. The calendar
 * never fails it: a month that is closed or not yet open only says where it belongs.
 * result  E_PARAM_MISSING: the calendar has no row, which leaves the case as it is. */
verdict gates_period_pending(view *rows, const char *group, int64_t received_at_us,
                             int32_t *period) MUST_CHECK;

#endif
