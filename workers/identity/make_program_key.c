/* make_program_key (A39): a unit operator gives the unit's own software a key of its own. The
 * secret is with whoever made it; the number of the key comes from its hash. */
#include "gen/identity/make_program_key.h"

#include "proto/runtime/program_key.h"
#include "workers/identity/program_key.h"

enum { KEYS_MOST = 20 };

static bool too_many(const context *ctx, view *rows, const char *unit_no) {
    row_list keys = list_program_key_by_unit_no(rows, unit_no);
    unsigned n = 0;
    for (size_t i = 0; i < keys.n; i++)
        n += program_key_lives(ctx, (const ProgramKey *) keys.row[i]);
    return n >= KEYS_MOST;
}

static verdict answer(const context *ctx, view *rows, const ProgramKeyMade *made, changes *out) {
    ProgramKeyShown reply = PROGRAM_KEY_SHOWN_INIT;
    ProgramKey key = PROGRAM_KEY_INIT;
    key.key_no = made->key_no;
    key.account_no = made->account_no;
    key.unit_no = made->unit_no;
    key.name = made->name;
    key.business = made->business;
    key.question = made->question;
    key.network = made->network;
    key.valid_until = made->valid_until;
    key.calls_a_day = made->calls_a_day;
    key.made_at_us = ctx->received_at_us;
    status s = program_key_show(rows, &key, &reply);
    if (s != OK) return refuse(s, NULL);
    changes_reply(out, &reply.base);
    return accept();
}

verdict identity_make_program_key(const context *ctx, view *rows, const MakeProgramKey *in,
                                  changes *out) {
    const key_terms terms = {in->business,   in->question,  in->network,    in->n_business,
                             in->n_question, in->n_network, in->valid_until};
    ProgramKeyMade event = PROGRAM_KEY_MADE_INIT;
    key_limits limits;
    char number[PROGRAM_KEY_NUMBER_BYTES];
    if (in->key_hash.len != CRYPT_HASH_BYTES) return refuse(E_FORM, "key_hash");
    if (!program_key_limits(ctx, rows, &terms, out, &limits))
        return changes_at_fault(out) ? accept() : refuse(E_ARENA, NULL);
    program_key_number(in->key_hash.data, number);
    event.key_no = arena_dup(view_arena(rows), number);
    if (!event.key_no) return refuse(E_ARENA, NULL);
    bool used = find_program_key(rows, event.key_no);
    if (find_program_key_by_key_hash(rows, in->key_hash) || used) return refuse(E_FORM, "key_hash");
    if (too_many(ctx, rows, in->unit_no)) return (verdict){E_RANGE, NULL, "keys_many"};
    event.account_no = lend(ctx->actor.account_no);
    event.unit_no = in->unit_no;
    event.name = in->name;
    event.key_hash = in->key_hash;
    event.business = limits.business;
    event.question = limits.question;
    event.network = limits.network;
    event.valid_until = in->valid_until;
    event.ends_at_us = limits.ends_at_us;
    event.calls_a_day = in->calls_a_day;
    emit_program_key_made(out, &event);
    return answer(ctx, rows, &event, out);
}
