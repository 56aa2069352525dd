/* What a query may see of a view. While the scope looks for itself it sees everything. */
#include "proto/runtime/view/view_state.h"

void view_limit(view *v, view_scope scope) {
    v->scope = scope;
}

const ProtobufCMessage *view_shown(view *v, const row_type *type, const ProtobufCMessage *row) {
    view_scope scope = v->scope;
    if (!row || !scope.shows) return row;
    v->scope = (view_scope){0};
    bool shows = scope.shows(scope.self, v, type, row);
    v->scope = scope;
    return shows ? row : NULL;
}

bool view_within(view *v, const row_key *key) {
    view_scope scope = v->scope;
    if (!scope.is_within) return true;
    v->scope = (view_scope){0};
    bool good = scope.is_within(scope.self, v, key);
    v->scope = scope;
    if (!good) view_spoil(v, (view_fault){E_INTERNAL, key->type->table, "scope"});
    return good;
}
