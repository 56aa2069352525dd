/* confirm: an act of high risk is confirmed by a code of the second factor before it is sent. */
#include "proto/runtime/confirm.h"
#include "gen/identity/confirm_acts.h"
#include "proto/runtime/process.h"
#include "tools/hall/hall.h"

bool confirm_is_due(const command_type *command, const Bus__Envelope *act) {
    return command->high_risk && act->token.len && !act->dry_run && !act->draft;
}

/* Without a code the act is sent all the same: the hall says what it needs. */
status confirm_first(bus *b, const Bus__Envelope *act, arena *a, Bus__Answer **out) {
    char code[PASSWORD_BYTES];
    uint8_t digest[CRYPT_HASH_BYTES];
    if (!secret_ask("动态验证码 code of the authenticator", code)) return OK;
    ConfirmActs in = CONFIRM_ACTS_INIT;
    ProtobufCBinaryData one = {sizeof digest, digest};
    confirm_digest(act, digest);
    in.code = code;
    in.n_act = 1;
    in.act = &one;
    const hall_act confirm = {opt.name, "identity.ConfirmActs", &in.base, act->token.data, NULL,
                              NULL};
    status s = b ? hall_call_on(b, &confirm, a, out) : hall_call(&confirm, a, out);
    crypt_wipe(code, sizeof code);
    return s;
}

int tool_totp(int argc, char **argv) {
    char code[CRYPT_TOTP_BYTES];
    if (argc != 2 || !crypt_totp_good(argv[1])) return say(EXIT_USAGE, "hall totp SECRET");
    crypt_totp_code(argv[1], process_now_us() / CRYPT_TOTP_STEP_US, code);
    puts(code);
    return EXIT_DONE;
}
