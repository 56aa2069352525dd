/* spell: what a person's spells say together: which one is the latest, which months are taken, what
 * the next one carries on. A spell is [valid_from, valid_to): one unit, one set of insurances.
 * Pure; shared by enrolment (which begins and ends spells) and query. Source: docs/rules 4.3, 5.2.
 */
#ifndef HALL_RULES_SPELL_H
#define HALL_RULES_SPELL_H

#include "gen/enrolment/rows.h"

enum { SPELL_OPEN = 1, SPELL_ENDED = 2 }; /* AAC031: contributing, paused */

/* AAE114. A cancelled line is owed by nobody; every other one holds its month. */
enum { LINE_NOT_DUE = 0, LINE_PAID = 1, LINE_ARREARS = 2, LINE_CANCELLED = 9 };

/* A person's spells. latest: highest number, NULL when never enrolled. charged: the latest one that
 * has a month, NULL for none: spells that were ended before their first month are passed over. */
typedef struct spells {
    row_list all;
    const Spell *latest, *charged;
} spells;

/* spells_of: oldest first. Nothing while the rows are not loaded. */
spells spells_of(view *rows, const char *person_no);

/* spell_is_cancelled: ended before its first month. */
bool spell_is_cancelled(const Spell *spell);

/* spell_in: the spell is this unit's and in this state; false for NULL. */
bool spell_in(const Spell *spell, const char *unit_no, int32_t state);

/* spell_is_flexible: of somebody who pays alone: it has no unit; false for NULL. */
bool spell_is_flexible(const Spell *spell);

/* spell_community_district: the district with whose code a community's begins, in the arena of
 * `rows`; "" for none. */
const char *spell_community_district(view *rows, const char *community_code);

/* spells_free_from: the first month from `least` on that no spell covers and no line holds, so that
 * a month is never charged twice, to one unit or to two. Of use while no spell is open. */
int32_t spells_free_from(view *rows, const char *person_no, const spells *past, int32_t least);

/* What a spell that begins in `from` carries on: its number, the person's first month, and the
 * months between that month and `from` which lie in no spell. */
typedef struct spell_start {
    int32_t spell_no, from, first_period, gap_months;
} spell_start;
spell_start spells_next(const spells *past, int32_t from);

#endif
