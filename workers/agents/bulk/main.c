/* hall-bulk: takes on runs of bulk approval, a few at once, and has their cases decided. It decides
 * nothing: each case is a command in the name of the reviewer who started the run, and a worker
 * looks whether he may. Finds open runs by asking; a hint from the log only makes it ask earlier.
 */
#include <string.h>
#include <unistd.h>

#include "proto/runtime/config.h"
#include "proto/runtime/guard.h"
#include "proto/runtime/log.h"
#include "proto/runtime/process.h"
#include "review/list_open_bulks.pb-c.h"
#include "workers/agents/agent.h"
#include "workers/agents/bulk/bulk_run.h"

typedef struct options {
    const char *name, *front, *keys, *log_level;
    int64_t window, poll_ms;
} options;

static const setting settings[] = {
    SETTING_TEXT(options, name, "bulk", "Own name on the bus; NAME.key is in the key folder."),
    SETTING_TEXT(options, front, "ipc:///run/hall/front/1",
                 "Broker endpoints for clients, separated by commas."),
    SETTING_TEXT(options, keys, "/etc/hall/keys.d/bulk", "Own key folder."),
    SETTING_TEXT(options, log_level, "info", "error, warn, info or debug."),
    SETTING_NUMBER(options, window, "8", 1, 256, "Cases of one run open at once."),
    SETTING_NUMBER(options, poll_ms, "2000", 20, 60000, "Time between two looks at what waits."),
};
static const program self = {"hall-bulk",        "批量审核进程", "has cases approved in bulk",
                             SETTINGS(settings), NULL,           NULL};
static options opt;

enum { RUNS_MAX = 8, TIMEOUT_MS = 10000, SOON_MS = 100, ARENA_BYTES = 4 << 20 };

typedef struct desk {
    bus *bus;
    bulk_run *run[RUNS_MAX];
    arena *arena;
    int64_t ask_at_ms;
    bool asking;
} desk;

static bool running(const desk *d, const char *bulk_no) {
    for (unsigned i = 0; i < RUNS_MAX; i++)
        if (d->run[i] && !strcmp(bulk_run_no(d->run[i]), bulk_no)) return true;
    return false;
}

static void take_on(desk *d, const Review__BulkLine *line) {
    for (unsigned i = 0; i < RUNS_MAX; i++) {
        if (d->run[i]) continue;
        d->run[i] = bulk_run_open(d->bus, line, (uint32_t) opt.window);
        log_info("bulk_taken", log_text("bulk_no", line->bulk_no),
                 log_text("method", line->method));
        return;
    }
}

static void on_open(void *self_desk, const Bus__Answer *answer) {
    desk *d = self_desk;
    d->asking = false;
    arena_reset(d->arena);
    if (answer->status != OK) {
        log_warn("bulks_asked", log_status(answer->status), log_text("reason", answer->reason));
        return;
    }
    Review__BulkList *list =
        review__bulk_list__unpack(arena_pb(d->arena), answer->payload.len, answer->payload.data);
    for (size_t i = 0; list && i < list->n_run; i++)
        if (!running(d, list->run[i]->bulk_no)) take_on(d, list->run[i]);
}

static void ask_open(desk *d) {
    Review__ListOpenBulks message = REVIEW__LIST_OPEN_BULKS__INIT;
    const agent_call call = {.method = "review.ListOpenBulks",
                             .channel = "bulk",
                             .message = &message.base,
                             .timeout_ms = TIMEOUT_MS};
    message.limit = 2 * RUNS_MAX;
    arena_reset(d->arena);
    d->asking = agent_send(d->bus, &call, d->arena, on_open, d) == OK;
    d->ask_at_ms = process_ms() + opt.poll_ms;
}

static void on_hint(void *self_desk, log_position at, const Bus__Hint *hint) {
    desk *d = self_desk;
    (void) at, (void) hint;
    if (d->ask_at_ms > process_ms() + SOON_MS) d->ask_at_ms = process_ms() + SOON_MS;
}

static void turn_runs(desk *d) {
    for (unsigned i = 0; i < RUNS_MAX; i++) {
        if (!d->run[i]) continue;
        bulk_run_turn(d->run[i]);
        if (!bulk_run_done(d->run[i])) continue;
        log_info("bulk_done", log_text("bulk_no", bulk_run_no(d->run[i])));
        bulk_run_close(d->run[i]);
        d->run[i] = NULL;
        d->ask_at_ms = process_ms() + opt.poll_ms; /* what is given up is not asked in a hurry */
    }
}

static void serve(desk *d, int signals) {
    bool told = false;
    bus_watch(d->bus, on_hint, d);
    while (agent_wait(d->bus, signals, NULL, 0, SOON_MS)) {
        if (!told && bus_ready(d->bus)) {
            told = true;
            process_ready();
        }
        if (!d->asking && process_ms() >= d->ask_at_ms) ask_open(d);
        turn_runs(d);
    }
    for (unsigned i = 0; i < RUNS_MAX; i++) bulk_run_close(d->run[i]);
}

int main(int argc, char **argv) {
    int stop = config_load(&self, argc, argv, &opt);
    if (stop >= 0) return stop;
    if (!process_log(self.name, opt.log_level)) return 64;
    guard_process(GUARD_ALONE);
    int signals = process_stop_fd();
    desk d = {.arena = arena_open(ARENA_BYTES)};
    must(d.arena);
    status s = agent_open(opt.name, opt.keys, opt.front, &d.bus);
    if (s == OK) {
        log_info("bulk_started", log_text("name", opt.name));
        serve(&d, signals);
    } else {
        log_error("bulk_start", log_status(s));
    }
    bus_close(d.bus);
    arena_close(d.arena);
    close(signals);
    return s == OK ? 0 : 1;
}
