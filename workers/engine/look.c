/* look: the purpose a grant demands, and the event that a look at a record or a page becomes. */
#include "workers/engine/look.h"

#include <string.h>

#include "gen/query/rows.h"
#include "gen/review/rows.h"
#include "proto/runtime/apply/values.h"
#include "proto/runtime/look_number.h"
#include "workers/engine/look_basis.h"
#include "workers/engine/whole.h"

/* ---- whose record ---------------------------------------------------------------------------- */

/* Whom the number is about: itself, or of a case its person, or of a unit nobody. */
typedef enum naming { NAMES_PERSON, NAMES_CASE, NAMES_UNIT } naming;

static const char *person_of(view *rows, const char *number, naming what) {
    const Case *file = what == NAMES_CASE ? find_case(rows, number) : NULL;
    return what == NAMES_PERSON ? number : file ? look_case_person(rows, file) : "";
}

static const message_type *holder_of(const command_type *command) {
    return command->reads_list < 0 ? command->input
                                   : command->output->field[command->reads_list].message;
}

static naming reads_what(const command_type *command) {
    const char *name = holder_of(command)->descriptor->fields[command->reads_field].name;
    return !strcmp(name, "case_no")   ? NAMES_CASE
           : !strcmp(name, "unit_no") ? NAMES_UNIT
                                      : NAMES_PERSON;
}

static const char *subject_of(const job *j) {
    return field_text(j->input, (unsigned) j->command->reads_field);
}

static bool by_mandate(const job *j) {
    return j->ctx.actor.mandate_no && j->ctx.actor.mandate_no[0];
}

/* ---- why ------------------------------------------------------------------------------------- */

static bool is_purpose(const char *text) {
    const code_table *table = catalog_codes("purpose");
    for (unsigned i = 0; table && i < table->n; i++)
        if (!strcmp(table->value[i].text, text)) return true;
    return false;
}

static bool is_officer(Kernel__Role role) {
    return role >= KERNEL__ROLE__DISTRICT_OPERATOR && role <= KERNEL__ROLE__AUDITOR;
}

/* A look into a case, or at what it would change, rests on that case itself. */
static const char *own_case(const job *j) {
    return field_named(j->command->input, j->input, "case_no");
}

static verdict check_reference(job *j, view *rows) {
    const bool list = j->command->reads_list >= 0;
    const naming what = reads_what(j->command);
    const char *whom = list ? "" : what == NAMES_UNIT ? NULL : person_of(rows, subject_of(j), what);
    if (!j->look.reference[0]) return (verdict){E_PURPOSE, "purpose_ref", "reference_needed"};
    if (!strcmp(j->look.reference, own_case(j))) return accept();
    return look_rests(j, rows, whom) ? accept()
                                     : (verdict){E_PURPOSE, "purpose_ref", "reference_unknown"};
}

verdict look_purpose(job *j, view *rows) {
    const Bus__Envelope *envelope = j->work->envelope;
    const char *given = envelope->purpose;
    j->look = (look_reason){given, envelope->purpose_ref, 0};
    if (given[0] && !is_purpose(given)) return refuse(E_PURPOSE, "purpose");
    if (by_mandate(j)) {
        j->look = (look_reason){"09", j->ctx.actor.mandate_no, 0};
        return accept();
    }
    if (!j->command->query || j->command->reads_field < 0) return accept();
    if (!given[0] && j->ctx.asks_purpose) return refuse(E_PURPOSE, "purpose");
    if (!given[0]) j->look.purpose = j->ctx.why;
    if (!j->look.reference[0]) j->look.reference = own_case(j);
    return given[0] && is_officer(j->ctx.actor.role) ? check_reference(j, rows) : accept();
}

/* ---- the entry ------------------------------------------------------------------------------- */

static const char *office_of(const actor *who) {
    return who->unit_no[0]          ? who->unit_no
           : who->community_code[0] ? who->community_code
                                    : who->district_code;
}

/* Room for `n` persons, none yet. */
static bool make_room(job *j, size_t n, PersonShown ***list) {
    *list = arena_alloc(j->changes.arena, (n + 1) * sizeof **list);
    if (!*list) j->changes.full = true;
    return *list;
}

static void add_person(job *j, const char *person_no, PersonShown **list, size_t *n) {
    PersonShown *one = arena_alloc(j->changes.arena, sizeof *one);
    if (!one) j->changes.full = true;
    if (!one || !person_no[0]) return;
    *one = (PersonShown) PERSON_SHOWN_INIT;
    one->person_no = lend(person_no);
    list[(*n)++] = one;
}

