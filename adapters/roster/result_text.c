/* result_text: see result_text.h. */
#include "adapters/roster/result_text.h"

#include <stdio.h>
#include <string.h>

static void append(char out[RESULT_TEXT_BYTES], const char *a, const char *b, const char *c)
{
    size_t n = strlen(out);
    int wanted = snprintf(out + n, RESULT_TEXT_BYTES - n, "%s%s%s%s", n ? "; " : "", a, b, c);
    if (wanted < 0 || (size_t)wanted >= RESULT_TEXT_BYTES - n)
        out[n] = '\0';
}

void result_codes(const result_row *row, char out[RESULT_TEXT_BYTES])
{
    out[0] = '\0';
    for (unsigned i = 0; i < row->n_faults; i++)
        append(out, status_name(row->faults[i].code), "", "");
}

void result_reasons(const template_def *def, const result_row *row, char out[RESULT_TEXT_BYTES])
{
    out[0] = '\0';
    for (unsigned i = 0; i < row->n_faults; i++) {
        const result_fault *f = &row->faults[i];
        bool placed = f->column >= 0 && f->column < (int)def->n_columns;
        append(out, placed ? def->columns[f->column].header : "", placed ? ": " : "", f->reason);
    }
}
