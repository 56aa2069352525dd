/* basis: what the acts on visits and written requests have in common. Source: docs/rules 7.5. */
#ifndef HALL_WORKERS_ACCESS_BASIS_H
#define HALL_WORKERS_ACCESS_BASIS_H

#include "gen/access/rows.h"
#include "proto/runtime/decide.h"

/* basis_reply: person_no "" unless the visitor is told. */
void basis_reply(const char *basis_no, Access__BasisState state, const char *person_no,
                 changes *out);

/* basis_items: whether every word of `items` is a query that shows a person's record.
 * result  E_CODE_VALUE. */
verdict basis_items(const char *items) MUST_CHECK;

#endif
