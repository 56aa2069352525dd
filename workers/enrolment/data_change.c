/* data_change: what changes of persons and of units have in common: fields compared by the
 * contract, texts and accounts as they are stored. */
#include "workers/enrolment/data_change.h"

#include <stdio.h>
#include <string.h>

#include "proto/runtime/fold.h"
#include "workers/rules/field.h"

enum { ACCOUNT_SIZE = 64, CLEARED_SIZE = 64 };

size_t data_differing(const ProtobufCMessage *before, const ProtobufCMessage *after,
                      char *name[DATA_FIELDS_MOST]) {
    const message_type *type = catalog_type_of(after);
    size_t n = 0;
    for (unsigned i = 0; i < type->descriptor->n_fields && n < DATA_FIELDS_MOST; i++)
        if (!field_same(type, i, before, after)) name[n++] = lend(type->descriptor->fields[i].name);
    return n;
}

void data_clear(const char *clear, ProtobufCMessage *event) {
    const message_type *type = catalog_type_of(event);
    for (size_t n; *(clear += strspn(clear, " ")); clear += n) {
        char name[CLEARED_SIZE];
        n = strcspn(clear, " ");
        snprintf(name, sizeof name, "%.*s", (int) n, clear);
        int at = catalog_field(type, name);
        if (at < 0) continue;
        if (type->descriptor->fields[at].type == PROTOBUF_C_TYPE_STRING)
            field_set_text(event, (unsigned) at, "");
        else
            field_set_number(event, (unsigned) at, 0);
    }
}

char *data_words(view *rows, const char *typed) {
    const size_t bytes = strlen(typed);
    char *words = arena_alloc(view_arena(rows), bytes + 1);
    if (words) fold_words(typed, bytes, words);
    return words;
}

verdict data_account(view *rows, const char *typed, char **out, changes *noted) {
    char *account = arena_alloc(view_arena(rows), ACCOUNT_SIZE);
    if (!account) return refuse(E_ARENA, NULL);
    if (!field_digits_plain(typed, account, ACCOUNT_SIZE) || field_bank_account(account) != OK)
        return refuse(E_BANK, "bank_account");
    if (!field_bank_luhn(account)) changes_warn(noted, W_BANK_CHECK, "bank_account");
    *out = account;
    return accept();
}
