/* share: hashes a code and names what may be shown. */
#include "workers/access/share.h"

#include <string.h>

#include "proto/runtime/crypt/crypt.h"

ProtobufCBinaryData share_hash(const context *ctx, view *rows, ProtobufCBinaryData code_hash) {
    char hex[2 * CRYPT_HASH_BYTES + 1];
    const ProtobufCBinaryData none = {0, NULL};
    if (code_hash.len != CRYPT_HASH_BYTES) return none;
    crypt_hex(code_hash.data, CRYPT_HASH_BYTES, hex);
    const char *text = arena_printf(view_arena(rows), "share code %s", hex);
    return text ? ctx->search_hash(ctx, rows, text) : none;
}

bool share_shows(const char *name) {
    static const char *const all[] = {"name", "document_no", "enrolments", "receivables"};
    for (unsigned i = 0; i < sizeof all / sizeof all[0]; i++)
        if (!strcmp(name, all[i])) return true;
    return false;
}
