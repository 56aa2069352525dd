/* identify_holder (S3, S61): an officer saw the identity document of an account's holder, who may
 * be no insured person, and records the mobile that the holder shows. Source: docs/rules 2.21. */
#include "gen/identity/identify_holder.h"

#include <string.h>

#include "workers/identity/own_mobile.h"
#include "workers/identity/person.h"
#include "workers/identity/standing.h"
#include "workers/rules/field.h"

static const char told[] = "您的预留手机已在窗口凭有效身份证件变更。如非本人办理，请立即联系区社保"
                           "处。";

static void note(const context *ctx, const IdentifyHolder *in, changes *out) {
    HolderIdentified event = HOLDER_IDENTIFIED_INIT;
    event.account_no = in->account_no;
    event.district_code = lend(ctx->actor.district_code);
    event.document_type = in->document_type;
    event.reading = in->reading;
    event.photo = in->photo;
    event.valid_until = in->valid_until;
    emit_holder_identified(out, &event);
}

static void tell_accounts(view *rows, const Account *account, changes *out) {
    row_list held = list_account_by_document_hash(rows, account->document_hash);
    for (size_t i = 0; i < held.n; i++) {
        AccountMobileReserved event = ACCOUNT_MOBILE_RESERVED_INIT;
        event.account_no = ((const Account *) held.row[i])->account_no;
        emit_account_mobile_reserved(out, &event);
    }
}

/* The former number is told before another takes its place; the same one goes on counting. */
static verdict reserve(const context *ctx, view *rows, const Account *account, const char *mobile,
                       HolderIdentifiedShown *reply, changes *out) {
    if (!mobile[0] || !strcmp(own_mobile(rows, account->document_hash), mobile)) return accept();
    verdict v = own_mobile_tell(ctx, rows, account, told, out);
    if (refused(v)) return v;
    HolderMobileReserved event = HOLDER_MOBILE_RESERVED_INIT;
    event.document_hash = account->document_hash;
    event.account_no = account->account_no;
    event.mobile = lend(mobile);
    event.firm_at_us = reply->firm_at_us = ctx->received_at_us + person_settling_us;
    emit_holder_mobile_reserved(out, &event);
    tell_accounts(rows, account, out);
    return accept();
}

verdict identity_identify_holder(const context *ctx, view *rows, const IdentifyHolder *in,
                                 changes *out) {
    const Account *account;
    const standing_seen seen = {in->document_type, in->document_no, in->name, "", in->valid_until};
    verdict v = standing_holder(ctx, rows, in->account_no, &seen, &account);
    if (!refused(v)) v = standing_undisputed(ctx, rows, account->document_hash);
    if (refused(v)) return v;
    char *mobile = arena_alloc(view_arena(rows), FIELD_MOBILE_SIZE);
    if (!mobile) return refuse(E_ARENA, NULL);
    if (!field_mobile_plain(in->mobile, mobile) || (mobile[0] && field_mobile(mobile) != OK))
        return refuse(E_MOBILE, "mobile");
    HolderIdentifiedShown reply = HOLDER_IDENTIFIED_SHOWN_INIT;
    reply.account_no = in->account_no;
    note(ctx, in, out);
    const standing_statement valid = standing_about(account, STANDING_VALID, in->valid_until, "");
    standing_state(ctx, rows, &valid, out);
    v = reserve(ctx, rows, account, mobile, &reply, out);
    changes_reply(out, &reply.base);
    return v;
}
