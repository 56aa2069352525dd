/* retirement: statutory retirement age by sex, kind of work and month of birth, from dated rows.
 * Source: docs/rules 3.7 (ages), 5.2 (E_AGE_MIN, E_AGE_RETIRED). */
#ifndef HALL_RULES_RETIREMENT_H
#define HALL_RULES_RETIREMENT_H

#include "workers/rules/params.h"

/* What decides a person's age limit. person_class AAC012 (4 cadre, 5 civil servant: women at 55);
 * flexible women: 55. birth YYYYMMDD. */
typedef struct retirement_person {
    int32_t sex, person_class, birth;
    bool flexible;
} retirement_person;

/* retirement_date: first day on which the age is reached. Errors: E_PARAM_MISSING, E_CODE_VALUE sex
 * not 1 or 2, E_DATE. */
status retirement_date(const param_set *set, const retirement_person *who, int32_t *out) MUST_CHECK;

/* retirement_check: whether someone may be enrolled on a day: E_AGE_MIN under 16 completed years,
 * E_AGE_RETIRED from the retirement date on. Errors besides: those of retirement_date. */
status retirement_check(const param_set *set, const retirement_person *who, int32_t at) MUST_CHECK;

#endif
