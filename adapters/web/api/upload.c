/* upload: takes a roster file in: checks the right first, streams the body into the store, hands
 * the name in. */
#include "adapters/web/api/upload.h"

#include <stdlib.h>
#include <string.h>

#include "adapters/web/api/call.h"
#include "adapters/web/api/confirm.h"
#include "adapters/web/api/upload_form.h"
#include "identity/list_accounts.pb-c.h"
#include "proto/runtime/crypt/crypt.h"
#include "proto/runtime/log.h"
#include "proto/runtime/uuid.h"
#include "roster/list_rosters.pb-c.h"
#include "roster/rows.pb-c.h"
#include "roster/submit_accounts.pb-c.h"
#include "roster/submit_roster.pb-c.h"
#include "store/workbook/template_of.h"

typedef struct upload {
    upload_form form;
    const char *unit_no;
    const command_type *method;
    bool dry_run;
} upload;

/* Rows of high risk are confirmed with their file, which is no unit's. */
static const char *submit_method(const upload *u) {
    return u->method->high_risk ? "roster.SubmitAccounts" : "roster.SubmitRoster";
}

static bool read_parameters(request *r, upload *u) {
    static const char *const known[] = {"unit_no", "method", "dry_run", NULL};
    const char *method = request_parameter(r, "method");
    u->unit_no = request_parameter(r, "unit_no");
    if (!request_only(r, known) || !request_flag(r, "dry_run", &u->dry_run)) return false;
    if (!method || !*method) return request_refuse_code(r, E_REQUIRED, "method");
    u->method = catalog_command(method);
    if (!u->method || !route_open(r->door->kind, u->method) || !template_of(u->method))
        return request_refuse_code(r, E_UNKNOWN_METHOD, "method");
    bool of_unit = u->unit_no && *u->unit_no;
    if (u->method->high_risk && of_unit) return request_refuse_code(r, E_FORM, "unit_no");
    if (!u->method->high_risk && !of_unit) return request_refuse_code(r, E_REQUIRED, "unit_no");
    r->route.command = catalog_command(submit_method(u));
    return true;
}

/* Allowed or refused, before the body: microhttpd hands the header in once more. */
static void allowed(void *self, const Bus__Answer *answer) {
    request *r = self;
    if (answer->status != OK) request_refuse(r, problem_of(answer));
    r->again = true;
    request_resume(r);
}

static void ask_list(request *r, const char *method, const ProtobufCMessage *input) {
    const command_type *list = catalog_command(method);
    ProtobufCBinaryData payload;
    uint8_t id[16];
    if (!call_pack(r, input, &payload)) return;
    Bus__Envelope e = call_envelope(r, list, payload);
    uuid_v7(id);
    e.id.data = id;
    request_send(r, &e, list->timeout_ms, allowed);
}

/* Whether this login may see the unit's rosters, or the accounts that it makes, is the right to
 * file such a file. */
static void ask(request *r) {
    const upload *u = r->state;
    Roster__ListRosters rosters = ROSTER__LIST_ROSTERS__INIT;
    Identity__ListAccounts accounts = IDENTITY__LIST_ACCOUNTS__INIT;
    rosters.unit_no = (char *) (uintptr_t) u->unit_no;
    accounts.role = KERNEL__ROLE__UNIT_OPERATOR;
    rosters.limit = accounts.limit = 1;
    if (u->method->high_risk)
        ask_list(r, "identity.ListAccounts", &accounts.base);
    else
        ask_list(r, "roster.ListRosters", &rosters.base);
}

static void upload_begin(request *r) {
    upload *u = calloc(1, sizeof *u);
    must(u);
    r->state = u;
    r->route.command = catalog_command("roster.SubmitRoster");
    if (!request_key(r)) return;
    if (r->session == SESSION_NONE) {
        request_refuse_code(r, E_TOKEN, NULL);
        return;
    }
    if (request_cookie(r, true) && read_parameters(r, u) &&
        upload_form_open(r, &u->form, r->web->opt->upload_bytes))
        ask(r);
}

static void upload_add(request *r, const char *data, size_t bytes) {
    upload *u = r->state;
    upload_form_add(&u->form, data, bytes);
}

/* A file that no roster needs does not stay: the act was refused for good, or this content was
 * handed in before. Where the outcome is not known it stays, for the act may come again. */
static void answered(void *self, const Bus__Answer *answer) {
    request *r = self;
    const upload *u = r->state;
    bool known = answer->status == OK || !status_may_retry(answer->status);
    Roster__RosterShown *roster =
        answer->status == OK ? roster__roster_shown__unpack(arena_pb(r->a), answer->payload.len,
                                                            answer->payload.data)
                             : NULL;
    bool needed = roster && !strcmp(roster->file_id, u->form.stored.name);
    if (known && !needed && files_remove(r->web->files, u->form.stored.name) != OK)
        log_warn("upload_not_removed", log_text("file", u->form.stored.name));
    call_answered(self, answer);
}

/* Whose act it is: this login's, under this key. */
static bool end_file(request *r, upload *u) {
    char owner[2 * (CRYPT_HASH_BYTES + UUID_BYTES) + 16] = "upload ";
    uint8_t hash[CRYPT_HASH_BYTES];
    size_t n = strlen(owner);
    crypt_sm3(r->token, sizeof r->token, hash);
    crypt_hex(hash, sizeof hash, owner + n);
    crypt_hex(r->id, sizeof r->id, owner + strlen(owner));
    return upload_form_end(&u->form, owner);
}

static bool pack_roster(request *r, upload *u, ProtobufCBinaryData *out) {
    Roster__SubmitRoster input = ROSTER__SUBMIT_ROSTER__INIT;
    input.unit_no = (char *) (uintptr_t) u->unit_no;
    input.method = (char *) (uintptr_t) u->method->name;
    input.file_id = u->form.stored.name;
    input.file_digest = u->form.stored.digest;
    input.file_bytes = u->form.stored.bytes;
    input.file_name = u->form.file_name;
    input.dry_run = u->dry_run;
    return call_pack(r, &input.base, out);
}

static bool pack_accounts(request *r, upload *u, ProtobufCBinaryData *out) {
    Roster__SubmitAccounts input = ROSTER__SUBMIT_ACCOUNTS__INIT;
    input.method = (char *) (uintptr_t) u->method->name;
    input.file_id = u->form.stored.name;
    input.file_digest = u->form.stored.digest;
    input.file_bytes = u->form.stored.bytes;
    input.file_name = u->form.file_name;
    input.dry_run = u->dry_run;
    return call_pack(r, &input.base, out);
}

static void upload_work(request *r) {
    upload *u = r->state;
    const command_type *submit = r->route.command;
    ProtobufCBinaryData payload;
    if (!end_file(r, u)) return;
    bool packed = submit->high_risk ? pack_accounts(r, u, &payload) : pack_roster(r, u, &payload);
    if (!packed) return;
    Bus__Envelope e = call_envelope(r, submit, payload);
    if (!call_purpose(r, &e)) return;
    if (confirm_wanted(r, &e))
        confirm_send(r, &e, answered);
    else
        request_send(r, &e, submit->timeout_ms, answered);
}

static void upload_drop(request *r) {
    upload *u = r->state;
    if (!u) return;
    upload_form_drop(&u->form);
    free(u);
    r->state = NULL;
}

const route_operation upload_operation = {
    .begin = upload_begin, .add = upload_add, .work = upload_work, .drop = upload_drop};
