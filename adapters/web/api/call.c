/* call: turns an HTTP request into one command or query on the bus, and its answer into JSON. */
#include "adapters/web/api/call.h"

#include <string.h>
#include <strings.h>

#include "adapters/web/api/confirm.h"
#include "adapters/web/api/query_json.h"
#include "adapters/web/api/sheet.h"
#include "adapters/web/door/pace.h"
#include "adapters/web/door/reply.h"
#include "adapters/web/door/throttle.h"
#include "identity/who_am_i.pb-c.h"
#include "proto/runtime/crypt/crypt.h"
#include "proto/runtime/crypt/share_code.h"
#include "proto/runtime/json/json.h"
#include "proto/runtime/program_key.h"
#include "proto/runtime/uuid.h"

static int secret_field(const message_type *type, const char *name) {
    int field = catalog_field(type, name);
    return field >= 0 && field_is_bytes(type, (unsigned) field) ? field : -1;
}

/* A login needs no token of the session that it replaces, but a page of ours. */
static bool may_ask(request *r) {
    const command_type *c = r->route.command;
    r->begins = secret_field(c->input, "token_hash") >= 0 && r->session != SESSION_PROGRAM;
    if (!r->begins) return request_cookie(r, !c->query);
    return !r->browser || request_same_site(r, false) ||
           request_refuse(r, (problem){.code = E_FORBIDDEN, .reason = "cross_site"});
}

static bool is_json(const char *content_type) {
    size_t n = content_type ? strcspn(content_type, "; ") : 0;
    return n == 16 && !strncasecmp(content_type, "application/json", 16);
}

static bool body_fits(request *r) {
    const char *length = request_header(r, "Content-Length");
    if (request_has_body(r) && !is_json(request_header(r, "Content-Type")))
        return request_refuse(r, (problem){.code = E_FORM,
                                           .http = 415,
                                           .field = "Content-Type",
                                           .detail = "application/json"});
    if (length && strtoull(length, NULL, 10) > r->body_max)
        return request_refuse_code(r, E_TOO_LARGE, NULL);
    return true;
}

static void call_begin(request *r) {
    static const char *const known[] = {"dry_run", "draft", "case", "version", NULL};
    if (!may_ask(r)) return;
    if (r->route.command->query) {
        uuid_v7(r->id);
        r->body_max = 0;
        return;
    }
    r->body_max = r->route.command->bytes_max;
    if (request_key(r) && request_only(r, known)) body_fits(r);
}

static bool refuse_json(request *r, status code, const json_fault *fault) {
    return request_refuse(r, (problem){.code = code,
                                       .field = fault->field,
                                       .detail = fault->text,
                                       .line = fault->line,
                                       .column = fault->column});
}

static bool read_input(request *r, ProtobufCBinaryData *out) {
    const command_type *c = r->route.command;
    const char *text = r->body, *field = NULL;
    size_t bytes = r->body_bytes;
    json_fault fault = {0};
    if (c->query) {
        status code = query_json(c->input, r->parameter, r->n_parameters, r->a, &text, &field);
        if (code != OK) return request_refuse_code(r, code, field);
        bytes = strlen(text);
    }
    status code =
        json_to_message(c->input->name, text ? text : "", bytes, c->bytes_max, r->a, out, &fault);
    if (code != OK) return refuse_json(r, code, &fault);
    return out->len <= c->bytes_max || request_refuse_code(r, E_TOO_LARGE, NULL);
}

bool call_pack(request *r, const ProtobufCMessage *message, ProtobufCBinaryData *out) {
    size_t bytes = protobuf_c_message_get_packed_size(message);
    uint8_t *data = arena_alloc(r->a, bytes + 1);
    if (!data) return request_refuse_code(r, E_ARENA, NULL);
    *out = (ProtobufCBinaryData){protobuf_c_message_pack(message, data), data};
    return true;
}

/* The secrets that the answer gives out, as text; "" for none. */
typedef struct new_secrets {
    char token[2 * CRYPT_HASH_BYTES + 1];  /* of a login */
    char device[2 * CRYPT_HASH_BYTES + 1]; /* of a browser, which keeps cookies */
    char program_key[PROGRAM_KEY_TEXT_BYTES];
} new_secrets;

/* A secret depends on nothing but the command and a key of this process, so that a repeat with the
 * same Idempotency-Key is the same command and gets the same one. `hash` is what crosses the bus.
 */
