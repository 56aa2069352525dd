/* import_old_accounts (S6): accounts of the old query system, a piece of its file at a time. What
 * the file says of a person is a claim: nothing but the old query ever rests on it. */
#include "gen/identity/import_old_accounts.h"

#include <string.h>

#include "proto/runtime/crypt/legacy.h"
#include "workers/identity/old_password.h"
#include "workers/rules/identifier/document.h"
#include "workers/rules/old_system.h"

enum { DEFAULT_AT = 11, DEFAULT_DIGITS = 6 };

/* The default password of 2006: digits 12 to 17 of the number. */
static bool is_default(const ImportOldAccounts *in, const OldAccountRow *row, const char *number) {
    char digits[DEFAULT_DIGITS + 1] = "";
    memcpy(digits, number + DEFAULT_AT, DEFAULT_DIGITS);
    return old_password_fits(in->hash, in->salting, row->salt, row->old_hash, digits);
}

static bool is_hash(Identity__OldHash hash, const char *text) {
    size_t n = crypt_legacy_length((crypt_legacy) hash);
    return strlen(text) == n && strspn(text, "0123456789abcdefABCDEF") == n;
}

static bool is_same(const ImportOldAccounts *in, const OldAccount *kept, const OldAccountRow *row) {
    return kept->hash == in->hash && kept->salting == in->salting &&
           !strcmp(kept->old_hash, row->old_hash) && !strcmp(kept->salt, row->salt);
}

static OldAccountShown refused_row(status s, const char *field) {
    OldAccountShown out = OLD_ACCOUNT_SHOWN_INIT;
    out.status = (int32_t) s;
    out.field = lend(field);
    return out;
}

static char *handle_of(view *rows, ProtobufCBinaryData document_hash) {
    char digits[17];
    crypt_hex(document_hash.data, 8, digits);
    return arena_printf(view_arena(rows), "old-%s", digits);
}

/* An old number of 15 digits was withdrawn in 2013 and may be another person's by now. */
static status number_of(const context *ctx, const char *text, document *out) {
    char folded[DOCUMENT_SIZE];
    if (document_fold(text, folded) == OK && strlen(folded) == 15) return E_ID_LENGTH;
    return document_check(DOCUMENT_CITIZEN_ID, text, ctx->today, out);
}

static OldAccountShown take(const context *ctx, view *rows, const ImportOldAccounts *in,
                            const OldAccountRow *row, changes *out) {
    document holder;
    OldAccountShown shown = OLD_ACCOUNT_SHOWN_INIT;
    status s = number_of(ctx, row->number, &holder);
    if (s != OK) return refused_row(s, "number");
    if (!is_hash(in->hash, row->old_hash)) return refused_row(E_FORM, "old_hash");
    if (in->salting != UNSALTED && !row->salt[0]) return refused_row(E_REQUIRED, "salt");
    OldAccountImported event = OLD_ACCOUNT_IMPORTED_INIT;
    event.document_hash = ctx->search_hash(ctx, rows, holder.number);
    const OldAccount *kept = find_old_account(rows, event.document_hash);
    event.locked = is_default(in, row, holder.number);
    if (kept && kept->locked == event.locked && (kept->locked || is_same(in, kept, row))) {
        shown.outcome = OLD_REPEATED;
        return shown;
    }
    if (kept) return refused_row(E_DUP_ID, "number");
    event.system = lend(OLD_SYSTEM);
    event.account_no = handle_of(rows, event.document_hash);
    if (!event.document_hash.len || !event.account_no) return refused_row(E_ARENA, "number");
    event.hash = in->hash;
    event.salting = in->salting;
    if (!event.locked) {
        event.old_hash = row->old_hash;
        event.salt = row->salt;
    }
    emit_old_account_imported(out, &event);
    shown.outcome = event.locked ? OLD_LOCKED : OLD_IMPORTED;
    return shown;
}

/* Two rows of one number: neither says whose the password is. */
static bool is_double(const ImportOldAccounts *in, size_t at) {
    char number[DOCUMENT_SIZE], other[DOCUMENT_SIZE];
    if (document_fold(in->row[at]->number, number) != OK || !number[0]) return false;
    for (size_t i = 0; i < in->n_row; i++)
        if (i != at && document_fold(in->row[i]->number, other) == OK && !strcmp(number, other))
            return true;
    return false;
}

verdict identity_import_old_accounts(const context *ctx, view *rows, const ImportOldAccounts *in,
                                     changes *out) {
    OldAccountsShown reply = OLD_ACCOUNTS_SHOWN_INIT;
    OldAccountsCounted counted = OLD_ACCOUNTS_COUNTED_INIT;
    OldAccountShown *shown = arena_alloc(view_arena(rows), (in->n_row + 1) * sizeof *shown);
    reply.row = arena_alloc(view_arena(rows), (in->n_row + 1) * sizeof *reply.row);
    if (!shown || !reply.row) return refuse(E_ARENA, NULL);
    if (old_system_closed(rows)) return refuse(E_OLD_CLOSED, NULL);
    for (size_t i = 0; i < in->n_row; i++) {
        shown[i] = is_double(in, i) ? refused_row(E_DUP_ID, "number")
                                    : take(ctx, rows, in, in->row[i], out);
        counted.taken += shown[i].outcome == OLD_IMPORTED || shown[i].outcome == OLD_LOCKED;
        counted.barred += shown[i].outcome == OLD_LOCKED;
        reply.row[reply.n_row++] = &shown[i];
    }
    counted.system = lend(OLD_SYSTEM);
    if (counted.taken) emit_old_accounts_counted(out, &counted);
    changes_reply(out, &reply.base);
    return accept();
}
