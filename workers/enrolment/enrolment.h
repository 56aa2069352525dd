/* enrolment: what the commands of registration share: who the unit and the person are, which
 * insurances they share, and what a month costs. Pure. Not for other services: those read the rows.
 */
#ifndef HALL_WORKERS_ENROLMENT_H
#define HALL_WORKERS_ENROLMENT_H

#include "gen/enrolment/rows.h"
#include "workers/rules/identifier/document.h"
#include "workers/rules/money/month.h"

enum { STATUS_CONTRIBUTING = 1, STATUS_PAUSED = 2 };                            /* AAC031, AAB051 */
enum { LINE_NOT_DUE = 0, LINE_PAID = 1, LINE_ARREARS = 2, LINE_CANCELLED = 9 }; /* AAE114 */

/* The insurances a unit files together, ascending (domain 1.3); large medical comes with medical.
 */
#define STATUTORY 5
extern const int32_t statutory[STATUTORY];

#define PERSON_NO_SIZE 16
#define NAME_SIZE 201

/* A person's rows in the statutory insurances; NULL where never enrolled. */
typedef struct standing {
    const EnrolmentRow *row[STATUTORY];
} standing;

/* standing_of: all rows are asked for at once, so that one load brings them. */
standing standing_of(view *rows, const char *person_no);

/* standing_in: takes out what is not this unit's in this state. Returns how many are left. */
unsigned standing_in(standing *all, const char *unit_no, int32_t state);

/* standing_charged_to: first month after all that is charged already: the latest valid_to, 0 for
 * none. */
int32_t standing_charged_to(const standing *all);

/* enrolment_name: folds a name as stored and compared. Errors: E_TOO_LONG. */
status enrolment_name(const char *text, char out[NAME_SIZE]) MUST_CHECK;

/* enrolment_person: the person named by number or, where that is empty, by document; a person that
 * does not exist is nobody's member and answered alike. Errors: E_REQUIRED neither is given;
 * `absent` when there is no such person. */
typedef struct person_named {
    const char *person_no, *document_no;
    status absent;
} person_named;
verdict enrolment_person(const context *ctx, view *rows, person_named who,
                         const Person **out) MUST_CHECK;

/* enrolment_same: the filed name and, when given, document against the registered ones; asked once
 * it is known that the person is the unit's, so that nobody learns who else exists. Errors:
 * E_NAME_ID_MISMATCH. */
verdict enrolment_same(const Person *person, const char *name, const char *document_no) MUST_CHECK;

/* One member's month in a unit: who, from which month, on which wage, in which insurances. */
typedef struct membership_terms {
    const Unit *unit;
    const char *person_no;
    int32_t period, employment_form;
    int64_t wage_fen;
    uint32_t insurances; /* set of INSURANCE_BIT */
} membership_terms;

/* enrolment_month: the amounts of a month. Errors: E_PARAM_MISSING, E_WAGE_MISSING, E_WAGE_RANGE.
 */
verdict enrolment_month(const context *ctx, const membership_terms *terms,
                        month_line *out) MUST_CHECK;

/* enrolment_charge: wage row and first receivable; warns where the base is not the wage. A month
 * that is paid or in arrears already is not charged again. */
void enrolment_charge(view *rows, const membership_terms *terms, const month_line *line,
                      changes *out);

/* enrolment_warn_next: says that the act takes effect in a later month than the one it names. */
void enrolment_warn_next(const context *ctx, int32_t named_period, changes *out);

#endif
