/* wish: what holds for every place that is given to a person, at home or at the counter. */
#ifndef HALL_APPOINTMENT_WISH_H
#define HALL_APPOINTMENT_WISH_H

#include "workers/appointment/booking.h"

/* Who wants which place for what; ahead: the first day that can be had, counted from today; again:
 * for an appointment that the person has already. Borrowed. */
typedef struct wish {
    const char *office_no, *section, *person_no;
    int32_t date, slot, matter, ahead;
    bool again;
} wish;

/* wish_check: the time is to come and the plan has it; the section does the matter; the person may
 * book. Writes `at` without a place, with room for one. Source: docs/rules 5.11. */
verdict wish_check(const context *ctx, const booking_terms *terms, view *rows, const wish *what,
                   booking_day *at) MUST_CHECK;

#endif
