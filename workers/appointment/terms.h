/* terms: the city's figures for appointments, from the dated parameters (PARAM_APPOINTMENT), whole
 * numbers in the column `step`. Source: docs/rules 5.11, docs/appointments.md. */
#ifndef HALL_APPOINTMENT_TERMS_H
#define HALL_APPOINTMENT_TERMS_H

#include "proto/runtime/decide.h"

/* Groups of PARAM_APPOINTMENT. */
enum {
    TERM_DAYS_LEAST = 1,     /* first day that can be booked, counted from today */
    TERM_DAYS_MOST = 2,      /* last day */
    TERM_CANCEL_MINUTES = 3, /* a booking is given back up to so many minutes before its time */
    TERM_MISSES = 4,         /* so many missed ones ... */
    TERM_MISSES_DAYS = 5,    /* ... within so many days ... */
    TERM_BLOCKED_DAYS = 6,   /* ... keep their person from booking for so many days */
    TERM_HOLD_S = 7,         /* how long a place is held */
    TERM_COOL_LEAST_S = 8,   /* a place that was given back is free again after so many seconds */
    TERM_COOL_MOST_S = 9,    /* ... and at the latest after so many */
    TERM_OPEN_MOST = 10,     /* held and booked ones of a person at one time */
    TERM_HOLDS_HOUR = 11,    /* places that a person may hold within an hour */
    TERM_CHANGES = 12,       /* times that an appointment may be changed */
    TERMS
};

enum { TERM_DAYS_WALL = 60 }; /* a day further ahead is never looked at */

typedef struct booking_terms {
    int32_t of[TERMS]; /* by group */
} booking_terms;

/* terms_read: those that hold today. Errors: E_PARAM_MISSING one of them has no row; E_RANGE they
 * contradict each other, or reach beyond TERM_DAYS_WALL. */
status terms_read(const context *ctx, booking_terms *out) MUST_CHECK;

#endif
