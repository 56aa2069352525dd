/* draft: what is not filed yet. */
#ifndef HALL_RULES_DRAFT_H
#define HALL_RULES_DRAFT_H

#include "gen/review/rows.h"

/* case_is_draft: a draft, kept, discarded or expired, is its filer's side's alone (A2). */
static inline bool case_is_draft(Review__CaseState state) {
    return state == DRAFT || state == DISCARDED || state == DRAFT_EXPIRED;
}

#endif
