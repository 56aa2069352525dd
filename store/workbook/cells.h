/* cells: one cell as it came from the file becomes a typed value or a refusal. Whether the value
 * makes sense for the business is decided behind the bus, not here. Pure: no allocation, no binary
 * floating point anywhere. Source: docs/rules 5.7. */
#ifndef HALL_ROSTER_CELLS_H
#define HALL_ROSTER_CELLS_H

#include "store/workbook/template.h"

/* Longest text of one cell in bytes; what is longer is cut and marked CELL_LONG. */
#define CELL_BYTES_MAX 2048u

typedef enum cell_flag {
    CELL_NUMBER = 1,   /* typed as a number; text is its plain decimal form, 15 digits at most */
    CELL_DATE = 2,     /* shown as a date; text is YYYY-MM-DD when the day exists */
    CELL_BOOLEAN = 4,  /* text is 1 or 0 */
    CELL_FORMULA = 8,  /* text is the value the spreadsheet last computed, or empty */
    CELL_ERROR = 16,   /* text is #REF! and the like */
    CELL_MERGED = 32,  /* part of a merged area of a data row */
    CELL_ROUNDED = 64, /* a number of more than 15 digits: the spreadsheet lost the rest */
    CELL_LONG = 128    /* cut at CELL_BYTES_MAX */
} cell_flag;

/* column: 0-based. text: NUL-terminated UTF-8 of `length` bytes, as in the file, not folded. */
typedef struct cell {
    uint16_t column, flags;
    uint32_t length;
    const char *text;
} cell;

/* A row; number as the clerk sees it (the first is 1); cells by ascending column, absent ones left
 * out. Borrowed until the next row is asked for. */
typedef struct cell_row {
    uint32_t number;
    unsigned n_cells;
    const cell *cells;
} cell_row;

/* cell_at: the cell of a column, NULL when absent. */
const cell *cell_at(const cell_row *row, unsigned column);

/* A converted cell. text: folded, canonical (the code of a coded column, digits of a date as
 * YYYYMMDD, money as yuan with two decimals). number: date, period, fen, whole number or code
 * number, else 0. empty: nothing was filled in; then text is "". */
typedef struct cell_value {
    bool empty;
    int64_t number;
    char text[CELL_BYTES_MAX + 1];
} cell_value;

/* cell_convert: reads `c` (NULL: absent) as the column says. date_1904: the workbook's date system.
 * Writes out only on OK. Errors, first that holds: E_CELL_ERROR, E_CELL_FORMULA, E_CELL_MERGED,
 * E_CELL_ROUNDED, E_TOO_LONG, E_REQUIRED, then by kind E_DATE, E_PERIOD, E_AMOUNT, E_OVERFLOW,
 * E_FORM, E_CODE_VALUE. An ignored column is never refused and never filled. */
status cell_convert(const template_column *column, const cell *c, bool date_1904,
                    cell_value *out) MUST_CHECK;

/* cell_date: a date in one of the accepted forms (YYYYMMDD, YYYY-MM-DD, YYYY/M/D, YYYY.M.D,
 * 2011年7月1日, each with a time that is dropped) to YYYYMMDD. cell_period: YYYYMM, YYYY-MM,
 * YYYY/M, 2011年7月, or a date. Folded text. Errors: E_DATE, E_PERIOD. */
status cell_date(const char *text, int64_t *out) MUST_CHECK;
status cell_period(const char *text, int64_t *out) MUST_CHECK;

/* cell_serial_date: day number of a spreadsheet to YYYYMMDD. 1900 system: 1 is 1900-01-01 and 60,
 * the day that never was, is refused; 1904 system: 0 is 1904-01-01. Errors: E_DATE. */
status cell_serial_date(int64_t serial, bool date_1904, int64_t *out) MUST_CHECK;

/* cell_money: "6,500.5", "¥6500", "6500元" to fen; at most 2 decimals (further zeros allowed),
 * groups of three when commas are used, not negative. Errors: E_AMOUNT, E_OVERFLOW. */
status cell_money(const char *text, int64_t *out_fen) MUST_CHECK;

/* cell_decimal: the number text of a workbook ("4.2010619900101E+17", "1234.0999999999999") to
 * plain decimal text rounded half-up to 15 significant digits, as spreadsheets show it. `out` holds
 * CELL_DECIMAL_BYTES. *rounded: a whole number of more than 15 digits. False when it is no number.
 */
#define CELL_DECIMAL_BYTES 64u
bool cell_decimal(const char *text, char *out, bool *rounded);

/* cell_format_is_date: whether a spreadsheet number format shows a date, after quotes, escapes,
 * colours and locale tags are taken away. cell_builtin_is_date: the same for a built-in format. */
bool cell_format_is_date(const char *format);
bool cell_builtin_is_date(unsigned number_format);

#endif
