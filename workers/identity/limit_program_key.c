/* limit_program_key (A39): another scope, end, number of calls or addresses for a key that lives.
 */
#include "gen/identity/limit_program_key.h"
#include "workers/identity/program_key.h"

verdict identity_limit_program_key(const context *ctx, view *rows, const LimitProgramKey *in,
                                   changes *out) {
    const key_terms terms = {in->business,   in->question,  in->network,    in->n_business,
                             in->n_question, in->n_network, in->valid_until};
    const ProgramKey *key = find_program_key(rows, in->key_no);
    key_limits limits;
    if (!key) return refuse(E_NOT_FOUND, "key_no");
    if (!program_key_limits(ctx, rows, &terms, out, &limits))
        return changes_at_fault(out) ? accept() : refuse(E_ARENA, NULL);
    if (!program_key_lives(ctx, key)) return (verdict){E_NOT_FOUND, "key_no", "key_over"};
    ProgramKeyLimited event = PROGRAM_KEY_LIMITED_INIT;
    event.key_no = key->key_no;
    event.account_no = key->account_no;
    event.business = limits.business;
    event.question = limits.question;
    event.network = limits.network;
    event.valid_until = in->valid_until;
    event.ends_at_us = limits.ends_at_us;
    event.calls_a_day = in->calls_a_day;
    emit_program_key_limited(out, &event);
    ProgramKey after = *key;
    after.business = limits.business;
    after.question = limits.question;
    after.network = limits.network;
    after.valid_until = in->valid_until;
    after.calls_a_day = in->calls_a_day;
    ProgramKeyShown reply = PROGRAM_KEY_SHOWN_INIT;
    status s = program_key_show(rows, &after, &reply);
    if (s != OK) return refuse(s, NULL);
    changes_reply(out, &reply.base);
    return accept();
}
