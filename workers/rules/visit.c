/* visit: see visit.h. Another person's number is none. */
#include "workers/rules/visit.h"

#include <string.h>

#include "gen/access/rows.h"

bool visit_is_of(view *rows, const char *basis_no, const char *person_no) {
    const LookBasis *basis = find_look_basis(rows, basis_no);
    return basis && basis->state == IN_FORCE && !strcmp(basis->person_no, person_no);
}
