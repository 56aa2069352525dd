/* old: the old query system's accounts, from its file, and its end. Says on stdout, as
 * tab-separated lines, what became of every row that was not simply taken over; on stderr what they
 * add up to. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "identity/close_old_system.pb-c.h"
#include "identity/import_old_accounts.pb-c.h"
#include "tools/hall/hall.h"
#include "tools/hall/old_rows.h"

enum { ARENA_BYTES = 256 << 20, PIECE = 200 };

typedef struct import {
    old_file file;
    Identity__OldHash hash;
    Identity__OldSalt salting;
    bus *bus;
    size_t n[OLD_OUTCOMES];
} import;

/* ---- the report ------------------------------------------------------------------------------ */

static void tell(import *im, const old_row *row, unsigned column, Identity__OldOutcome outcome,
                 status s) {
    static const char *const word[OLD_OUTCOMES] = {"refused", "imported", "locked", "repeated"};
    im->n[outcome]++;
    if (outcome == IDENTITY__OLD_OUTCOME__OLD_IMPORTED) return;
    printf("%u\t", row->number);
    if (outcome == IDENTITY__OLD_OUTCOME__OLD_REFUSED)
        printf("%s\t%s\t%s\t%s / %s\n", im->file.header[column], word[outcome], status_name(s),
               status_text(s, false), status_text(s, true));
    else
        printf("\t%s\t\t\n", word[outcome]);
}

static unsigned column_of(const char *field) {
    return !strcmp(field, "old_hash") ? OLD_COLUMN_HASH
           : !strcmp(field, "salt")   ? OLD_COLUMN_SALT
                                      : OLD_COLUMN_NUMBER;
}

/* ---- pieces ---------------------------------------------------------------------------------- */

/* What the file itself shows to be double is not sent. */
static size_t fill_rows(const old_row *row, size_t n, Identity__OldAccountRow *sent) {
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        if (row[i].is_double) continue;
        sent[m] = (Identity__OldAccountRow) IDENTITY__OLD_ACCOUNT_ROW__INIT;
        sent[m].number = row[i].text[OLD_COLUMN_NUMBER];
        sent[m].old_hash = row[i].text[OLD_COLUMN_HASH];
        sent[m++].salt = row[i].text[OLD_COLUMN_SALT];
    }
    return m;
}

static status send_rows(import *im, Identity__OldAccountRow *sent, size_t m, arena *a,
                        Identity__OldAccountsShown **shown) {
    Identity__ImportOldAccounts command = IDENTITY__IMPORT_OLD_ACCOUNTS__INIT;
    Identity__OldAccountRow *list[PIECE];
    Bus__Answer *answer = NULL;
    for (size_t i = 0; i < m; i++) list[i] = &sent[i];
    command.hash = im->hash;
    command.salting = im->salting;
    command.n_row = m;
    command.row = list;
    const hall_act act = {.method = "identity.ImportOldAccounts", .message = &command.base};
    status s = hall_call_on(im->bus, &act, a, &answer);
    if (s != OK) return s;
    *shown = identity__old_accounts_shown__unpack(arena_pb(a), answer->payload.len,
                                                  answer->payload.data);
    return *shown && (*shown)->n_row == m ? OK : E_INTERNAL;
}

static status import_piece(import *im, const old_row *row, size_t n, arena *a) {
    Identity__OldAccountRow sent[PIECE];
    Identity__OldAccountsShown *shown = NULL;
    size_t m = fill_rows(row, n, sent), at = 0;
    status s = m ? send_rows(im, sent, m, a, &shown) : OK;
    for (size_t i = 0; i < n && s == OK; i++) {
        if (row[i].is_double) {
            tell(im, &row[i], OLD_COLUMN_NUMBER, IDENTITY__OLD_OUTCOME__OLD_REFUSED, E_DUP_ID);
            continue;
        }
        const Identity__OldAccountShown *one = shown->row[at++];
        tell(im, &row[i], column_of(one->field), one->outcome, (status) one->status);
    }
    return s;
}

static status import_rows(import *im) {
    status s = OK;
    arena *a = arena_open(ARENA_BYTES);
    if (!a) return E_UNAVAILABLE;
    for (size_t at = 0; at < im->file.n && s == OK; at += PIECE) {
        size_t left = im->file.n - at;
        s = import_piece(im, &im->file.row[at], left < PIECE ? left : PIECE, a);
        arena_reset(a);
    }
    arena_close(a);
    return s;
}

static int import_file(const char *path, import *im) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return say(EXIT_USAGE, "%s cannot be read.", path);
    status s = old_file_read(fd, &im->file);
    close(fd);
    if (s == OK && !(im->bus = hall_bus("operator"))) s = E_UNAVAILABLE;
    if (s == OK) {
        puts("row\tcolumn\toutcome\tcode\ttext");
        s = import_rows(im);
    }
    bus_close(im->bus);
    say(0,
        "%zu rows: %zu imported, %zu locked for good (default password), %zu imported before, "
        "%zu refused",
        im->file.n, im->n[1], im->n[2], im->n[3], im->n[0]);
    old_file_free(&im->file);
    return s == OK ? EXIT_DONE : say_status(path, s);
}

/* ---------------------------------------------------------------------------------------------- */

static bool read_scheme(const char *hash, const char *salt, import *im) {
    static const char *const hashes[] = {"md5", "sha1", "sha256"};
    static const char *const salts[] = {"none", "before", "after"};
    unsigned h = 0, s = 0;
    while (h < 3 && (!hash || strcmp(hash, hashes[h]) != 0)) h++;
    while (s < 3 && strcmp(salt ? salt : "none", salts[s]) != 0) s++;
    im->hash = (Identity__OldHash) (h + 1);
    im->salting = (Identity__OldSalt) s;
    return h < 3 && s < 3;
}

static int import_old(int argc, char **argv) {
import im = {.bus = NULL };
    const char *hash = flag(&argc, argv, "hash"), *salt = flag(&argc, argv, "salt");
    if (argc != 3 || !read_scheme(hash, salt, &im))
        return say(EXIT_USAGE, "hall old import FILE.csv --hash md5|sha1|sha256 "
                               "[--salt none|before|after]");
    return import_file(argv[2], &im);
}

static int close_old(void) {
    Identity__CloseOldSystem command = IDENTITY__CLOSE_OLD_SYSTEM__INIT;
    Identity__OldSystemClosedShown *shown = NULL;
    Bus__Answer *answer = NULL;
    arena *a = arena_open(1 << 20);
    const hall_act act = {"operator", "identity.CloseOldSystem", &command.base, NULL, NULL, NULL};
    status s = a ? hall_call(&act, a, &answer) : E_UNAVAILABLE;
    if (s == OK)
        shown = identity__old_system_closed_shown__unpack(arena_pb(a), answer->payload.len,
                                                          answer->payload.data);
    if (shown)
        printf("%s: %lld accounts, %lld of them with the default password; their hashes are "
               "destroyed\n",
               shown->repeated ? "was closed before" : "closed", (long long) shown->imported,
               (long long) shown->locked);
    arena_close(a);
    return s == OK ? EXIT_DONE : say_status("old", s);
}

int tool_old(int argc, char **argv) {
    bool yes = flag_is(&argc, argv, "yes");
    if (argc >= 2 && !strcmp(argv[1], "import")) return import_old(argc, argv);
    if (argc == 2 && !strcmp(argv[1], "close") && yes) return close_old();
    return say(EXIT_USAGE, "hall old import FILE.csv --hash KIND [--salt PLACE] | close --yes");
}
