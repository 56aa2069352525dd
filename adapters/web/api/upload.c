/* upload: takes a roster file in: checks the right first, streams the body into the store, hands
 * the name in. */
#include "adapters/web/api/upload.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "adapters/web/api/call.h"
#include "adapters/web/api/confirm.h"
#include "identity/list_accounts.pb-c.h"
#include "proto/runtime/crypt/crypt.h"
#include "proto/runtime/log.h"
#include "proto/runtime/text.h"
#include "proto/runtime/uuid.h"
#include "roster/list_rosters.pb-c.h"
#include "roster/rows.pb-c.h"
#include "roster/submit_accounts.pb-c.h"
#include "roster/submit_roster.pb-c.h"
#include "store/workbook/template_of.h"

enum {
    FORM_BYTES = 64 * 1024, /* what multipart adds at most, and the post processor's buffer */
    NAME_BYTES_MAX = 255
};

typedef struct upload {
    files_stored stored;
    const char *unit_no;
    const command_type *method;
    bool dry_run;
    struct MHD_PostProcessor *form;
    files_writer *writer;
    bool seen;
    status code;
    char file_name[NAME_BYTES_MAX + 1];
} upload;

/* The client's name for the file without folders; dropped when it is no clean text. */
static void keep_name(upload *u, const char *name) {
    if (!name) return;
    for (const char *at = name; *at; at++)
        if (*at == '/' || *at == '\\') name = at + 1;
    size_t n = strlen(name);
    if (n > NAME_BYTES_MAX || !text_clean(name, n)) return;
    memcpy(u->file_name, name, n + 1);
}

static enum MHD_Result take_part(void *self, enum MHD_ValueKind kind, const char *part,
                                 const char *file_name, const char *content_type,
                                 const char *encoding, const char *data, uint64_t offset,
                                 size_t bytes) {
    request *r = self;
    upload *u = r->state;
    (void) kind, (void) content_type, (void) encoding;
    if (!part || strcmp(part, "file") != 0) return MHD_YES;
    if (offset == 0 && u->seen && bytes) u->code = E_FORM;
    if (!u->seen) {
        keep_name(u, file_name);
        u->code = files_write_start(r->web->files, &u->writer);
        u->seen = true;
    }
    if (u->code == OK) u->code = files_write_add(u->writer, data, bytes);
    r->web->metrics.upload_bytes += bytes;
    return u->code == OK ? MHD_YES : MHD_NO;
}

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

static bool size_fits(request *r) {
    const char *length = request_header(r, "Content-Length");
    uint64_t most = (uint64_t) r->web->opt->upload_bytes + FORM_BYTES;
    return !length || strtoull(length, NULL, 10) <= most ||
           request_refuse_code(r, E_TOO_LARGE, "file");
}

static bool open_form(request *r, upload *u) {
    u->form = MHD_create_post_processor(r->connection, FORM_BYTES, take_part, r);
    return u->form || request_refuse(r, (problem){.code = E_FORM,
                                                  .http = 415,
                                                  .field = "Content-Type",
                                                  .detail = "multipart/form-data"});
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
    if (request_cookie(r, true) && read_parameters(r, u) && size_fits(r) && open_form(r, u)) ask(r);
}

static void upload_add(request *r, const char *data, size_t bytes) {
    upload *u = r->state;
    bool parsed = MHD_post_process(u->form, data, bytes) == MHD_YES;
    if (parsed && u->code == OK) return;
    request_refuse_code(r, u->code != OK ? u->code : E_MALFORMED, "file");
    if (u->writer) files_write_drop(&u->writer);
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
    bool needed = roster && !strcmp(roster->file_id, u->stored.name);
    if (known && !needed && files_remove(r->web->files, u->stored.name) != OK)
        log_warn("upload_not_removed", log_text("file", u->stored.name));
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
    status s = files_write_end(&u->writer, owner, &u->stored);
    return s == OK || request_refuse_code(r, s, "file");
}

static bool pack_roster(request *r, upload *u, ProtobufCBinaryData *out) {
    Roster__SubmitRoster input = ROSTER__SUBMIT_ROSTER__INIT;
    input.unit_no = (char *) (uintptr_t) u->unit_no;
    input.method = (char *) (uintptr_t) u->method->name;
    input.file_id = u->stored.name;
    input.file_digest = u->stored.digest;
    input.file_bytes = u->stored.bytes;
    input.file_name = u->file_name;
    input.dry_run = u->dry_run;
    return call_pack(r, &input.base, out);
}

static bool pack_accounts(request *r, upload *u, ProtobufCBinaryData *out) {
    Roster__SubmitAccounts input = ROSTER__SUBMIT_ACCOUNTS__INIT;
    input.method = (char *) (uintptr_t) u->method->name;
    input.file_id = u->stored.name;
    input.file_digest = u->stored.digest;
    input.file_bytes = u->stored.bytes;
    input.file_name = u->file_name;
    input.dry_run = u->dry_run;
    return call_pack(r, &input.base, out);
}

static void upload_work(request *r) {
    upload *u = r->state;
    const command_type *submit = r->route.command;
    ProtobufCBinaryData payload;
    if (!u->writer) {
        request_refuse_code(r, E_REQUIRED, "file");
        return;
    }
    if (!end_file(r, u)) return;
    bool packed = submit->high_risk ? pack_accounts(r, u, &payload) : pack_roster(r, u, &payload);
    if (!packed) return;
    Bus__Envelope e = call_envelope(r, submit, payload);
    if (!call_purpose(r, &e)) return;
    if (confirm_wanted(r))
        confirm_send(r, &e, answered);
    else
        request_send(r, &e, submit->timeout_ms, answered);
}

static void upload_drop(request *r) {
    upload *u = r->state;
    if (!u) return;
    if (u->form) MHD_destroy_post_processor(u->form);
    files_write_drop(&u->writer);
    free(u);
    r->state = NULL;
}

const route_operation upload_operation = {
    .begin = upload_begin, .add = upload_add, .work = upload_work, .drop = upload_drop};
