/* template: writes the empty workbook of a business: sheet, explanation, code lists, version
 * mark. */
#include "store/workbook/template.h"

#include <time.h>

#include "store/workbook/template_format.h"

int32_t template_month(int64_t now_s) {
    struct tm parts;
    time_t beijing = (time_t) now_s + 8 * 3600;
    gmtime_r(&beijing, &parts);
    return (parts.tm_year + 1900) * 100 + parts.tm_mon + 1;
}

status template_write(const template_def *def, int32_t period, const scratch *room, int *fd) {
    template_book b;
    must(def->n_columns > 0 && def->n_columns <= TEMPLATE_COLUMNS_MAX);
    status s = template_book_open(&b, def, period, room);
    return s == OK ? template_book_finish(&b, NULL, fd) : s;
}
