/* key_end: revokes program keys, one or all of an account or a unit. */
#include "workers/rules/key_end.h"

bool program_key_lives(const context *ctx, const ProgramKey *key) {
    return !key->revoked && key->ends_at_us > ctx->received_at_us;
}

void program_key_revoke(const ProgramKey *key, const char *reason, changes *out) {
    ProgramKeyRevoked event = PROGRAM_KEY_REVOKED_INIT;
    event.key_no = key->key_no;
    event.account_no = key->account_no;
    event.reason = lend(reason);
    emit_program_key_revoked(out, &event);
}

void account_end_keys(view *rows, const char *account_no, const char *reason, changes *out) {
    row_list keys = list_program_key_by_account_no_revoked(rows, account_no, false);
    for (size_t i = 0; i < keys.n; i++)
        program_key_revoke((const ProgramKey *) keys.row[i], reason, out);
}

void unit_end_keys(const context *ctx, view *rows, const char *unit_no, const char *reason,
                   changes *out) {
    row_list keys = list_program_key_by_unit_no(rows, unit_no);
    for (size_t i = 0; i < keys.n; i++) {
        const ProgramKey *key = (const ProgramKey *) keys.row[i];
        if (program_key_lives(ctx, key)) program_key_revoke(key, reason, out);
    }
}
