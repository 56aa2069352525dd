/* scan: asks first whether this login appoints operators, streams the body into the store, reads it
 * there and hands its name in. */
#include "adapters/web/api/scan.h"

#include <stdlib.h>

#include "adapters/web/api/call.h"
#include "adapters/web/api/download.h"
#include "adapters/web/api/upload_form.h"
#include "identity/keep_scan.pb-c.h"
#include "identity/list_accounts.pb-c.h"
#include "identity/show_unit_letter.pb-c.h"
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

/* Whether this login may list the accounts of units' operators is the right to appoint them. */
static void ask(request *r) {
    const command_type *list = catalog_command("identity.ListAccounts");
    Identity__ListAccounts input = IDENTITY__LIST_ACCOUNTS__INIT;
    ProtobufCBinaryData payload;
    uint8_t id[UUID_BYTES];
    input.role = KERNEL__ROLE__UNIT_OPERATOR;
    input.limit = 1;
    if (!call_pack(r, &input.base, &payload)) return;
    Bus__Envelope e = call_envelope(r, list, payload);
    uuid_v7(id);
    e.id.data = id;
    request_send(r, &e, list->timeout_ms, allowed);
}

static void scan_begin(request *r) {
    static const char *const none[] = {NULL};
    upload_form *f = calloc(1, sizeof *f);
    must(f);
    r->state = f;
    r->route.command = catalog_command("identity.KeepScan");
    if (!request_key(r) || !request_only(r, none)) return;
    if (r->session == SESSION_NONE) {
        request_refuse_code(r, E_TOKEN, NULL);
        return;
    }
    if (request_cookie(r, true) && upload_form_open(r, f, r->web->opt->scan_bytes)) ask(r);
}

static void scan_add(request *r, const char *data, size_t bytes) {
    upload_form_add(r->state, data, bytes);
}

/* A file that is no scan does not stay; no row can name it, because none was ever taken. */
static bool check(request *r, const upload_form *f, Identity__ScanForm *form) {
    scan_found found;
    status s = scan_check(r->web->files, f->stored.name, &found);
    *form = found.form;
    if (s == OK) return true;
    if (files_remove(r->web->files, f->stored.name) != OK)
        log_warn("scan_not_removed", log_text("file", f->stored.name));
    return request_refuse(r, (problem){.code = s, .field = "file", .reason = found.reason});
}

static void scan_work(request *r) {
    upload_form *f = r->state;
    Identity__KeepScan input = IDENTITY__KEEP_SCAN__INIT;
    ProtobufCBinaryData payload;
    if (!upload_form_end(f, SCAN_OWNER) || !check(r, f, &input.form)) return;
    input.file_id = f->stored.name;
    input.file_digest = f->stored.digest;
    input.file_bytes = f->stored.bytes;
    if (!call_pack(r, &input.base, &payload)) return;
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

/* ---- out ----------------------------------------------------------------------------------- */

static void send_scan(request *r, const Identity__UnitLetterShown *letter) {
    int fd = -1;
    status s = files_read(r->web->files, letter->scan_no, &fd, NULL);
    if (s != OK) {
        request_refuse_code(r, s == E_NOT_FOUND ? E_RESULT_GONE : E_UNAVAILABLE, "scan_no");
        return;
    }
    const char *ending = scan_ending(letter->form);
    const char *ascii = arena_printf(r->a, "letter-%s.%s", letter->unit_no, ending);
    const char *chinese = arena_printf(r->a, "单位函件-%s.%s", letter->unit_no, ending);
    download_file(r, fd, scan_type(letter->form), ascii, chinese);
}

static void shown(void *self, const Bus__Answer *answer) {
    request *r = self;
    Identity__UnitLetterShown *letter =
        answer->status == OK ? identity__unit_letter_shown__unpack(
                                   arena_pb(r->a), answer->payload.len, answer->payload.data)
                             : NULL;
    if (answer->status != OK)
        request_refuse(r, problem_of(answer));
    else if (letter)
        send_scan(r, letter);
    else
        request_refuse_code(r, E_INTERNAL, NULL);
    request_resume(r);
}

void scan_letter_work(request *r) {
    static const char *const known[] = {"unit_no", "login_name", NULL};
    const command_type *show = catalog_command("identity.ShowUnitLetter");
    Identity__ShowUnitLetter input = IDENTITY__SHOW_UNIT_LETTER__INIT;
    ProtobufCBinaryData payload;
    const char *unit_no = request_parameter(r, "unit_no");
    const char *login_name = request_parameter(r, "login_name");
    if (!request_only(r, known)) return;
    input.unit_no = (char *) (uintptr_t) (unit_no ? unit_no : "");
    input.login_name = (char *) (uintptr_t) (login_name ? login_name : "");
    if (!request_cookie(r, false) || !call_pack(r, &input.base, &payload)) return;
    uuid_v7(r->id);
    Bus__Envelope e = call_envelope(r, show, payload);
    if (call_purpose(r, &e)) request_send(r, &e, show->timeout_ms, shown);
}
