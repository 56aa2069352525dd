/* log: shows, proves and hands out the log, whole or as the history of one person, unit or case.
 * Sealed fields stay sealed: no key is needed here. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "proto/runtime/json/json.h"
#include "store/log/entrylog.h"
#include "tools/hall/hall.h"

#define USAGE "hall log [--lane N] tail [N] | subject SUBJECT | verify [FILE] | export FILE"

enum { ARENA_BYTES = 8 << 20, TAIL_DEFAULT = 20 };

static void print_head(const Log__EntryHead *h) {
    char when[32], position[POSITION_TEXT_BYTES];
    time_t seconds = h->received_at_us / 1000000;
    struct tm t;
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%S", gmtime_r(&seconds, &t));
    printf("%s %s.%03dZ %s actor=%s%s%s origin=%s case=%s\n",
           position_text((log_position){h->lane, h->position}, position), when,
           (int) (h->received_at_us / 1000 % 1000), h->method, h->actor, *h->key_no ? " key=" : "",
           h->key_no, h->origin, *h->case_no ? h->case_no : "-");
}

static void print_event(const Log__EntryEvent *e, arena *a) {
    const char *content = "{}";
    arena_reset(a);
    if (!catalog_logged_event(e->type, e->schema_version)) {
        printf("    %s subject=%s schema=%u 本程序不认识该事件 / unknown to this program\n",
               e->type, e->subject, e->schema_version);
        return;
    }
    status s = json_from_message(e->type, e->payload, JSON_PLAIN, a, &content);
    printf("    %s subject=%s %s\n", e->type, e->subject, s == OK ? content : status_name(s));
}

/* Who did what, then one line for each fact. */
static status print_entry(void *self, const Log__Entry *entry) {
    print_head(entry->head);
    for (size_t i = 0; i < entry->n_event; i++) print_event(entry->event[i], self);
    return OK;
}

/* ---- the history of one subject -------------------------------------------------------------- */

typedef struct chain {
    const char *subject;
    crypt_suite suite;
    int64_t count;                  /* links followed so far, */
    uint8_t hash[CRYPT_HASH_BYTES]; /* and the hash of the last one's entry */
    arena *a;
} chain;

static const Log__EntryLink *link_of(const Log__Entry *entry, const char *subject) {
    for (size_t i = 0; i < entry->n_link; i++)
        if (!strcmp(entry->link[i]->subject, subject)) return entry->link[i];
    return NULL;
}

/* The entry is what its hash says, and the link names the entry before: nothing lies between. */
static status follow(chain *c, const Log__Entry *entry, const Log__EntryLink *link) {
    uint8_t now[CRYPT_HASH_BYTES];
    entry_hash(c->suite, entry, now);
    if (memcmp(now, entry->hash.data, sizeof now) != 0) return E_CONFLICT;
    if (!link || link->count != c->count + 1 || link->prev.len != sizeof c->hash ||
        memcmp(link->prev.data, c->hash, sizeof c->hash) != 0)
        return E_CONFLICT;
    memcpy(c->hash, now, sizeof now);
    c->count++;
    return OK;
}

static status print_link(void *self, const Log__Entry *entry) {
    chain *c = self;
    char hash[2 * CRYPT_HASH_BYTES + 1];
    status s = follow(c, entry, link_of(entry, c->subject));
    if (s != OK) return s;
    crypt_hex(c->hash, sizeof c->hash, hash);
    print_head(entry->head);
    printf("    link %" PRId64 " hash=%s\n", c->count, hash);
    for (size_t i = 0; i < entry->n_event; i++)
        if (!strcmp(entry->event[i]->subject, c->subject)) print_event(entry->event[i], c->a);
    return OK;
}

static int subject(pg *db, uint32_t lane, const char *of) {
    chain c = {.subject = of, .a = arena_open(ARENA_BYTES)};
    entrylog_head head;
    status s = entrylog_read_head(db, lane, &head);
    if (s == OK) {
        c.suite = head.suite;
        s = entrylog_of_subject(db, lane, of, print_link, &c);
    }
    arena_close(c.a);
    if (s == OK && !c.count) s = E_NOT_FOUND;
    if (s == E_CONFLICT) {
        printf("history broken behind link %" PRId64 " / 该对象的历史在此环之后被改动\n", c.count);
        return EXIT_REFUSED;
    }
    if (s != OK) return say_status(of, s);
    printf("history intact: %" PRId64 " entries / 该对象的历史完整\n", c.count);
    return EXIT_DONE;
}

