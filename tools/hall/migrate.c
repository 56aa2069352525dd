/* migrate: brings the tables to this program's level. Twice changes nothing. With --new-keys, which
 * a hall says that has just made its key file, a log that other keys have sealed is refused. */
#include "store/migrations/roles.h"
#include "store/migrations/schema.h"
#include "tools/hall/hall.h"

static int migrate(pg *db, crypt_suite suite, bool new_keys) {
    status s = schema_migrate(db, suite, (uint32_t) opt.lane);
    if (s == E_CONFLICT)
        return say(
            EXIT_REFUSED,
            "The data are of another version of the hall, whose log has another format; begin "
            "anew with --reset, or name another folder with --data.");
    if (s == E_NOT_FOUND)
        return say(EXIT_REFUSED,
                   "The database holds the log of another lane than %d; name its lane with --lane.",
                   (int) opt.lane);
    if (s == OK && new_keys && schema_log_begun(db) == E_CONFLICT)
        return say(EXIT_REFUSED,
                   "The database holds a log already, and the keys that open it are not here; name "
                   "the data folder that was used with it.");
    if (s == OK && roles_make(db) == E_FORBIDDEN)
        say(0, "This account may make no roles: the hall's programs share the one it is.");
    if (s != OK) say(0, "%s", pg_error(db));
    return s == OK ? EXIT_DONE : say_status("migrate", s);
}

int tool_migrate(int argc, char **argv) {
    const char *name = flag(&argc, argv, "suite");
    crypt_suite suite = CRYPT_SM;
    bool new_keys = flag_is(&argc, argv, "new-keys");
    if (argc != 1 || (name && !crypt_suite_find(name, &suite)))
        return say(EXIT_USAGE, "hall migrate [--suite sm|std] [--new-keys]");
    pg *db = hall_db();
    if (!db) return EXIT_UNAVAILABLE;
    int code = migrate(db, suite, new_keys);
    pg_close(db);
    return code;
}
