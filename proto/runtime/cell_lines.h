/* cell_lines: cells of a row of a sheet as one text, a line each: field, tab, text, line feed. The
 * reader of files writes them, who lists failed rows looks them up. Pure. */
#ifndef HALL_RUNTIME_CELL_LINES_H
#define HALL_RUNTIME_CELL_LINES_H

#include <stddef.h>

/* cell_lines_find: the line of a field, NULL where there is none or `field` is ""; `*bytes` is its
 * length with its end. cell_lines_text: what stands behind the tab of such a line, `*bytes` without
 * its end. Both borrow from `cells`. */
const char *cell_lines_find(const char *cells, const char *field, size_t *bytes);
const char *cell_lines_text(const char *line, size_t *bytes);

#endif
