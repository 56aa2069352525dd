/* keeper: pieces of the log and old kept answers, a small step at a time. */
#include "workers/agents/clock/keeper.h"

#include <stdlib.h>

#include "proto/runtime/log.h"
#include "proto/runtime/process.h"
#include "store/log/partition.h"
#include "store/log/tidy.h"
#include "workers/rules/calendar/date.h"

/* MORE_MS: while there is more, for a minute brings more than one step takes away. */
enum { TURN_MS = 60000, MORE_MS = 1000, ROWS = 2000 };

struct keeper {
    const pg_options *database;
    pg *db;
    int64_t kept_us, at_ms;
};

keeper *keeper_open(const pg_options *database, int64_t kept_us) {
    keeper *k = calloc(1, sizeof *k);
    if (!k) return NULL;
    k->database = database;
    k->kept_us = kept_us;
    return k;
}

void keeper_close(keeper *k) {
    if (!k) return;
    if (k->db) pg_close(k->db);
    free(k);
}

static bool connected(keeper *k) {
    if (k->db && !pg_is_lost(k->db)) return true;
    status s = k->db ? pg_reconnect(k->db) : pg_open(k->database, &k->db);
    if (s != OK) log_warn("keeper_waits", log_status(s));
    return s == OK;
}

void keeper_turn(keeper *k) {
    int64_t now_ms = process_ms(), furthest = 0, gone = 0, keys = 0;
    if (now_ms < k->at_ms) return;
    k->at_ms = now_ms + TURN_MS;
    if (!connected(k)) return;
    status s = partition_furthest(k->db, &furthest);
    if (s == OK) s = partition_ahead(k->db, furthest);
    if (s == OK) s = tidy_kept(k->db, tidy_before(process_now_us(), k->kept_us), ROWS, &gone);
    /* A call that was received before midnight may be counted after it. */
    if (s == OK) s = tidy_key_use(k->db, date_from_us(process_now_us() - DAY_US), &keys);
    if (gone == ROWS) k->at_ms = now_ms + MORE_MS;
    if (gone) log_info("kept_cleaned", log_number("answers", gone));
    if (keys) log_info("quota_cleaned", log_number("keys", keys));
    if (s != OK) log_error("keeper", log_status(s), log_text("database", pg_error(k->db)));
}
