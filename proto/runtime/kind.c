/* kind: the kinds of business, from the table that tools/catalog writes out of
 * proto/kernel/kinds.proto. */
#include "proto/runtime/kind.h"

#include <string.h>

#include "gen/kind_table.h"

const business_kind *kind_find(const char *code) {
    for (unsigned i = 0; i < n_business_kinds; i++)
        if (!strcmp(business_kinds[i].code, code)) return &business_kinds[i];
    return NULL;
}
