/* use: a table of one place for each hash. */
#include "adapters/web/door/use.h"

#include <stdlib.h>
#include <string.h>

#include "proto/runtime/crypt/crypt.h"
#include "proto/runtime/uuid.h"

use *use_open(void) {
    return calloc(USE_PLACES, sizeof(use));
}

void use_close(use *u) {
    free(u);
}

static void told(void *self, const Bus__Answer *answer) {
    (void) self, (void) answer; /* who may not go on learns it from his own call */
}

static void tell(request *r) {
    uint8_t id[UUID_BYTES];
    Bus__Envelope e = BUS__ENVELOPE__INIT;
    const command_type *extend = catalog_command("identity.ExtendSession");
    uuid_v7(id);
    e.id = (ProtobufCBinaryData){sizeof id, id};
    e.method = (char *) (uintptr_t) extend->name;
    e.token = (ProtobufCBinaryData){sizeof r->token, r->token};
    e.channel = web_channel(r->web, r->browser);
    e.source_address = r->visitor->address;
    status s = bus_send(r->web->bus, &e, extend->timeout_ms, told, r->web);
    (void) !s; /* the next call tells it */
}

void use_asked(request *r, const Bus__Envelope *envelope) {
    bool waits =
        request_header(r, "X-Renewal") || !strcmp(envelope->method, "identity.ShowSession");
    r->in_use = envelope->token.len && !waits;
}

/* A session of the old system has ten minutes, whatever is done in it. */
static bool was_let_in(const request *r) {
    bool kept_out = r->code == E_TOKEN || r->code == E_FORBIDDEN || r->code == E_PWD_DEFAULT ||
                    r->code == E_FACTOR_UNSET;
    bool old = r->route.command && r->route.command->old_system;
    return !kept_out && !old && status_http(r->code) < 500;
}

/* Of a session that this door has not met, a browser's limit may be near; a program has none. */
void use_noticed(request *r) {
    uint8_t hash[CRYPT_HASH_BYTES];
    uint64_t session;
    bool used = r->in_use && was_let_in(r);
    r->in_use = false;
    if (!used) return;
    crypt_sm3(r->token, sizeof r->token, hash);
    memcpy(&session, hash, sizeof session);
    use *u = &r->web->uses[session % USE_PLACES];
    bool met = u->session == session;
    int64_t now = web_now_us();
    if (met && now - u->told_us < r->web->opt->use_ms * 1000) return;
    *u = (use){session, now};
    if (met || r->session == SESSION_COOKIED) tell(r);
}
