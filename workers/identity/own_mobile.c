/* own_mobile: finds the number, and who recorded it. */
#include "workers/identity/own_mobile.h"

#include "workers/rules/holder.h"
#include "workers/rules/mobile_text.h"

static const HolderMobile *row_of(view *rows, ProtobufCBinaryData document_hash) {
    return document_hash.len ? find_holder_mobile(rows, document_hash) : NULL;
}

const char *own_mobile(view *rows, ProtobufCBinaryData document_hash) {
    const HolderMobile *row = row_of(rows, document_hash);
    return row ? row->mobile : "";
}

const char *own_mobile_key(const context *ctx, view *rows, ProtobufCBinaryData document_hash) {
    const HolderMobile *row = row_of(rows, document_hash);
    return row && row->firm_at_us <= ctx->received_at_us ? row->mobile : "";
}

verdict own_mobile_recorder(const context *ctx, view *rows, ProtobufCBinaryData document_hash,
                            const char *field) {
    const HolderMobile *row = row_of(rows, document_hash);
    bool own = row && holder_is_one(rows, ctx->actor.account_no, row->recorded_by);
    return own ? (verdict){E_FORBIDDEN, field, "mobile_recorded_by_you"} : accept();
}

verdict own_mobile_tell(const context *ctx, view *rows, const Account *account, const char *text,
                        changes *out) {
    const char *mobile = own_mobile(rows, account->document_hash);
    const AccountContact *contact = find_account_contact(rows, account->account_no);
    return mobile_text(ctx, rows, mobile[0] || !contact ? mobile : contact->mobile, text, out);
}
