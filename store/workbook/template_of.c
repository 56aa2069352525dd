/* template_of: makes each business's template once and keeps it. */
#include "store/workbook/template_of.h"

#include <stdlib.h>

const contract_template *contract_of(const command_type *command) {
    static contract_template **known;
    if (!command || !command->sheet[0]) return NULL;
    if (!known && !(known = calloc(n_commands, sizeof *known))) return NULL;
    contract_template **kept = &known[command->number];
    if (*kept) return *kept;
    *kept = malloc(sizeof **kept);
    if (*kept && !contract_fill(command, *kept)) {
        free(*kept);
        *kept = NULL;
    }
    return *kept;
}

const template_def *template_of(const command_type *command) {
    const contract_template *t = contract_of(command);
    return t ? &t->def : NULL;
}

int template_column_of(const command_type *command, const char *field) {
    const contract_template *t = contract_of(command);
    int at = t ? catalog_field(command->input, field) : -1;
    for (unsigned i = 0; at >= 0 && i < t->def.n_columns; i++)
        if (t->field[i] == at) return (int) i;
    return -1;
}
