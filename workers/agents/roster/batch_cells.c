/* batch_cells: masks the cells of a row by what their columns hold, and picks those at fault. */
#include "workers/agents/roster/batch_cells.h"

#include <string.h>

#include "proto/runtime/cell_lines.h"
#include "proto/runtime/mask.h"

enum { SHOWN_CHARACTERS = 40, NUMBER_DIGITS = 11, SHOWN_BYTES = 4 * SHOWN_CHARACTERS + 8 };

/* Of a person, an account or a telephone, wherever it stands. */
static bool has_long_number(const char *text) {
    size_t n = 0;
    for (; *text; text++) {
        n = *text >= '0' && *text <= '9' ? n + 1 : 0;
        if (n == NUMBER_DIGITS) return true;
    }
    return false;
}

/* A line is one cell: what would break it becomes a blank. */
static void cut(const char *text, char *out) {
    size_t characters = 0, n = 0;
    for (; *text && characters <= SHOWN_CHARACTERS && n < SHOWN_BYTES - 8; text++) {
        bool begins = ((unsigned char) *text & 0xc0) != 0x80;
        characters += begins;
        if (characters > SHOWN_CHARACTERS) break;
        out[n++] = (unsigned char) *text < ' ' ? ' ' : *text;
    }
    strcpy(out + n, *text ? "…" : "");
}

static const char *line_of(const field_type *option, const char *name, const char *text, arena *a) {
    char shown[CELL_BYTES_MAX + 8], short_text[SHOWN_BYTES];
    Kernel__Personal kind = option->personal;
    if (!kind && has_long_number(text)) kind = KERNEL__PERSONAL__DOCUMENT_NO;
    if (kind == KERNEL__PERSONAL__WAGE) kind = KERNEL__PERSONAL__PUBLIC; /* the unit declares it */
    if (mask_text(kind, text, shown, sizeof shown) != OK) return "";
    cut(shown, short_text);
    return arena_printf(a, "%s\t%s\n", name, short_text);
}

const char *batch_cells(const batch_sheet *sheet, const cell_row *row, arena *a) {
    const contract_template *t = contract_of(sheet->command);
    const message_type *type = sheet->command->input;
    const char *all = "";
    for (unsigned i = 0; i < t->def.n_columns && all; i++) {
        const int16_t at = sheet->map->column[i];
        const cell *c = at == HEADER_ABSENT ? NULL : cell_at(row, (unsigned) at);
        if (t->field[i] < 0 || !c || !c->text || !*c->text) continue;
        const char *name = type->descriptor->fields[t->field[i]].name;
        const char *line = line_of(&type->field[t->field[i]], name, c->text, a);
        all = line ? arena_printf(a, "%s%s", all, line) : NULL;
    }
    return all;
}

const char *batch_cells_of(const char *cells, const faults *all, arena *a) {
    const char *out = "";
    for (size_t i = 0; i < all->n && cells; i++) {
        size_t bytes = 0;
        const char *field = all->fault[i].field;
        const char *line = field ? cell_lines_find(cells, field, &bytes) : NULL;
        const char *more = line ? arena_printf(a, "%s%.*s", out, (int) bytes, line) : out;
        if (more) out = more;
    }
    return out;
}
