/* grade: the facts about one unit, gathered from the rows, and its grade as they make it now.
 * Shared by the commands that grade; the rule itself is workers/rules/grade.h. */
#ifndef HALL_WORKERS_REVIEW_GRADE_H
#define HALL_WORKERS_REVIEW_GRADE_H

#include "gen/identity/rows.h"
#include "gen/review/rows.h"
#include "workers/rules/grade.h"

/* Code of table dishonest_act. */
enum { GRADE_FALSE_FILING = 1 };

/* A unit's grade as its facts make it, with every input; `unit_no` of the inputs is borrowed. */
typedef struct unit_grade {
    grade_scores scores;
    GradeInput item[GRADE_KINDS];
    GradeInput *list[GRADE_KINDS];
} unit_grade;

/* grade_unit_now: Errors: E_PARAM_MISSING. `out` stays where it is while the list is used. */
verdict grade_unit_now(const context *ctx, view *rows, const char *unit_no,
                       unit_grade *out) MUST_CHECK;

/* grade_is_operator: the account is open and files for the unit, by itself or by a grant; false for
 * NULL. */
bool grade_is_operator(view *rows, const char *unit_no, const Account *account);

/* grade_false_filings: confirmed ones of the unit within a year, without that of the case `beside`
 * ("": all), which may have been recorded by its number before and is still one. */
int grade_false_filings(const context *ctx, view *rows, const char *unit_no, const char *beside);

/* grade_date: a day on which something was established: valid, and not to come. Errors: E_DATE,
 * E_RANGE. */
verdict grade_date(const context *ctx, int32_t date, const char *field) MUST_CHECK;

/* grade_fact_reply: the reply of what was recorded. */
void grade_fact_reply(const char *unit_no, const char *reference_no, changes *out);

/* grade_reply: the reply of what changed a unit's class. */
void grade_reply(const char *unit_no, bool vip, int64_t vip_since_us, changes *out);

#endif
