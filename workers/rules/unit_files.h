/* unit_files: who may file for a unit. Source: docs/rules 2.10. */
#ifndef HALL_RULES_UNIT_FILES_H
#define HALL_RULES_UNIT_FILES_H

#include "gen/identity/rows.h"
#include "proto/runtime/decide.h"

/* unit_files_by: whether the account lives and files for the unit, as its own or by a grant. */
bool unit_files_by(view *rows, const Account *account, const char *unit_no);

#endif
