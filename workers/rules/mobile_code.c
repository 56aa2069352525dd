/* mobile_code: makes codes from the secret search key and the command's id, counts who asks for
 * them, and checks what is typed. */
#include "workers/rules/mobile_code.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "gen/notification/rows.h"
#include "proto/runtime/crypt/crypt.h"
#include "proto/runtime/network.h"
#include "workers/rules/field.h"

enum { TRIES_MOST = 5, DIGITS = 6, NO_BYTES = 16, LIMITS_MAX = 4 };

static const int64_t valid_us = INT64_C(5) * 60 * 1000000, minute_us = INT64_C(60) * 1000000;

/* Keyed hash of words that no other use of the search key begins with. */
static ProtobufCBinaryData keyed(const context *ctx, view *rows, const char *what, const char *a,
                                 const char *b) {
    const char *text = arena_printf(view_arena(rows), "mobile code %s\n%s\n%s", what, a, b);
    ProtobufCBinaryData none = {0, NULL};
    return text ? ctx->search_hash(ctx, rows, text) : none;
}

static ProtobufCBinaryData bound_hash(const context *ctx, view *rows, int32_t use,
                                      const char *bound_to) {
    char number[12];
    snprintf(number, sizeof number, "%" PRId32, use);
    return keyed(ctx, rows, "bound", number, bound_to);
}

/* ---- how often ----------------------------------------------------------------------------- */

/* A limit of a day. silent: it is the number's, so the asker is not told. */
typedef struct limit {
    const char *kind, *who;
    int32_t most;
    bool gap, silent;
} limit;

/* What the holder asks for counts apart from what strangers ask for, so none uses up the other's.
 */
static size_t limits_of(const context *ctx, view *rows, const mobile_code_ask *ask,
                        const char *mobile, limit out[LIMITS_MAX]) {
    size_t n = 0;
    if (ask->known) {
        const char *asker = ctx->actor.account_no[0] ? ctx->actor.account_no : ask->bound_to;
        out[n++] = (limit){.kind = "asker", .who = asker, .most = 10};
        if (mobile[0]) out[n++] = (limit){.kind = "own", .who = mobile, .most = 5, .gap = true};
        return n;
    }
    out[n++] = (limit){.kind = "name", .who = ask->bound_to, .most = 5, .gap = true};
    if (mobile[0])
        out[n++] = (limit){.kind = "number", .who = mobile, .most = 5, .gap = true, .silent = true};
    if (!ctx->source_address || !ctx->source_address[0]) return n;
    char *from = arena_alloc(view_arena(rows), NETWORK_BYTES);
    if (!from) return n; /* without memory nothing is sent: the hashes below need it as well */
    network_of(ctx->source_address, from);
    out[n++] = (limit){.kind = "source", .who = from, .most = 20};
    const char *both = arena_printf(view_arena(rows), "%s %s", from, ask->bound_to);
    if (both) out[n++] = (limit){.kind = "source and name", .who = both, .most = 3};
    return n;
}

static const char *too_often(const context *ctx, const limit *l, const MobileQuota *row) {
    if (!row) return NULL;
    int64_t since = ctx->received_at_us - row->last_at_us;
    if (l->gap && since < minute_us && since > -minute_us) return "code_minute";
    return row->day == ctx->today && row->n >= l->most ? "code_day" : NULL;
}

/* One more of each limit; `*reached` becomes false where only the number's own is spent. */
static verdict spend(const context *ctx, view *rows, const limit *l, size_t n, QuotaUsed *used,
                     bool *reached) {
    verdict v = accept();
    for (size_t i = 0; i < n; i++) {
        ProtobufCBinaryData key = keyed(ctx, rows, l[i].kind, l[i].who, "");
        if (!key.len) return refuse(E_ARENA, NULL);
        const MobileQuota *row = find_mobile_quota(rows, key);
        const char *why = too_often(ctx, &l[i], row);
        if (why && l[i].silent) *reached = false;
        if (why && !l[i].silent && !refused(v)) v = (verdict){E_TOO_OFTEN, NULL, why};
        used[i] = (QuotaUsed) QUOTA_USED_INIT;
        used[i].quota_key = key;
        used[i].day = ctx->today;
        used[i].n = row && row->day == ctx->today ? row->n + 1 : 1;
        used[i].last_at_us = ctx->received_at_us;
    }
    return v;
}

/* ---- the code ------------------------------------------------------------------------------ */

/* Its number is foreseen by nobody, so nobody else can try it or use up its tries. */
static const char *number_of(const context *ctx, view *rows) {
    char id[2 * NO_BYTES + 1], *no = arena_alloc(view_arena(rows), 2 * NO_BYTES + 1);
    crypt_hex(ctx->command_id, NO_BYTES, id);
    ProtobufCBinaryData hash = keyed(ctx, rows, "number", id, "");
    if (!no || hash.len < NO_BYTES) return NULL;
    crypt_hex(hash.data, NO_BYTES, no);
    return no;
}

