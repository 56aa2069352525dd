/* quota: takes calls from the store some at a time and counts them off here. */
#include "workers/engine/quota.h"

#include <string.h>

#include "proto/runtime/log.h"
#include "proto/runtime/process.h"
#include "store/log/key_use.h"
#include "workers/rules/calendar/date.h"

enum { ASK_AGAIN_MS = 10000 /* a key without calls left: its limit may have been raised */ };

/* Of this key; else the one that was used least lately. */
static quota_line *line_of(runner *r, const uint8_t *hash) {
    quota_line *oldest = &r->quota[0];
    for (unsigned i = 0; i < BATCH_MAX; i++) {
        quota_line *q = &r->quota[i];
        if (q->day && !memcmp(q->hash, hash, sizeof q->hash)) return q;
        if (q->used < oldest->used) oldest = q;
    }
    *oldest = (quota_line){.used = r->turn};
    memcpy(oldest->hash, hash, sizeof oldest->hash);
    return oldest;
}

/* A repetition of a call that was counted a short while ago is no other call. */
static bool is_counted(quota_line *q, const bus_work *work) {
    for (unsigned i = 0; i < sizeof q->id / sizeof q->id[0]; i++)
        if (!memcmp(q->id[i], work->envelope->id.data, sizeof q->id[i])) return true;
    return false;
}

static void count_call(quota_line *q, const bus_work *work) {
    const unsigned places = sizeof q->id / sizeof q->id[0];
    memcpy(q->id[q->next++ % places], work->envelope->id.data, sizeof q->id[0]);
    q->left--;
}

static quota_line *line_for(runner *r, const bus_work *work) {
    uint8_t hash[CRYPT_HASH_BYTES];
    int32_t today = date_from_us(work->stamp->received_at_us);
    crypt_sm3(work->envelope->program_key.data, work->envelope->program_key.len, hash);
    quota_line *q = line_of(r, hash);
    q->used = r->turn;
    if (q->day < today) {
        q->day = today;
        q->left = q->ask_at_ms = 0;
    }
    q->waiting += !is_counted(q, work);
    return q;
}

/* What waits beyond what was taken before. */
static status take(runner *r) {
    key_use *list = arena_alloc(r->taken, BATCH_MAX * sizeof *list);
    quota_line **of = arena_alloc(r->taken, BATCH_MAX * sizeof(quota_line *));
    size_t n = 0;
    if (!list || !of) return E_ARENA;
    for (unsigned i = 0; i < BATCH_MAX; i++) {
        quota_line *q = &r->quota[i];
        if (q->waiting <= q->left || process_ms() < q->ask_at_ms) continue;
        of[n] = q;
        list[n] = (key_use){.day = q->day, .want = q->waiting - q->left};
        memcpy(list[n++].key_hash, q->hash, sizeof q->hash);
    }
    status s = n ? key_use_take(r->options.db, n, list) : OK;
    for (size_t i = 0; i < n && s == OK; i++) {
        of[i]->known = list[i].known;
        of[i]->left += list[i].got;
        if (list[i].known && list[i].got < list[i].want)
            of[i]->ask_at_ms = process_ms() + ASK_AGAIN_MS;
    }
    return s;
}

static void refuse_call(runner *r, const bus_work *work) {
    job *j = &r->commands.job[0];
    int64_t now_us = work->stamp->received_at_us;
    arena_reset(r->commands.arena);
    job_start(j, work, &r->house, r->commands.arena);
    j->verdict = refuse(E_QUOTA, NULL);
    j->outcome = BUS__OUTCOME__REFUSED;
    j->retry_after_ms = (uint32_t) ((date_us(date_from_us(now_us), 24) - now_us) / 1000);
    answer_job(r, j, job_answer(j, r->commands.arena));
}

unsigned quota_admit(runner *r, unsigned *n) {
    quota_line *of[BATCH_MAX] = {NULL};
    unsigned kept = 0, answered = 0, some = 0;
    r->turn++;
    for (unsigned i = 0; i < BATCH_MAX; i++) r->quota[i].waiting = 0;
    for (unsigned i = 0; i < *n; i++)
        if (r->works[i].envelope->program_key.len) of[i] = line_for(r, &r->works[i]), some++;
    if (!some) return 0;
    status s = take(r);
    if (s != OK) log_warn("quota", log_status(s), log_text("database", pg_error(r->options.db)));
    for (unsigned i = 0; i < *n; i++) {
        quota_line *q = of[i];
        /* the gates know no such key either */
        bool free_call = !q || (s == OK && !q->known) || is_counted(q, &r->works[i]);
        if (free_call || (s == OK && q->left > 0)) {
            if (!free_call) count_call(q, &r->works[i]);
            r->works[kept++] = r->works[i];
        } else if (s == OK) {
            refuse_call(r, &r->works[i]);
            answered++;
        } else {
            bus_put_back(r->options.bus, r->works[i].stamp);
        }
    }
    *n = kept;
    return answered;
}
