/* agreement: looks how a party stands to a kind of agreement, and makes the hashes. */
#include "workers/rules/agreement.h"
#include "workers/rules/calendar/date.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/runtime/crypt/crypt.h"

const char *agreement_party(view *rows, agreement_who who) {
    const char *number = agreement_number(who);
    return arena_printf(view_arena(rows), "%c:%s",
                        who.unit_no[0]     ? 'u'
                        : who.person_no[0] ? 'p'
                                           : 'c',
                        number);
}

const char *agreement_number(agreement_who who) {
    return who.unit_no[0] ? who.unit_no : who.person_no[0] ? who.person_no : who.community_code;
}

const AgreementText *agreement_current(view *rows, Kernel__AgreementKind kind) {
    row_list all = list_agreement_text_by_kind(rows, kind);
    return all.n ? (const AgreementText *) all.row[all.n - 1] : NULL;
}

/* ---- what is signed ------------------------------------------------------------------------ */

static bool digest(const char *text, char out[AGREEMENT_HASH_SIZE]) {
    uint8_t hash[CRYPT_HASH_BYTES];
    if (!text) return false;
    crypt_sm3(text, strlen(text), hash);
    crypt_hex(hash, sizeof hash, out);
    return true;
}

bool agreement_text_hash(view *rows, const AgreementText *text, char out[AGREEMENT_HASH_SIZE]) {
    return digest(arena_printf(view_arena(rows), "hall agreement\n%d %" PRId64 "\n%s\n%s\n%s\n%s\n",
                               (int) text->kind, text->number, text->title_zh, text->title_en,
                               text->text_zh, text->text_en),
                  out);
}

static const char *schedule(view *rows, const Agreement *standing) {
    row_list lines =
        list_agreement_instalment_by_party_offer(rows, standing->party, standing->offer);
    const char *out = "";
    for (size_t i = 0; out && i < lines.n; i++) {
        const AgreementInstalment *one = (const AgreementInstalment *) lines.row[i];
        out = arena_printf(view_arena(rows), "%s%" PRId32 " %" PRId64 " %" PRId32 "\n", out,
                           one->period, one->amount_fen, one->due_date);
    }
    return out;
}

bool agreement_to_sign(view *rows, const AgreementText *text, const Agreement *standing,
                       char out[AGREEMENT_HASH_SIZE]) {
    if (!text) return false;
    if (text->kind != KERNEL__AGREEMENT_KIND__DEFERRED_PAYMENT) {
        snprintf(out, AGREEMENT_HASH_SIZE, "%s", text->text_hash);
        return true;
    }
    const char *lines =
        standing && standing->state != AGREEMENT_OVER ? schedule(rows, standing) : NULL;
    return lines && digest(arena_printf(view_arena(rows), "%s\n%s\n%s\n%s", text->text_hash,
                                        standing->party, standing->guarantee, lines),
                           out);
}

/* ---- what was read ------------------------------------------------------------------------- */

char *agreement_shown(const context *ctx, view *rows, const AgreementText *text, int64_t at_us) {
    char session[2 * CRYPT_HASH_BYTES + 1], proof[2 * CRYPT_HASH_BYTES + 1];
    arena *a = view_arena(rows);
    const ProtobufCBinaryData token = ctx->actor.token_hash;
    if (token.len != CRYPT_HASH_BYTES) return arena_dup(a, "");
    crypt_hex(token.data, token.len, session);
    const char *what =
        arena_printf(a, "agreement shown\n%s\n%s\n%" PRId64 "\n", session, text->text_hash, at_us);
    ProtobufCBinaryData hash = {0, NULL};
    if (what) hash = ctx->search_hash(ctx, rows, what);
    if (hash.len != CRYPT_HASH_BYTES) return NULL;
    crypt_hex(hash.data, hash.len, proof);
    return arena_printf(a, "%" PRId64 "-%s", at_us, proof);
}

verdict agreement_was_read(const context *ctx, view *rows, const AgreementText *text,
                           const char *shown) {
    size_t digits = strspn(shown, "0123456789");
    int64_t at_us = digits > 0 && digits < 19 ? strtoll(shown, NULL, 10) : 0;
    if (!text->reading_s) return accept();
    const char *own = agreement_shown(ctx, rows, text, at_us);
    if (!own) return refuse(E_ARENA, NULL);
    if (!own[0] || strcmp(own, shown) != 0) return (verdict){E_REQUIRED, "shown", "text_not_shown"};
    bool read = ctx->received_at_us - at_us >= text->reading_s * SECOND_US;
    return read ? accept() : (verdict){E_REQUIRED, "shown", "text_just_shown"};
}

/* ---- whether it is signed ------------------------------------------------------------------ */

int64_t agreement_demanded(view *rows, Kernel__AgreementKind kind, int64_t now_us) {
    const AgreementDemand *demand = find_agreement_demand(rows, kind);
    if (!demand) return 0;
    return demand->from_us <= now_us ? demand->number : demand->former_number;
}

int64_t agreement_missing_since(view *rows, const char *party, Kernel__AgreementKind kind,
                                int64_t now_us) {
    const Agreement *standing = find_agreement(rows, party, kind);
    const AgreementDemand *demand = find_agreement_demand(rows, kind);
    int64_t from_us = demand && demand->from_us <= now_us ? demand->from_us : 0;
    return standing && standing->ended_at_us > from_us ? standing->ended_at_us : from_us;
}

verdict agreement_signed(view *rows, const char *party, Kernel__AgreementKind kind,
                         int64_t now_us) {
    const Agreement *standing = find_agreement(rows, party, kind);
    int64_t number = agreement_demanded(rows, kind, now_us);
    if (!number) return accept();
    if (standing && standing->state == SIGNED)
        return standing->number >= number ? accept()
                                          : (verdict){E_AGREEMENT, NULL, "agreement_renewed"};
    if (!standing || standing->state != AGREEMENT_OVER)
        return (verdict){E_AGREEMENT, NULL, "agreement_unsigned"};
    if (standing->barred) return (verdict){E_AGREEMENT, NULL, "agreement_barred"};
    return (verdict){E_AGREEMENT, NULL, "agreement_ended"};
}
