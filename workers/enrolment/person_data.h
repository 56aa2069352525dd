/* person_data: what the businesses that change a person's data share: who is named, what is kept of
 * before, and the change itself. Pure; not for other services. Source: docs/rules 5.10. */
#ifndef HALL_WORKERS_PERSON_DATA_H
#define HALL_WORKERS_PERSON_DATA_H

#include "gen/enrolment/rows.h"
#include "proto/runtime/decide.h"

/* Who is named in a filing; unit_no "" where no unit files. */
typedef struct person_data_named {
    const char *unit_no, *person_no, *document_no, *name;
} person_data_named;

/* person_data_find: the person, with a unit its contributing member. A wrong name or second number
 * is noted as a fault. errors  E_REQUIRED, E_NOT_ENROLLED (a unit's), E_NOT_FOUND (else), E_DEAD.
 */
verdict person_data_find(const context *ctx, view *rows, person_data_named who, const Person **out,
                         changes *noted) MUST_CHECK;

/* person_data_now: the event as if nothing changed, to be filled in. Borrows from the person. */
PersonInfoChanged person_data_now(const Person *person);

/* On what a change rests: the scan, "" for none; of a correction the case by which the fault came
 * in. */
typedef struct data_evidence {
    const char *scan_no, *corrects_case;
    bool correction;
} data_evidence;

/* person_data_keep: says what was on record until now. */
void person_data_keep(const context *ctx, const Person *person, const data_evidence *why,
                      changes *out);

/* person_data_changes: how many changes of the person there were by businesses in whose name `part`
 * is. */
int64_t person_data_changes(view *rows, const Person *person, const char *part);

/* person_data_change: keeps what was on record and says what is from now on; the reply names the
 * fields that changed. Errors: E_DUP_ROW (nothing_changed), E_ARENA. */
verdict person_data_change(const context *ctx, view *rows, const Person *person,
                           const PersonInfoChanged *event, changes *out) MUST_CHECK;

/* person_data_tell_account: tells the reserved mobile that benefits go to another account. Errors:
 * E_ARENA. */
verdict person_data_tell_account(const context *ctx, view *rows, const Person *person,
                                 const char *account, changes *out) MUST_CHECK;

#endif
