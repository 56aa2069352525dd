/* cases: which cases an asker sees, by state, as pages and as counts, and how one looks in a list.
 * A unit's operator sees the unit's, a district role the district's, the centre its own and counts
 * of all; drafts are seen by their own side only. List and count ask the same keys, so they agree
 * at every log position. Source: docs/rules 6.8, docs/cases.md. */
#ifndef HALL_WORKERS_QUERY_CASES_H
#define HALL_WORKERS_QUERY_CASES_H

#include "gen/query/list_cases.h"
#include "gen/review/rows.h"

enum { CASE_STATES = 10 }; /* DRAFT to EXPIRED */

/* cases_key: the cases of one state that the actor sees; of one `district` or unit of them, "" for
 * all. */
row_key cases_key(const context *ctx, const char *district, const char *unit_no,
                  Review__CaseState state);

/* cases_visible: whether the actor may open this one; unit and district were the gates'. */
bool cases_visible(const actor *who, const Case *file);

/* cases_line: a case in a list; texts borrowed from `file` or static. */
CaseLine cases_line(const context *ctx, view *rows, const Case *file);

#endif
