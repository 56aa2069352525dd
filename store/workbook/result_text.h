/* result_text: the texts of the trailing columns, the same in workbook and CSV. Internal. */
#ifndef HALL_ROSTER_RESULT_TEXT_H
#define HALL_ROSTER_RESULT_TEXT_H

#include "store/workbook/result.h"

#define RESULT_TEXT_BYTES 2048u

/* "E_ID_CHECK; E_MOBILE" and "证件号码：校验位不正确；手机号码：...", cut when too long. */
void result_codes(const result_row *row, char out[RESULT_TEXT_BYTES]);
void result_reasons(const template_def *def, const result_row *row, char out[RESULT_TEXT_BYTES]);

/* result_cell: a text as a workbook must hold it: control characters as _x000B_, and what only
 * looks like such an escape protected from being taken for one. Cut at a cell's most. */
#define RESULT_CELL_BYTES 16384u
void result_cell(const char *text, char out[RESULT_CELL_BYTES]);

#endif
