/* scope_key: the index by which a query lists what is in the asker's scope; see decide.h. */
#include <string.h>

#include "proto/runtime/decide.h"

/* The field that says whose rows they are, -1 for all. */
static int field_of(Kernel__Relation scope, const row_type *type) {
    switch (scope) {
    case KERNEL__RELATION__SELF:
        return type->person_field;
    case KERNEL__RELATION__OWN_UNIT:
        return type->unit_field;
    case KERNEL__RELATION__OWN_DISTRICT:
    case KERNEL__RELATION__OWN_OFFICE:
        return type->district_field;
    case KERNEL__RELATION__FILED:
        return type->account_field;
    default:
        return -1;
    }
}

static const char *value_of(Kernel__Relation scope, const actor *who) {
    switch (scope) {
    case KERNEL__RELATION__SELF:
        return who->person_no;
    case KERNEL__RELATION__OWN_UNIT:
        return who->unit_no;
    case KERNEL__RELATION__FILED:
        return who->account_no;
    default:
        return who->district_code;
    }
}

row_key scope_key(const context *ctx, const row_type *type, const char *next) {
    int own = field_of(ctx->scope, type), then = next ? catalog_field(type->message, next) : -1;
    unsigned wanted[2], n = 0;
    if (own >= 0) wanted[n++] = (unsigned) own;
    if (then >= 0) wanted[n++] = (unsigned) then;
    for (unsigned i = 0; i < type->n_index; i++) {
        const row_index *index = &type->index[i];
        if (index->n != n || memcmp(index->field, wanted, n * sizeof wanted[0]) != 0) continue;
        row_key key = row_key_of(type, i);
        if (own >= 0) row_key_text(&key, value_of(ctx->scope, &ctx->actor));
        return key;
    }
    return row_key_of(type, 0); /* of no scope: the run is spoilt */
}
