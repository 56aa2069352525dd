/* show_unit_data (Q04, S38): what is on record of a unit now, or was at a time; who changed it
 * last, which requests are open. Source: docs/rules 5.12. */
#include "gen/query/show_unit_data.h"

#include <string.h>

#include "gen/review/rows.h"
#include "workers/query/former.h"

enum { OPEN_MOST = 200 };

/* Cases of changes that wait, or were returned. */
static void add_open(row_list cases, UnitDataShown *reply) {
    for (size_t i = 0; i < cases.n && reply->n_open_case < OPEN_MOST; i++) {
        const Case *file = (const Case *) cases.row[i];
        if (!strcmp(file->method, "enrolment.ChangeUnitInfo"))
            reply->open_case[reply->n_open_case++] = file->case_no;
    }
}

verdict query_show_unit_data(const context *ctx, view *rows, const ShowUnitData *in, changes *out) {
    const Unit *unit = find_unit(rows, in->unit_no);
    row_list kept = list_unit_version_by_unit_no(rows, in->unit_no);
    row_list pending = list_case_by_unit_no_state(rows, in->unit_no, PENDING);
    row_list returned = list_case_by_unit_no_state(rows, in->unit_no, RETURNED);
    char *open[OPEN_MOST];
    UnitDataShown reply = UNIT_DATA_SHOWN_INIT;
    UnitData data = UNIT_DATA_INIT;
    size_t at = kept.n;
    (void) ctx;
    if (!unit) return refuse(E_NOT_FOUND, "unit_no");
    for (size_t i = kept.n; in->as_of_us && i > 0; i--)
        if (former_unit(kept, i - 1)->ended_at_us > in->as_of_us) at = i - 1;
    former_unit_data(rows, unit, kept, at, &data);
    reply.unit_no = unit->unit_no;
    reply.data = &data;
    reply.since_us = at ? former_unit(kept, at - 1)->ended_at_us : 0;
    reply.until_us = at < kept.n ? former_unit(kept, at)->ended_at_us : 0;
    if (at) reply.changed_by = former_unit(kept, at - 1)->filed_by;
    reply.open_case = open;
    add_open(pending, &reply);
    add_open(returned, &reply);
    changes_reply(out, &reply.base);
    return accept();
}
