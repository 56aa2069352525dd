/* person: who is named, and what is his. */
#include "workers/identity/person.h"

#include <string.h>

#include "gen/identity/ask_mobile_code.h"
#include "gen/identity/reserve_mobile.h"
#include "workers/identity/own_mobile.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/field.h"
#include "workers/rules/mobile_text.h"

enum { NAME_ROOM = 400 };

const int64_t person_settling_us = 7 * DAY_US;
const char person_nobody[] = "0000000000";

const Person *person_named(const context *ctx, view *rows, const char *document_no) {
    const PersonDirectory *place =
        find_person_directory(rows, ctx->search_hash(ctx, rows, document_no));
    const char *person_no = place ? place->person_no : person_nobody;
    find_reserved_mobile(rows, person_no);
    return find_person(rows, person_no);
}

bool person_is_officer(const context *ctx, view *rows, const Person *person) {
    const Account *officer = find_account(rows, ctx->actor.account_no);
    const ProtobufCBinaryData own = person->document_hash;
    return !strcmp(ctx->actor.person_no, person->person_no) ||
           (officer && own.len && own.len == officer->document_hash.len &&
            !memcmp(own.data, officer->document_hash.data, own.len));
}

bool person_has_name(const char *on_record, const char *name) {
    char typed[NAME_ROOM];
    return on_record[0] && field_name_plain(name, typed, sizeof typed) && !strcmp(typed, on_record);
}

bool person_is_called(const Person *person, const char *name) {
    return person && person_has_name(person->name, name);
}

const char *person_key(const context *ctx, view *rows, const Person *person) {
    const ReservedMobile *own = person ? find_reserved_mobile(rows, person->person_no) : NULL;
    bool opens = own && !person->dead && own->firm_at_us <= ctx->received_at_us;
    return opens ? own->mobile : "";
}

const char *person_proved_mobile(const context *ctx, view *rows, const Account *account) {
    if (!account->code_expires_at_us || account->role == KERNEL__ROLE__PERSON) return "";
    const char *insured = person_key(ctx, rows, person_named(ctx, rows, account->document_no));
    const char *shown = own_mobile_key(ctx, rows, account->document_hash);
    return insured[0] ? insured : shown;
}

const Account *person_account(view *rows, const char *person_no) {
    row_list held = list_account_by_person_no(rows, person_no);
    for (size_t i = 0; i < held.n; i++) {
        const Account *account = (const Account *) held.row[i];
        if (account->role == KERNEL__ROLE__PERSON) return account;
    }
    return NULL;
}

const char *person_account_no(view *rows, const char *person_no) {
    const Account *account = person_account(rows, person_no);
    return account ? account->account_no : arena_printf(view_arena(rows), "p%s", person_no);
}

int64_t person_reserve(const context *ctx, const char *person_no, const char *mobile,
                       Identity__MobileProof proof, changes *out) {
    MobileReserved event = MOBILE_RESERVED_INIT;
    event.person_no = lend(person_no);
    event.mobile = lend(mobile);
    event.proof = proof;
    event.firm_at_us = ctx->received_at_us + person_settling_us;
    emit_mobile_reserved(out, &event);
    return event.firm_at_us;
}

const char *person_bound(view *rows, const char *person_no, const char *mobile) {
    return arena_printf(view_arena(rows), "%s %s", person_no, mobile);
}

verdict person_send_code(const context *ctx, view *rows, const mobile_code_ask *ask, changes *out) {
    mobile_code_sent sent = {.code_no = NULL};
    verdict v = mobile_code_send(ctx, rows, ask, out, &sent);
    if (refused(v)) return v;
    MobileCodeAsked reply = MOBILE_CODE_ASKED_INIT;
    reply.code_no = lend(sent.code_no);
    reply.expires_at_us = sent.expires_at_us;
    changes_reply(out, &reply.base);
    return accept();
}

verdict person_tell(const context *ctx, view *rows, const Person *person, const char *text,
                    changes *out) {
    const ReservedMobile *own = find_reserved_mobile(rows, person->person_no);
    return mobile_text(ctx, rows, own ? own->mobile : person->mobile, text, out);
}
