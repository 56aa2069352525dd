/* take_letters (S3, S61): shows each one-time code that waits for its giver, once. Source:
 * docs/rules 2.18. */
#include "gen/identity/take_letters.h"

#include <string.h>

#include "gen/enrolment/rows.h"
#include "gen/identity/rows.h"
#include "proto/runtime/mask.h"
#include "workers/identity/issued_code.h"

enum { LETTERS_DEFAULT = 200, LETTERS_MOST = 500, MASK_MORE_BYTES = 4 };

/* The bus may carry a question twice, and only one of the answers arrives. */
static bool is_repeated(const context *ctx, const Account *account) {
    const ProtobufCBinaryData id = issued_code_id(ctx);
    return !account->letter_waiting && account->letter_id.len == id.len &&
           !memcmp(account->letter_id.data, id.data, id.len);
}

/* A code that was used, replaced or has ended has no letter any more. */
static bool has_letter(const context *ctx, const Account *account) {
    return account && (account->letter_waiting || is_repeated(ctx, account)) &&
           account->code_id.len == issued_code_id(ctx).len && account->must_change_password &&
           !account->disabled && account->code_expires_at_us > ctx->received_at_us &&
           !strcmp(account->code_by, ctx->actor.account_no);
}

static char *masked(view *rows, Kernel__Personal kind, const char *text) {
    const size_t bytes = strlen(text) + MASK_MORE_BYTES;
    char *out = arena_alloc(view_arena(rows), bytes);
    return out && mask_text(kind, text, out, bytes) == OK ? out : NULL;
}

/* False without memory. */
static bool write_letter(const context *ctx, view *rows, const Account *account,
                         ActivationLetter *out) {
    const Unit *unit = account->unit_no[0] ? find_unit(rows, account->unit_no) : NULL;
    const AccountContact *contact = find_account_contact(rows, account->account_no);
    *out = (ActivationLetter) ACTIVATION_LETTER_INIT;
    out->account_no = account->account_no;
    out->role = account->role;
    out->unit_no = account->unit_no;
    out->unit_name = lend(unit ? unit->name : "");
    out->district_code = account->district_code;
    out->community_code = account->community_code;
    out->name = masked(rows, KERNEL__PERSONAL__NAME, account->display_name);
    out->mobile = masked(rows, KERNEL__PERSONAL__MOBILE, contact ? contact->mobile : "");
    out->code = issued_code(ctx, rows, account->code_id.data);
    out->code_expires_at_us = account->code_expires_at_us;
    out->made_by = account->code_by;
    return out->name && out->mobile && out->code;
}

static bool add(const context *ctx, view *rows, const Account *account, LettersTaken *reply,
                changes *out) {
    ActivationLetter *letter = arena_alloc(view_arena(rows), sizeof *letter);
    if (!letter || !write_letter(ctx, rows, account, letter)) return false;
    reply->letter[reply->n_letter++] = letter;
    LetterTaken event = LETTER_TAKEN_INIT;
    event.account_no = account->account_no;
    event.letter_id = issued_code_id(ctx);
    if (account->letter_waiting) emit_letter_taken(out, &event);
    return true;
}

/* Of one account, or of all that wait for the actor, or what this very question took before. */
static row_list asked_for(const context *ctx, view *rows, const TakeLetters *in) {
    const row_list before = list_account_by_letter_id(rows, issued_code_id(ctx));
    if (before.n) return before;
    if (!in->account_no[0])
        return list_account_by_code_by_letter_waiting(rows, ctx->actor.account_no, true);
    const Account *one = find_account(rows, in->account_no);
    const Account **list = arena_alloc(view_arena(rows), sizeof *list);
    if (!one || !list) return (row_list){.n = 0};
    *list = one;
    return (row_list){.row = (const ProtobufCMessage *const *) list, .n = 1};
}

verdict identity_take_letters(const context *ctx, view *rows, const TakeLetters *in, changes *out) {
    const row_list list = asked_for(ctx, rows, in);
    const size_t most = in->limit ? in->limit : LETTERS_DEFAULT;
    LettersTaken reply = LETTERS_TAKEN_INIT;
    reply.letter = arena_alloc(view_arena(rows), (LETTERS_MOST + 1) * sizeof *reply.letter);
    if (!reply.letter) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < list.n; i++) {
        const Account *account = (const Account *) list.row[i];
        if (!has_letter(ctx, account)) continue;
        if (reply.n_letter == most)
            reply.more = true;
        else if (!add(ctx, rows, account, &reply, out))
            return refuse(E_ARENA, NULL);
    }
    if (!reply.n_letter) return (verdict){E_NOT_FOUND, "account_no", "no_letter"};
    reply.taken_at_us = ctx->received_at_us;
    changes_reply(out, &reply.base);
    return accept();
}
