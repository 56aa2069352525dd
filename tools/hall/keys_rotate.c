/* keys rotate: a new master key for the keys of subjects, and a new key for the file store, beside
 * the running hall. What was interrupted goes on when it is called again. The search key stays.
 * With several machines: first --prepare, then the key file goes to all of them, then rotate. */
#include <inttypes.h>
#include <unistd.h>

#include "store/files/files.h"
#include "store/vault/vault_rotate.h"
#include "tools/hall/hall.h"

enum { PIECE = 500 };

static bool show(void *self, const vault_rotation *so_far) {
    (void) self;
    if (isatty(2)) fprintf(stderr, "\rkeys: %" PRId64, so_far->keys);
    return true;
}

static int rotate_vault(void) {
    vault_rotation done;
    pg *db = hall_db();
    if (!db) return EXIT_UNAVAILABLE;
    status s = vault_rotate(opt.vault, db, PIECE, show, NULL, &done);
    pg_close(db);
    if (isatty(2)) fputc('\n', stderr);
    if (s == E_NOT_FOUND)
        return say(EXIT_REFUSED,
                   "%s lacks the master key in use: copy the key file of the machine that rotated "
                   "last.",
                   opt.vault);
    if (s == OK)
        printf("master key %" PRIu32 " in use: %" PRId64 " keys and %" PRId64
               " parked commands wrapped anew\n",
               done.number, done.keys, done.parked);
    return s == OK ? EXIT_DONE : say_status(opt.vault, s);
}

static int rotate_files(void) {
    int64_t n = 0, unreadable = 0;
    files *store = hall_files();
    if (!store) return EXIT_UNAVAILABLE;
    status s = files_rotate(store, &n, &unreadable);
    files_close(store);
    if (s == OK) printf("file store: %" PRId64 " files wrapped anew\n", n);
    if (s == E_BUSY) say(0, "Another rotation of the file store runs here.");
    if (unreadable) say(0, "%" PRId64 " damaged files open with no key.", unreadable);
    return s == OK ? EXIT_DONE : say_status(opt.files, s);
}

int keys_rotate(int argc, char **argv) {
    bool prepare = flag_is(&argc, argv, "prepare");
    if (argc != 2) return say(EXIT_USAGE, "hall keys rotate [--prepare]");
    if (prepare) {
        status s = vault_prepare(opt.vault);
        return s == OK ? EXIT_DONE : say_status(opt.vault, s);
    }
    int code = rotate_vault();
    return code == EXIT_DONE ? rotate_files() : code;
}
