/* person_data: see person_data.h. What is on record is one row; a change keeps it as it was in a
 * row of its own, so that it can be read as of any time. */
#include "workers/enrolment/person_data.h"

#include <string.h>

#include "gen/enrolment/change_person_info.h"
#include "gen/identity/rows.h"
#include "workers/enrolment/data_change.h"
#include "workers/enrolment/enrolment.h"
#include "workers/rules/mobile_text.h"

enum { ACCOUNT_TAIL = 4 };

verdict person_data_find(const context *ctx, view *rows, person_data_named who, const Person **out,
                         changes *noted) {
    const char *field = who.person_no[0] ? "person_no" : "document_no";
    status absent = who.unit_no[0] ? E_NOT_ENROLLED : E_NOT_FOUND;
    const person_named named = {who.person_no, who.document_no, absent};
    verdict v = enrolment_person(ctx, rows, named, out);
    if (refused(v)) return v;
    const Spell *latest = spells_of(rows, (*out)->person_no).latest;
    if (who.unit_no[0] && !spell_in(latest, who.unit_no, SPELL_OPEN))
        return refuse(E_NOT_ENROLLED, field);
    if ((*out)->dead) return refuse(E_DEAD, field);
    enrolment_same(ctx, rows, *out, &named, who.name, noted);
    return accept();
}

PersonInfoChanged person_data_now(const Person *person) {
    PersonInfoChanged event = PERSON_INFO_CHANGED_INIT;
    field_copy_named(&person->base, &event.base);
    return event;
}

void person_data_keep(const context *ctx, const Person *person, const data_evidence *why,
                      changes *out) {
    PersonFormerKept event = PERSON_FORMER_KEPT_INIT;
    field_copy_named(&person->base, &event.base);
    event.version_no = person->version;
    event.method = lend(ctx->command->name);
    event.filed_by = lend(ctx->actor.account_no);
    event.filed_role = ctx->actor.role;
    event.scan_no = lend(why->scan_no);
    event.correction = why->correction;
    event.corrects_case = lend(why->corrects_case);
    emit_person_former_kept(out, &event);
}

int64_t person_data_changes(view *rows, const Person *person, const char *part) {
    row_list former = list_person_version_by_person_no(rows, person->person_no);
    int64_t n = 0;
    for (size_t i = 0; i < former.n; i++)
        if (strstr(((const PersonVersion *) former.row[i])->method, part)) n++;
    return n;
}

verdict person_data_change(const context *ctx, view *rows, const Person *person,
                           const PersonInfoChanged *event, changes *out) {
    char *changed[DATA_FIELDS_MOST];
    PersonInfoChanged before = person_data_now(person);
    PersonInfoShown reply = PERSON_INFO_SHOWN_INIT;
    const data_evidence none = {"", "", false};
    (void) rows;
    reply.person_no = person->person_no;
    reply.changed = changed;
    reply.n_changed = data_differing(&before.base, &event->base, changed);
    if (!reply.n_changed) return (verdict){E_DUP_ROW, NULL, "nothing_changed"};
    person_data_keep(ctx, person, &none, out);
    emit_person_info_changed(out, event);
    changes_reply(out, &reply.base);
    return accept();
}

verdict person_data_tell_account(const context *ctx, view *rows, const Person *person,
                                 const char *account, changes *out) {
    const ReservedMobile *own = find_reserved_mobile(rows, person->person_no);
    const char *tail = account + strlen(account) - ACCOUNT_TAIL;
    const char *text = arena_printf(
        view_arena(rows),
        "您的待遇发放账户已变更为尾号%s的账户。如非本人办理，请立即到社区或区社保处窗口核实。",
        tail);
    if (!text) return refuse(E_ARENA, NULL);
    return mobile_text(ctx, rows, own ? own->mobile : "", text, out);
}
