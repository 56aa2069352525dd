/* scan: asks first whether this login may hand such files in, streams the body into the store,
 * reads it there and hands its name in. */
#include "adapters/web/api/scan.h"

#include <stdlib.h>

#include "adapters/web/api/call.h"
#include "adapters/web/api/download.h"
#include "adapters/web/api/upload_form.h"
#include "proto/runtime/log.h"
#include "proto/runtime/uuid.h"
#include "store/files/scan.h"

/* ---- in ------------------------------------------------------------------------------------ */

/* Allowed or refused, before the body: microhttpd hands the header in once more. */
static void allowed(void *self, const Bus__Answer *answer) {
    request *r = self;
    if (answer->status != OK) request_refuse(r, problem_of(answer));
    r->again = true;
    request_resume(r);
}

/* The input of the act that keeps the file: all of them name a stored file by these fields. */
static bool pack(request *r, const char *name, const char *digest, Identity__ScanForm form,
                 int64_t bytes, ProtobufCBinaryData *payload) {
    const message_type *type = r->route.command->input;
    ProtobufCMessage *input = arena_alloc(r->a, type->descriptor->sizeof_message);
    must(input);
    protobuf_c_message_init(type->descriptor, input);
    field_set_text(input, (unsigned) catalog_field(type, "file_id"), name);
    field_set_text(input, (unsigned) catalog_field(type, "file_digest"), digest);
    field_set_number(input, (unsigned) catalog_field(type, "form"), form);
    field_set_number(input, (unsigned) catalog_field(type, "file_bytes"), bytes);
    return call_pack(r, input, payload);
}

/* A trial of the very act, with a scan that there is not. */
static void ask(request *r) {
    static const char none[] = "0000000000000000000000000000000000000000000000000000000000000000";
    ProtobufCBinaryData payload;
    uint8_t id[UUID_BYTES];
    if (!pack(r, none, none, IDENTITY__SCAN_FORM__PDF, 1, &payload)) return;
    Bus__Envelope e = call_envelope(r, r->route.command, payload);
    uuid_v7(id);
    e.id.data = id;
    e.dry_run = true;
    request_send(r, &e, r->route.command->timeout_ms, allowed);
}

static void begin(request *r, const char *method) {
    static const char *const none[] = {NULL};
    upload_form *f = calloc(1, sizeof *f);
    must(f);
    r->state = f;
    r->route.command = catalog_command(method);
    if (!request_key(r) || !request_only(r, none)) return;
    if (r->session == SESSION_NONE) {
        request_refuse_code(r, E_TOKEN, NULL);
        return;
    }
    if (request_cookie(r, true) && upload_form_open(r, f, r->web->opt->scan_bytes)) ask(r);
}

static void scan_begin(request *r) {
    begin(r, "identity.KeepScan");
}

static void attachment_begin(request *r) {
    begin(r, "ticket.KeepAttachment");
}

static void scan_add(request *r, const char *data, size_t bytes) {
    upload_form_add(r->state, data, bytes);
}

/* What came in is stored under a name that nobody can name, read, and goes at once; what stays is
 * the scan without what it tells besides the picture. */
static bool take(request *r, upload_form *f, scan_found *found) {
    char owner[SCAN_ARRIVING_BYTES];
    scan_arriving(owner);
    if (!upload_form_end(f, owner)) return false;
    const files_stored came = f->stored;
    status s = scan_take(r->web->files, came.name, found, &f->stored);
    if (files_remove(r->web->files, came.name) != OK)
        log_warn("scan_not_removed", log_text("file", came.name));
    const char *reason = s == E_FORM ? found->reason : NULL;
    return s == OK || request_refuse(r, (problem){.code = s, .field = "file", .reason = reason});
}

static void scan_work(request *r) {
    upload_form *f = r->state;
    scan_found found;
    ProtobufCBinaryData payload;
    if (!take(r, f, &found)) return;
    if (!pack(r, f->stored.name, f->stored.digest, found.form, f->stored.bytes, &payload)) return;
    Bus__Envelope e = call_envelope(r, r->route.command, payload);
    request_send(r, &e, r->route.command->timeout_ms, call_answered);
}

