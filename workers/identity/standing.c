/* standing: see standing.h. A document of which nothing was stated stands in nobody's way: the hall
 * knows only what an officer saw. */
#include "workers/identity/standing.h"

#include <string.h>

#include "workers/identity/account.h"
#include "workers/identity/person.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/holder.h"
#include "workers/rules/identifier/document.h"
#include "workers/rules/visit.h"

const char standing_disputed_told[] =
    "您的身份证件已登记为存疑，账号暂时只能修改密码。如有疑问，请持有效证件到区社保处窗口核实。";

Identity__DocumentStanding standing_of(const context *ctx, view *rows, ProtobufCBinaryData hash) {
    const IdentityDocument *row = hash.len ? find_identity_document(rows, hash) : NULL;
    if (!row) return STANDING_NONE;
    bool over = row->valid_until && row->valid_until < ctx->today;
    return row->standing == STANDING_VALID && over ? STANDING_EXPIRED : row->standing;
}

verdict standing_undisputed(const context *ctx, view *rows, ProtobufCBinaryData hash) {
    return standing_of(ctx, rows, hash) == STANDING_DISPUTED
               ? (verdict){E_CASE_STATE, "document_no", "document_disputed"}
               : accept();
}

void standing_ask(view *rows, ProtobufCBinaryData hash) {
    find_identity_document(rows, hash);
    row_list held = list_account_by_document_hash(rows, hash);
    for (size_t i = 0; i < held.n; i++)
        list_token_by_account_no_revoked(rows, ((const Account *) held.row[i])->account_no, false);
}

/* A person's account is opened with the document seen. */
Identity__Verified standing_session(const context *ctx, view *rows, const Account *account) {
    Identity__DocumentStanding standing = standing_of(ctx, rows, account->document_hash);
    if (standing == STANDING_EXPIRED) return VERIFIED_EXPIRED;
    if (standing == STANDING_DISPUTED) return VERIFIED_DISPUTED;
    return account->role == KERNEL__ROLE__PERSON ? VERIFIED_DOCUMENT : VERIFIED_NONE;
}

/* ---- what an officer has before him -------------------------------------------------------- */

verdict standing_person(const context *ctx, view *rows, const standing_seen *seen,
                        const Person **out) {
    document paper;
    status s = document_check(seen->document_type, seen->document_no, ctx->today, &paper);
    if (s != OK) return refuse(s, "document_no");
    const Person *person = person_named(ctx, rows, paper.number);
    if (!person || person->dead) return refuse(E_NOT_FOUND, "document_no");
    if (person_is_officer(ctx, rows, person)) return (verdict){E_MAKER_CHECKER, NULL, "own_record"};
    if (!person_is_called(person, seen->name)) return refuse(E_NAME_ID_MISMATCH, "name");
    if (seen->valid_until && seen->valid_until < ctx->today)
        return (verdict){E_RANGE, "valid_until", "document_expired"};
    if (!visit_is_of(rows, seen->basis_no, person->person_no))
        return (verdict){E_PURPOSE, "basis_no", "basis_of_others"};
    *out = person;
    return accept();
}

static bool is_holders(const context *ctx, view *rows, const Account *account, const char *number) {
    const ProtobufCBinaryData typed = ctx->search_hash(ctx, rows, number);
    return typed.len && typed.len == account->document_hash.len &&
           !memcmp(typed.data, account->document_hash.data, typed.len);
}

verdict standing_holder(const context *ctx, view *rows, const char *account_no,
                        const standing_seen *seen, const Account **out) {
    document paper;
    status s = document_check(seen->document_type, seen->document_no, ctx->today, &paper);
    if (s != OK) return refuse(s, "document_no");
    const Account *account = find_account(rows, account_no);
    if (!account) return refuse(E_NOT_FOUND, "account_no");
    if (holder_is_one(rows, ctx->actor.account_no, account_no))
        return (verdict){E_MAKER_CHECKER, NULL, "own_record"};
    if (!is_holders(ctx, rows, account, paper.number))
        return refuse(E_NAME_ID_MISMATCH, "document_no");
    if (!person_has_name(account->display_name, seen->name))
        return refuse(E_NAME_ID_MISMATCH, "name");
    if (seen->valid_until && seen->valid_until < ctx->today)
        return (verdict){E_RANGE, "valid_until", "document_expired"};
    *out = account;
    return accept();
}

/* ---- what is stated ------------------------------------------------------------------------ */

static void tell_expired(const Account *account, changes *out) {
    AccountDocumentExpired event = ACCOUNT_DOCUMENT_EXPIRED_INIT;
    event.account_no = account->account_no;
    emit_account_document_expired(out, &event);
}

static void tell_disputed(const Account *account, changes *out) {
    AccountDocumentDisputed event = ACCOUNT_DOCUMENT_DISPUTED_INIT;
    event.account_no = account->account_no;
    emit_account_document_disputed(out, &event);
}

static void tell_valid(const Account *account, changes *out) {
    AccountDocumentValid event = ACCOUNT_DOCUMENT_VALID_INIT;
    event.account_no = account->account_no;
    emit_account_document_valid(out, &event);
}

uint32_t standing_end(const context *ctx, view *rows, ProtobufCBinaryData hash,
                      Identity__DocumentStanding standing, changes *out) {
    row_list held = list_account_by_document_hash(rows, hash);
    for (size_t i = 0; i < held.n; i++) {
        const Account *account = (const Account *) held.row[i];
        if (standing == STANDING_EXPIRED)
            tell_expired(account, out);
        else if (standing == STANDING_DISPUTED)
            tell_disputed(account, out);
        else
            tell_valid(account, out);
        account_end_sessions(ctx, rows, account->account_no, NULL, out);
    }
    return (uint32_t) held.n;
}

void standing_state(const context *ctx, view *rows, const standing_statement *s, changes *out) {
    Identity__DocumentStanding before = standing_of(ctx, rows, s->document_hash);
    DocumentStated event = DOCUMENT_STATED_INIT;
    event.document_hash = s->document_hash;
    event.holder = lend(s->holder);
    event.standing = s->standing;
    event.valid_until = s->valid_until;
    bool ends = s->standing == STANDING_VALID && s->valid_until;
    event.ends_at_us = ends ? date_us(s->valid_until, 0) + DAY_US : 0;
    event.basis_no = lend(s->basis_no);
    event.reason = lend(s->reason);
    emit_document_stated(out, &event);
    bool free_before = before == STANDING_NONE || before == STANDING_VALID;
    if (free_before != (s->standing == STANDING_VALID))
        standing_end(ctx, rows, s->document_hash, s->standing, out);
}

standing_statement standing_about(const Account *account, Identity__DocumentStanding standing,
                                  int32_t valid_until, const char *reason) {
    const char *holder = account->person_no[0] ? account->person_no : account->account_no;
    return (standing_statement){account->document_hash, holder, standing, valid_until, "", reason};
}

void standing_reply(const standing_statement *s, changes *out) {
    DocumentStandingShown reply = DOCUMENT_STANDING_SHOWN_INIT;
    reply.standing = s->standing;
    reply.valid_until = s->valid_until;
    changes_reply(out, &reply.base);
}
