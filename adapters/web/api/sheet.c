/* sheet: what a query lists, and the file at the end. A list that leaves looks comes in one answer,
 * with one entry; another one page by page. */
#include "adapters/web/api/sheet.h"

#include <string.h>
#include <unistd.h>

#include "adapters/web/api/download.h"
#include "proto/runtime/uuid.h"
#include "store/workbook/listing.h"

#define CSV "text/csv"

struct sheet {
    Bus__Envelope page;
    listing *list;
    listing_note note;
    bool csv;
};

static bool accepts(const request *r, const char *type) {
    const char *accept = request_header(r, "Accept");
    return accept && !strncmp(accept, type, strlen(type));
}

bool sheet_wanted(const request *r) {
    return r->route.command->query && (accepts(r, CSV) || accepts(r, DOWNLOAD_WORKBOOK)) &&
           listing_lists(r->route.command);
}

static void send_file(request *r, struct sheet *s) {
    const command_type *c = r->route.command;
    const char *ending = s->csv ? "csv" : "xlsx";
    const char *ascii = arena_printf(r->a, "%s.%s", c->path, ending);
    const char *chinese = arena_printf(r->a, "%s.%s", c->title.zh, ending);
    int fd = -1;
    status done = listing_finish(s->list, &s->note, &fd);
    s->list = NULL;
    if (done == OK && ascii && chinese) {
        download_file(r, fd, s->csv ? CSV "; charset=utf-8" : DOWNLOAD_WORKBOOK, ascii, chinese);
        return;
    }
    if (fd >= 0) close(fd);
    request_refuse_code(r, done == OK ? E_ARENA : done, NULL);
}

static void page_answered(void *self, const Bus__Answer *answer);

/* The answer is gone when the file is made. */
static bool note(request *r, struct sheet *s, const Bus__Answer *answer) {
    const Bus__Listed *said = answer->listed;
    s->note = (listing_note){arena_dup(r->a, said ? said->filter : ""),
                             arena_dup(r->a, said ? said->account_no : ""),
                             arena_dup(r->a, answer->position), answer->received_at_us};
    return s->note.filter && s->note.account_no && s->note.position;
}

/* The next page, or the file; false when the response is built. */
static bool go_on(request *r, struct sheet *s, bool first) {
    const command_type *c = r->route.command;
    if (!listing_next(s->list, &s->page.payload)) {
        send_file(r, s);
        return false;
    }
    if (!first) uuid_v7(r->id);
    return first ? request_send(r, &s->page, c->timeout_ms, page_answered)
                 : request_publish(r, &s->page, c->timeout_ms, page_answered);
}

static void page_answered(void *self, const Bus__Answer *answer) {
    request *r = self;
    struct sheet *s = r->sheet;
    status added = OK;
    if (answer->status != OK)
        request_refuse(r, problem_of(answer));
    else if ((added = listing_add(s->list, answer->payload)) != OK)
        request_refuse_code(r, added, NULL);
    else if (!note(r, s, answer))
        request_refuse_code(r, E_ARENA, NULL);
    else if (go_on(r, s, false))
        return;
    request_resume(r);
}

void sheet_send(request *r, const Bus__Envelope *envelope) {
    if (!r->web->room) {
        request_refuse_code(r, E_UNKNOWN_METHOD, "Accept");
        return;
    }
    struct sheet *s = arena_alloc(r->a, sizeof *s);
    if (!s) {
        request_refuse_code(r, E_ARENA, NULL);
        return;
    }
    *s = (struct sheet){.page = *envelope, .csv = accepts(r, CSV)};
    s->page.whole = true;
    r->sheet = s;
    status opened = listing_open(r->route.command, envelope->payload,
                                 s->csv ? LISTING_CSV : LISTING_XLSX, r->web->room, &s->list);
    if (opened == OK)
        (void) go_on(r, s, true);
    else
        request_refuse_code(r, opened, NULL);
}

void sheet_drop(request *r) {
    if (!r->sheet) return;
    listing_drop(r->sheet->list);
    r->sheet->list = NULL;
}
