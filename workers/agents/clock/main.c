/* hall-clock: does what is due: claims that end, drafts that expire, whatever a row of the contract
 * says (option `due`), and keeps the log (keeper.h). Knows no business; several may run, one acts.
 */
#include <stdio.h>
#include <unistd.h>

#include "proto/runtime/config.h"
#include "proto/runtime/guard.h"
#include "proto/runtime/log.h"
#include "proto/runtime/process.h"
#include "workers/agents/agent.h"
#include "workers/agents/clock/keeper.h"
#include "workers/agents/due.h"

typedef struct options {
    const char *name, *front, *keys, *db, *keeper_db, *log_level;
    int64_t lane, poll_ms, kept_days, clock_offset_s;
} options;

static const setting settings[] = {
    SETTING_TEXT(options, name, "clock", "Own name on the bus; NAME.key is in the key folder."),
    SETTING_TEXT(options, front, "ipc:///run/hall/front/1",
                 "Broker endpoints for clients, separated by commas."),
    SETTING_TEXT(options, keys, "/etc/hall/keys.d/clock", "Own key folder."),
    SETTING_TEXT(options, db, NULL, "libpq connection string of the hall's database."),
    SETTING_TEXT(options, keeper_db, "",
                 "The same for the keeper, who makes pieces of the log and cleans; empty: as db."),
    SETTING_TEXT(options, log_level, "info", "error, warn, info or debug."),
    SETTING_NUMBER(options, lane, "0", 0, 63, "Lane of the log that lies in the database."),
    SETTING_NUMBER(options, poll_ms, "5000", 20, 3600000, "Time between two looks at what is due."),
    SETTING_NUMBER(options, kept_days, "400", 1, 36500, "How long first answers are kept."),
    SETTING_NUMBER(options, clock_offset_s, "0", -3153600000, 3153600000,
                   "Added to the clock, as the brokers' is: for tests and demonstrations only."),
};
static const program self = {"hall-clock",       "定时办理进程", "does what is due by its time",
                             SETTINGS(settings), NULL,           NULL};
static options opt;

static void serve(bus *b, due *d, keeper *k, int signals) {
    bool told = false;
    while (agent_wait(b, signals, NULL, 0, due_wait_ms(d))) {
        due_turn(d);
        keeper_turn(k);
        if (told || !due_reached(d) || !bus_ready(b)) continue;
        told = true;
        process_ready();
    }
}

int main(int argc, char **argv) {
    int stop = config_load(&self, argc, argv, &opt);
    if (stop >= 0) return stop;
    if (!process_log(self.name, opt.log_level)) return 64;
    guard_process(GUARD_ALONE);
    int signals = process_stop_fd();
    char owner[32];
    snprintf(owner, sizeof owner, "clock:%lld", (long long) opt.lane);
    bus *b = NULL;
    status s = agent_open(opt.name, opt.keys, opt.front, &b);
    if (s == OK) {
        pg_options database = {.conninfo = opt.db, .application = opt.name};
        due *d = due_open(&(due_options){.bus = b,
                                         .database = &database,
                                         .owner = owner,
                                         .offset_us = opt.clock_offset_s * 1000000,
                                         .poll_ms = opt.poll_ms});
        pg_options log = {.conninfo = opt.keeper_db[0] ? opt.keeper_db : opt.db,
                          .application = "keeper"};
        keeper *k = keeper_open(&log, opt.kept_days * 86400 * 1000000);
        must(k);
        log_info("clock_started", log_text("name", opt.name));
        serve(b, d, k, signals);
        keeper_close(k);
        due_close(d);
        log_info("clock_stopped", log_text("name", opt.name));
    } else {
        log_error("clock_start", log_status(s));
    }
    bus_close(b);
    close(signals);
    return s == OK ? 0 : 1;
}
