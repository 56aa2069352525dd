/* header: finds the template's columns in the header row by their text, never by position, and
 * compares the template version the workbook carries. Blanks, width, stars, line ends and a note in
 * brackets behind the header do not matter. Pure. Source: docs/rules 5.7; S24, S27, N7. */
#ifndef HALL_ROSTER_HEADER_H
#define HALL_ROSTER_HEADER_H

#include "store/workbook/cells.h"
#include "store/workbook/fault.h"

#define HEADER_CODE "失败代码"
#define HEADER_REASON "失败原因"
#define HEADER_ROW "原行号"
#define HEADER_ABSENT (-1)

/* column[i]: where the template's column i stands in the file, HEADER_ABSENT when it is not there.
 * row_column: where a failed-row workbook keeps the original row numbers, or HEADER_ABSENT.
 * n_unknown: headers that belong to no column; they are ignored. */
typedef struct header_map {
    int16_t column[TEMPLATE_COLUMNS_MAX];
    int16_t row_column;
    uint16_t n_unknown;
} header_map;

/* header_match: E_BATCH_HEADER names all required columns that are missing, or the header that
 * stands twice. Writes out only on OK. */
status header_match(const template_def *def, const cell_row *row, header_map *out,
                    roster_fault *fault) MUST_CHECK;

/* The header may stand below titles: it is the first row that has all required columns, among the
 * first HEADER_ROWS that are not blank. Begin with zeros. */
#define HEADER_ROWS 10u
typedef struct header_search {
    unsigned n_rows,
        n_known;          /* rows looked at; most columns of the template that one of them had */
    roster_fault closest; /* what that row lacks */
} header_search;

typedef enum header_step { HEADER_FOUND, HEADER_NEXT, HEADER_REFUSED } header_step;

/* header_look: the next row; writes out only when found. Refused: a header stands twice, or this
 * was the last row to be looked at. */
header_step header_look(header_search *search, const template_def *def, const cell_row *row,
                        header_map *out, roster_fault *fault);

/* header_missed: the rows are over. The fault names what the closest row lacks, or says that there
 * is no header. */
status header_missed(const header_search *search, roster_fault *fault);

/* header_version: mark is the version text of the workbook, "" when it carries none (CSV,
 * hand-made), which is accepted: the headers decide. E_BATCH_VERSION names both versions when they
 * differ. */
status header_version(const template_def *def, const char *mark, roster_fault *fault) MUST_CHECK;

/* header_row_is_blank: no column that is looked at is filled: a row with nothing but a serial
 * number that came with the template. To be skipped, not refused. */
bool header_row_is_blank(const template_def *def, const header_map *map, const cell_row *row);

/* header_row_is_remark: a total, a signature or a note, as people put below their lists: it begins
 * with such a word, and no number of a person stands in it. To be passed over, and said so. */
bool header_row_is_remark(const template_def *def, const header_map *map, const cell_row *row);

/* header_original_row: the row number a failed-row workbook notes for this row, 0 for none. */
uint32_t header_original_row(const header_map *map, const cell_row *row);

#endif
