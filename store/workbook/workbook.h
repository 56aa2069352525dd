/* workbook: what an xlsx says about itself: which part is the sheet, the strings, the styles; the
 * date system; the marks of our own templates. Part names come from content types and
 * relationships, never by guess. Strict and transitional namespaces alike. Not the rows (xlsx.c).
 */
#ifndef HALL_ROSTER_WORKBOOK_H
#define HALL_ROSTER_WORKBOOK_H

#include "store/workbook/package.h"

/* Parts are "" when absent. about: format, sheet and date system; the marks of the properties. */
typedef struct workbook {
    char sheet_part[PART_NAME_BYTES], guide_part[PART_NAME_BYTES];
    char strings_part[PART_NAME_BYTES], styles_part[PART_NAME_BYTES];
    reader_info about;
} workbook;

/* workbook_read: E_BATCH_FORMAT for what is no plain xlsx (macros, binary, another kind of
 * document). */
status workbook_read(package *p, sheet_job *job, workbook *out) MUST_CHECK;

/* workbook_choose: which of the sheets is read: the first wanted name among the visible ones, else
 * the first visible that is not one of ours beside it. -1 for none. */
typedef struct workbook_sheet {
    char name[100], id[PART_NAME_BYTES];
    bool hidden, no_cells; /* no_cells: a chart, a dialog */
} workbook_sheet;
int workbook_choose(const sheet_job *job, const workbook_sheet *sheets, unsigned n);

/* workbook_others: visible sheets of somebody's own beside the chosen one. */
uint32_t workbook_others(const workbook_sheet *sheets, unsigned n, int chosen);

/* workbook_take_marks: a row of the explanation sheet; a mark is the cell behind its label. */
void workbook_take_marks(reader_info *about, const cell_row *row);

#endif
