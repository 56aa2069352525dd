/* auto_rules: the rules of automatic review as a table; each is told with its result. */
#include "workers/engine/auto_rules.h"

#include <string.h>

#include "gen/enrolment/rows.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/grade.h"

enum { VIP_DAYS_LEAST = 90 };

/* A rule: its key, whose text is in the contract (reason.proto), and whether it holds. */
typedef struct auto_rule {
    const char *key;
    bool (*holds)(const struct auto_rule *rule, const job *j, const Unit *unit);
} auto_rule;

static bool is_vip(const auto_rule *rule, const job *j, const Unit *unit) {
    (void) rule, (void) j;
    return unit && unit->vip;
}

/* Never automatic: a class granted under 90 days ago, anything backdated (docs/rules 6.3). */
static bool is_seasoned(const auto_rule *rule, const job *j, const Unit *unit) {
    return is_vip(rule, j, unit) &&
           j->ctx.received_at_us - unit->vip_since_us >= VIP_DAYS_LEAST * DAY_US;
}

/* docs/rules 6.4: graded within a year; the clock's word is not waited for. */
static bool is_current(const auto_rule *rule, const job *j, const Unit *unit) {
    return is_vip(rule, j, unit) && unit->paused != PAUSED_NO_REVIEW &&
           j->ctx.received_at_us - unit->graded_at_us < GRADE_REVIEW_DAYS * DAY_US;
}

/* docs/rules 6.9: a false filing stops them until the unit is graded anew. */
static bool is_trusted(const auto_rule *rule, const job *j, const Unit *unit) {
    (void) rule, (void) j;
    return unit && unit->paused != PAUSED_FALSE_FILING;
}

/* What a handler finds in its own data it says by changes_review. */
static bool is_not_raised(const auto_rule *rule, const job *j, const Unit *unit) {
    (void) unit;
    return !j->changes.why || strcmp(j->changes.why, rule->key) != 0;
}

static bool is_own(const auto_rule *rule, const job *j, const Unit *unit) {
    (void) rule, (void) unit;
    return j->ctx.actor.role == KERNEL__ROLE__UNIT_OPERATOR;
}

/* A batch with more than 10 % failed rows is never automatic (docs/rules 6.3). */
static bool is_sound(const auto_rule *rule, const job *j, const Unit *unit) {
    (void) rule, (void) unit;
    return !j->work->envelope->doubtful;
}

/* The handler refuses who does not (docs/rules 5.9). */
static bool is_alone(const auto_rule *rule, const job *j, const Unit *unit) {
    (void) rule, (void) j;
    return !unit;
}

static bool is_persons_own(const auto_rule *rule, const job *j, const Unit *unit) {
    (void) rule, (void) unit;
    return j->ctx.actor.role == KERNEL__ROLE__PERSON ||
           j->ctx.actor.role == KERNEL__ROLE__COMMUNITY_OPERATOR;
}

static const auto_rule unit_rules[] = {{"unit_is_vip", is_vip},
                                       {"vip_for_90_days", is_seasoned},
                                       {"graded_within_year", is_current},
                                       {"no_false_filing", is_trusted},
                                       {"not_backdated", is_not_raised},
                                       {"filed_by_unit", is_own},
                                       {"file_is_sound", is_sound}};
static const auto_rule flexible_rules[] = {{"pays_alone", is_alone},
                                           {"not_backdated", is_not_raised},
                                           {"filed_by_person", is_persons_own},
                                           {"file_is_sound", is_sound}};
enum {
    UNIT_RULES = sizeof unit_rules / sizeof unit_rules[0],
    FLEXIBLE_RULES = sizeof flexible_rules / sizeof flexible_rules[0]
};

/* What a handler says by a rule that is none of these: told, and never automatic. */
static bool raised_besides(job *j, const auto_rule *rules, size_t n) {
    if (!j->changes.why) return false;
    for (size_t i = 0; i < n; i++)
        if (!strcmp(rules[i].key, j->changes.why)) return false;
    changes_rule(&j->changes, j->changes.why, false);
    return true;
}

bool auto_rules(job *j, view *rows, const char *unit_no) {
    const Unit *unit = unit_no[0] ? find_unit(rows, unit_no) : NULL;
    const auto_rule *rules = unit_no[0] ? unit_rules : flexible_rules;
    size_t n = unit_no[0] ? UNIT_RULES : FLEXIBLE_RULES;
    bool all = true;
    for (size_t i = 0; i < n; i++) {
        bool holds = rules[i].holds(&rules[i], j, unit);
        changes_rule(&j->changes, rules[i].key, holds);
        all = holds && all;
    }
    return !raised_besides(j, rules, n) && all;
}

void auto_rules_raised(job *j) {
    if (j->changes.why) changes_rule(&j->changes, j->changes.why, false);
}