/* What a person filed for himself is his own. */
static bool is_own(const job *j, const char *person_no) {
    return j->ctx.actor.role == KERNEL__ROLE__PERSON && !by_mandate(j) &&
           (!person_no[0] || !strcmp(person_no, j->ctx.actor.person_no));
}

static void note_record(job *j, view *rows) {
    const char *subject = subject_of(j);
    const char *person_no = person_of(rows, subject, reads_what(j->command));
    RecordRead event = RECORD_READ_INIT;
    if (!subject[0] || is_own(j, person_no) || !make_room(j, 1, &event.person)) return;
    add_person(j, person_no, event.person, &event.n_person);
    event.subject_no = lend(subject);
    event.account_no = lend(j->ctx.actor.account_no);
    event.method = lend(j->command->name);
    event.purpose = lend(j->look.purpose);
    event.reference = lend(j->look.reference);
    event.role = j->ctx.actor.role;
    event.office = lend(office_of(&j->ctx.actor));
    event.channel = j->work->envelope->channel;
    event.look_no = look_number(&j->ctx, j->changes.arena);
    event.staff_no = look_staff_number(&j->ctx, rows, j->changes.arena);
    event.timing = j->look.shown_from_us ? DELAYED : AT_ONCE;
    event.shown_from_us = j->look.shown_from_us;
    event.n = 1;
    emit_record_read(&j->changes, &event);
}

/* A unit looks at its own list every day: how many it saw is enough. */
static void list_persons(job *j, view *rows, values list, RecordsRead *event) {
    const naming what = reads_what(j->command);
    const bool links = j->ctx.actor.role != KERNEL__ROLE__UNIT_OPERATOR;
    for (size_t i = 0; i < list.n; i++) {
        const ProtobufCMessage *member = value_message(value_at(list, i));
        const char *number = field_text(member, (unsigned) j->command->reads_field);
        const char *person_no = links ? person_of(rows, number, what) : "";
        if (!number[0] || is_own(j, person_no)) continue;
        event->n++;
        add_person(j, person_no, event->person, &event->n_person);
    }
}

static void note_page(job *j, view *rows) {
    const ProtobufCMessage *reply = j->changes.reply;
    RecordsRead event = RECORDS_READ_INIT;
    if (!reply) return;
    values list = values_of(reply, &reply->descriptor->fields[j->command->reads_list]);
    if (!make_room(j, list.n, &event.person)) return;
    list_persons(j, rows, list, &event);
    event.account_no = lend(j->ctx.actor.account_no);
    event.method = lend(j->command->name);
    event.purpose = lend(j->look.purpose);
    event.reference = lend(j->look.reference);
    event.role = j->ctx.actor.role;
    event.office = lend(office_of(&j->ctx.actor));
    event.channel = j->work->envelope->channel;
    event.look_no = look_number(&j->ctx, j->changes.arena);
    event.staff_no = look_staff_number(&j->ctx, rows, j->changes.arena);
    event.timing = AT_ONCE;
    event.whole = j->work->envelope->whole;
    if (event.whole) event.filter = lend(whole_filter(j, j->changes.arena));
    if (!event.filter) j->changes.full = true;
    if (event.n && event.filter) emit_records_read(&j->changes, &event);
}

static void note_words(job *j) {
    PurposeNoted event = PURPOSE_NOTED_INIT;
    event.account_no = lend(j->ctx.actor.account_no);
    event.method = lend(j->command->name);
    event.note = j->work->envelope->purpose_note;
    emit_purpose_noted(&j->changes, &event);
}

/* Whoever gave the mandate sees what was done by it. */
static void note_act(job *j) {
    ActedFor event = ACTED_FOR_INIT;
    event.person_no = lend(j->ctx.actor.person_no);
    event.account_no = lend(j->ctx.actor.account_no);
    event.method = lend(j->command->name);
    event.reference = lend(j->look.reference);
    event.purpose = lend(j->look.purpose);
    event.role = j->ctx.actor.role;
    event.channel = j->work->envelope->channel;
    event.look_no = look_number(&j->ctx, j->changes.arena);
    emit_acted_for(&j->changes, &event);
}

void look_note(job *j, view *rows) {
    Kernel__Role role = j->ctx.actor.role;
    if (!j->command->query && by_mandate(j)) note_act(j);
    if (!j->command->query || j->command->reads_field < 0) return;
    if (role == KERNEL__ROLE__SYSTEM) return;
    if (j->ctx.scope == KERNEL__RELATION__SELF && !by_mandate(j)) return;
    if (j->command->reads_list < 0)
        note_record(j, rows);
    else
        note_page(j, rows);
    if (j->work->envelope->purpose_note[0]) note_words(j);
}
