/* log: shows, proves and hands out the event log. Sealed fields stay sealed: no key is needed here.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "proto/runtime/json/json.h"
#include "store/log/eventlog.h"
#include "tools/hall/hall.h"

enum { ARENA_BYTES = 8 << 20, TAIL_DEFAULT = 20 };

static status print_event(void *self, const Log__EventRecord *record) {
    arena *a = self;
    const char *content = "{}";
    char when[32];
    time_t seconds = record->received_at_us / 1000000;
    struct tm t;
    arena_reset(a);
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%S", gmtime_r(&seconds, &t));
    status s = json_from_message(record->type, record->payload, JSON_PLAIN, a, &content);
    printf("%" PRId64 " %s.%03dZ %s actor=%s subject=%s case=%s %s\n", record->position, when,
           (int) (record->received_at_us / 1000 % 1000), record->type, record->actor,
           record->subject, *record->case_no ? record->case_no : "-",
           s == OK ? content : status_name(s));
    return OK;
}

static int tail(pg *db, int argc, char **argv) {
    eventlog_head head;
    int64_t n = argc > 2 ? strtoll(argv[2], NULL, 10) : TAIL_DEFAULT, last = 0;
    if (n < 1) return say(EXIT_USAGE, "hall log tail [N]");
    arena *a = arena_open(ARENA_BYTES);
    status s = eventlog_read_head(db, 0, &head);
    if (s == OK)
        s = eventlog_read(db, 0, head.position > n ? head.position - n : 0, n, print_event, a,
                          &last);
    arena_close(a);
    return s == OK ? EXIT_DONE : say_status("log", s);
}

static int told(status s, int64_t n, const eventlog_fault *fault) {
    if (s == OK) {
        printf("log intact: %" PRId64 " events / 日志完整\n", n);
        return EXIT_DONE;
    }
    if (s != E_CONFLICT) return say_status("log", s);
    printf("log broken at position %" PRId64 ": %s / 日志在该位置被改动\n", fault->position,
           fault->what);
    return EXIT_REFUSED;
}

static int verify_file(const char *path) {
    eventlog_fault fault = {0, ""};
    int64_t n = 0;
    FILE *in = fopen(path, "re");
    if (!in) return say(EXIT_USAGE, "%s cannot be read.", path);
    status s = eventlog_verify_file(in, &n, &fault);
    fclose(in);
    if (s == E_MALFORMED) {
        printf("log broken at record %" PRId64 ": unreadable / 日志文件在该处损坏\n", n + 1);
        return EXIT_REFUSED;
    }
    return told(s, n, &fault);
}

static int verify(pg *db) {
    eventlog_fault fault = {0, ""};
    eventlog_head head;
    status s = eventlog_read_head(db, 0, &head);
    if (s == OK) s = eventlog_verify(db, 0, NULL, NULL, &fault);
    return told(s, s == OK ? head.position : 0, &fault);
}

static int export(pg *db, const char *path) {
    int64_t last = 0;
    FILE *out = strcmp(path, "-") ? fopen(path, "wxe") : stdout;
    if (!out) return say(EXIT_USAGE, "%s exists or cannot be written.", path);
    status s = eventlog_export(db, 0, 0, out, &last);
    if ((out == stdout ? fflush(out) : fclose(out)) != 0 && s == OK) s = E_UNAVAILABLE;
    if (s == OK) fprintf(stderr, "%" PRId64 " events\n", last);
    return s == OK ? EXIT_DONE : say_status(path, s);
}

int tool_log(int argc, char **argv) {
    const char *what = argc > 1 ? argv[1] : "";
    if (!strcmp(what, "verify") && argc == 3) return verify_file(argv[2]);
    bool known = (!strcmp(what, "tail") && argc < 4) || (!strcmp(what, "verify") && argc == 2) ||
                 (!strcmp(what, "export") && argc == 3);
    if (!known) return say(EXIT_USAGE, "hall log tail [N] | verify [FILE] | export FILE");
    pg *db = hall_db();
    if (!db) return EXIT_UNAVAILABLE;
    int code = *what == 't'   ? tail(db, argc, argv)
               : *what == 'v' ? verify(db)
                              : export(db, argv[2]);
    pg_close(db);
    return code;
}
