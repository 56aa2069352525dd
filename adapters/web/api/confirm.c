/* confirm: two steps on the bus for one request. */
#include "adapters/web/api/confirm.h"

#include <string.h>

#include "adapters/web/api/call.h"
#include "identity/confirm_acts.pb-c.h"
#include "proto/runtime/confirm.h"
#include "proto/runtime/uuid.h"

enum { CODE_BYTES_MAX = 64 };

typedef struct confirming {
    Bus__Envelope act;
    bus_answered *answered;
} confirming;

/* What a case keeps is confirmed by its version (docs/rules 2.13). The hall refuses an act of high
 * risk without one, and the code would be spent for nothing. */
static bool lacks_version(const request *r, const Bus__Envelope *act) {
    const command_type *command = r->route.command;
    int version = catalog_field(command->input, "version");
    if (!command->carries_case || version < 0) return false;
    const ProtobufCMessage *input = protobuf_c_message_unpack(
        command->input->descriptor, arena_pb(r->a), act->payload.len, act->payload.data);
    return input && !field_number(input, (unsigned) version);
}

bool confirm_wanted(const request *r, const Bus__Envelope *act) {
    const command_type *command = r->route.command;
    bool may_ask = command->high_risk || command->carries_case;
    return may_ask && !r->begins && r->session != SESSION_NONE && request_header(r, "X-Factor") &&
           !lacks_version(r, act);
}

/* Follows from the act's id and the code: who repeats both gets the first answer again. */
static void derive_id(const Bus__Envelope *act, const char *code, uint8_t out[UUID_BYTES]) {
    uint8_t hash[CRYPT_HASH_BYTES];
    crypt_hmac_sm3(act->id.data, act->id.len, code, strlen(code), hash);
    memcpy(out, act->id.data, UUID_BYTES);
    memcpy(out + UUID_BYTES / 2 + 1, hash, UUID_BYTES / 2 - 1);
}

static void confirm_answered(void *self, const Bus__Answer *answer) {
    request *r = self;
    confirming *c = r->confirming;
    if (answer->status != OK) {
        call_answered(r, answer);
        return;
    }
    if (!request_publish(r, &c->act, r->route.command->timeout_ms, c->answered)) request_resume(r);
}

static bool publish_confirmation(request *r) {
    const confirming *c = r->confirming;
    const char *code = request_header(r, "X-Factor");
    uint8_t *id = arena_alloc(r->a, UUID_BYTES), digest[CRYPT_HASH_BYTES];
    if (!id) return request_refuse_code(r, E_ARENA, NULL);
    confirm_digest(&c->act, digest);
    Identity__ConfirmActs in = IDENTITY__CONFIRM_ACTS__INIT;
    ProtobufCBinaryData one = {sizeof digest, digest};
    in.code = (char *) (uintptr_t) code;
    in.n_act = 1;
    in.act = &one;
    Bus__Envelope e = BUS__ENVELOPE__INIT;
    derive_id(&c->act, code, id);
    e.id = (ProtobufCBinaryData){UUID_BYTES, id};
    e.method = (char[]){"identity.ConfirmActs"};
    if (!call_pack(r, &in.base, &e.payload)) return false;
    return request_publish(r, &e, r->route.command->timeout_ms, confirm_answered);
}

bool confirm_send(request *r, const Bus__Envelope *act, bus_answered *answered) {
    confirming *c = arena_alloc(r->a, sizeof *c);
    if (!c) return request_refuse_code(r, E_ARENA, NULL);
    if (strlen(request_header(r, "X-Factor")) > CODE_BYTES_MAX)
        return request_refuse_code(r, E_TOO_LONG, "X-Factor");
    *c = (confirming){*act, answered};
    r->confirming = c;
    bool sent = publish_confirmation(r);
    if (sent) request_suspend(r);
    return sent;
}
