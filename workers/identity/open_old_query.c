/* open_old_query (S6): a password of the old system opens the old query and nothing else. Unknown,
 * locked, activated and wrong get one answer; failures are counted as those of a login. */
#include "gen/identity/open_old_query.h"

#include "gen/enrolment/rows.h"
#include "proto/runtime/crypt/crypt.h"
#include "workers/identity/old_password.h"
#include "workers/identity/tally.h"
#include "workers/rules/identifier/document.h"
#include "workers/rules/old_system.h"

static const int64_t session_us = INT64_C(10) * 60 * 1000000;

/* Who has an account of the hall has a better password than the old one. */
static bool is_persons(row_list accounts) {
    for (size_t i = 0; i < accounts.n; i++)
        if (((const Account *) accounts.row[i])->role == KERNEL__ROLE__PERSON) return true;
    return false;
}

static bool is_activated(view *rows, ProtobufCBinaryData document_hash, const char *person_no) {
    bool by_document = is_persons(list_account_by_document_hash(rows, document_hash));
    return (person_no[0] && is_persons(list_account_by_person_no(rows, person_no))) || by_document;
}

static tally tally_of_old(const OldAccount *account) {
    return (tally){account->failures, account->failed_on, account->failures_today,
                   account->locked_until_us};
}

/* Counted for the account, where there is one whose password was tried, and for the address. */
static verdict fail(const context *ctx, const tally_strangers *tries, const OldAccount *account,
                    changes *out) {
    tally_strangers_failed(ctx, tries, out);
    if (!account) return refuse(E_LOGIN, NULL);
    const tally so_far = tally_of_old(account), next = tally_more(ctx, &so_far);
    OldQueryFailed event = OLD_QUERY_FAILED_INIT;
    event.document_hash = account->document_hash;
    event.account_no = account->account_no;
    event.locked_until_us = next.locked_until_us;
    event.failed_on = next.failed_on;
    event.failures_today = next.today;
    emit_old_query_failed(out, &event);
    return refuse(E_LOGIN, NULL);
}

static verdict start(const context *ctx, const OldAccount *account, const char *person_no,
                     const OpenOldQuery *in, changes *out) {
    OldQueryOpened event = OLD_QUERY_OPENED_INIT;
    event.account_no = account->account_no;
    event.token_hash = in->token_hash;
    event.role = KERNEL__ROLE__PERSON;
    event.person_no = lend(person_no);
    event.expires_at_us = ctx->received_at_us + session_us;
    event.verified = VERIFIED_IMPORTED;
    event.document_hash = account->document_hash;
    emit_old_query_opened(out, &event);
    OldQueryShown reply = OLD_QUERY_SHOWN_INIT;
    reply.expires_at_us = event.expires_at_us;
    changes_reply(out, &reply.base);
    return accept();
}

verdict identity_open_old_query(const context *ctx, view *rows, const OpenOldQuery *in,
                                changes *out) {
    char number[DOCUMENT_SIZE];
    if (old_system_closed(rows)) return refuse(E_OLD_CLOSED, NULL);
    bool whole = document_fold(in->document_no, number) == OK;
    ProtobufCBinaryData hash = ctx->search_hash(ctx, rows, whole ? number : "");
    const OldAccount *account = find_old_account(rows, hash);
    const PersonDirectory *place = find_person_directory(rows, hash);
    const char *person_no = place ? place->person_no : "";
    bool activated = is_activated(rows, hash, person_no), used = find_token(rows, in->token_hash);
    if (in->token_hash.len != CRYPT_HASH_BYTES || used) return refuse(E_FORM, "token_hash");
    const tally so_far = account ? tally_of_old(account) : (tally){.failures = 0};
    bool tried = account && !account->locked && !activated && !tally_full(ctx, &so_far);
    bool right = old_password_fits(
        account ? account->hash : SHA256, account ? account->salting : UNSALTED,
        account ? account->salt : "", account ? account->old_hash : "", in->password);
    const tally_strangers tries =
        tally_strangers_of(ctx, rows, TALLY_OLD_QUERY, (ProtobufCBinaryData){0, NULL});
    if (tally_strangers_full(ctx, &tries)) return (verdict){E_TOO_OFTEN, NULL, "old_query_address"};
    if (!tried || !right) return fail(ctx, &tries, tried ? account : NULL, out);
    if (so_far.locked_until_us > ctx->received_at_us) return refuse(E_AUTH_LOCKED, NULL);
    return start(ctx, account, person_no, in, out);
}
