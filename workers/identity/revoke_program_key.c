/* revoke_program_key (A39): the key opens nothing any more; a second time changes nothing. */
#include "gen/identity/revoke_program_key.h"
#include "workers/identity/program_key.h"

verdict identity_revoke_program_key(const context *ctx, view *rows, const RevokeProgramKey *in,
                                    changes *out) {
    const ProgramKey *key = find_program_key(rows, in->key_no);
    if (!key) return refuse(E_NOT_FOUND, "key_no");
    ProgramKey after = *key;
    if (!key->revoked) {
        program_key_revoke(key, in->reason, out);
        after.revoked = true;
        after.revoked_at_us = ctx->received_at_us;
        after.revoked_by = lend(ctx->actor.account_no);
    }
    ProgramKeyShown reply = PROGRAM_KEY_SHOWN_INIT;
    status s = program_key_show(rows, &after, &reply);
    if (s != OK) return refuse(s, NULL);
    changes_reply(out, &reply.base);
    return accept();
}
