/* activate_by_card (S3): document, name and card number make a first account of a person's. One
 * answer for whatever does not fit; wrong ones are counted for the address and for whom they name.
 * Source: docs/rules 2.15. */
#include "gen/identity/activate_by_card.h"

#include "gen/identity/activate_person.h"
#include "workers/identity/account.h"
#include "workers/identity/card.h"
#include "workers/identity/person.h"
#include "workers/identity/tally.h"
#include "workers/rules/field.h"
#include "workers/rules/identifier/document.h"

static const char told[] =
    "您的社保账号已凭社保卡号激活。如非本人办理，请立即到社区或区社保处窗口核实。";

/* What is known before anybody is looked for: it holds for every document number alike. */
static verdict check_typed(const context *ctx, const ActivateByCard *in, document *holder,
                           char card_no[FIELD_CARD_SIZE]) {
    status s = document_check(in->document_type, in->document_no, ctx->today, holder);
    if (s != OK) return refuse(s, "document_no");
    s = field_name(in->name, in->document_type != DOCUMENT_CITIZEN_ID);
    if (s != OK) return refuse(s, "name");
    if (!field_card_no(in->card_no, card_no)) return (verdict){E_FORM, "card_no", "card_form"};
    const account_holder typed = {.role = KERNEL__ROLE__PERSON,
                                  .account_no = "",
                                  .document_no = holder->number,
                                  .mobile = "",
                                  .card_no = card_no,
                                  .name = in->name};
    return account_password(ctx, &typed, in->password, "password");
}

/* The contact is told; the inbox holds the event. */
static verdict open_account(const context *ctx, view *rows, const Person *person,
                            const char *password, changes *out) {
    const account_holder holder = {.role = KERNEL__ROLE__PERSON,
                                   .account_no = person_account_no(rows, person->person_no),
                                   .document_no = person->document_no,
                                   .mobile = person->mobile,
                                   .name = person->name};
    if (!holder.account_no) return refuse(E_ARENA, NULL);
    verdict v = account_password(ctx, &holder, password, "password");
    if (refused(v)) return v;
    v = person_tell(ctx, rows, person, told, out);
    if (view_missing(rows)) return refuse(E_NOT_READY, NULL); /* this run is void: spare the hash */
    if (!refused(v)) v = account_open(ctx, rows, person, holder.account_no, password, out);
    if (refused(v)) return v;
    PersonActivatedByCard event = PERSON_ACTIVATED_BY_CARD_INIT;
    event.person_no = person->person_no;
    emit_person_activated_by_card(out, &event);
    PersonActivatedShown reply = PERSON_ACTIVATED_SHOWN_INIT;
    reply.account_no = lend(holder.account_no);
    changes_reply(out, &reply.base);
    return accept();
}

verdict identity_activate_by_card(const context *ctx, view *rows, const ActivateByCard *in,
                                  changes *out) {
    document holder;
    char card_no[FIELD_CARD_SIZE];
    verdict v = check_typed(ctx, in, &holder, card_no);
    if (refused(v)) return v;
    const ProtobufCBinaryData hash = ctx->search_hash(ctx, rows, holder.number);
    const tally_strangers tries = tally_strangers_of(ctx, rows, TALLY_CARD, hash);
    const Person *person = person_named(ctx, rows, holder.number);
    const bool opens = card_opens(ctx, rows, person, hash, card_no);
    if (tally_strangers_full(ctx, &tries)) return (verdict){E_TOO_OFTEN, NULL, "card_today"};
    if (opens && person_is_called(person, in->name))
        return open_account(ctx, rows, person, in->password, out);
    tally_strangers_failed(ctx, &tries, out);
    return (verdict){E_AUTH_CODE, "card_no", "card_way"};
}
