/* look_number: what is left of time, and the question's number, in hexadecimal digits. */
#include "proto/runtime/look_number.h"

#include "proto/runtime/crypt/crypt.h"

char *look_number(const context *ctx, arena *a) {
    char id[2 * 16 + 1];
    crypt_hex(ctx->command_id, 16, id);
    char *out =
        arena_printf(a, "%016llx%s", (unsigned long long) (INT64_MAX - ctx->received_at_us), id);
    return out ? out : lend("");
}
