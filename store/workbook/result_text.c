/* result_text: the texts of the columns that a failed-row file has behind those of the template. */
#include "store/workbook/result_text.h"

#include <stdio.h>
#include <string.h>

static void append(char out[RESULT_TEXT_BYTES], const char *between, const char *a, const char *b,
                   const char *c) {
    size_t n = strlen(out);
    int wanted = snprintf(out + n, RESULT_TEXT_BYTES - n, "%s%s%s%s", n ? between : "", a, b, c);
    if (wanted < 0 || (size_t) wanted >= RESULT_TEXT_BYTES - n) out[n] = '\0';
}

void result_codes(const result_row *row, char out[RESULT_TEXT_BYTES]) {
    out[0] = '\0';
    for (unsigned i = 0; i < row->n_faults; i++)
        append(out, "; ", status_name(row->faults[i].code), "", "");
}

void result_reasons(const template_def *def, const result_row *row, char out[RESULT_TEXT_BYTES]) {
    out[0] = '\0';
    for (unsigned i = 0; i < row->n_faults; i++) {
        const result_fault *f = &row->faults[i];
        bool placed = f->column >= 0 && f->column < (int) def->n_columns;
        const char *header = placed ? def->columns[f->column].header : "";
        /* a reason that begins with the column's name needs no other */
        bool named = !placed || !strncmp(f->reason, header, strlen(header));
        append(out, "；", named ? "" : header, named ? "" : "：", f->reason);
    }
}

static bool looks_escaped(const char *at) {
    return at[0] == '_' && at[1] == 'x' && strspn(at + 2, "0123456789ABCDEFabcdef") >= 4 &&
           at[6] == '_';
}

void result_cell(const char *text, char out[RESULT_CELL_BYTES]) {
    size_t n = 0;
    for (; *text != '\0' && n + 16 < RESULT_CELL_BYTES; text++) {
        unsigned char c = (unsigned char) *text;
        if (looks_escaped(text))
            n += (size_t) snprintf(out + n, 16, "_x005F_"); /* the underscore itself */
        else if (c < 0x20 && c != '\t' && c != '\n')
            n += (size_t) snprintf(out + n, 16, "_x%04X_", c);
        else
            out[n++] = (char) c;
    }
    out[n] = '\0';
}
