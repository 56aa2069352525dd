/* queue: the line of a section on one day. Who booked stands in it at his time, who came later than
 * a place lasts or without an appointment at the moment when he came; of equal ones the earlier
 * number is first. Source: docs/appointments.md. */
#ifndef HALL_APPOINTMENT_QUEUE_H
#define HALL_APPOINTMENT_QUEUE_H

#include "gen/appointment/list_day.h"
#include "gen/appointment/rows.h"
#include "proto/runtime/decide.h"

/* queue_may: whether the actor works at this office's counters, on this day: today.
 * Errors: E_FORBIDDEN another office; E_RANGE another day. */
verdict queue_may(const context *ctx, const char *office_no, int32_t date) MUST_CHECK;

/* queue_state: the line as the next event states it, with room for one more desk; a day that has
 * none begins. Errors: E_ARENA. */
status queue_state(view *rows, const char *office_no, const char *section, int32_t date,
                   QueueState **out) MUST_CHECK;

/* queue_desk: NULL for one that was not opened today; the caller may change it. queue_add_desk:
 * makes one in `place`. */
DeskLoad *queue_desk(const QueueState *queue, int32_t desk);
DeskLoad *queue_add_desk(QueueState *queue, DeskLoad *place, int32_t desk);

/* queue_fewest: the fewest turns of the other open desks; `none` where no other one is open. */
int64_t queue_fewest(const QueueState *queue, int32_t desk, int64_t none);

/* queue_next: who is next of these bookings, NULL when nobody waits. queue_at_desk: who was called
 * to this desk and is still there, NULL for none. */
const Booking *queue_next(row_list day);
const Booking *queue_at_desk(row_list day, int32_t desk);

/* queue_counts: tickets = waiting + called + served + missed. */
DayCounts queue_counts(row_list day);

/* queue_is_late: the booking's person came later than a place of the plan lasts. */
bool queue_is_late(const Booking *row);

/* queue_line: what of a day is shown, in the order of the line: who has not come stands at his
 * time; holds are left out. `out` has room for all of the day; returns how many. */
size_t queue_line(row_list day, const Booking **out);

void queue_reply(const Booking *row, int64_t ticket, Appointment__BookingState state, int32_t desk,
                 changes *out);

#endif
