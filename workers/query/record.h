/* record: a person's enrolments and dues as every question shows them, the old system's among them:
 * one truth, whoever asks. What the asker may not see the view leaves out. */
#ifndef HALL_WORKERS_QUERY_RECORD_H
#define HALL_WORKERS_QUERY_RECORD_H

#include "gen/query/list_enrolments.h"
#include "gen/query/list_receivables.h"

/* record_enrolments, record_receivables: fill the lists of a reply, in the arena of `rows`; false
 * without memory. */
bool record_enrolments(view *rows, const char *person_no, EnrolmentList *out) MUST_CHECK;
bool record_receivables(view *rows, const char *person_no, ReceivableList *out) MUST_CHECK;

#endif
