/* charge: a unit's row as the terms of a month. See charge.h. */
#include "workers/rules/charge.h"

enum { AREA_WUHAN = 1, FLOAT_ONE_PERCENT = 1000 };

month_terms charge_terms(const Unit *unit, int32_t period) {
    month_terms out = {.period = period, .area = AREA_WUHAN, .flexible = !unit};
    if (!unit) return out;
    out.injury_class = unit->injury_class;
    out.injury_factor = unit->float_percent * FLOAT_ONE_PERCENT;
    return out;
}
