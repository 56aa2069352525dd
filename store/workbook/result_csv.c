/* result_csv: the failed rows as CSV, for programs and for clerks without a spreadsheet that keeps
 * formats. Declared in result.h. Source: RFC 4180; docs/rules 5.7 (escaping on export). */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/workbook/csv_text.h"
#include "store/workbook/header.h"
#include "store/workbook/result.h"
#include "store/workbook/result_text.h"

static void write_header(FILE *out, const template_def *def) {
    fputs(CSV_START, out);
    for (unsigned i = 0; i < def->n_columns; i++) csv_put(out, def->columns[i].header, i == 0);
    csv_put(out, HEADER_CODE, false);
    csv_put(out, HEADER_REASON, false);
    csv_put(out, HEADER_ROW, false);
    fputs(CSV_LINE_END, out);
}

static void write_row(FILE *out, const template_def *def, const result_row *row) {
    char text[RESULT_TEXT_BYTES];
    for (unsigned i = 0; i < def->n_columns; i++)
        csv_put(out, row->texts[i] ? row->texts[i] : "", i == 0);
    result_codes(row, text);
    csv_put(out, text, false);
    result_reasons(def, row, text);
    csv_put(out, text, false);
    snprintf(text, sizeof text, "%u", row->number);
    csv_put(out, text, false);
    fputs(CSV_LINE_END, out);
}

static status write_all(FILE *out, const result_source *source, uint32_t *n_rows) {
    result_row row;
    uint32_t n = 0;
    write_header(out, source->def);
    while (source->next(source->context, &row)) {
        if (row.taken) continue;
        write_row(out, source->def, &row);
        n++;
    }
    bool written = ferror(out) == 0;
    if (fclose(out) != 0 || !written) return E_INTERNAL;
    if (n_rows) *n_rows = n;
    return OK;
}

status result_write_csv(const result_source *source, const scratch *room, int *fd,
                        uint32_t *n_rows) {
    int made, copy;
    status s = scratch_file(room, &made);
    if (s != OK) return s;
    copy = fcntl(made, F_DUPFD_CLOEXEC, 3);
    FILE *out = copy < 0 ? NULL : fdopen(copy, "wb");
    s = out ? write_all(out, source, n_rows) : E_INTERNAL;
    if (!out && copy >= 0) close(copy);
    if (s == OK && lseek(made, 0, SEEK_SET) == 0) {
        *fd = made;
        return OK;
    }
    close(made);
    return E_INTERNAL;
}
