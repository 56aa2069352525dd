/* template: writes the empty workbook of a business: sheet, explanation, code lists, version
 * mark. */
#include "store/workbook/template.h"

#include "store/workbook/template_format.h"

status template_write(const template_def *def, const scratch *room, int *fd) {
    template_book b;
    must(def->n_columns > 0 && def->n_columns <= TEMPLATE_COLUMNS_MAX);
    status s = template_book_open(&b, def, room);
    return s == OK ? template_book_finish(&b, NULL, fd) : s;
}
