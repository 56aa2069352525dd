/* confirm: an act of high risk is confirmed by a code of the second factor before it is sent. */
#include <string.h>

#include "gen/identity/confirm_acts.h"
#include "proto/runtime/confirm.h"
#include "proto/runtime/process.h"
#include "proto/runtime/uuid.h"
#include "tools/hall/hall.h"

bool confirm_is_due(const command_type *command, const Bus__Envelope *act) {
    return command->high_risk && act->token.len && !act->dry_run && !act->draft;
}

/* Without a code the act is sent all the same: the hall says what it needs. */
status confirm_first(bus *b, const Bus__Envelope *act, arena *a, Bus__Answer **out) {
    char code[PASSWORD_BYTES];
    uint8_t id[UUID_BYTES], digest[CRYPT_HASH_BYTES];
    if (!secret_ask("动态验证码 code of the authenticator", code)) return OK;
    ConfirmActs in = CONFIRM_ACTS_INIT;
    ProtobufCBinaryData one = {sizeof digest, digest};
    confirm_digest(act, digest);
    in.code = code;
    in.n_act = 1;
    in.act = &one;
    Bus__Envelope e = BUS__ENVELOPE__INIT;
    uuid_v7(id);
    e.id = (ProtobufCBinaryData){UUID_BYTES, id};
    e.method = (char[]){"identity.ConfirmActs"};
    e.channel = act->channel;
    e.token = act->token;
    e.payload.data = arena_alloc(a, protobuf_c_message_get_packed_size(&in.base) + 1);
    if (!e.payload.data) return E_ARENA;
    e.payload.len = protobuf_c_message_pack(&in.base, e.payload.data);
    status s = bus_call(b, &e, (uint32_t) opt.timeout_ms, a, out);
    crypt_wipe(code, sizeof code);
    return s == OK ? (*out)->status : s;
}

int tool_totp(int argc, char **argv) {
    char code[CRYPT_TOTP_BYTES];
    if (argc != 2 || !crypt_totp_good(argv[1])) return say(EXIT_USAGE, "hall totp SECRET");
    crypt_totp_code(argv[1], process_now_us() / CRYPT_TOTP_STEP_US, code);
    puts(code);
    return EXIT_DONE;
}
