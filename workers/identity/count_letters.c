/* count_letters (S3, S61): what waits for who gave one-time codes; of those that have ended
 * meanwhile nothing can be taken, but they are counted until the account is reset. */
#include "gen/identity/count_letters.h"
#include "gen/identity/rows.h"

verdict identity_count_letters(const context *ctx, view *rows, const CountLetters *in,
                               changes *out) {
    row_key waiting = key_account_by_code_by_letter_waiting(ctx->actor.account_no, true);
    LetterCount reply = LETTER_COUNT_INIT;
    (void) in;
    reply.waiting = view_count(rows, &waiting);
    changes_reply(out, &reply.base);
    return accept();
}
