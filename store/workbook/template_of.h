/* template_of: the templates of contract.h, made once and kept, by command. */
#ifndef HALL_ROSTER_TEMPLATE_OF_H
#define HALL_ROSTER_TEMPLATE_OF_H

#include "store/workbook/contract.h"

/* contract_of: NULL when rows of a file may not be this command (or it is NULL). Kept until the
 * program ends; one thread. template_of: its definition. */
const contract_template *contract_of(const command_type *command);
const template_def *template_of(const command_type *command);

/* template_column_of: the column a field path of a refusal belongs to, -1 for none. */
int template_column_of(const command_type *command, const char *field);

#endif