static void scan_drop(request *r) {
    if (!r->state) return;
    upload_form_drop(r->state);
    free(r->state);
    r->state = NULL;
}

const route_operation scan_operation = {
    .begin = scan_begin, .add = scan_add, .work = scan_work, .drop = scan_drop};
const route_operation attachment_operation = {
    .begin = attachment_begin, .add = scan_add, .work = scan_work, .drop = scan_drop};

/* ---- out ----------------------------------------------------------------------------------- */

/* What shows where a scan lies: a query whose reply has its number and form, and how the file is
 * called by the first field of the reply. */
typedef struct paper {
    const char *method, *const *known, *ascii, *chinese;
} paper;

static const paper unit_letter = {"identity.ShowUnitLetter",
                                  (const char *const[]){"unit_no", "login_name", NULL}, "letter",
                                  "单位函件"};
static const paper mandate_paper = {"access.ShowMandatePaper",
                                    (const char *const[]){"person_no", "mandate_no", NULL},
                                    "mandate", "委托书"};
static const paper case_scan = {"review.ShowCaseScan", (const char *const[]){"case_no", NULL},
                                "evidence", "证明材料"};

static const paper attachment = {"ticket.ShowAttachment",
                                 (const char *const[]){"ticket_no", "scan_no", NULL}, "attachment",
                                 "咨询附件"};

static void send_scan(request *r, const paper *of, const ProtobufCMessage *reply) {
    const message_type *type = catalog_command(of->method)->output;
    const char *name = field_text(reply, (unsigned) catalog_field(type, "scan_no"));
    const char *about = field_text(reply, (unsigned) catalog_field(type, of->known[0]));
    const int form = (int) field_number(reply, (unsigned) catalog_field(type, "form"));
    int fd = -1;
    status s = files_read(r->web->files, name, &fd, NULL);
    if (s != OK) {
        request_refuse_code(r, s == E_NOT_FOUND ? E_RESULT_GONE : E_UNAVAILABLE, "scan_no");
        return;
    }
    const char *ending = scan_ending(form);
    const char *ascii = arena_printf(r->a, "%s-%s.%s", of->ascii, about, ending);
    const char *chinese = arena_printf(r->a, "%s-%s.%s", of->chinese, about, ending);
    download_file(r, fd, scan_type(form), ascii, chinese);
}

static void shown(void *self, const Bus__Answer *answer) {
    request *r = self;
    const paper *of = r->state;
    const message_type *type = catalog_command(of->method)->output;
    const ProtobufCMessage *reply =
        answer->status == OK ? protobuf_c_message_unpack(type->descriptor, arena_pb(r->a),
                                                         answer->payload.len, answer->payload.data)
                             : NULL;
    r->state = NULL;
    if (answer->status != OK)
        request_refuse(r, problem_of(answer));
    else if (reply)
        send_scan(r, of, reply);
    else
        request_refuse_code(r, E_INTERNAL, NULL);
    request_resume(r);
}

static void show(request *r, const paper *of) {
    const command_type *query = catalog_command(of->method);
    ProtobufCMessage *input = arena_alloc(r->a, query->input->descriptor->sizeof_message);
    ProtobufCBinaryData payload;
    if (!request_only(r, of->known) || !request_cookie(r, false)) return;
    must(input);
    protobuf_c_message_init(query->input->descriptor, input);
    for (unsigned i = 0; of->known[i]; i++) {
        const char *text = request_parameter(r, of->known[i]);
        field_set_text(input, (unsigned) catalog_field(query->input, of->known[i]),
                       text ? text : "");
    }
    if (!call_pack(r, input, &payload)) return;
    uuid_v7(r->id);
    Bus__Envelope e = call_envelope(r, query, payload);
    r->state = (void *) (uintptr_t) of;
    if (call_purpose(r, &e)) request_send(r, &e, query->timeout_ms, shown);
}

void scan_letter_work(request *r) {
    show(r, &unit_letter);
}

void scan_mandate_work(request *r) {
    show(r, &mandate_paper);
}

void scan_attachment_work(request *r) {
    show(r, &attachment);
}

void scan_case_work(request *r) {
    show(r, &case_scan);
}
