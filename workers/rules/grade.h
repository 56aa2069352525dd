/* grade: what makes a unit VIP: two recorded scores, each with its threshold. Source:
 * docs/rules 6.4 (VIP class by operator proficiency and unit credit); thresholds are the hall's
 * own. */
#ifndef HALL_RULES_GRADE_H
#define HALL_RULES_GRADE_H

#include "proto/runtime/status.h"

enum { GRADE_OPERATOR_LEAST = 90, GRADE_CREDIT_LEAST = 85 };

/* grade_is_vip: scores 0 to 100. */
static inline bool grade_is_vip(int32_t operator_score, int32_t credit_score) {
    return operator_score >= GRADE_OPERATOR_LEAST && credit_score >= GRADE_CREDIT_LEAST;
}

#endif
