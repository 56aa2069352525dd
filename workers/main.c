/* hall-worker: registers with the brokers, runs batches until it is told to stop, drains, ends.
 * Holds nothing that would be missed after a kill. */
#include <errno.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "proto/runtime/config.h"
#include "proto/runtime/guard.h"
#include "proto/runtime/log.h"
#include "proto/runtime/position.h"
#include "proto/runtime/process.h"
#include "store/log/entrylog.h"
#include "workers/engine/runner.h"
#include "workers/engine/whole.h"

typedef struct options {
    const char *name, *back, *keys, *db, *vault, *cache, *service, *log_level;
    const char *plan_cache_mode, *password_profile;
    const char *fault_method;
    int64_t lane, notice_ms, probes_max, denied_ms, kept_days, list_rows, batch_max, arena_bytes,
        credit;
} options;

static const setting settings[] = {
    SETTING_TEXT(options, name, "worker1", "Name of this worker, unique among workers."),
    SETTING_TEXT(options, back, "ipc:///run/hall/back/1",
                 "Broker endpoints for workers, separated by commas."),
    SETTING_TEXT(options, keys, "/etc/hall/keys.d/worker1", "Own key folder."),
    SETTING_TEXT(options, db, NULL, "libpq connection string of the hall's database."),
    SETTING_TEXT(options, vault, NULL, "File with master key and search key."),
    SETTING_TEXT(options, cache, "",
                 "Folder of the LMDB projection; empty: queries read PostgreSQL."),
    SETTING_TEXT(options, service, "", "Services hosted, separated by commas; empty: all."),
    SETTING_TEXT(options, log_level, "info", "error, warn, info or debug."),
    SETTING_TEXT(options, plan_cache_mode, "force_generic_plan",
                 "How PostgreSQL plans prepared statements; a distributed one needs auto."),
    SETTING_TEXT(options, password_profile, "argon2id",
                 "How passwords are hashed: argon2id, or sm3 (PBKDF2-HMAC-SM3)."),
    SETTING_TEXT(options, fault_method, "", "For tests: die while running this method."),
    SETTING_NUMBER(options, lane, "0", 0, 63, "Lane of the log that this worker serves."),
    SETTING_NUMBER(options, kept_days, "400", 1, 36500,
                   "How long first answers are kept; older ids from outside are refused."),
    SETTING_NUMBER(options, list_rows, "10000", 1, WHOLE_ROWS_MAX,
                   "Most rows of a list that is had as a file."),
    SETTING_NUMBER(options, notice_ms, "60000", 100, 3600000,
                   "How long attempts of an account are counted before they become one entry."),
    SETTING_NUMBER(
        options, probes_max, "60", 1, 1000000,
        "Questions about strangers (dry runs, refusals) an account may ask in that time."),
    SETTING_NUMBER(options, denied_ms, "10", 0, 1000,
                   "After so long a command is answered that is refused for whom it is about."),
    SETTING_NUMBER(options, batch_max, "256", 1, 512, "Most commands in one transaction."),
    SETTING_NUMBER(options, arena_bytes, "268435456", 1048576, 4294967296,
                   "Most memory of one batch."),
    SETTING_NUMBER(options, credit, "1024", 1, 65536, "Commands a broker may leave open here."),
};
static const program self = {"hall-worker",      "业务处理进程", "decides and stores commands",
                             SETTINGS(settings), NULL,           NULL};
static options opt;

enum { ENDPOINTS_MAX = 8, SERVICES_MAX = 64 };

static int end(const char *what, status s, const char *detail) {
    log_error(what, log_status(s), log_text("detail", detail));
    return 1;
}

/* Waits for work or a signal; true once asked to stop. */
static bool wait_for_work(bus_worker *desk, int signals) {
    zmq_pollitem_t items[BUS_WORKER_ITEMS_MAX + 1];
    unsigned n = bus_worker_poll(desk, items);
    items[n] = (zmq_pollitem_t){NULL, signals, ZMQ_POLLIN, 0};
    int wait_ms = bus_waiting(desk) ? 0 : bus_worker_wait_ms(desk, 1000);
    if (zmq_poll(items, (int) n + 1, wait_ms) < 0 && errno != EINTR)
        log_warn("poll", log_errno(errno));
    return items[n].revents & ZMQ_POLLIN;
}

static void pause_ms(long ms) {
    struct timespec t = {0, ms * 1000000};
    nanosleep(&t, NULL);
}

