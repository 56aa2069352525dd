/* notices: attempts are counted in the store before they are answered, and past minutes become
 * entries. */
#include "workers/engine/notices.h"

#include <string.h>

#include "gen/access/use_share.h"
#include "gen/identity/login.h"
#include "gen/query/rows.h"
#include "proto/runtime/log.h"
#include "proto/runtime/process.h"
#include "proto/runtime/uuid.h"
#include "store/log/notice.h"

enum { CODES_A_MINUTE = 10 };

static int64_t minute_us(const runner *r) {
    return r->options.notice_ms * 1000;
}

static int64_t minute_now(const runner *r) {
    return process_now_us() / minute_us(r);
}

/* ---- counting ------------------------------------------------------------------------------ */

static void too_often(const runner *r, job *j) {
    j->verdict = refuse(E_TOO_OFTEN, NULL);
    j->outcome = BUS__OUTCOME__REFUSED;
    j->retry_after_ms = (uint32_t) r->options.notice_ms;
    j->changes.n_warning = j->changes.n_rule = 0;
    j->item = (batch_item){0}; /* what is not shown is no look */
    j->case_no = "";
    j->kept = NULL;
}

/* Nobody logged in: then it is the address's. */
static const char *whose(const job *j) {
    if (j->notice != NOTICE_UNTRIED && j->notice != NOTICE_CODE) return j->ctx.actor.account_no;
    const char *address = j->work->envelope->source_address;
    return address[0] ? address : "unknown";
}

/* docs/rules 7.8: who tries codes is slowed, whether one of them is good or not. */
static bool is_too_many(const runner *r, const notice *one) {
    if (one->kind == NOTICE_CODE) return one->n > CODES_A_MINUTE;
    return one->kind == NOTICE_PROBED && one->n > r->options.probes_max;
}

status notices_count(runner *r, const jobs *all) {
    notice *list = arena_alloc(all->arena, (all->n + 1) * sizeof *list);
    job **of = arena_alloc(all->arena, (all->n + 1) * sizeof *of);
    size_t m = 0;
    if (!list || !of) return E_ARENA;
    for (unsigned i = 0; i < all->n; i++) {
        job *j = &all->job[i];
        if (j->state != JOB_DECIDED || j->notice == NOTICE_NONE) continue;
        of[m] = j;
        list[m++] = (notice){.account_no = whose(j),
                             .method = j->command->name,
                             .kind = j->notice,
                             .minute = minute_now(r),
                             .n = 1};
    }
    if (!m) return OK;
    status s = notice_add(r->options.db, m, list);
    for (size_t i = 0; i < m && s == OK; i++)
        if (is_too_many(r, &list[i])) too_often(r, of[i]);
    return s;
}

/* ---- settling ------------------------------------------------------------------------------ */

static const ProtobufCMessage *event_of(const runner *r, const notice *one, arena *a) {
    int64_t at_us = one->minute * minute_us(r);
    if (one->kind == NOTICE_REFUSED) {
        AccessRefused *event = arena_alloc(a, sizeof *event);
        if (!event) return NULL;
        *event = (AccessRefused) ACCESS_REFUSED_INIT;
        event->account_no = lend(one->account_no);
        event->method = lend(one->method);
        event->status = E_FORBIDDEN;
        event->n = one->n;
        event->minute_us = at_us;
        return &event->base;
    }
    if (one->kind == NOTICE_UNTRIED) {
        LoginsUntried *event = arena_alloc(a, sizeof *event);
        if (!event) return NULL;
        *event = (LoginsUntried) LOGINS_UNTRIED_INIT;
        event->source_address = lend(one->account_no);
        event->n = one->n;
        event->minute_us = at_us;
        return &event->base;
    }
    if (one->kind == NOTICE_CODE) {
        ShareCodesTried *event = arena_alloc(a, sizeof *event);
        if (!event) return NULL;
        *event = (ShareCodesTried) SHARE_CODES_TRIED_INIT;
        event->source_address = lend(one->account_no);
        event->n = one->n;
        event->minute_us = at_us;
        return &event->base;
    }
    RecordProbed *event = arena_alloc(a, sizeof *event);
    if (!event) return NULL;
    *event = (RecordProbed) RECORD_PROBED_INIT;
    event->account_no = lend(one->account_no);
    event->method = lend(one->method);
    event->n = one->n;
    event->minute_us = at_us;
    return &event->base;
}

