/* tree: the table of levels. */
#include "workers/rules/tree.h"

Kernel__Role tree_upper(Kernel__Role role) {
    switch (role) {
    case KERNEL__ROLE__DISTRICT_ADMIN:
    case KERNEL__ROLE__INFO_CENTER:
        return KERNEL__ROLE__SETTLEMENT_CENTER;
    case KERNEL__ROLE__DISTRICT_OPERATOR:
    case KERNEL__ROLE__UNIT_OPERATOR:
    case KERNEL__ROLE__COMMUNITY_OPERATOR:
        return KERNEL__ROLE__DISTRICT_ADMIN;
    default:
        return KERNEL__ROLE__ROLE_NONE;
    }
}

/* Whoever files is none who reviews, administers or audits; an insured person is everybody. */
bool tree_excludes(Kernel__Role a, Kernel__Role b) {
    if (a == KERNEL__ROLE__PERSON || b == KERNEL__ROLE__PERSON) return false;
    bool files = a == KERNEL__ROLE__UNIT_OPERATOR || a == KERNEL__ROLE__COMMUNITY_OPERATOR;
    return a != b || !files;
}
