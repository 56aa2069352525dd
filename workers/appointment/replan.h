/* replan: holds a new plan of a section against what is booked (A18). Every appointment keeps its
 * time where the new plan still has a place for it; of several that want one place the earlier
 * given one keeps it. The others are moved to the first free time after their own, within the days
 * that can be booked. Pure. Source: docs/appointments.md. */
#ifndef HALL_APPOINTMENT_REPLAN_H
#define HALL_APPOINTMENT_REPLAN_H

#include "gen/appointment/rows.h"
#include "gen/appointment/set_section.h"
#include "proto/runtime/decide.h"
#include "workers/appointment/terms.h"

enum { REPLAN_DAYS = TERM_DAYS_WALL + 2 };

/* What the new plan makes of the days from today on. day: states to be written, n_day of them;
 * moved: the appointments that get another time. */
typedef struct replan {
    const context *ctx;
    view *rows;
    const OfficeSection *plan; /* the new one */
    int32_t last;              /* day that can be booked */
    DayState *day[REPLAN_DAYS];
    size_t n_day;
    BookingMoved **moved;
    size_t n_moved, room_moved;
} replan;

/* replan_days: reads the days and what is booked on them. Errors: E_ARENA. */
status replan_days(replan *r, const booking_terms *terms) MUST_CHECK;

/* replan_lost: how many appointments lose their time. */
size_t replan_lost(const replan *r);

/* replan_shown: what was moved as the reply says it, the first of them; *out in the view's arena.
 * Errors: E_ARENA. */
status replan_shown(const replan *r, MoveShown ***out, size_t *n) MUST_CHECK;

/* replan_move: gives each of them another one. Errors: E_SLOT_FULL there is no free time left;
 * E_ARENA. */
status replan_move(replan *r, const char *reason) MUST_CHECK;

#endif
