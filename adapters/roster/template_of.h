/* template_of: the batch template of a command, derived from the contract: columns are the input's
 * fields with a `column`, their kinds follow from type, unit and personal kind, their codes from the
 * code tables. One truth for template, reader, failed-row workbook and page. */
#ifndef HALL_ROSTER_TEMPLATE_OF_H
#define HALL_ROSTER_TEMPLATE_OF_H

#include "adapters/roster/template.h"
#include "proto/runtime/catalog.h"

/* template_of: NULL when rows of a file may not be this command. Built on first use, kept until the
 * program ends; not for several threads. */
const template_def *template_of(const command_type *command);

/* template_field: which field of the input a column fills; -1 for the serial-number column. */
int template_field(const command_type *command, unsigned column);

/* template_column_of: the column a field path of a refusal belongs to, -1 for none. */
int template_column_of(const command_type *command, const char *field);

#endif
