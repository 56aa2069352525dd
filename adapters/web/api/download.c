/* download: sends the failed rows of a roster or an empty template as a file. */
#include "adapters/web/api/download.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "adapters/web/api/call.h"
#include "proto/runtime/uuid.h"
#include "roster/get_roster.pb-c.h"
#include "roster/rows.pb-c.h"
#include "store/workbook/template_of.h"

void download_file(request *r, int fd, const char *type, const char *ascii, const char *chinese) {
    struct stat info;
    const char *encoded = session_encode(chinese, r->a);
    const char *disposition =
        encoded
            ? arena_printf(r->a, "attachment; filename=\"%s\"; filename*=UTF-8''%s", ascii, encoded)
            : NULL;
    if (!disposition || fstat(fd, &info) != 0) {
        close(fd);
        request_refuse_code(r, E_UNAVAILABLE, NULL);
        return;
    }
    struct MHD_Response *response = MHD_create_response_from_fd64((uint64_t) info.st_size, fd);
    must(response);
    MHD_add_response_header(response, "Content-Type", type);
    MHD_add_response_header(response, "Content-Disposition", disposition);
    MHD_add_response_header(response, "Cache-Control", "no-store");
    request_respond(r, 200, response);
}

static void send_result(request *r, const Roster__RosterShown *shown) {
    int fd = -1;
    status s = *shown->result_file ? files_read(r->web->files, shown->result_file, &fd, NULL)
                                   : E_NOT_FOUND;
    if (s == E_NOT_FOUND && *shown->result_file) s = E_RESULT_GONE;
    if (s != OK) {
        bool none = s == E_NOT_FOUND || s == E_RESULT_GONE;
        request_refuse_code(r, none ? s : E_UNAVAILABLE, "result_file");
        return;
    }
    const char *ascii = arena_printf(r->a, "failed-rows-%s.xlsx", shown->roster_no);
    const char *chinese = arena_printf(r->a, "失败明细-%s.xlsx", shown->roster_no);
    download_file(r, fd, DOWNLOAD_WORKBOOK, ascii, chinese);
}

static void shown(void *self, const Bus__Answer *answer) {
    request *r = self;
    if (answer->status != OK) {
        request_refuse(r, problem_of(answer));
    } else {
        Roster__RosterShown *roster =
            roster__roster_shown__unpack(arena_pb(r->a), answer->payload.len, answer->payload.data);
        if (roster)
            send_result(r, roster);
        else
            request_refuse_code(r, E_INTERNAL, NULL);
    }
    request_resume(r);
}

void download_result(request *r) {
    static const char *const known[] = {"roster_no", NULL};
    const command_type *get = catalog_command("roster.GetRoster");
    Roster__GetRoster input = ROSTER__GET_ROSTER__INIT;
    ProtobufCBinaryData payload;
    const char *roster_no = request_parameter(r, "roster_no");
    if (!request_only(r, known)) return;
    if (!roster_no || !*roster_no) {
        request_refuse_code(r, E_REQUIRED, "roster_no");
        return;
    }
    input.roster_no = (char *) (uintptr_t) roster_no;
    if (!request_cookie(r, false) || !call_pack(r, &input.base, &payload)) return;
    uuid_v7(r->id);
    Bus__Envelope e = call_envelope(r, get, payload);
    request_send(r, &e, get->timeout_ms, shown);
}

/* Anybody may ask for a template, so it is made once a month; reads name their place. */
static int find_template(const web *w, const command_type *command) {
    static struct {
        int fd;
        int32_t period; /* 0: not made yet */
    } * made;           /* by command */
    const template_def *def = template_of(command);
    const int32_t period = template_month(time(NULL));
    if (!made) made = calloc(n_commands, sizeof *made);
    if (!def || !made) return -1;
    if (made[command->number].period != period) {
        int fd;
        if (template_write(def, period, w->room, &fd) != OK) return -1;
        if (made[command->number].period) close(made[command->number].fd);
        made[command->number].fd = fd;
        made[command->number].period = period;
    }
    return fcntl(made[command->number].fd, F_DUPFD_CLOEXEC, 3);
}

void download_template(request *r) {
    static const char *const known[] = {"method", NULL};
    const char *name = request_parameter(r, "method");
    const command_type *command = name ? catalog_command(name) : NULL;
    if (!request_only(r, known)) return;
    if (!command || !route_open(r->door->kind, command) || !template_of(command)) {
        request_refuse_code(r, E_UNKNOWN_METHOD, "method");
        return;
    }
    int fd = find_template(r->web, command);
    if (fd < 0) {
        request_refuse_code(r, E_UNAVAILABLE, NULL);
        return;
    }
    const char *ascii = arena_printf(r->a, "template-%s.xlsx", command->path);
    const char *chinese = arena_printf(r->a, "%s-批量模板.xlsx", command->title.zh);
    if (ascii && chinese) {
        download_file(r, fd, DOWNLOAD_WORKBOOK, ascii, chinese);
    } else {
        close(fd);
        request_refuse_code(r, E_ARENA, NULL);
    }
}
