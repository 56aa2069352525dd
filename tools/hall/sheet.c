/* sheet: a list into a file, CSV or workbook by the ending of its name. */
#include "tools/hall/sheet.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "proto/runtime/uuid.h"
#include "store/workbook/listing.h"
#include "tools/hall/hall.h"

enum { PAGE_ARENA_BYTES = 32 << 20, PIECE_BYTES = 1 << 20, PATH_BYTES = 4096 };

static bool ends_in(const char *path, const char *ending) {
    size_t n = strlen(path), m = strlen(ending);
    return n > m && !strcmp(path + n - m, ending);
}

/* Nothing that is there is written over, and nobody else reads what it shows. */
static int keep_file(const char *path, int from) {
    int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (to < 0) return say(EXIT_USAGE, "%s cannot be made: %s.", path, strerror(errno));
    ssize_t n = 0;
    while ((n = sendfile(to, from, NULL, PIECE_BYTES)) > 0) continue;
    bool whole = close(to) == 0 && n == 0;
    if (whole) return EXIT_DONE;
    unlink(path);
    return say(EXIT_UNAVAILABLE, "%s cannot be written.", path);
}

/* Page after page, or all in one answer; on a refusal it is said. The note lies in `a` of the last.
 */
static int collect(bus *b, const command_type *query, Bus__Envelope *page, listing *list,
                   listing_note *note, arena *a) {
    uint8_t id[UUID_BYTES];
    page->id = (ProtobufCBinaryData){UUID_BYTES, id};
    while (listing_next(list, &page->payload)) {
        Bus__Answer *answer = NULL;
        arena_reset(a);
        uuid_v7(id);
        status s = bus_call(b, page, (uint32_t) opt.timeout_ms, a, &answer);
        if (s == OK) s = answer->status;
        if (s == OK) s = listing_add(list, answer->payload);
        if (s != OK) return say_refusal(query->name, s, answer);
        *note = (listing_note){answer->listed ? answer->listed->filter : "",
                               answer->listed ? answer->listed->account_no : "", answer->position,
                               answer->received_at_us};
    }
    return EXIT_DONE;
}

static int collect_file(const command_type *query, const Bus__Envelope *first, const char *path,
                        const scratch *room) {
    Bus__Envelope page = *first;
    listing *list = NULL;
    listing_note note = {"", "", "", 0};
    page.whole = true;
    int fd = -1, code = EXIT_UNAVAILABLE;
    listing_form form = ends_in(path, ".csv") ? LISTING_CSV : LISTING_XLSX;
    status s = listing_open(query, first->payload, form, room, &list);
    if (s != OK) return say_status("--sheet", s);
    arena *a = arena_open(PAGE_ARENA_BYTES);
    bus *b = a ? hall_bus(opt.name) : NULL;
    if (b) code = collect(b, query, &page, list, &note, a);
    bus_close(b);
    if (code != EXIT_DONE) {
        listing_drop(list);
        arena_close(a);
        return code;
    }
    s = listing_finish(list, &note, &fd);
    arena_close(a);
    if (s != OK) return say(EXIT_UNAVAILABLE, "%s is not whole.", path);
    code = keep_file(path, fd);
    close(fd);
    return code;
}

int sheet_call(const command_type *query, const Bus__Envelope *first, const char *path) {
    char folder[PATH_BYTES], inner[PATH_BYTES + 32];
    scratch *room = NULL;
    if (!ends_in(path, ".csv") && !ends_in(path, ".xlsx"))
        return say(EXIT_USAGE, "--sheet takes a file that ends in .csv or .xlsx.");
    if (!listing_lists(query)) return say(EXIT_USAGE, "%s lists nothing.", query->name);
    int bytes = snprintf(folder, sizeof folder, "%s.XXXXXX", path); /* beside the file */
    if (bytes >= (int) sizeof folder || !mkdtemp(folder))
        return say(EXIT_USAGE, "No folder can be made beside %s.", path);
    int code = EXIT_UNAVAILABLE;
    if (scratch_open(folder, &room) == OK) code = collect_file(query, first, path, room);
    scratch_close(room);
    snprintf(inner, sizeof inner, "%s/scratch-%u", folder, (unsigned) geteuid());
    rmdir(inner);
    rmdir(folder);
    return code;
}
