/* template: see template.h. */
#include "adapters/roster/template.h"

#include "adapters/roster/template_format.h"

status template_write(const template_def *def, const char *path) {
    template_book b;
    must(def->n_columns > 0 && def->n_columns <= TEMPLATE_COLUMNS_MAX);
    status s = template_book_open(&b, def, path);
    return s == OK ? template_book_finish(&b, NULL) : s;
}
