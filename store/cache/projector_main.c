/* hall-projector: keeps the LMDB projection at the log's end. Tails the log by position only; asks
 * the lane's head (one row by its key) every poll_ms while idle, so no wake-up is needed and none
 * can be missed. Whatever is lost or damaged is rebuilt from position 1 beside the old environment,
 * which readers keep until the new one is whole. */
#include <poll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "proto/runtime/config.h"
#include "proto/runtime/guard.h"
#include "proto/runtime/log.h"
#include "proto/runtime/process.h"
#include "store/cache/cache.h"
#include "store/log/entry.h"
#include "store/log/tail.h"
#include "store/statistics/statistics.h"

#define FAILED_MS 500 /* between two tries while something is wrong */

typedef struct options {
    const char *name, *db, *cache, *log_level;
    int64_t lane, poll_ms, map_bytes;
} options;

static const setting settings[] = {
    SETTING_TEXT(options, name, "projector", "Name of this process in logs and in the database."),
    SETTING_TEXT(options, db, NULL, "libpq connection string of the hall's database."),
    SETTING_TEXT(options, cache, "/var/lib/hall/cache/copy", "Folder of the LMDB projection."),
    SETTING_TEXT(options, log_level, "info", "error, warn, info or debug."),
    SETTING_NUMBER(options, lane, "0", 0, 63, "Lane of the log that is followed."),
    SETTING_NUMBER(options, poll_ms, "20", 1, 60000,
                   "Time between two looks at the log while idle."),
    SETTING_NUMBER(options, map_bytes, "68719476736", 1048576, 17592186044416,
                   "Most the projection may grow to."),
};
static const program self = {
    "hall-projector",   "缓存投影进程", "folds the log into the LMDB projection",
    SETTINGS(settings), NULL,           NULL};
static options opt;

/* Whether the last failure was the copy's own. What the database says, or does not say, is no
 * reason to throw the copy away. */
static bool copy_failed;

static status on_entry(void *self_, const Log__Entry *entry) {
    status s = cache_fold(self_, entry);
    if (s == OK) s = statistics_fold(self_, entry);
    copy_failed |= s != OK && s != E_UNKNOWN_EVENT;
    return s;
}

/* One piece of the log. `*more` when there may be another at once. */
static status follow_piece(pg *db, cache *c, tail *t, bool *more) {
    int64_t last;
    status s = tail_read(t, db, on_entry, c, &last, more);
    if ((s != OK && s != E_UNKNOWN_EVENT) || last == t->position) return s;
    status committed = cache_commit(c);
    copy_failed |= committed != OK;
    if (committed == OK) t->position = last;
    return committed != OK ? committed : s;
}

/* Until the log's end, or an event that is not known; then the environment may be read. */
static status follow(pg *db, cache *c, tail *t) {
    bool more = true;
    status s = OK;
    while (s == OK && more) {
        s = follow_piece(db, c, t, &more);
        if (s == OK && more) log_info("projector_progress", log_number("position", t->position));
    }
    if (s != OK && s != E_UNKNOWN_EVENT) return s;
    status published = cache_publish(c);
    copy_failed |= published != OK;
    return published != OK ? published : s;
}

/* After a failover the log may be another one behind some position, under the same numbers: what
 * was folded last must still stand there. */
static status compare_last(pg *db, cache *c, tail *t) {
    uint8_t folded[CRYPT_HASH_BYTES], logged[CRYPT_HASH_BYTES];
    t->position = cache_last(c, folded);
    status s = entrylog_hash_at(db, t->lane, t->position, logged);
    if (s == OK && crypt_equal(folded, logged, sizeof logged)) return OK;
    if (s != OK && s != E_NOT_FOUND) return s;
    log_warn("projection_of_another_log", log_number("position", t->position));
    t->position = 0;
    return cache_rebuild(c);
}

static status turn(pg *db, cache *c, tail *t) {
    static bool compared;
    status s = OK;
    copy_failed = false;
    if (pg_is_lost(db)) {
        compared = false;
        s = pg_reconnect(db);
    }
    if (s == OK && !compared) s = compare_last(db, c, t);
    compared |= s == OK;
    if (s == OK && cache_damaged(c)) {
        log_warn("projection_damaged", log_number("position", t->position));
        t->position = 0;
        s = cache_rebuild(c);
        copy_failed |= s != OK;
    }
    return s == OK ? follow(db, c, t) : s;
}

/* A projection that cannot be folded twice at the same place is not the disk's fault: give up, the
 * operator sees the position. */
static bool recover(pg *db, cache *c, tail *t, int64_t *failed_at, status s) {
    log_warn("projection_failed", log_status(s), log_number("position", t->position),
             log_text("database", pg_error(db)));
    if (!copy_failed) return true; /* the database is away, or its log unreadable: wait */
    if (*failed_at == t->position) return false;
    *failed_at = t->position;
    t->position = 0;
    return cache_rebuild(c) == OK;
}

static int serve(pg *db, cache *c) {
    tail t = {.lane = (uint32_t) opt.lane, .position = cache_position(c)};
    int64_t failed_at = -1;
    bool told = false;
    struct pollfd stop = {process_stop_fd(), POLLIN, 0};
    log_info("projector_started", log_number("position", t.position));
    status s = OK;
    while (poll(&stop, 1, s == OK ? (int) opt.poll_ms : FAILED_MS) == 0) {
        s = turn(db, c, &t);
        if (s == E_UNKNOWN_EVENT) s = OK; /* said already: it serves what it has, and waits */
        if (s != OK && !recover(db, c, &t, &failed_at, s)) {
            log_error("projection_impossible", log_status(s), log_number("position", t.position));
            return 1;
        }
        if (s == OK && !told) process_ready();
        told |= s == OK;
    }
    close(stop.fd);
    log_info("projector_stopped", log_number("position", t.position));
    return 0;
}

static int end(const char *event, status s, const char *detail) {
    log_error(event, log_status(s), log_text("detail", detail));
    return 1;
}

int main(int argc, char **argv) {
    int stop = config_load(&self, argc, argv, &opt);
    if (stop >= 0) return stop;
    if (!process_log(self.name, opt.log_level)) return 64;
    guard_process(GUARD_ALONE);
    prctl(PR_SET_DUMPABLE, 0);
    pg *db = NULL;
    cache *c = NULL;
    uint64_t cluster = 0;
    status s = pg_open(
        &(pg_options){.conninfo = opt.db, .application = opt.name, .any_server = true}, &db);
    if (s != OK) return end("database", s, pg_open_error());
    s = entrylog_cluster(db, &cluster);
    if (s == OK)
        s = cache_open_writer(opt.cache, cache_generation(cluster), (size_t) opt.map_bytes, &c);
    int code = s == OK ? serve(db, c) : end("cache", s, opt.cache);
    cache_close(c);
    pg_close(db);
    return code;
}
