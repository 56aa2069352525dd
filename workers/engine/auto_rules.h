/* auto_rules: when a filing of a VIP unit, or about somebody who pays alone, needs no human
 * (docs/rules 6.3, 6.2). Every rule
 * is written into the answer with its result, so that the decision explains itself (N8). Pure. */
#ifndef HALL_WORKERS_AUTO_RULES_H
#define HALL_WORKERS_AUTO_RULES_H

#include "workers/engine/job.h"

/* auto_rules: adds one RuleResult per rule to j->changes; true when all held. unit_no "": of who
 * pays alone. */
bool auto_rules(job *j, view *rows, const char *unit_no);

/* auto_rules_raised: adds the one rule that a raised level says does not hold, if any. */
void auto_rules_raised(job *j);

#endif
