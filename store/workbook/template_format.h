/* template_format: what the empty template and the failed-row workbook share: the look of the
 * header, the columns, the explanation and code sheets, the marks. Internal to this folder. */
#ifndef HALL_ROSTER_TEMPLATE_FORMAT_H
#define HALL_ROSTER_TEMPLATE_FORMAT_H

#include <xlsxwriter.h>

#include "store/workbook/template.h"

/* A workbook being written in constant memory into the nameless file `fd`, with its formats. */
typedef struct template_book {
    const template_def *def;
    int32_t period; /* of the examples */
    int fd;
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *required, *needed, *optional, *text, *money, *whole, *title, *strong, *wrapped,
        *bad, *extra;
} template_book;

/* template_workbook: a workbook written in constant memory into a nameless file of `room`.
 * libxlsxwriter goes to the shared temporary folder unless it is named a folder that is there and
 * may be written: that the file in `room` could be made says so. Errors: E_UNAVAILABLE no file;
 * E_INTERNAL without memory. */
status template_workbook(const scratch *room, int *fd, lxw_workbook **book) MUST_CHECK;

/* template_book_open: the workbook with its data sheet: columns laid out, header row written and
 * frozen. The library's own files lie in `room`, too. Errors: E_UNAVAILABLE no file can be made in
 * `room`; E_INTERNAL without memory. */
status template_book_open(template_book *b, const template_def *def, int32_t period,
                          const scratch *room) MUST_CHECK;

/* template_book_finish: adds drop-down lists, the explanation and code sheets and the marks;
 * roster_no is NULL for an empty template. Writes the file, which becomes the caller's at offset 0,
 * and frees all. Errors: E_INTERNAL, then there is no file. */
status template_book_finish(template_book *b, const char *roster_no, int *fd) MUST_CHECK;

#endif
