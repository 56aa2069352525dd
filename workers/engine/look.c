/* look: the purpose a grant demands, and the event that a look at a record or a page becomes. */
#include "workers/engine/look.h"

#include <string.h>

#include "gen/query/rows.h"
#include "proto/runtime/apply/values.h"

/* ---- why ------------------------------------------------------------------------------------- */

static bool is_purpose(const char *text) {
    const code_table *table = catalog_codes("purpose");
    for (unsigned i = 0; table && i < table->n; i++)
        if (!strcmp(table->value[i].text, text)) return true;
    return false;
}

verdict look_purpose(const job *j) {
    const char *purpose = j->work->envelope->purpose;
    if (!purpose[0]) return j->ctx.asks_purpose ? refuse(E_PURPOSE, "purpose") : accept();
    return is_purpose(purpose) ? accept() : refuse(E_PURPOSE, "purpose");
}

/* ---- at whom --------------------------------------------------------------------------------- */

static void note_record(job *j) {
    RecordRead event = RECORD_READ_INIT;
    event.subject_no = lend(field_text(j->input, (unsigned) j->command->reads_field));
    event.account_no = lend(j->ctx.actor.account_no);
    event.method = lend(j->command->name);
    event.purpose = j->work->envelope->purpose;
    if (event.subject_no[0]) emit_record_read(&j->changes, &event);
}

static void note_page(job *j) {
    const ProtobufCMessage *reply = j->changes.reply;
    if (!reply) return;
    values list = values_of(reply, &reply->descriptor->fields[j->command->reads_list]);
    char **subject = arena_alloc(j->changes.arena, (list.n + 1) * sizeof *subject);
    RecordsRead event = RECORDS_READ_INIT;
    if (!subject) {
        j->changes.full = true;
        return;
    }
    event.subject_no = subject;
    for (size_t i = 0; i < list.n; i++) {
        const ProtobufCMessage *member = value_message(value_at(list, i));
        const char *of = field_text(member, (unsigned) j->command->reads_field);
        if (of[0]) subject[event.n_subject_no++] = lend(of);
    }
    event.n = (int64_t) event.n_subject_no;
    event.account_no = lend(j->ctx.actor.account_no);
    event.method = lend(j->command->name);
    event.purpose = j->work->envelope->purpose;
    if (event.n) emit_records_read(&j->changes, &event);
}

static void note_words(job *j) {
    PurposeNoted event = PURPOSE_NOTED_INIT;
    event.account_no = lend(j->ctx.actor.account_no);
    event.method = lend(j->command->name);
    event.note = j->work->envelope->purpose_note;
    emit_purpose_noted(&j->changes, &event);
}

void look_note(job *j) {
    Kernel__Role role = j->ctx.actor.role;
    if (!j->command->query || j->command->reads_field < 0) return;
    if (role == KERNEL__ROLE__SYSTEM || j->ctx.scope == KERNEL__RELATION__SELF) return;
    if (j->command->reads_list < 0)
        note_record(j);
    else
        note_page(j);
    if (j->work->envelope->purpose_note[0]) note_words(j);
}