/* Who knows this worker. `since_ms`: start of the process; `told`: process_ready was called. */
typedef struct membership {
    unsigned brokers, registered;
    int64_t since_ms;
    bool told;
} membership;

/* A broker that welcomes us may be new: it hears where the log stands. The worker counts as ready
 * when every broker has welcomed it; one that stays silent for three beats is not waited for. */
static void announce(bus_worker *desk, pg *db, membership *m) {
    unsigned registered = bus_registered(desk);
    Bus__Hint anything = BUS__HINT__INIT;
    anything.everything = true;
    entrylog_head head;
    uint32_t lane = (uint32_t) opt.lane;
    if (registered > m->registered && !pg_is_lost(db) && entrylog_read_head(db, lane, &head) == OK)
        bus_hint(desk, (log_position){lane, head.position}, &anything);
    m->registered = registered;
    bool late = process_ms() - m->since_ms > 3 * (int64_t) BUS_BEAT_MS;
    if (m->told || registered == 0 || (registered < m->brokers && !late)) return;
    m->told = true;
    process_ready();
}

static void serve(bus_worker *desk, runner *r, pg *db, int signals, unsigned brokers) {
    bool leaving = false;
    membership m = {.brokers = brokers, .since_ms = process_ms()};
    while (!leaving || !bus_idle(desk)) {
        if (wait_for_work(desk, signals) && !leaving) {
            log_info("worker_leaving");
            leaving = true;
            bus_leave(desk);
        }
        bus_worker_turn(desk);
        announce(desk, db, &m);
        unsigned answered = runner_turn(r);
        if (!answered && pg_is_lost(db)) pause_ms(100);
    }
}

static int run(vault *keys, pg *db, cache *hot) {
    const char *endpoint[ENDPOINTS_MAX], *service[SERVICES_MAX];
    bus_worker_options at = {.name = opt.name,
                             .keys_dir = opt.keys,
                             .endpoint = endpoint,
                             .service = service,
                             .credit = (uint32_t) opt.credit,
                             .weight = 1,
                             .version = "0.1.0"};
    at.n_endpoint = process_list(opt.back, endpoint, ENDPOINTS_MAX);
    at.n_service = process_list(opt.service, service, SERVICES_MAX);
    crypt_password_profile profile;
    if (!crypt_password_profile_find(opt.password_profile, &profile))
        return end("password_profile", E_CODE_VALUE, opt.password_profile);
    int signals = process_stop_fd();
    bus_worker *desk = NULL;
    status s = bus_worker_open(&at, &desk);
    if (s != OK) return end("bus_open", s, opt.back);
    runner *r = NULL;
    s = runner_open(&(runner_options){.bus = desk,
                                      .db = db,
                                      .keys = keys,
                                      .cache = hot,
                                      .lane = (uint32_t) opt.lane,
                                      .horizon_us = opt.kept_days * 86400 * 1000000,
                                      .password_profile = profile,
                                      .list_rows = opt.list_rows,
                                      .notice_ms = opt.notice_ms,
                                      .probes_max = opt.probes_max,
                                      .denied_us = opt.denied_ms * 1000,
                                      .batch_max = (unsigned) opt.batch_max,
                                      .arena_bytes = (size_t) opt.arena_bytes,
                                      .fault_method = opt.fault_method},
                    &r);
    if (s == OK) {
        log_info("worker_started", log_text("name", opt.name));
        serve(desk, r, db, signals, at.n_endpoint);
    }
    runner_close(r);
    bus_worker_close(desk);
    close(signals);
    log_info("worker_stopped", log_text("name", opt.name));
    return s == OK ? 0 : 1;
}

int main(int argc, char **argv) {
    int stop = config_load(&self, argc, argv, &opt);
    if (stop >= 0) return stop;
    if (!process_log(self.name, opt.log_level)) return 64;
    guard_process(GUARD_ALONE);
    prctl(PR_SET_DUMPABLE, 0);
    vault *keys = NULL;
    status s = vault_open(opt.vault, &keys);
    if (s != OK) return end("vault", s, opt.vault);
    pg *db = NULL;
    if ((s = pg_open(&(pg_options){.conninfo = opt.db,
                                   .application = opt.name,
                                   .plans = opt.plan_cache_mode},
                     &db)) != OK)
        return end("database", s, pg_open_error());
    cache *hot = NULL;
    if (opt.cache[0] && (s = cache_open(opt.cache, &hot)) != OK) return end("cache", s, opt.cache);
    int code = run(keys, db, hot);
    cache_close(hot);
    pg_close(db);
    vault_close(keys);
    return code;
}
