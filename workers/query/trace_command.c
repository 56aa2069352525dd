/* trace_command (A28, S52): from what a complaint tells to the commands it is about. The code is
 * taken as people say and type it: in either case, in groups, with full-width characters, with the
 * code of the refusal before it, and shortened. */
#include "gen/query/trace_command.h"

#include <string.h>

#include "gen/query/rows.h"
#include "proto/runtime/fold.h"
#include "proto/runtime/uuid.h"
#include "proto/runtime/view/history.h"
#include "workers/query/traced.h"
#include "workers/rules/calendar/date.h"

enum {
    DIGITS = 2 * UUID_BYTES,
    DIGITS_LEAST = 12, /* those of the time */
    CODE_BYTES = 256,
    MINUTES = 2,
    COMMANDS_MAX = 100,
    EVENTS_MAX = 100
};
/* ---- the code -------------------------------------------------------------------------------- */

/* Behind the middle dot that stands between the refusal's code and the number. */
static const char *behind_dot(const char *text) {
    static const char dot[] = "·";
    const char *at = strstr(text, dot);
    return at ? at + sizeof dot - 1 : text;
}

/* A shortened code is all numbers that begin with it. */
static bool read_code(const char *text, uint8_t first[UUID_BYTES], uint8_t last[UUID_BYTES]) {
    static const char digits[] = "0123456789ABCDEF";
    char folded[CODE_BYTES];
    unsigned n = 0;
    const char *number = behind_dot(text);
    if (strlen(number) >= sizeof folded) return false;
    fold_number(number, strlen(number), folded);
    memset(first, 0, UUID_BYTES);
    memset(last, 0xff, UUID_BYTES);
    for (const char *at = folded; *at; at++) {
        const char *digit = strchr(digits, *at);
        if (*at == '-') continue;
        if (!digit || n == DIGITS) return false;
        unsigned value = (unsigned) (digit - digits), shift = n % 2 ? 0 : 4;
        first[n / 2] |= (uint8_t) (value << shift);
        last[n / 2] &= (uint8_t) ~((15 - value) << shift);
        n++;
    }
    return n >= DIGITS_LEAST;
}

/* ---- the search ------------------------------------------------------------------------------ */

static verdict read_search(const TraceCommand *in, trace_search *out) {
    const bool by_account = in->by_account[0] || in->at_us;
    *out = (trace_search){.by = TRACE_BY_NUMBER, .account_no = "", .limit = COMMANDS_MAX + 1};
    if (in->code[0] && by_account) return refuse(E_FORM, "by_account");
    if (in->code[0])
        return read_code(in->code, out->first, out->last) ? accept() : refuse(E_FORM, "code");
    if (!by_account) return refuse(E_REQUIRED, "code");
    if (!in->by_account[0]) return refuse(E_REQUIRED, "by_account");
    if (in->at_us <= 0) return refuse(E_REQUIRED, "at_us");
    int64_t span = MINUTE_US * (in->minutes ? in->minutes : MINUTES);
    out->by = TRACE_BY_TIME;
    out->account_no = in->by_account;
    out->from_us = in->at_us > span ? in->at_us - span : 0;
    out->until_us = in->at_us < INT64_MAX - span ? in->at_us + span : INT64_MAX;
    return accept();
}

/* Places of one command stand next to each other; ends before the last one that may be cut off. */
static status show_all(trace_list found, arena *a, CommandsFound *reply) {
    TracedCommand *line = arena_alloc(a, (found.n + 1) * sizeof *line);
    reply->command = arena_alloc(a, (found.n + 1) * sizeof *reply->command);
    if (!line || !reply->command) return E_ARENA;
    for (size_t i = 0, n = 0; i < found.n; i += n) {
        const traced *place = &found.found[i];
        for (n = 1; i + n < found.n; n++)
            if (memcmp(place[n].command_id, place->command_id, UUID_BYTES) != 0) break;
        reply->more = reply->n_command == COMMANDS_MAX;
        if (reply->more) break;
        TracedCommand *one = reply->command[reply->n_command] = &line[reply->n_command];
        status s = traced_show(place, n, a, one);
        if (s != OK) return s;
        reply->n_command++;
    }
    return OK;
}

/* ---- the account ----------------------------------------------------------------------------- */

/* What is counted by the minute names the minute; everything else happened when it came. */
static AccountEvent account_event(const history_event *logged) {
    AccountEvent out = ACCOUNT_EVENT_INIT;
    out.at_us = logged->received_at_us;
    out.type = lend(logged->type->name);
    out.title_zh = lend(logged->type->title.zh);
    out.title_en = lend(logged->type->title.en);
    out.method = lend(logged->method);
    out.n = 1;
    if (logged->event->descriptor == &query__access_refused__descriptor) {
        const AccessRefused *refused = (const AccessRefused *) logged->event;
        out.at_us = refused->minute_us, out.method = refused->method, out.n = refused->n;
    } else if (logged->event->descriptor == &query__record_probed__descriptor) {
        const RecordProbed *probed = (const RecordProbed *) logged->event;
        out.at_us = probed->minute_us, out.method = probed->method, out.n = probed->n;
    }
    return out;
}

/* Logins stand here and not among the commands: whose one is was not known when it came. */
static status show_account(view *rows, const trace_search *search, CommandsFound *reply) {
    arena *a = view_arena(rows);
    history all = view_history(rows, search->account_no);
    AccountEvent *line = arena_alloc(a, EVENTS_MAX * sizeof *line);
    reply->event = arena_alloc(a, EVENTS_MAX * sizeof *reply->event);
    if (!line || !reply->event) return E_ARENA;
    for (size_t i = 0; i < all.n && reply->n_event < EVENTS_MAX; i++) {
        AccountEvent one = account_event(&all.event[i]);
        if (one.at_us < search->from_us - MINUTE_US || one.at_us > search->until_us) continue;
        line[reply->n_event] = one;
        reply->event[reply->n_event] = &line[reply->n_event];
        reply->n_event++;
    }
    return OK;
}

static void note(const context *ctx, const TraceCommand *in, const trace_search *search, size_t n,
                 changes *out) {
    CommandTraced event = COMMAND_TRACED_INIT;
    event.account_no = lend(ctx->actor.account_no);
    event.code = in->code;
    event.by_account = in->by_account;
    event.from_us = search->from_us;
    event.until_us = search->until_us;
    event.n = (int64_t) n;
    emit_command_traced(out, &event);
}

verdict query_trace_command(const context *ctx, view *rows, const TraceCommand *in, changes *out) {
    trace_search search;
    CommandsFound reply = COMMANDS_FOUND_INIT;
    verdict v = read_search(in, &search);
    if (refused(v)) return v;
    trace_list found = view_traces(rows, &search);
    if (show_all(found, view_arena(rows), &reply) != OK) return refuse(E_ARENA, NULL);
    if (search.by == TRACE_BY_TIME && show_account(rows, &search, &reply) != OK)
        return refuse(E_ARENA, NULL);
    if (search.by == TRACE_BY_NUMBER) reply.made_at_us = uuid_v7_us(search.first);
    note(ctx, in, &search, reply.n_command, out);
    changes_reply(out, &reply.base);
    return accept();
}
