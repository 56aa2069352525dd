/* scan: hands the scan of a unit's letter in, or fetches the one on which an operator was
 * appointed. The files lie in this hall's store, so both work on its machine only. */
#include "store/files/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "gen/identity/keep_scan.h"
#include "gen/identity/show_unit_letter.h"
#include "tools/hall/hall.h"

enum { ARENA_BYTES = 1 << 20, PIECE_BYTES = 1 << 16, OWNER_ONLY = 0600 };

/* ---- in ------------------------------------------------------------------------------------ */

static status store_file(files *store, FILE *from, files_stored *out) {
    static char piece[PIECE_BYTES];
    char owner[SCAN_ARRIVING_BYTES];
    files_writer *w = NULL;
    int64_t left = opt.scan_bytes;
    status s = files_write_start(store, &w);
    for (size_t n; s == OK && (n = fread(piece, 1, sizeof piece, from)) > 0; left -= (int64_t) n)
        s = (int64_t) n > left ? E_TOO_LARGE : files_write_add(w, piece, n);
    if (s == OK && ferror(from)) s = E_UNAVAILABLE;
    scan_arriving(owner);
    if (s == OK) return files_write_end(&w, owner, out);
    files_write_drop(&w);
    return s;
}

static int hand_in(const files_stored *stored, Identity__ScanForm form, const uint8_t *token,
                   arena *a) {
    KeepScan in = KEEP_SCAN_INIT;
    Bus__Answer *answer = NULL;
    in.file_id = lend(stored->name);
    in.file_digest = lend(stored->digest);
    in.file_bytes = stored->bytes;
    in.form = form;
    const hall_act act = {opt.name, "identity.KeepScan", &in.base, token, NULL, NULL};
    status s = hall_call(&act, a, &answer);
    if (s != OK) return say_refusal("scan", s, answer);
    puts(stored->name);
    return EXIT_DONE;
}

static int keep(files *store, const char *path, const uint8_t *token, arena *a) {
    files_stored came, stored;
    scan_found found = {.reason = NULL};
    FILE *from = open_file(path);
    if (!from) return EXIT_USAGE;
    status s = store_file(store, from, &came);
    fclose(from);
    if (s != OK) return say_status(path, s);
    s = scan_take(store, came.name, &found, &stored);
    if (files_remove(store, came.name) != OK) say(0, "%s stays in the store.", came.name);
    if (s == OK) return hand_in(&stored, found.form, token, a);
    return s == E_FORM
               ? say(EXIT_REFUSED, "%s：%s / %s", path, status_reason(s, found.reason, false),
                     status_reason(s, found.reason, true))
               : say_status(path, s);
}

/* ---- out ----------------------------------------------------------------------------------- */

typedef struct wanted {
    const char *path, *unit_no, *login_name, *purpose, *reference;
} wanted;

static int copy(int from, const char *path) {
    static char piece[PIECE_BYTES];
    int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, OWNER_ONLY);
    if (to < 0) return say(EXIT_USAGE, "%s cannot be made: %s.", path, strerror(errno));
    ssize_t n = 0;
    while ((n = read(from, piece, sizeof piece)) > 0)
        if (write(to, piece, (size_t) n) != n) break;
    bool whole = close(to) == 0 && n == 0;
    if (whole) return EXIT_DONE;
    unlink(path);
    return say(EXIT_UNAVAILABLE, "%s cannot be written.", path);
}

static int fetch(files *store, const wanted *w, const uint8_t *token, arena *a) {
    ShowUnitLetter in = SHOW_UNIT_LETTER_INIT;
    Bus__Answer *answer = NULL;
    int fd = -1;
    in.unit_no = lend(w->unit_no);
    in.login_name = lend(w->login_name);
    const hall_act act = {opt.name,    "identity.ShowUnitLetter", &in.base, token, w->purpose,
                          w->reference};
    status s = hall_call(&act, a, &answer);
    if (s != OK) return say_refusal("scan", s, answer);
    Identity__UnitLetterShown *letter =
        identity__unit_letter_shown__unpack(arena_pb(a), answer->payload.len, answer->payload.data);
    if (!letter) return say(EXIT_REFUSED, "scan: E_MALFORMED");
    s = files_read(store, letter->scan_no, &fd, NULL);
    if (s != OK) return say_status("scan", s == E_NOT_FOUND ? E_RESULT_GONE : s);
    int code = copy(fd, w->path);
    close(fd);
    return code;
}

int tool_scan(int argc, char **argv) {
    wanted w = {.unit_no = flag(&argc, argv, "unit-no"),
                .login_name = flag(&argc, argv, "login-name"),
                .purpose = flag(&argc, argv, "purpose"),
                .reference = flag(&argc, argv, "purpose-ref")};
    const bool out = w.unit_no && w.login_name;
    uint8_t token[32];
    if (argc != 2 || (!out && (w.unit_no || w.login_name || w.purpose || w.reference)))
        return say(EXIT_USAGE, "hall scan FILE | hall scan FILE --unit-no UNIT --login-name NAME "
                               "--purpose CODE --purpose-ref NUMBER");
    w.path = argv[1];
    if (!token_get(NULL, token)) return say(EXIT_REFUSED, "Log in first: hall login ACCOUNT");
    files *store = hall_files();
    arena *a = store ? arena_open(ARENA_BYTES) : NULL;
    int code = !a    ? EXIT_UNAVAILABLE
               : out ? fetch(store, &w, token, a)
                     : keep(store, argv[1], token, a);
    crypt_wipe(token, sizeof token);
    arena_close(a);
    if (store) files_close(store);
    return code;
}
