/* identified: finds the persons that a command names, and whether its actor identified one today.
 */
#include "workers/engine/identified.h"

#include <string.h>

#include "gen/enrolment/rows.h"
#include "gen/identity/rows.h"
#include "gen/review/rows.h"
#include "proto/runtime/apply/values.h"
#include "workers/engine/scope.h"

/* "" where the record is of no person. */
static const char *person_of(const context *ctx, view *rows, const named_record *named,
                             const char *value) {
    const row_type *type = named->row;
    if (!value[0] || type->person_field < 0) return "";
    const char *own = scope_key_of(ctx, rows, named, value);
    if ((int) type->index[0].field[0] == type->person_field) return own;
    row_key key = row_key_of(type, 0);
    row_key_text(&key, own);
    const ProtobufCMessage *row = view_find(rows, &key);
    return row ? field_text(row, (unsigned) type->person_field) : "";
}

/* Two accounts of one natural person are one officer; that is asked only of a person whom somebody
 * identified today. */
static bool is_actors(const context *ctx, view *rows, const Identification *one) {
    if (!strcmp(one->account_no, ctx->actor.account_no)) return true;
    const Account *own = find_account(rows, ctx->actor.account_no);
    return own && own->document_hash.len && own->document_hash.len == one->officer_hash.len &&
           !memcmp(own->document_hash.data, one->officer_hash.data, one->officer_hash.len);
}

static bool bars(const context *ctx, view *rows, const named_record *named, const char *value) {
    const char *person_no = person_of(ctx, rows, named, value);
    if (!person_no[0]) return false;
    row_list all = list_identification_by_person_no(rows, person_no);
    for (size_t i = 0; i < all.n; i++) {
        const Identification *one = (const Identification *) all.row[i];
        if (one->day == ctx->today && is_actors(ctx, rows, one)) return true;
    }
    return false;
}

static bool field_bars(const job *j, view *rows, const named_record *named) {
    if (named->list < 0) return bars(&j->ctx, rows, named, field_text(j->input, named->field));
    bool barred = false;
    values members = values_of(j->input, &j->input->descriptor->fields[named->list]);
    for (size_t i = 0; i < members.n; i++)
        barred |= bars(&j->ctx, rows, named,
                       field_text(value_message(value_at(members, i)), named->field));
    return barred;
}

verdict identified_gate(const job *j, view *rows) {
    static const named_record by_case = {.list = -1, .row = &row_case};
    const command_type *command = j->command;
    if (command->query || !j->ctx.actor.account_no[0] || j->ctx.actor.role == KERNEL__ROLE__SYSTEM)
        return accept();
    if (bars(&j->ctx, rows, &by_case, j->work->envelope->case_no))
        return (verdict){E_FORBIDDEN, "case_no", "identified_today"};
    const named_record joining = {
        .list = -1, .field = (unsigned) command->joining, .by_document = true, .row = &row_person};
    for (unsigned i = 0; i <= command->n_named; i++) {
        const named_record *named = i < command->n_named ? &command->named[i] : &joining;
        if (named == &joining && command->joining < 0) break;
        unsigned at = named->list < 0 ? named->field : (unsigned) named->list;
        if (field_bars(j, rows, named))
            return (verdict){E_FORBIDDEN, j->input->descriptor->fields[at].name,
                             "identified_today"};
    }
    return accept();
}
