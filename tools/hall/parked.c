/* parked: commands that failed again and again wait here until an operator looks. Replaying sends
 * the kept envelope once more under its own id and origin, so a command that did get through is
 * answered as before and nothing happens twice. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "proto/runtime/uuid.h"
#include "store/log/batch.h"
#include "tools/hall/hall.h"

enum { ARENA_BYTES = 64 << 20, LIST_MAX = 10000 };

static void print_one(const parked *p) {
    static const char *const state[] = {"-", "waiting", "released", "discarded"};
    char id[UUID_TEXT_BYTES], when[32];
    time_t seconds = p->at_us / 1000000;
    struct tm t;
    uuid_text(p->command_id, id);
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&seconds, &t));
    printf("%s %s %-9s %s %s\n", id, when, p->state >= 1 && p->state <= 3 ? state[p->state] : "-",
           p->method, p->reason);
}

static int list(batch *b, arena *a, int argc, char **argv) {
    size_t n = 0;
    parked *all = NULL;
    unsigned limit = argc > 2 ? (unsigned) strtoul(argv[2], NULL, 10) : 100;
    status s = batch_parked_list(b, limit, a, &n, &all);
    if (s != OK) return say_status("parked", s);
    for (size_t i = 0; i < n; i++) print_one(&all[i]);
    return EXIT_DONE;
}

static const parked *find(batch *b, arena *a, const uint8_t id[UUID_BYTES]) {
    size_t n = 0;
    parked *all = NULL;
    if (batch_parked_list(b, LIST_MAX, a, &n, &all) != OK) return NULL;
    for (size_t i = 0; i < n; i++)
        if (!memcmp(all[i].command_id, id, UUID_BYTES)) return &all[i];
    return NULL;
}

static int send_again(const parked *p, arena *a) {
    Bus__Answer *answer = NULL;
    Bus__Envelope *e = bus__envelope__unpack(arena_pb(a), p->envelope.len, p->envelope.data);
    if (!e || !p->envelope.len)
        return say(EXIT_REFUSED, "The kept envelope cannot be read or was forgotten.");
    opt.name = e->origin;
    bus *b = hall_bus(opt.name);
    if (!b) return EXIT_UNAVAILABLE;
    status s = bus_call(b, e, (uint32_t) opt.timeout_ms, a, &answer);
    if (s == OK) s = answer->status;
    bus_close(b);
    return say_status(p->method, s);
}

static int replay(batch *b, arena *a, const char *text, int64_t state) {
    uint8_t id[UUID_BYTES];
    if (!uuid_parse(text, id)) return say(EXIT_USAGE, "%s is no UUID.", text);
    const parked *p = find(b, a, id);
    status s = p ? batch_parked_set(b, id, state) : E_NOT_FOUND;
    if (s != OK) return say_status(text, s);
    return state == 2 ? send_again(p, a) : EXIT_DONE;
}

int tool_parked(int argc, char **argv) {
    const char *what = argc > 1 ? argv[1] : "";
    bool listing = !strcmp(what, "list"), discard = !strcmp(what, "discard");
    if (!listing && (argc != 3 || (!discard && strcmp(what, "replay"))))
        return say(EXIT_USAGE, "hall parked list [N] | replay ID | discard ID");
    pg *db = hall_db();
    if (!db) return EXIT_UNAVAILABLE;
    arena *a = arena_open(ARENA_BYTES);
    vault *keys = hall_vault();
    if (!keys) {
        arena_close(a);
        pg_close(db);
        return EXIT_UNAVAILABLE;
    }
    batch *b = batch_open(db, keys, 0);
    int code = listing ? list(b, a, argc, argv) : replay(b, a, argv[2], discard ? 3 : 2);
    batch_close(b);
    vault_close(keys);
    arena_close(a);
    pg_close(db);
    return code;
}
