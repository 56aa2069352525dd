/* contract: templates derived from the contract. Every command with a sheet name has a template;
 * its columns are the input's fields with a `column` option, in field order, behind a serial number
 * of the clerk's own. The only file of this folder that knows the catalogue. Source: S24; design of
 * the contract. */
#ifndef HALL_ROSTER_CONTRACT_H
#define HALL_ROSTER_CONTRACT_H

#include "proto/runtime/catalog.h"
#include "store/workbook/cells.h"

#define CONTRACT_CODES_MAX 512u

/* def points into the other members: do not copy the struct. field[i]: position in the input's
 * descriptor of column i, -1 for the serial number. */
typedef struct contract_template {
    const command_type *command;
    template_def def;
    template_column column[TEMPLATE_COLUMNS_MAX];
    int field[TEMPLATE_COLUMNS_MAX];
    unsigned n_codes;
    code_value code[CONTRACT_CODES_MAX];
    char example[TEMPLATE_COLUMNS_MAX][48];
} contract_template;

/* contract_fill: false when the command has no sheet or no columns. */
bool contract_fill(const command_type *command, contract_template *out);

/* contract_command: the command whose sheet has this name, NULL for none. */
const command_type *contract_command(const char *sheet);

/* contract_put: a converted cell into its field of `message`, the command's input; text is borrowed
 * from the value. An empty value leaves the field as it is. */
void contract_put(const contract_template *t, unsigned column, const cell_value *value,
                  ProtobufCMessage *message);

#endif
