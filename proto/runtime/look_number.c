/* look_number: what is left of time, and the question's number, in hexadecimal digits; staff
 * numbers are taken from the keyed hash by which the hall finds what it must not store. */
#include "proto/runtime/look_number.h"

#include "proto/runtime/crypt/crypt.h"

char *look_number(const context *ctx, arena *a) {
    char id[2 * 16 + 1];
    crypt_hex(ctx->command_id, 16, id);
    char *out =
        arena_printf(a, "%016llx%s", (unsigned long long) (INT64_MAX - ctx->received_at_us), id);
    return out ? out : lend("");
}

char *look_staff_number(const context *ctx, view *rows, arena *a) {
    const actor *who = &ctx->actor;
    bool staff = who->role != KERNEL__ROLE__PERSON && who->role != KERNEL__ROLE__ANYONE;
    char *name = staff ? arena_printf(a, "staff %s", who->account_no) : NULL;
    ProtobufCBinaryData hash = {0, NULL};
    if (name) hash = ctx->search_hash(ctx, rows, name);
    if (hash.len < 4) return lend("");
    unsigned number = 0;
    for (size_t i = 0; i < 4; i++) number = number << 8 | hash.data[i];
    char *out = arena_printf(a, "%06u", number % 1000000);
    return out ? out : lend("");
}
