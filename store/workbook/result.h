/* result: the failed-row workbook. Only failed rows, in the template's own columns and order, the
 * text of every cell as it was, each bad cell red with the reason in a note beside it, then
 * 失败代码, 失败原因, 原行号. It can be corrected and uploaded again as it is; the mark of the
 * first upload travels in it. Every text is written as text: nothing a clerk typed can become a
 * formula. Source: S26, S27, N7; docs/rules 5.7. */
#ifndef HALL_ROSTER_RESULT_H
#define HALL_ROSTER_RESULT_H

#include "store/workbook/template.h"

/* One fault of a row. column: position in the template, or -1 for the row as a whole. reason:
 * Chinese, for the clerk; borrowed. */
typedef struct result_fault {
    int column;
    status code;
    const char *reason;
} result_fault;

/* One failed row. number: row number in the first upload. texts: n_columns of the template, NULL
 * for an absent cell. taken: the row did not fail, and its faults are what its filer should know of
 * it: they stand on the sheet of notes, with the row's number and no content of it (S26). Borrowed
 * until the next row is asked for. */
typedef struct result_row {
    uint32_t number;
    bool taken;
    const char *const *texts;
    unsigned n_faults;
    const result_fault *faults;
} result_row;

/* result_next: gives the next failed row; false when there are no more. */
typedef bool result_next(void *context, result_row *out);

/* period: month of the examples (YYYYMM). roster_no: number of the first upload. */
typedef struct result_source {
    const template_def *def;
    int32_t period;
    const char *roster_no;
    result_next *next;
    void *context;
} result_source;

/* result_write_xlsx / result_write_csv: a file of `room` without a name, at offset 0; the caller
 * closes it. n_rows: failed rows written, may be NULL. Whatever is written down meanwhile lies in
 * `room`, too. The CSV, which has failed rows only, is UTF-8 with BOM; a cell that a spreadsheet
 * would take for a formula (= + - @ tab, also full-width) gets a leading apostrophe, which reading
 * folds away. Memory does not grow with the rows, except for the notes of the first 20 000 bad
 * cells. Errors: E_UNAVAILABLE no file can be made in `room`; E_INTERNAL it cannot be written. */
status result_write_xlsx(const result_source *source, const scratch *room, int *fd,
                         uint32_t *n_rows) MUST_CHECK;
status result_write_csv(const result_source *source, const scratch *room, int *fd,
                        uint32_t *n_rows) MUST_CHECK;

#endif
