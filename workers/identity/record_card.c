/* record_card (S3): the number and state of a person's card, seen at the counter with the identity
 * document. A new number opens nothing for seven days; the person is told. Source: docs/rules 2.15.
 */
#include "gen/identity/record_card.h"

#include <string.h>

#include "gen/identity/social_card.h"
#include "workers/identity/person.h"
#include "workers/identity/standing.h"
#include "workers/rules/field.h"

static const char told[] = "您的社保卡号已在社保窗口登记，满7日后可用于首次激活账号。如非本人"
                           "办理，请立即到社区或区社保处窗口核实。";

/* Another state of the same card begins no new waiting. */
static int64_t firm_at(const context *ctx, const SocialCard *former, const char *card_no) {
    bool same = former && !strcmp(former->card_no, card_no);
    return same ? former->firm_at_us : ctx->received_at_us + person_settling_us;
}

verdict identity_record_card(const context *ctx, view *rows, const RecordCard *in, changes *out) {
    char *card_no = arena_alloc(view_arena(rows), FIELD_CARD_SIZE);
    const Person *person;
    const standing_seen seen = {in->document_type, in->document_no, in->name, in->basis_no,
                                in->valid_until};
    if (!card_no) return refuse(E_ARENA, NULL);
    if (!field_card_no(in->card_no, card_no)) return (verdict){E_FORM, "card_no", "card_form"};
    verdict v = standing_person(ctx, rows, &seen, &person);
    if (!refused(v)) v = standing_undisputed(ctx, rows, person->document_hash);
    if (refused(v)) return v;
    v = person_tell(ctx, rows, person, told, out);
    if (refused(v)) return v;
    CardRecorded event = CARD_RECORDED_INIT;
    event.person_no = person->person_no;
    event.card_no = card_no;
    event.card_status = in->card_status;
    event.firm_at_us = firm_at(ctx, find_social_card(rows, person->person_no), card_no);
    event.basis_no = in->basis_no;
    event.reading = in->reading;
    event.photo = in->photo;
    emit_card_recorded(out, &event);
    CardRecordedShown reply = CARD_RECORDED_SHOWN_INIT;
    reply.person_no = person->person_no;
    reply.firm_at_us = event.firm_at_us;
    changes_reply(out, &reply.base);
    return accept();
}
