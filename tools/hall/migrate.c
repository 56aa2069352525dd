/* migrate: brings the tables to this program's level. Twice changes nothing. */
#include "store/migrations/schema.h"
#include "tools/hall/hall.h"

int tool_migrate(int argc, char **argv) {
    const char *name = flag(&argc, argv, "suite");
    crypt_suite suite = CRYPT_SM;
    if (argc != 1 || (name && !crypt_suite_find(name, &suite)))
        return say(EXIT_USAGE, "hall migrate [--suite sm|std]");
    pg *db = hall_db();
    if (!db) return EXIT_UNAVAILABLE;
    status s = schema_migrate(db, suite);
    if (s == E_CONFLICT) {
        pg_close(db);
        return say(
            EXIT_REFUSED,
            "The data are of another version of the hall, whose log has another format; begin "
            "anew with --reset, or name another folder with --data.");
    }
    if (s != OK) say(0, "%s", pg_error(db));
    pg_close(db);
    return s == OK ? EXIT_DONE : say_status("migrate", s);
}
