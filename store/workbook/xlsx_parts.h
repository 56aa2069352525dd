/* xlsx_parts: the two parts a sheet leans on: shared strings (rich text joined, phonetic hints
 * dropped) and styles (which cell formats show dates). */
#ifndef HALL_ROSTER_XLSX_PARTS_H
#define HALL_ROSTER_XLSX_PARTS_H

#include "store/workbook/package.h"
#include "store/workbook/strings.h"

typedef struct xlsx_styles xlsx_styles;

/* xlsx_strings_read: adds every shared string to `out`; nothing for the part name "". */
status xlsx_strings_read(package *p, sheet_job *job, const char *part, strings *out) MUST_CHECK;

/* xlsx_styles_open: an object without dates for the part name "". */
status xlsx_styles_open(xlsx_styles **out, package *p, const char *part) MUST_CHECK;
void xlsx_styles_close(xlsx_styles *s);
bool xlsx_styles_is_date(const xlsx_styles *s, uint32_t style);

#endif
