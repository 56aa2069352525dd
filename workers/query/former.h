/* former: what is kept of a record from before its changes, for queries about it. */
#ifndef HALL_WORKERS_QUERY_FORMER_H
#define HALL_WORKERS_QUERY_FORMER_H

#include "gen/enrolment/rows.h"
#include "gen/query/list_person_changes.h"
#include "gen/query/show_unit_data.h"

/* former_of_person: rows PersonVersion, the oldest first. former_person: one of them. */
row_list former_of_person(view *rows, const char *person_no);
const PersonVersion *former_person(row_list kept, size_t at);

/* former_unit: a row UnitVersion of a list. former_unit_data: what the `at`th said, or, behind the
 * last one, what is on record now; borrows from the rows. */
const UnitVersion *former_unit(row_list kept, size_t at);
void former_unit_data(view *rows, const Unit *unit, row_list kept, size_t at, UnitData *out);

/* former_shown: how many changes a list shows, the latest of them. */
size_t former_shown(row_list kept);

/* What ended a kept version, and what it and the next one are, both of `type`. */
typedef struct former_change {
    int64_t at_us;
    const char *method, *case_no, *filed_by, *decided_by;
    Kernel__Role filed_role;
    const message_type *type;
    const ProtobufCMessage *before, *after;
} former_change;

/* former_show: one line of a list of changes, its texts in `a`. Errors: E_ARENA. */
status former_show(const former_change *change, arena *a, DataChange *out) MUST_CHECK;

#endif
