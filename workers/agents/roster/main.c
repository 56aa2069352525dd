/* hall-roster: takes handed-in files one after the other (a few at once) and publishes their rows
 * as commands. Finds open rosters by asking; a hint from the log only makes it ask earlier. */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "proto/runtime/config.h"
#include "proto/runtime/guard.h"
#include "proto/runtime/log.h"
#include "proto/runtime/process.h"
#include "roster/list_open.pb-c.h"
#include "roster/rows.pb-c.h"
#include "workers/agents/agent.h"
#include "workers/agents/roster/batch_run.h"
#include "workers/agents/roster/sweep.h"

typedef struct options {
    const char *name, *front, *keys, *files, *files_key, *workbook, *log_level;
    int64_t window, rows_max, keep_days, sweep_s;
} options;

static const setting settings[] = {
    SETTING_TEXT(options, name, "roster", "Own name on the bus; NAME.key is in the key folder."),
    SETTING_TEXT(options, front, "ipc:///run/hall/front/1",
                 "Broker endpoints for clients, separated by commas."),
    SETTING_TEXT(options, keys, "/etc/hall/keys.d/roster", "Own key folder."),
    SETTING_TEXT(options, files, "/var/lib/hall/files",
                 "Folder of the file store; workbooks are written in a private one inside."),
    SETTING_TEXT(options, files_key, "/etc/hall/files.secret", "Key file of that folder."),
    SETTING_TEXT(options, workbook, "", "Path of hall-workbook; empty: beside this program."),
    SETTING_TEXT(options, log_level, "info", "error, warn, info or debug."),
    SETTING_NUMBER(options, window, "256", 1, 4096, "Row commands of one file open at once."),
    SETTING_NUMBER(options, rows_max, "200000", 1, 1048575, "Most data rows in one file."),
    SETTING_NUMBER(options, keep_days, "30", 1, 36500,
                   "How long result workbooks and uploads that nobody handed in are kept."),
    SETTING_NUMBER(options, sweep_s, "86400", 1, 86400, "How often those are looked for."),
};
static const program self = {
    "hall-roster",      "批量申报进程", "publishes the rows of handed-in files",
    SETTINGS(settings), NULL,           NULL};
static options opt;

enum { RUNS_MAX = 4, ASK_MS = 1000, FILE_BYTES_MAX = 64 << 20 };

typedef struct desk {
    batch_house house;
    batch_run *run[RUNS_MAX];
    sweep *sweep;
    arena *arena;
    int64_t ask_at_ms;
    bool asking, stopping;
} desk;

static bool running(const desk *d, const char *roster_no) {
    for (unsigned i = 0; i < RUNS_MAX; i++)
        if (d->run[i] && !strcmp(batch_run_roster(d->run[i]), roster_no)) return true;
    return false;
}

static void take_on(desk *d, const Roster__RosterShown *roster) {
    for (unsigned i = 0; i < RUNS_MAX; i++) {
        if (d->run[i]) continue;
        d->run[i] = batch_run_open(&d->house, roster);
        log_info("roster_taken", log_text("roster_no", roster->roster_no),
                 log_text("method", roster->method));
        return;
    }
}

static void on_open(void *context, const Bus__Answer *answer) {
    desk *d = context;
    d->asking = false;
    arena_reset(d->arena);
    if (answer->status != OK) {
        log_warn("rosters_asked", log_status(answer->status), log_text("reason", answer->reason));
        return;
    }
    Roster__RosterList *list =
        roster__roster_list__unpack(arena_pb(d->arena), answer->payload.len, answer->payload.data);
    for (size_t i = 0; list && i < list->n_roster; i++)
        if (!running(d, list->roster[i]->roster_no)) take_on(d, list->roster[i]);
}

static void ask_open(desk *d) {
    Roster__ListOpen message = ROSTER__LIST_OPEN__INIT;
    const agent_call call = {.method = "roster.ListOpen",
                             .channel = "roster",
                             .message = &message.base,
                             .timeout_ms = 10000};
    message.limit = 2 * RUNS_MAX;
    arena_reset(d->arena);
    d->asking = agent_send(d->house.bus, &call, d->arena, on_open, d) == OK;
    d->ask_at_ms = process_ms() + ASK_MS;
}

static void on_hint(void *context, log_position at, const Bus__Hint *hint) {
    desk *d = context;
    (void) at, (void) hint;
    if (d->ask_at_ms > process_ms() + ASK_MS / 10) d->ask_at_ms = process_ms() + ASK_MS / 10;
}

static void turn_runs(desk *d) {
    for (unsigned i = 0; i < RUNS_MAX; i++) {
        if (!d->run[i]) continue;
        batch_run_turn(d->run[i]);
        if (!batch_run_done(d->run[i])) continue;
        log_info("roster_done", log_text("roster_no", batch_run_roster(d->run[i])));
        batch_run_close(d->run[i]);
        d->run[i] = NULL;
    }
}

/* Waits for bus, file rows or a signal; at most 100 ms, for rows that are to be sent again. */
static void wait_turn(desk *d, int signals) {
    int fd[RUNS_MAX];
    for (unsigned i = 0; i < RUNS_MAX; i++) fd[i] = d->run[i] ? batch_run_fd(d->run[i]) : -1;
    d->stopping = !agent_wait(d->house.bus, signals, fd, RUNS_MAX, 100);
}

static void serve(desk *d, int signals) {
    bool told = false;
    bus_watch(d->house.bus, on_hint, d);
    while (!d->stopping) {
        if (!told && bus_ready(d->house.bus)) {
            told = true;
            process_ready();
        }
        if (!d->asking && process_ms() >= d->ask_at_ms) ask_open(d);
        wait_turn(d, signals);
        turn_runs(d);
        sweep_turn(d->sweep);
    }
    for (unsigned i = 0; i < RUNS_MAX; i++) batch_run_close(d->run[i]);
}

int main(int argc, char **argv) {
    int stop = config_load(&self, argc, argv, &opt);
    if (stop >= 0) return stop;
    if (!process_log(self.name, opt.log_level)) return 64;
    guard_process(GUARD_STARTER);
    signal(SIGPIPE, SIG_IGN);
    desk d = {.house = {.workbook = opt.workbook[0] ? opt.workbook : NULL,
                        .window = (uint32_t) opt.window,
                        .rows_max = (uint32_t) opt.rows_max},
              .arena = arena_open(4u << 20)};
    int signals = process_stop_fd();
    status s = files_open(opt.files, opt.files_key, FILE_BYTES_MAX, &d.house.files);
    if (s == OK) s = scratch_open(opt.files, &d.house.room);
    if (s == OK) s = agent_open(opt.name, opt.keys, opt.front, &d.house.bus);
    if (s == OK) {
        log_info("roster_started", log_text("name", opt.name));
        d.sweep = sweep_open(d.house.bus, d.house.files, opt.keep_days, opt.sweep_s);
        serve(&d, signals);
    } else {
        log_error("roster_start", log_status(s));
    }
    bus_close(d.house.bus);
    sweep_close(d.sweep);
    scratch_close(d.house.room);
    files_close(d.house.files);
    arena_close(d.arena);
    close(signals);
    return s == OK ? 0 : 1;
}