static void make_secret(request *r, ProtobufCBinaryData input, uint8_t secret[CRYPT_HASH_BYTES],
                        uint8_t hash[CRYPT_HASH_BYTES]) {
    uint8_t key[CRYPT_HASH_BYTES];
    crypt_hmac_sm3(r->web->login_key, sizeof r->web->login_key, r->id, sizeof r->id, key);
    crypt_hmac_sm3(key, sizeof key, input.data, input.len, secret);
    crypt_sm3(secret, CRYPT_HASH_BYTES, hash);
    crypt_wipe(key, sizeof key);
}

/* The device's own secret, or a new one for a browser, which keeps cookies. */
static bool device_of(request *r, new_secrets *new, uint8_t hash[CRYPT_HASH_BYTES]) {
    static uint8_t label[] = "device";
    uint8_t secret[SESSION_TOKEN_BYTES];
    bool there = session_device(request_header(r, "Cookie"), secret);
    if (there) {
        crypt_sm3(secret, sizeof secret, hash);
    } else if (r->browser) {
        make_secret(r, (ProtobufCBinaryData){sizeof label, label}, secret, hash);
        there = true;
    }
    if (there) crypt_hex(secret, sizeof secret, new->device);
    crypt_wipe(secret, sizeof secret);
    return there;
}

/* The cookie alone says which device it is, never the caller. */
static void set_device(request *r, ProtobufCMessage *input, new_secrets *new,
                       uint8_t hash[CRYPT_HASH_BYTES]) {
    int device = secret_field(r->route.command->input, "device_hash");
    if (device < 0) return;
    bool there = device_of(r, new, hash);
    field_set_bytes(input, (unsigned) device,
                    (ProtobufCBinaryData){there ? CRYPT_HASH_BYTES : 0, hash});
}

/* The session whose cookie the browser has ends with the login, and only that one. */
static void set_former(request *r, ProtobufCMessage *input, uint8_t hash[CRYPT_HASH_BYTES]) {
    int former = secret_field(r->route.command->input, "former_hash");
    bool there = r->session == SESSION_COOKIED;
    if (former < 0) return;
    crypt_sm3(r->token, sizeof r->token, hash);
    field_set_bytes(input, (unsigned) former,
                    (ProtobufCBinaryData){there ? CRYPT_HASH_BYTES : 0, hash});
}

/* The connection alone says which certificate it is, never the caller. */
static bool take_certificate(request *r, ProtobufCBinaryData *payload) {
    const message_type *type = r->route.command->input;
    int field = secret_field(type, "certificate_hash");
    uint8_t hash[CRYPT_HASH_BYTES];
    if (field < 0) return true;
    ProtobufCMessage *input =
        protobuf_c_message_unpack(type->descriptor, arena_pb(r->a), payload->len, payload->data);
    if (!input) return request_refuse_code(r, E_ARENA, NULL);
    bool there = request_certificate(r, hash);
    field_set_bytes(input, (unsigned) field,
                    (ProtobufCBinaryData){there ? CRYPT_HASH_BYTES : 0, hash});
    return call_pack(r, input, payload);
}

/* Inputs with a field token_hash begin a session, those with key_hash a program key, unless the
 * caller made that itself: only hashes of the secrets cross the bus. */
static bool begin_secret(request *r, ProtobufCBinaryData *payload) {
    const message_type *type = r->route.command->input;
    int token = secret_field(type, "token_hash"), key = secret_field(type, "key_hash");
    if (token < 0 && key < 0) return true;
    unsigned at = (unsigned) (token < 0 ? key : token);
    ProtobufCMessage *input =
        protobuf_c_message_unpack(type->descriptor, arena_pb(r->a), payload->len, payload->data);
    new_secrets *new = arena_alloc(r->a, sizeof *new);
    uint8_t secret[CRYPT_HASH_BYTES], hash[CRYPT_HASH_BYTES], device_hash[CRYPT_HASH_BYTES];
    uint8_t former_hash[CRYPT_HASH_BYTES];
    if (!input || !new) return request_refuse_code(r, E_ARENA, NULL);
    if (token < 0 && field_bytes(input, at).len) return true;
    *new = (new_secrets){.token = ""};
    field_set_bytes(input, at, (ProtobufCBinaryData){0, NULL});
    set_device(r, input, new, device_hash);
    set_former(r, input, former_hash);
    if (!call_pack(r, input, payload)) return false;
    make_secret(r, *payload, secret, hash);
    if (token < 0)
        program_key_text(secret, new->program_key);
    else
        crypt_hex(secret, sizeof secret, new->token);
    crypt_wipe(secret, sizeof secret);
    r->issued = new;
    field_set_bytes(input, at, (ProtobufCBinaryData){sizeof hash, hash});
    return call_pack(r, input, payload);
}

