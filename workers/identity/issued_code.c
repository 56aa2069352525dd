/* issued_code: derives one-time codes from the commands that give them. */
#include "workers/identity/issued_code.h"

#include "proto/runtime/crypt/crypt.h"

enum { GROUPS = 4, GROUP_SIGNS = 4, ID_BYTES = 16, CODE_BYTES = GROUPS * (GROUP_SIGNS + 1) };

static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ", digits[] = "23456789";

/* Two bytes of the hash choose each sign, so that the signs are as good as equally likely. */
static char sign_of(const uint8_t pair[2], unsigned at) {
    const unsigned number = (unsigned) pair[0] << 8 | pair[1];
    return at % GROUP_SIGNS < GROUP_SIGNS / 2 ? letters[number % (sizeof letters - 1)]
                                              : digits[number % (sizeof digits - 1)];
}

char *issued_code(const context *ctx, view *rows, const uint8_t *command_id) {
    char id[2 * ID_BYTES + 1];
    crypt_hex(command_id, ID_BYTES, id);
    const char *text = arena_printf(view_arena(rows), "one-time code %s", id);
    char *out = arena_alloc(view_arena(rows), CODE_BYTES);
    if (!text || !out) return NULL;
    const ProtobufCBinaryData hash = ctx->search_hash(ctx, rows, text);
    if (hash.len < 2 * GROUPS * GROUP_SIGNS) return NULL;
    char *at = out;
    for (unsigned i = 0; i < GROUPS * GROUP_SIGNS; i++) {
        if (i && i % GROUP_SIGNS == 0) *at++ = '-';
        *at++ = sign_of(hash.data + 2 * (size_t) i, i);
    }
    *at = '\0';
    return out;
}

ProtobufCBinaryData issued_code_id(const context *ctx) {
    return (ProtobufCBinaryData){ID_BYTES, (uint8_t *) (uintptr_t) ctx->command_id};
}