/* ---- the whole log --------------------------------------------------------------------------- */

static int tail(pg *db, uint32_t lane, const char *number) {
    entrylog_head head;
    char *end = NULL;
    int64_t n = number ? strtoll(number, &end, 10) : TAIL_DEFAULT, last = 0;
    if (n < 1 || (end && *end)) return say(EXIT_USAGE, USAGE);
    arena *a = arena_open(ARENA_BYTES);
    status s = entrylog_read_head(db, lane, &head);
    if (s == OK)
        s = entrylog_read(db, lane, head.position > n ? head.position - n : 0, n, print_entry, a,
                          &last);
    arena_close(a);
    return s == OK ? EXIT_DONE : say_status("log", s);
}

static int told(status s, int64_t n, const entrylog_fault *fault) {
    if (s == OK) {
        printf("log intact: %" PRId64 " entries / 日志完整\n", n);
        return EXIT_DONE;
    }
    if (s != E_CONFLICT) return say_status("log", s);
    printf("log broken at position %" PRId64 ": %s / 日志在该位置被改动\n", fault->position,
           fault->what);
    return EXIT_REFUSED;
}

static int verify_file(const char *path) {
    entrylog_fault fault = {0, ""};
    int64_t n = 0;
    FILE *in = open_file(path);
    if (!in) return EXIT_USAGE;
    status s = entrylog_verify_file(in, &n, &fault);
    fclose(in);
    if (s == E_MALFORMED) {
        printf("log broken at entry %" PRId64 ": unreadable / 日志文件在该处损坏\n", n + 1);
        return EXIT_REFUSED;
    }
    return told(s, n, &fault);
}

static int verify(pg *db, uint32_t lane) {
    entrylog_fault fault = {0, ""};
    entrylog_head head;
    status s = entrylog_read_head(db, lane, &head);
    if (s == OK) s = entrylog_verify(db, lane, NULL, NULL, &fault);
    return told(s, s == OK ? head.position : 0, &fault);
}

static int export(pg *db, uint32_t lane, const char *path) {
    int64_t last = 0;
    FILE *out = strcmp(path, "-") ? fopen(path, "wxe") : stdout;
    if (!out) return say(EXIT_USAGE, "%s exists or cannot be written.", path);
    status s = entrylog_export(db, lane, 0, out, &last);
    if ((out == stdout ? fflush(out) : fclose(out)) != 0 && s == OK) s = E_UNAVAILABLE;
    if (s != OK && out != stdout) unlink(path); /* half a log is none */
    if (s == OK) fprintf(stderr, "%" PRId64 " entries\n", last);
    return s == OK ? EXIT_DONE : say_status(path, s);
}

int tool_log(int argc, char **argv) {
    int64_t lane = opt.lane;
    if (!flag_number(&argc, argv, "lane", 0, POSITION_LANES_MAX - 1, &lane)) return EXIT_USAGE;
    const char *what = argc > 1 ? argv[1] : "";
    if (!strcmp(what, "verify") && argc == 3) return verify_file(argv[2]);
    bool known = (!strcmp(what, "tail") && argc < 4) || (!strcmp(what, "verify") && argc == 2) ||
                 (!strcmp(what, "export") && argc == 3) ||
                 (!strcmp(what, "subject") && argc == 3 && *argv[2]);
    if (!known) return say(EXIT_USAGE, USAGE);
    pg *db = hall_db();
    if (!db) return EXIT_UNAVAILABLE;
    int code = *what == 't'   ? tail(db, (uint32_t) lane, argc > 2 ? argv[2] : NULL)
               : *what == 'v' ? verify(db, (uint32_t) lane)
               : *what == 's' ? subject(db, (uint32_t) lane, argv[2])
                              : export(db, (uint32_t) lane, argv[2]);
    pg_close(db);
    return code;
}
