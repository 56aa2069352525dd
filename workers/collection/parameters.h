/* parameters: what a proposal of figures comes to on the rows as they are: its faults, what it
 * would change, and how many lines were assessed in those months. Source: docs/rules 3.12. */
#ifndef HALL_WORKERS_COLLECTION_PARAMETERS_H
#define HALL_WORKERS_COLLECTION_PARAMETERS_H

#include "gen/collection/propose_parameters.h"
#include "workers/rules/parameter.h"
#include "workers/rules/proposal.h"

enum { PARAMETERS_CHANGES_MAX = 512, PARAMETERS_MONTHS = 420 };

/* All in the arena of the view. change[i] for n_change; retired: the rows that are taken back. */
typedef struct parameters_plan {
    const ParameterHead *head; /* NULL: the first proposal of the kind */
    parameter_list now;
    proposal proposal;
    size_t n_next, n_change;
    param *next;
    proposal_change *change;
} parameters_plan;

/* parameters_read: faults go to `out` where that is not NULL. Errors: E_ARENA; E_TOO_LARGE more
 * than PARAMETERS_CHANGES_MAX changes. */
verdict parameters_read(view *rows, const ProposeParameters *in, changes *out,
                        parameters_plan *plan) MUST_CHECK;

/* parameters_months: which of the PARAMETERS_MONTHS months up to `last` it changes and charges;
 * [0] is `last`, [1] the month before. */
void parameters_months(const parameters_plan *plan, int32_t last, bool out[PARAMETERS_MONTHS]);

/* parameters_last: the last month that can have lines on `today`: the next one. parameters_lines:
 * how many lines a month has. parameters_affected: of all months that it changes. */
int32_t parameters_last(int32_t today);
int64_t parameters_lines(view *rows, int32_t period);
int64_t parameters_affected(view *rows, const parameters_plan *plan, int32_t today);

/* parameters_of_case: the proposal that a case of the centre keeps. Errors: E_NOT_FOUND: no such
 * case, another business or a case that is over. */
verdict parameters_of_case(view *rows, const char *case_no,
                           const ProposeParameters **out) MUST_CHECK;

#endif
