/* medical: monthly credit of the medical personal account. Source: docs/rules 3.8. */
#ifndef HALL_RULES_MEDICAL_H
#define HALL_RULES_MEDICAL_H

#include "workers/rules/params.h"

/* medical_credit: row by age at the first day of the month and person_state (AAC008: 1 employed,
 * 2 retired); base_fen for employees, pension_fen for retirees. Errors: E_PARAM_MISSING, E_DATE,
 * E_PERIOD, E_RANGE, E_OVERFLOW. */
status medical_credit(const param_set *set, int32_t period, int32_t birth, int32_t person_state,
                      int64_t base_fen, int64_t pension_fen, int64_t *out_fen) MUST_CHECK;

#endif