/* The field that takes the hash of a share code, -1. */
static int share_field(const message_type *type) {
    return secret_field(type, "code_hash");
}

static bool is_by_share_code(const command_type *command) {
    return command->query && share_field(command->input) >= 0;
}

/* A share code comes in a header, where no log and no address line keeps it; its hash goes on. */
static bool take_share_code(request *r, ProtobufCBinaryData *payload) {
    const message_type *type = r->route.command->input;
    int at = share_field(type);
    const char *code = "";
    if (at < 0) return true;
    ProtobufCMessage *input =
        protobuf_c_message_unpack(type->descriptor, arena_pb(r->a), payload->len, payload->data);
    status s = session_text(request_header(r, "X-Share-Code"), r->a, &code);
    if (s != OK || !input) return request_refuse_code(r, input ? s : E_ARENA, "X-Share-Code");
    uint8_t hash[CRYPT_HASH_BYTES];
    bool by_query = r->route.command->query && field_bytes(input, (unsigned) at).len;
    if (by_query || (code[0] && !share_code_hash(code, hash)))
        return request_refuse_code(r, E_FORM, "X-Share-Code");
    if (!code[0]) return true;
    field_set_bytes(input, (unsigned) at, (ProtobufCBinaryData){sizeof hash, hash});
    return call_pack(r, input, payload);
}

Bus__Envelope call_envelope(request *r, const command_type *command, ProtobufCBinaryData payload) {
    Bus__Envelope e = BUS__ENVELOPE__INIT;
    e.id = (ProtobufCBinaryData){sizeof r->id, r->id};
    e.method = (char *) (uintptr_t) command->name;
    e.payload = payload;
    return e;
}

bool call_purpose(request *r, Bus__Envelope *e) {
    const char *purpose = "", *note = "", *reference = "", *whom = "";
    status code = session_text(request_header(r, "X-Purpose"), r->a, &purpose);
    if (code != OK) return request_refuse_code(r, code, "X-Purpose");
    code = session_text(request_header(r, "X-Purpose-Note"), r->a, &note);
    if (code != OK) return request_refuse_code(r, code, "X-Purpose-Note");
    if (code == OK) code = session_text(request_header(r, "X-Purpose-Ref"), r->a, &reference);
    if (code != OK) return request_refuse_code(r, code, "X-Purpose-Ref");
    if (code == OK) code = session_text(request_header(r, "X-For"), r->a, &whom);
    if (code != OK) return request_refuse_code(r, code, "X-For");
    e->acting_for = (char *) (uintptr_t) whom;
    e->purpose = (char *) (uintptr_t) purpose;
    e->purpose_ref = (char *) (uintptr_t) reference;
    e->purpose_note = (char *) (uintptr_t) note;
    return true;
}

/* Which version of a draft the page read before it was corrected. */
static bool read_version(request *r, int64_t *out) {
    const char *text = request_parameter(r, "version");
    if (!text) return true;
    size_t n = strlen(text);
    bool number = n > 0 && n < 19 && strspn(text, "0123456789") == n;
    if (number) *out = strtoll(text, NULL, 10);
    return number || request_refuse_code(r, E_FORM, "version");
}

static bool read_flags(request *r, Bus__Envelope *e) {
    const char *case_no = NULL, *least = "";
    bool dry_run = false, draft = false;
    status code = session_position(request_header(r, "X-Least-Position"), &least);
    if (code != OK) return request_refuse_code(r, code, "X-Least-Position");
    e->least_position = (char *) (uintptr_t) least;
    if (!call_purpose(r, e)) return false;
    if (r->route.command->query) return true;
    if (!request_flag(r, "dry_run", &dry_run) || !request_flag(r, "draft", &draft)) return false;
    if (!read_version(r, &e->case_version)) return false;
    e->dry_run = dry_run;
    e->draft = draft;
    case_no = request_parameter(r, "case");
    if (case_no) e->case_no = (char *) (uintptr_t) case_no;
    return true;
}

static void call_work(request *r) {
    const command_type *c = r->route.command;
    ProtobufCBinaryData payload = {0};
    if (!read_input(r, &payload) || !take_certificate(r, &payload) || !begin_secret(r, &payload) ||
        !take_share_code(r, &payload))
        return;
    Bus__Envelope e = call_envelope(r, c, payload);
    if (!read_flags(r, &e)) return;
    if (c->contended && !pace_admit(r)) return;
    if (sheet_wanted(r))
        sheet_send(r, &e);
    else if (confirm_wanted(r, &e))
        confirm_send(r, arena_copy(r->a, &e, sizeof e), call_answered);
    else if (c->secret || is_by_share_code(c)) /* a slow hash or a guess: addresses take turns */
        throttle_enter(r, &e, c->timeout_ms, call_answered);
    else
        request_send(r, &e, c->timeout_ms, call_answered);
}

