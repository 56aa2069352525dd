/* tree: the table of levels. */
#include "workers/rules/tree.h"

Kernel__Role tree_upper(Kernel__Role role) {
    switch (role) {
    case KERNEL__ROLE__DISTRICT_ADMIN:
    case KERNEL__ROLE__INFO_CENTER:
    case KERNEL__ROLE__AUDITOR:
    case KERNEL__ROLE__SYSTEM_ADMIN:
    case KERNEL__ROLE__SECURITY_ADMIN:
    case KERNEL__ROLE__AUDIT_ADMIN:
        return KERNEL__ROLE__SETTLEMENT_CENTER;
    case KERNEL__ROLE__DISTRICT_OPERATOR:
    case KERNEL__ROLE__OFFICE_DESK:
    case KERNEL__ROLE__UNIT_OPERATOR:
    case KERNEL__ROLE__COMMUNITY_OPERATOR:
        return KERNEL__ROLE__DISTRICT_ADMIN;
    default:
        return KERNEL__ROLE__ROLE_NONE;
    }
}

bool tree_sleeps(Kernel__Role role) {
    return role != KERNEL__ROLE__PERSON;
}

bool tree_wakes_itself(Kernel__Role role) {
    return role == KERNEL__ROLE__UNIT_OPERATOR || role == KERNEL__ROLE__COMMUNITY_OPERATOR;
}

/* Whoever files is none who reviews, administers or audits; an insured person is everybody. */
bool tree_excludes(Kernel__Role a, Kernel__Role b) {
    if (a == KERNEL__ROLE__PERSON || b == KERNEL__ROLE__PERSON) return false;
    bool files = a == KERNEL__ROLE__UNIT_OPERATOR || a == KERNEL__ROLE__COMMUNITY_OPERATOR;
    return a != b || !files;
}
