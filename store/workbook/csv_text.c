/* csv_text: writes a field. See csv_text.h. */
#include "store/workbook/csv_text.h"

#include <string.h>

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

void csv_put(FILE *out, const char *text, bool first) {
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
