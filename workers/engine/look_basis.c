/* look_basis: looks the number up among cases, visits and requests. */
#include "workers/engine/look_basis.h"

#include <string.h>

#include "gen/access/rows.h"
#include "gen/enrolment/rows.h"
#include "gen/review/rows.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/draft.h"
#include "workers/rules/purpose.h"
#include "workers/rules/words.h"

const char *look_case_person(view *rows, const Case *file) {
    if (file->person_no[0] || !file->document_hash.len) return file->person_no;
    const PersonDirectory *place = find_person_directory(rows, file->document_hash);
    return place ? place->person_no : "";
}

static bool same(const char *a, const char *b) {
    return a[0] && !strcmp(a, b);
}

/* A draft is nobody's business but its filer's. */
static bool case_is_about(const job *j, view *rows, const char *person_no) {
    const Case *file = find_case(rows, j->look.reference);
    if (!file || case_is_draft(file->state)) return false;
    return person_no && person_no[0] ? same(person_no, look_case_person(rows, file))
                                     : !strcmp(file->district_code, j->ctx.actor.district_code);
}

static bool is_in_force(const job *j, const LookBasis *basis) {
    return basis->state == IN_FORCE && basis->from_date <= j->ctx.today &&
           j->ctx.today <= basis->to_date;
}

/* It is about one person, so no list rests on it; who comes about a unit is one person, too. */
static bool basis_covers(job *j, view *rows, const char *person_no, unsigned on) {
    const LookBasis *basis = find_look_basis(rows, j->look.reference);
    if (!basis || !is_in_force(j, basis)) return false;
    if (person_no && !same(basis->person_no, person_no)) return false;
    if (!same(basis->district_code, j->ctx.actor.district_code)) return false;
    if (basis->kind == VISIT) return on & PURPOSE_ON_VISIT;
    if (basis->delayed_until) j->look.shown_from_us = date_us(basis->delayed_until, 0);
    return (on & PURPOSE_ON_REQUEST) && words_have(basis->items, j->command->name);
}

bool look_rests(job *j, view *rows, const char *person_no) {
    unsigned on = purpose_rests_on(j->look.purpose);
    bool by_case = case_is_about(j, rows, person_no) && (on & PURPOSE_ON_CASE);
    bool by_basis = basis_covers(j, rows, person_no, on);
    return by_case || by_basis;
}
