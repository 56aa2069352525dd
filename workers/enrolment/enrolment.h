/* enrolment: what the commands of registration share: who the unit and the person are, and what a
 * spell's first month costs. What spells mean together is workers/rules/spell.h. Pure. Not for
 * other services: those read the rows. */
#ifndef HALL_WORKERS_ENROLMENT_H
#define HALL_WORKERS_ENROLMENT_H

#include "gen/enrolment/rows.h"
#include "workers/rules/identifier/document.h"
#include "workers/rules/money/month.h"
#include "workers/rules/retirement.h"
#include "workers/rules/search/words.h"
#include "workers/rules/spell.h"

enum { UNIT_CONTRIBUTING = 1 };   /* AAB051 */
enum { MEMBER_CONTRIBUTING = 1 }; /* AAC031 */

#define PERSON_NO_SIZE 16
#define NAME_SIZE 401 /* of the contract: 100 characters */

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

/* enrolment_same: the filed name and, when given, document against the registered ones, a former
 * number of the person included; asked once it is known that the person is the unit's, so that
 * nobody learns who else exists. Faults: E_NAME_ID_MISMATCH. */
void enrolment_same(const context *ctx, view *rows, const Person *person, const person_named *who,
                    const char *name, changes *out);

/* enrolment_number: a new person's number, from the counter of the shard in which the document
 * lives; `number` is the counter's. Errors: E_OVERFLOW. */
verdict enrolment_number(view *rows, uint32_t shard, char person_no[PERSON_NO_SIZE],
                         int64_t *number) MUST_CHECK;

/* enrolment_retiring: what decides the person's age limit in this unit ("" for who pays alone): an
 * agreed postponement holds with the unit that agreed. */
retirement_person enrolment_retiring(const Person *person, const char *unit_no);

/* On what a spell begins: who, where, from which month, on which wage, in which insurances. unit:
 * NULL for somebody who pays alone, by a tier in place of the wage. */
typedef struct membership_terms {
    const Unit *unit;
    int32_t tier_percent;
    const char *person_no;
    spell_start start;
    int32_t employment_form;
    int64_t wage_fen;
    uint32_t insurances; /* set of INSURANCE_BIT */
} membership_terms;

/* enrolment_month: the amounts of the first month. Errors: E_PARAM_MISSING, E_WAGE_MISSING,
 * E_WAGE_RANGE. */
verdict enrolment_month(const context *ctx, const membership_terms *terms,
                        month_line *out) MUST_CHECK;

/* enrolment_charge: wage row and first receivable; warns where the base is not the wage. The month
 * is free (spells_free_from): no line of this unit or another is assessed over, else E_INTERNAL. */
verdict enrolment_charge(view *rows, const membership_terms *terms, const month_line *line,
                         changes *out) MUST_CHECK;

/* enrolment_arrears: what is overdue for the person in this unit, or, "", of the time of paying
 * alone, in fen; `lines` are the person's. Source: 社会保险法 art. 60. */
int64_t enrolment_arrears(const context *ctx, row_list lines, const char *unit_no);

/* Where a member is counted, and what that count changes by. */
typedef struct member_change {
    int32_t shard, contributing, paused;
} member_change;

/* enrolment_counted: what the counts of the unit's members change by when this person contributes
 * from now on, or no more. A member from before there were counts joins them with this change. */
member_change enrolment_counted(view *rows, const char *unit_no, const char *person_no,
                                bool contributes);

/* The words of one person for an event, lent to it until it is emitted. */
typedef struct found_words {
    FoundBy word[WORDS_MAX], *list[WORDS_MAX];
} found_words;

/* enrolment_found: by what the person is found within who->within. enrolment_found_here: the same
 * in that district; none when it has the words from a time before. Both return how many. */
size_t enrolment_found(const context *ctx, view *rows, const member_names *who, found_words *out);
size_t enrolment_found_here(const context *ctx, view *rows, const member_names *who,
                            found_words *out);

/* enrolment_alone: without a unit a filing is about somebody who pays alone, by the latest of the
 * spells. Errors: E_NOT_FLEX the person's is a unit's. */
verdict enrolment_alone(const Spell *latest, const char *unit_no, const char *field) MUST_CHECK;

/* Which month an act names, and the first one for which it could still take effect. */
typedef struct effect {
    int32_t named_period, period;
} effect;

/* enrolment_warn_next: says that the act takes effect in a later month than the one it names:
 * after the cut-off, or because this month is charged already. */
void enrolment_warn_next(const context *ctx, effect of, changes *out);

#endif
