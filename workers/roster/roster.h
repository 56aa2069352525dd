/* roster: what the commands on a batch file share. A row of the file is a command of its own; here
 * is only what became of it. Reading files is store/workbook. */
#ifndef HALL_WORKERS_ROSTER_H
#define HALL_WORKERS_ROSTER_H

#include "gen/roster/rows.h"

/* roster_show: a roster as an answer shows it; texts borrowed. The counts add up to n_rows (S25).
 */
RosterShown roster_show(const RosterFile *file);

/* roster_reply: the answer of a command that changed nothing. */
void roster_reply(const RosterFile *file, changes *out);

/* A page of rosters as it was read; `back`: against the order in which it is shown. more: others
 * follow in the direction of reading; begun: behind a cursor. named: with the names of the files.
 */
typedef struct roster_page {
    row_list files;
    bool back, more, begun, named;
} roster_page;

/* roster_reply_page: at most CHECK_LIST_MAX rosters. Errors: E_ARENA. */
verdict roster_reply_page(view *rows, const roster_page *page, changes *out) MUST_CHECK;

/* What a question asks of a list: 0 for the usual limit, "" for no cursor. */
typedef struct roster_cut {
    uint32_t limit;
    const char *after, *before;
    bool named;
} roster_cut;

/* roster_list: the page of the rosters under `key` that is asked for, the newest first: a roster's
 * number begins with its day and is counted on within its shard. The key is used up. Errors:
 * E_ARENA. */
verdict roster_list(view *rows, row_key *key, const roster_cut *asked, changes *out) MUST_CHECK;

#endif
