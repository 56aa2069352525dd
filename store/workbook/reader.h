/* reader: rows of an uploaded file, one after the other. A file is never parsed in this process: a
 * short-lived, sandboxed hall-workbook is started for each one and only its row stream (stream.h)
 * is trusted to be read, never to be right. Memory does not grow with the file. Not typed: cells.h.
 * Source: docs/rules 8.7; S22. */
#ifndef HALL_ROSTER_READER_H
#define HALL_ROSTER_READER_H

#include "store/workbook/cells.h"
#include "store/workbook/fault.h"

typedef struct reader reader;

typedef enum roster_format { ROSTER_XLSX = 1, ROSTER_XLS = 2, ROSTER_CSV = 3 } roster_format;

/* program: path of hall-workbook; NULL: beside the running program. sheets: sheet names in order of
 * preference, n_sheets may be 0; without a match the first visible sheet is taken. rows_max: more
 * data rows are E_BATCH_ROWS, 0 for 200 000. cpu_s: 0 for 60 seconds. blocking: false makes
 * reader_next return READER_WAIT instead of sleeping; then poll reader_fd for input. */
typedef struct reader_options {
    const char *program;
    const char *const *sheets;
    unsigned n_sheets;
    uint32_t rows_max;
    uint32_t cpu_s;
    bool blocking;
} reader_options;

/* What the file says about itself; texts are "" when absent. version, roster_no: the marks of our
 * template and of our failed-row workbook. Valid after the first READER_ROW. */
typedef struct reader_info {
    roster_format format;
    bool date_1904;
    char sheet[100], version[40], roster_no[40];
} reader_info;

typedef enum reader_event {
    READER_WAIT, /* nothing yet */
    READER_ROW,  /* a row; the first one is the header row */
    READER_END,  /* the file is complete; reader_counts is valid */
    READER_FAULT /* the file is refused; reader_refusal says why; rows given before must be dropped
                  */
} reader_event;

/* rows: data rows given (without header). blank_rows: rows without any content, skipped.
 * hidden_sheets: sheets not looked at because they are hidden; other_sheets: visible ones, beside
 * those of our templates, of which none was read. hidden_rows: data rows that the spreadsheet does
 * not show, by hand or by a filter; they are given like others. ignored_cells: beyond the last
 * column that can be used. */
typedef struct reader_summary {
    uint32_t rows, blank_rows, hidden_sheets, other_sheets, hidden_rows, ignored_cells;
} reader_summary;

/* reader_open: starts reading the file behind `fd` (seekable, stays the caller's; its offset
 * moves). Close with reader_close, which ends the child. Errors: E_INTERNAL when no process can be
 * started. */
status reader_open(reader **out, int fd, const reader_options *options) MUST_CHECK;
void reader_close(reader *r);

/* reader_fd: the descriptor to poll for input in non-blocking use; owned by the reader. */
int reader_fd(const reader *r);

/* reader_next: the next row; borrowed until the next call. After READER_END or READER_FAULT it
 * keeps giving the same event. */
reader_event reader_next(reader *r, cell_row *out);

const reader_info *reader_about(const reader *r);
const reader_summary *reader_counts(const reader *r);
const roster_fault *reader_refusal(const reader *r);

/* reader_parser_failed: whether, after READER_FAULT, the refusal comes from a parser that ended
 * without an answer (E_INTERNAL) or answered nonsense (E_BATCH_UNSAFE). That is a defect of ours or
 * an attack, and the caller logs it as an error. *signal: what ended the parser, 0 for none. */
bool reader_parser_failed(const reader *r, int *signal);

#endif