/* Eight bytes: what the remainder favours is less than one in ten million millions. */
static bool digits_of(const context *ctx, view *rows, const char *code_no, char out[DIGITS + 1]) {
    ProtobufCBinaryData hash = keyed(ctx, rows, "digits", code_no, "");
    uint64_t number = 0;
    for (size_t i = 0; i < sizeof number && i < hash.len; i++) number = number << 8 | hash.data[i];
    snprintf(out, DIGITS + 1, "%06" PRIu64, number % 1000000);
    return hash.len > 0;
}

static char *text_of(view *rows, const mobile_code_ask *ask, const char *digits) {
    const code_table *uses = catalog_codes("code_use");
    const char *use = "";
    for (unsigned i = 0; uses && i < uses->n; i++)
        if (uses->value[i].number == ask->use) use = uses->value[i].label.zh;
    return arena_printf(view_arena(rows),
                        "【社保网上办事大厅】验证码%s，用于%s%s%s%s，5分钟内有效。"
                        "工作人员不会向您索要验证码，请勿告诉任何人。",
                        digits, use, ask->about[0] ? "（" : "", ask->about,
                        ask->about[0] ? "）" : "");
}

static bool queue(view *rows, const mobile_code_ask *ask, const char *mobile, const char *digits,
                  const mobile_code_sent *sent, changes *out) {
    OutgoingQueued event = OUTGOING_QUEUED_INIT;
    event.outgoing_no = lend(sent->code_no);
    event.mobile = lend(mobile);
    event.text = text_of(rows, ask, digits);
    event.expires_at_us = sent->expires_at_us;
    if (event.text) emit_outgoing_queued(out, &event);
    return event.text;
}

/* Where nobody is reached the hash is that of no digits. */
static bool make(const context *ctx, view *rows, const mobile_code_ask *ask, const char *mobile,
                 MobileCodeMade *event, changes *out, mobile_code_sent *sent) {
    char digits[DIGITS + 1] = "";
    sent->code_no = number_of(ctx, rows);
    sent->expires_at_us = ctx->received_at_us + valid_us;
    if (!sent->code_no || !digits_of(ctx, rows, sent->code_no, digits)) return false;
    view_fresh(rows, sent->code_no);
    event->mobile_code_no = lend(sent->code_no);
    event->use = ask->use;
    event->bound_hash = bound_hash(ctx, rows, ask->use, ask->bound_to);
    event->code_hash = keyed(ctx, rows, "code", sent->code_no, mobile[0] ? digits : "");
    event->expires_at_us = sent->expires_at_us;
    if (!event->bound_hash.len || !event->code_hash.len) return false;
    emit_mobile_code_made(out, event);
    return !mobile[0] || queue(rows, ask, mobile, digits, sent, out);
}

verdict mobile_code_send(const context *ctx, view *rows, const mobile_code_ask *ask, changes *out,
                         mobile_code_sent *sent) {
    char mobile[FIELD_MOBILE_SIZE] = "";
    limit limits[LIMITS_MAX];
    QuotaUsed used[LIMITS_MAX], *list[LIMITS_MAX];
    bool reached = true;
    if (ask->mobile[0] && (!field_mobile_plain(ask->mobile, mobile) || field_mobile(mobile) != OK))
        return refuse(E_MOBILE, "mobile");
    size_t n = limits_of(ctx, rows, ask, mobile, limits);
    verdict v = spend(ctx, rows, limits, n, used, &reached);
    if (refused(v)) return v;
    for (size_t i = 0; i < n; i++) list[i] = &used[i];
    MobileCodeMade event = MOBILE_CODE_MADE_INIT;
    event.n_quota = n;
    event.quota = list;
    bool made = make(ctx, rows, ask, reached ? mobile : "", &event, out, sent);
    return made ? accept() : refuse(E_ARENA, NULL);
}

/* ---- what is typed ------------------------------------------------------------------------- */

static bool is_open(const context *ctx, view *rows, const mobile_code_typed *typed,
                    const MobileCode *code) {
    ProtobufCBinaryData bound = bound_hash(ctx, rows, typed->use, typed->bound_to);
    return code && !code->used && code->tries < TRIES_MOST &&
           code->expires_at_us > ctx->received_at_us && code->use == typed->use &&
           bound.len == code->bound_hash.len &&
           crypt_equal(bound.data, code->bound_hash.data, bound.len);
}

verdict mobile_code_check(const context *ctx, view *rows, const mobile_code_typed *typed,
                          changes *out) {
    const MobileCode *code = find_mobile_code(rows, typed->code_no);
    if (!is_open(ctx, rows, typed, code)) return refuse(E_AUTH_CODE, "code");
    ProtobufCBinaryData hash = keyed(ctx, rows, "code", typed->code_no, typed->code);
    bool right = field_digits(typed->code, DIGITS) && hash.len == code->code_hash.len &&
                 crypt_equal(hash.data, code->code_hash.data, hash.len);
    if (right) {
        MobileCodeUsed event = MOBILE_CODE_USED_INIT;
        event.mobile_code_no = code->mobile_code_no;
        emit_mobile_code_used(out, &event);
        return accept();
    }
    MobileCodeMissed event = MOBILE_CODE_MISSED_INIT;
    event.mobile_code_no = code->mobile_code_no;
    emit_mobile_code_missed(out, &event);
    return refuse(E_AUTH_CODE, "code");
}
