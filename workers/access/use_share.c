/* use_share (A36): what the owner chose, for whoever has the code. Each use is counted with the
 * entry that says so; the same question twice is one use. */
#include "gen/access/use_share.h"

#include "gen/enrolment/rows.h"
#include "proto/runtime/look_number.h"
#include "workers/access/share.h"
#include "workers/rules/money/amount.h"
#include "workers/rules/words.h"

typedef struct showing {
    arena *a;
    ShareShown *reply;
    size_t room;
} showing;

static void add(showing *to, const char *field, const char *zh, const char *en, const char *value) {
    SharedField *out = arena_alloc(to->a, sizeof *out);
    if (!out || !value || to->reply->n_shown == to->room) return;
    *out = (SharedField) SHARED_FIELD_INIT;
    out->field = lend(field);
    out->label_zh = lend(zh);
    out->label_en = lend(en);
    out->value = lend(value);
    to->reply->shown[to->reply->n_shown++] = out;
}

static void add_spells(showing *to, row_list spells) {
    for (size_t i = 0; i < spells.n; i++) {
        const Spell *row = (const Spell *) spells.row[i];
        add(to, "enrolments", "参保时段", "enrolment",
            row->valid_to
                ? arena_printf(to->a, "%s %d–%d", row->unit_no, row->valid_from, row->valid_to)
                : arena_printf(to->a, "%s %d–", row->unit_no, row->valid_from));
    }
}

static void add_receivables(showing *to, row_list months) {
    for (size_t i = 0; i < months.n; i++) {
        const Receivable *row = (const Receivable *) months.row[i];
        char person[AMOUNT_SIZE], unit[AMOUNT_SIZE];
        amount_format(row->person_due_fen, person);
        amount_format(row->unit_due_fen, unit);
        add(to, "receivables", "应缴", "due",
            arena_printf(to->a, "%d %s / %s", row->fee_period, person, unit));
    }
}

static bool is_good(const context *ctx, const Share *share) {
    return share && !share->ended && share->ends_at_us > ctx->received_at_us;
}

static void note_use(const context *ctx, view *rows, const Share *share, changes *out) {
    ShareUsed event = SHARE_USED_INIT;
    event.share_no = share->share_no;
    event.person_no = share->person_no;
    event.look_no = look_number(ctx, view_arena(rows));
    event.use_id = (ProtobufCBinaryData){16, (uint8_t *) (uintptr_t) ctx->command_id};
    emit_share_used(out, &event);
}

/* What is not asked for is not looked up; a code that is not good is answered as one that nobody
 * made. */
verdict access_use_share(const context *ctx, view *rows, const UseShare *in, changes *out) {
    const ProtobufCBinaryData hash = share_hash(ctx, rows, in->code_hash);
    const ProtobufCBinaryData id = {16, (uint8_t *) (uintptr_t) ctx->command_id};
    const Share *share = hash.len ? find_share_by_code_hash(rows, hash) : NULL;
    if (!is_good(ctx, share)) return refuse(E_SHARE_CODE, NULL);
    bool again = find_share_use(rows, share->share_no, id);
    if (!again && share->uses_left <= 0) return refuse(E_SHARE_CODE, NULL);
    const Person *person = find_person(rows, share->person_no);
    row_list spells = list_spell_by_person_no(rows, share->person_no);
    row_list months = list_receivable_by_person_no(rows, share->person_no);
    if (!person) return refuse(E_SHARE_CODE, NULL);
    ShareShown reply = SHARE_SHOWN_INIT;
    showing to = {view_arena(rows), &reply, spells.n + months.n + 2};
    reply.shown = arena_alloc(to.a, (to.room + 1) * sizeof *reply.shown);
    if (!reply.shown) return refuse(E_ARENA, NULL);
    if (words_have(share->fields, "name")) add(&to, "name", "姓名", "name", person->name);
    if (words_have(share->fields, "document_no"))
        add(&to, "document_no", "证件号码", "document number", person->document_no);
    if (words_have(share->fields, "enrolments")) add_spells(&to, spells);
    if (words_have(share->fields, "receivables")) add_receivables(&to, months);
    reply.share_no = share->share_no;
    reply.ends_at_us = share->ends_at_us;
    reply.uses_left = share->uses_left - !again;
    if (!again) note_use(ctx, rows, share, out);
    changes_reply(out, &reply.base);
    return accept();
}
