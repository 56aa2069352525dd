/* card: see card.h. A card that its holder has not activated may still lie with whoever hands the
 * cards out, and one that was reported lost with whoever found it: only a normal one counts. */
#include "workers/identity/card.h"

#include <string.h>

#include "kernel/code.pb-c.h"
#include "workers/identity/person.h"
#include "workers/identity/standing.h"

bool card_opens(const context *ctx, view *rows, const Person *person,
                ProtobufCBinaryData document_hash, const char *card_no) {
    const char *person_no = person ? person->person_no : person_nobody;
    const SocialCard *card = find_social_card(rows, person_no);
    const ReservedMobile *mobile = find_reserved_mobile(rows, person_no);
    const Account *account = person_account(rows, person_no);
    const Identity__DocumentStanding standing = standing_of(ctx, rows, document_hash);
    return person && card && !person->dead && !account && !mobile &&
           standing != STANDING_DISPUTED && standing != STANDING_EXPIRED &&
           card->card_status == CODE__CARD_STATUS__CARD_STATUS_3 &&
           card->firm_at_us <= ctx->received_at_us && !strcmp(card->card_no, card_no);
}
