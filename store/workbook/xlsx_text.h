/* xlsx_text: text that arrives in pieces, bounded, with the _xHHHH_ escapes of workbooks undone. */
#ifndef HALL_ROSTER_XLSX_TEXT_H
#define HALL_ROSTER_XLSX_TEXT_H

#include "store/workbook/cells.h"

/* Four times a cell's bytes: an escape may take seven bytes for one. What is longer is longer than
 * a cell anyway and is cut there. */
#define XLSX_TEXT_BYTES (4 * CELL_BYTES_MAX)

typedef struct xlsx_text {
    size_t length;
    char bytes[XLSX_TEXT_BYTES + 1];
} xlsx_text;

void xlsx_text_clear(xlsx_text *t);
void xlsx_text_add(xlsx_text *t, const char *bytes, size_t length);

/* xlsx_text_finish: undoes escapes and ends the text with NUL. An escape for NUL or a surrogate
 * stays as it is written. */
void xlsx_text_finish(xlsx_text *t);

#endif
