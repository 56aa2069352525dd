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

/* roster_reply_list: at most CHECK_LIST_MAX rosters, with the names of their files or without.
 * Errors: E_ARENA. */
verdict roster_reply_list(view *rows, row_list files, bool named, changes *out) MUST_CHECK;

#endif