/* The id of the entry comes from its cause, an account's minute. */
static const uint8_t *id_of(const notice *one, arena *a) {
    uint8_t *id = arena_alloc(a, UUID_BYTES);
    const char *cause = arena_printf(a, "notice %lld %s", (long long) one->minute, one->account_no);
    if (!id || !cause) return NULL;
    uuid_v8(cause, strlen(cause), id);
    return id;
}

/* One entry for all that one account tried; `*used` how many notices it holds. */
static status entry_of(const runner *r, const notice *list, size_t n, batch_item *item,
                       size_t *used) {
    arena *a = r->commands.arena;
    const bool code = list[0].kind == NOTICE_CODE, untried = list[0].kind == NOTICE_UNTRIED;
    while (*used < n && *used < ENTRY_EVENTS_MAX &&
           !strcmp(list[*used].account_no, list[0].account_no))
        (*used)++;
    *item = (batch_item){.command_id = id_of(list, a),
                         .method = code      ? "access.ShareCodesTried"
                                   : untried ? "identity.LoginsUntried"
                                             : "query.AccessRefused",
                         .actor = code || untried ? "" : list->account_no,
                         .acting_for = "",
                         .origin = "",
                         .channel = "",
                         .source_address = "",
                         .purpose = "",
                         .case_no = "",
                         .role = KERNEL__ROLE__SYSTEM,
                         .received_at_us = process_now_us(),
                         .n_event = *used,
                         .event = arena_alloc(a, (*used + 1) * sizeof *item->event)};
    if (!item->command_id || !item->event) return E_ARENA;
    for (size_t i = 0; i < *used; i++) {
        const ProtobufCMessage *event = event_of(r, &list[i], a);
        if (!event) return E_ARENA;
        item->event[i] = (batch_event){catalog_type_of(event)->event, event, list->account_no};
    }
    return OK;
}

static status store(runner *r, view *none, size_t n, const notice *list) {
    batch_item *items = arena_alloc(r->commands.arena, (n + 1) * sizeof *items);
    size_t m = 0;
    status s = items ? OK : E_ARENA;
    for (size_t at = 0, used; at < n && s == OK; at += used, m++) {
        used = 0;
        s = entry_of(r, &list[at], n - at, &items[m], &used);
    }
    if (s == OK) return batch_finish(r->batch, none, m, items);
    batch_cancel(r->batch);
    return s;
}

/* One past minute; `*more` whether there may be another one. */
static status settle_one(runner *r, bool *more) {
    size_t n = 0;
    notice *list = NULL;
    arena *a = r->commands.arena;
    arena_reset(a);
    view *none = view_open(a, NULL, NULL);
    if (!none) return E_ARENA;
    batch_begin(r->batch);
    status s = notice_take(r->batch, minute_now(r), a, &n, &list);
    *more = s == OK && n > 0;
    if (s != OK) return s;
    if (n) s = store(r, none, n, list);
    if (n && s == OK) runner_hint(r, none);
    if (!n) batch_cancel(r->batch);
    return s;
}

void notices_settle(runner *r) {
    int64_t now_ms = process_ms();
    if (now_ms < r->settle_at_ms || pg_is_lost(r->options.db)) return;
    r->settle_at_ms = now_ms + r->options.notice_ms;
    bool more = true;
    status s = OK;
    for (int i = 0; i < SETTLE_MINUTES && s == OK && more; i++) s = settle_one(r, &more);
    if (s != OK) log_warn("notices", log_status(s), log_text("database", pg_error(r->options.db)));
}
