/* spell: finds the latest spell of a person, the months that are taken, and what the next one
 * carries on. */
#include "workers/rules/spell.h"

#include <string.h>

#include "workers/rules/calendar/period.h"

enum { DISTRICT_DIGITS = 6 };

bool spell_is_cancelled(const Spell *spell) {
    return spell->valid_to != 0 && spell->valid_to == spell->valid_from;
}

bool spell_in(const Spell *spell, const char *unit_no, int32_t state) {
    return spell && spell->status == state && !strcmp(spell->unit_no, unit_no);
}

bool spell_is_flexible(const Spell *spell) {
    return spell && !spell->unit_no[0];
}

spells spells_of(view *rows, const char *person_no) {
    spells out = {list_spell_by_person_no(rows, person_no), NULL, NULL};
    for (size_t i = 0; i < out.all.n; i++) {
        out.latest = (const Spell *) out.all.row[i];
        if (!spell_is_cancelled(out.latest)) out.charged = out.latest;
    }
    return out;
}

const char *spell_community_district(view *rows, const char *community_code) {
    bool known = strlen(community_code) >= DISTRICT_DIGITS;
    return known ? arena_printf(view_arena(rows), "%.*s", DISTRICT_DIGITS, community_code) : "";
}

int32_t spells_free_from(view *rows, const char *person_no, const spells *past, int32_t least) {
    int32_t from = least;
    if (past->charged && past->charged->valid_to > from) from = past->charged->valid_to;
    for (;;) {
        const Receivable *line = find_receivable(rows, person_no, from);
        /* docs/rules 4.4: what was assessed is never edited, so the act moves to a free month
         */
        if (!line || line->state == LINE_CANCELLED) return from;
        from = period_add(from, 1);
    }
}

spell_start spells_next(const spells *past, int32_t from) {
    const Spell *before = past->charged;
    spell_start out = {past->latest ? past->latest->spell_no + 1 : 1, from, from, 0};
    if (!before) return out;
    out.first_period = before->first_period;
    out.gap_months = before->gap_months + period_diff(before->valid_to, from);
    return out;
}
