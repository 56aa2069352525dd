/* tree: who makes whose account. The settlement centre is the root; below it are the district
 * administrators, the information centre, the auditors and the three administrators of the
 * machines, of security and of auditing; below a district administrator the operators and desks of
 * the district, the operators of its units and of its communities. Nobody acts over two levels or
 * sideways. Source: docs/rules 2.10. */
#ifndef HALL_RULES_TREE_H
#define HALL_RULES_TREE_H

#include <stdbool.h>

#include "kernel/options.pb-c.h"

/* tree_upper: the role that makes accounts of `role`; ROLE_NONE when no account makes them. */
Kernel__Role tree_upper(Kernel__Role role);

/* tree_sleeps: whether accounts of the role sleep when nobody uses them for long.
 * tree_wakes_itself: whether its holder wakes one by password and second factor; others are woken
 * by the level above. */
bool tree_sleeps(Kernel__Role role);
bool tree_wakes_itself(Kernel__Role role);

/* tree_excludes: whether one person may not hold accounts of both roles. Several of one kind are
 * held for several units or communities only. */
bool tree_excludes(Kernel__Role a, Kernel__Role b);

#endif
