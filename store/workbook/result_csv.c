/* result_csv: the failed rows as CSV, for programs and for clerks without a spreadsheet that keeps
 * formats. Declared in result.h. Source: RFC 4180; docs/rules 5.7 (escaping on export). */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/workbook/header.h"
#include "store/workbook/result.h"
#include "store/workbook/result_text.h"

/* What a spreadsheet would compute, in half or full width. */
static bool looks_like_formula(const char *text) {
    static const char *const starts[] = {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (strncmp(text, starts[i], strlen(starts[i])) == 0) return true;
    return false;
}

/* Spreadsheets round long digit strings of a CSV; a tab behind them makes them text. */
static bool is_long_number(const char *text) {
    size_t digits = strspn(text, "0123456789");
    return digits > 11 && text[digits] == '\0';
}

static void write_field(FILE *out, const char *text, bool first) {
    const char *mark = looks_like_formula(text) ? "'" : "";
    if (!first) fputc(',', out);
    if (!strpbrk(text, ",\"\r\n\t")) {
        fprintf(out, "%s%s%s", mark, text, is_long_number(text) ? "\t" : "");
        return;
    }
    fprintf(out, "\"%s", mark);
    for (; *text != '\0'; text++) {
        if (*text == '"') fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void write_header(FILE *out, const template_def *def) {
    fputs("\xEF\xBB\xBF", out);
    for (unsigned i = 0; i < def->n_columns; i++) write_field(out, def->columns[i].header, i == 0);
    write_field(out, HEADER_CODE, false);
    write_field(out, HEADER_REASON, false);
    write_field(out, HEADER_ROW, false);
    fputs("\r\n", out);
}

static void write_row(FILE *out, const template_def *def, const result_row *row) {
    char text[RESULT_TEXT_BYTES];
    for (unsigned i = 0; i < def->n_columns; i++)
        write_field(out, row->texts[i] ? row->texts[i] : "", i == 0);
    result_codes(row, text);
    write_field(out, text, false);
    result_reasons(def, row, text);
    write_field(out, text, false);
    snprintf(text, sizeof text, "%u", row->number);
    write_field(out, text, false);
    fputs("\r\n", out);
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
