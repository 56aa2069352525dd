/* closed: whether an entry of the catalogue is closed at a moment. A close may say until when it
 * lasts; then the business is open again without anybody's doing. Source: docs/rules 4.8. */
#ifndef HALL_RULES_CLOSED_H
#define HALL_RULES_CLOSED_H

#include "gen/query/rows.h"

static inline bool closed_at(const Business *entry, int64_t at_us) {
    return entry->closed && (!entry->until_us || at_us < entry->until_us);
}

#endif
