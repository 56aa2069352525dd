/* retirement: statutory retirement age by sex, kind of work and month of birth, from dated rows.
 * Source: docs/rules 3.7 (ages), 5.2 (E_AGE_MIN, E_AGE_RETIRED). */
#ifndef HALL_RULES_RETIREMENT_H
#define HALL_RULES_RETIREMENT_H

#include "workers/rules/params.h"

/* What decides a person's age limit. person_class AAC012 (4 cadre, 5 civil servant,
 * 21 to 24 officers: women at 55); flexible women: 55. birth YYYYMMDD. postponed_until: YYYYMMDD to
 * which unit and person agreed to go on, 0 for none; it counts for at most
 * RETIREMENT_POSTPONED_MOST months. */
typedef struct retirement_person {
    int32_t sex, person_class, birth;
    bool flexible;
    int32_t postponed_until;
} retirement_person;

enum { RETIREMENT_POSTPONED_MOST = 36 };

/* retirement_date: first day on which the age of the law is reached. Errors: E_PARAM_MISSING,
 * E_CODE_VALUE sex not 1 or 2, E_DATE. */
status retirement_date(const param_set *set, const retirement_person *who, int32_t *out) MUST_CHECK;

/* retirement_postponable: whether an agreement until a day may be made: E_RANGE unless it is after
 * the retirement date `reached` and at most 36 months after; E_AGE_RETIRED where the age was
 * reached before 2025. */
status retirement_postponable(int32_t reached, int32_t until) MUST_CHECK;

/* retirement_month_before: whether `day` is at least a month before the date. */
bool retirement_month_before(int32_t day, int32_t reached);

/* retirement_check: whether someone may be enrolled on a day: E_AGE_MIN under 16 completed years,
 * E_AGE_RETIRED from the retirement date on, or from the agreed later one. Errors besides: those of
 * retirement_date. */
status retirement_check(const param_set *set, const retirement_person *who, int32_t at) MUST_CHECK;

#endif