static void set_cookie(request *r, const char *name, const char *value, const char *age) {
    const char *cookie =
        arena_printf(r->a, "%s=%s; Path=/;%s Secure; HttpOnly; SameSite=Strict", name, value, age);
    if (cookie) MHD_add_response_header(r->response, "Set-Cookie", cookie);
}

static void set_cookies(request *r) {
    const new_secrets *new = r->issued;
    if (new->token[0] && r->browser) set_cookie(r, SESSION_COOKIE, new->token, "");
    if (new->device[0]) set_cookie(r, SESSION_DEVICE_COOKIE, new->device, " Max-Age=31536000;");
}

static const char *text_or_none(const char *text) {
    return *text ? text : NULL;
}

/* The texts that an answer may say besides. */
typedef struct said_besides {
    char key_no[PROGRAM_KEY_NUMBER_BYTES];
    char csrf[SESSION_CSRF_BYTES];
} said_besides;

/* A program gets the token; a browser keeps it in a cookie that no script reads. */
static void add_secrets(const request *r, said_besides *room, reply_added *out) {
    const new_secrets *new = r->issued;
    uint8_t token[SESSION_TOKEN_BYTES];
    out->program_key = text_or_none(new->program_key);
    if (!r->browser) {
        out->token = text_or_none(new->token);
    } else if (new->token[0] && crypt_unhex(new->token, token, sizeof token)) {
        session_csrf(token, room->csrf);
        out->csrf_token = room->csrf;
        crypt_wipe(token, sizeof token);
    }
}

static bool tells_session(const command_type *command) {
    return !strcmp(command->name, "identity.ShowSession") ||
           !strcmp(command->name, "identity.WhoAmI");
}

/* The role of the login of which identity.WhoAmI told. */
static Kernel__Role role_told(request *r, const Bus__Answer *answer) {
    if (strcmp(r->route.command->name, "identity.WhoAmI") != 0) return KERNEL__ROLE__ROLE_NONE;
    const Identity__AccountStanding *told = identity__account_standing__unpack(
        arena_pb(r->a), answer->payload.len, answer->payload.data);
    return told && told->session ? told->session->role : KERNEL__ROLE__ROLE_NONE;
}

/* What the answer says besides: the new secrets, by which key was asked, and to who asks after a
 * cookie session the token that its pages send back. */
static reply_added added_to(const request *r, bool begins, said_besides *room) {
    reply_added out = {.token = NULL};
    if (begins) add_secrets(r, room, &out);
    if (r->session == SESSION_COOKIED && tells_session(r->route.command)) {
        session_csrf(r->token, room->csrf);
        out.csrf_token = room->csrf;
    }
    if (r->session == SESSION_PROGRAM) {
        uint8_t hash[CRYPT_HASH_BYTES];
        crypt_sm3(r->token, sizeof r->token, hash);
        program_key_number(hash, room->key_no);
        out.key_no = room->key_no;
    }
    return out;
}

static void succeed(request *r, const Bus__Answer *answer) {
    const char *text = NULL;
    said_besides room;
    bool begins = r->issued && answer->status == OK && answer->outcome == BUS__OUTCOME__APPLIED;
    reply_added added = added_to(r, begins, &room);
    added.door = r->door->kind;
    added.role = role_told(r, answer);
    status s = reply_text(r->route.command, answer, r->english, &added, r->a, &text);
    if (s != OK) {
        request_refuse_code(r, s == E_ARENA ? E_TOO_LARGE : E_INTERNAL, NULL);
        return;
    }
    r->code = answer->status;
    request_answer(r, reply_http(answer), "application/json", text, strlen(text));
    if (begins) set_cookies(r);
    if (r->route.command->ends_session && answer->status == OK) request_drop_cookie(r);
}

void call_answered(void *self, const Bus__Answer *answer) {
    request *r = self;
    throttle_leave(r, answer->status == E_LOGIN || answer->status == E_SHARE_CODE);
    if (status_http(answer->status) < 400)
        succeed(r, answer);
    else
        request_refuse(r, problem_of(answer));
    request_resume(r);
}

const route_operation call_operation = {.begin = call_begin, .work = call_work, .drop = sheet_drop};
