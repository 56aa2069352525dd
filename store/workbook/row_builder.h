/* row_builder: collects the cells of one row, whatever the format, and hands the row to the sink.
 * Does what all formats need: column bounds, cells in any order, cut of long texts, blank rows
 * skipped, rows counted, row numbers used once, merged areas marked. All memory is taken once. */
#ifndef HALL_ROSTER_ROW_BUILDER_H
#define HALL_ROSTER_ROW_BUILDER_H

#include "store/workbook/sheet.h"

typedef struct row_builder row_builder;

/* row_builder_open: NULL when there is no memory. job: borrowed. */
row_builder *row_builder_open(sheet_job *job);
void row_builder_close(row_builder *b);

/* row_builder_merge: an area, all bounds 1-based rows and 0-based columns, inclusive. Before rows.
 */
status row_builder_merge(row_builder *b, uint32_t first_row, uint32_t last_row,
                         uint32_t first_column, uint32_t last_column) MUST_CHECK;

/* row_builder_begin: row number 1 to SHEET_ROWS_MAX; a number used before is refused. */
status row_builder_begin(row_builder *b, uint32_t number) MUST_CHECK;

/* row_builder_hide: the spreadsheet does not show this row; before it ends. */
void row_builder_hide(row_builder *b, uint32_t number);

/* row_builder_cell: text of `bytes` bytes, copied; a cell that stands twice is refused. */
status row_builder_cell(row_builder *b, uint32_t column, uint16_t flags, const char *text,
                        size_t bytes) MUST_CHECK;

/* row_builder_number: a number as the file has it, shown as a date or not. */
status row_builder_number(row_builder *b, uint32_t column, uint16_t flags, const char *text,
                          bool date_format, bool date_1904) MUST_CHECK;

/* row_builder_end: hands the row over unless it is blank. */
status row_builder_end(row_builder *b) MUST_CHECK;

/* row_builder_finish: after the last row; E_BATCH_EMPTY when there was no header or no data row. */
status row_builder_finish(row_builder *b) MUST_CHECK;

#endif
