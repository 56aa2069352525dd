/* district: finds the office of a unit by its row, that of a person by his latest spell. */
#include "workers/rules/district.h"

#include "gen/enrolment/rows.h"
#include "workers/rules/spell.h"

const char *district_of_unit(view *rows, const char *unit_no) {
    const Unit *unit = unit_no[0] ? find_unit(rows, unit_no) : NULL;
    return unit ? unit->district_code : "";
}

const char *district_of_person(view *rows, const char *person_no) {
    const Spell *latest = spells_of(rows, person_no).latest;
    if (!latest) return "";
    return spell_is_flexible(latest) ? spell_community_district(rows, latest->community_code)
                                     : district_of_unit(rows, latest->unit_no);
}
