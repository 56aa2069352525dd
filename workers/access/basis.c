/* basis: the reply, and which queries a request may cover. */
#include "workers/access/basis.h"

#include "workers/rules/words.h"

void basis_reply(const char *basis_no, Access__BasisState state, const char *person_no,
                 changes *out) {
    BasisMade reply = BASIS_MADE_INIT;
    reply.basis_no = lend(basis_no);
    reply.state = state;
    reply.person_no = lend(person_no);
    changes_reply(out, &reply.base);
}

static bool is_item(const char *name) {
    const command_type *command = catalog_command(name);
    return command && command->query && command->reads_list < 0 && command->reads_field >= 0;
}

verdict basis_items(const char *items) {
    return words_all(items, is_item) ? accept() : refuse(E_CODE_VALUE, "items");
}
