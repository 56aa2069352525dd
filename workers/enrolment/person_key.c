/* person_key: see person_key.h. Old numbers and words stay: by them the person is found for ever.
 */
#include "workers/enrolment/person_key.h"

#include <string.h>

#include "gen/enrolment/change_person_info.h"
#include "gen/identity/rows.h"
#include "workers/enrolment/data_change.h"
#include "workers/rules/alike.h"
#include "workers/rules/calendar/date.h"
#include "workers/rules/field.h"
#include "workers/rules/mobile_text.h"

PersonKeyChanged person_key_now(const Person *person) {
    PersonKeyChanged event = PERSON_KEY_CHANGED_INIT;
    field_copy_named(&person->base, &event.base);
    return event;
}

/* ---- what is filed ------------------------------------------------------------------------- */

static verdict edit_name(const key_wanted *filed, key_room *room, PersonKeyChanged *event) {
    if (!filed->name[0]) return accept();
    bool foreign = event->document_type != DOCUMENT_CITIZEN_ID;
    if (enrolment_name(filed->name, room->name) != OK || field_name(room->name, foreign) != OK)
        return refuse(E_NAME, "new_name");
    event->name = room->name;
    return accept();
}

/* A number that leads to somebody else is that person's: two records of one person are merged,
 * never given one number. */
static verdict edit_document(const context *ctx, view *rows, const Person *person,
                             const key_wanted *filed, key_room *room, PersonKeyChanged *event) {
    if (!filed->document_no[0])
        return filed->document_type ? refuse(E_REQUIRED, "new_document_no") : accept();
    if (!filed->document_type) return refuse(E_REQUIRED, "new_document_type");
    status s = document_check(filed->document_type, filed->document_no, ctx->today, &room->paper);
    if (s != OK) return refuse(s, s == E_CODE_VALUE ? "new_document_type" : "new_document_no");
    ProtobufCBinaryData hash = ctx->search_hash(ctx, rows, room->paper.number);
    const PersonDirectory *held = find_person_directory(rows, hash);
    if (held && strcmp(held->person_no, person->person_no) != 0)
        return (verdict){E_DUP_ID, "new_document_no", "merge_first"};
    event->document_type = filed->document_type;
    event->document_no = room->paper.number;
    event->document_hash = hash;
    return accept();
}

/* docs/rules 2.2: what a document says of sex and birth date is what is on record; whoever changes
 * one of them says the other as well. */
static void check_agreement(const context *ctx, const PersonKeyChanged *event, changes *noted) {
    document paper;
    if (document_check(event->document_type, event->document_no, ctx->today, &paper) != OK) return;
    if (paper.sex && paper.sex != event->sex)
        changes_fault(noted, refuse(E_SEX_ID_MISMATCH, "new_sex"));
    if (paper.birth && paper.birth != event->birth_date)
        changes_fault(noted, refuse(E_BIRTH_ID_MISMATCH, "new_birth_date"));
}

static void edit_dates(const context *ctx, const key_wanted *filed, PersonKeyChanged *event,
                       changes *noted) {
    if (filed->birth_date) event->birth_date = filed->birth_date;
    if (filed->work_start_date) event->work_start_date = filed->work_start_date;
    if (filed->birth_date && (!date_valid(filed->birth_date) || filed->birth_date > ctx->today))
        changes_fault(noted, refuse(E_DATE, "new_birth_date"));
    if (filed->work_start_date && !date_valid(filed->work_start_date))
        changes_fault(noted, refuse(E_DATE, "new_work_start_date"));
    else if (event->work_start_date && event->birth_date >= event->work_start_date)
        changes_fault(noted, refuse(E_DATE_ORDER, filed->work_start_date ? "new_work_start_date"
                                                                         : "new_birth_date"));
}

void person_key_edit(const context *ctx, view *rows, const Person *person, const key_wanted *filed,
                     key_room *room, PersonKeyChanged *event, changes *noted) {
    bool named = !changes_fault(noted, edit_document(ctx, rows, person, filed, room, event));
    changes_fault(noted, edit_name(filed, room, event));
    if (filed->sex) event->sex = filed->sex;
    edit_dates(ctx, filed, event, noted);
    if (named) check_agreement(ctx, event, noted);
}

/* ---- what hangs on it ---------------------------------------------------------------------- */

static void rename_member(const context *ctx, view *rows, const PersonKeyChanged *event,
                          const char *unit_no, changes *out) {
    found_words words;
    const member_names names = {unit_no, event->person_no, event->name, event->document_no};
    if (!find_membership(rows, unit_no, event->person_no)) return;
    MemberRenamed renamed = MEMBER_RENAMED_INIT;
    renamed.unit_no = lend(unit_no);
    renamed.person_no = event->person_no;
    renamed.name = event->name;
    renamed.document_no = event->document_no;
    renamed.n_found_by = enrolment_found(ctx, rows, &names, &words);
    renamed.found_by = words.list;
    emit_member_renamed(out, &renamed);
}

/* Every unit of whose list the person is: units of the spells, each once. */
static void rename_members(const context *ctx, view *rows, const PersonKeyChanged *event,
                           changes *out) {
    row_list all = spells_of(rows, event->person_no).all;
    for (size_t i = 0; i < all.n; i++) {
        const char *unit_no = ((const Spell *) all.row[i])->unit_no;
        bool known = !unit_no[0];
        for (size_t k = 0; k < i && !known; k++)
            known = !strcmp(((const Spell *) all.row[k])->unit_no, unit_no);
        if (!known) rename_member(ctx, rows, event, unit_no, out);
    }
}

static void find_in_district(const context *ctx, view *rows, const PersonKeyChanged *event,
                             const char *district_code, changes *out) {
    found_words words;
    const member_names names = {district_code, event->person_no, event->name, event->document_no};
    PersonFoundHere found = PERSON_FOUND_HERE_INIT;
    found.person_no = event->person_no;
    found.district_code = lend(district_code);
    found.n_found_here = enrolment_found(ctx, rows, &names, &words);
    found.found_here = words.list;
    emit_person_found_here(out, &found);
}

static void find_in_districts(const context *ctx, view *rows, const PersonKeyChanged *event,
                              changes *out) {
    row_list words = list_district_word_by_person_no(rows, event->person_no);
    for (size_t i = 0; i < words.n; i++) {
        const char *here = ((const DistrictWord *) words.row[i])->district_code;
        bool known = false;
        for (size_t k = 0; k < i && !known; k++)
            known = !strcmp(((const DistrictWord *) words.row[k])->district_code, here);
        if (!known) find_in_district(ctx, rows, event, here, out);
    }
}

/* Whose account it is goes by the document: maker and checker stay one person under the new one. */
static void move_accounts(view *rows, const Person *person, const PersonKeyChanged *event,
                          changes *out) {
    if (!person->document_hash.len) return;
    row_list held = list_account_by_document_hash(rows, person->document_hash);
    for (size_t i = 0; i < held.n; i++) {
        const Account *account = (const Account *) held.row[i];
        AccountHolderChanged moved = ACCOUNT_HOLDER_CHANGED_INIT;
        field_copy_named(&account->base, &moved.base);
        moved.document_no = event->document_no;
        moved.document_hash = event->document_hash;
        if (!strcmp(account->display_name, person->name)) moved.display_name = event->name;
        emit_account_holder_changed(out, &moved);
    }
}

int64_t person_key_changes(view *rows, const Person *person) {
    return person_data_changes(rows, person, "ChangePersonKeyInfo") +
           person_data_changes(rows, person, "CorrectPerson");
}

static verdict tell_phone(const context *ctx, view *rows, const Person *person, changes *out) {
    const ReservedMobile *own = find_reserved_mobile(rows, person->person_no);
    return mobile_text(
        ctx, rows, own ? own->mobile : "",
        "您的社保登记姓名、证件等重要信息已变更。如非本人办理，请立即到区社保处窗口核实。", out);
}

verdict person_key_change(const context *ctx, view *rows, const Person *person,
                          const PersonKeyChanged *event, const data_evidence *why, changes *out) {
    char *changed[DATA_FIELDS_MOST];
    PersonKeyChanged before = person_key_now(person);
    PersonInfoShown reply = PERSON_INFO_SHOWN_INIT;
    reply.person_no = person->person_no;
    reply.changed = changed;
    reply.n_changed = data_differing(&before.base, &event->base, changed);
    if (!reply.n_changed) return (verdict){E_DUP_ROW, NULL, "nothing_changed"};
    verdict v = tell_phone(ctx, rows, person, out);
    if (refused(v)) return v;
    PersonKeyChanged said = *event;
    said.alike_hash = alike_hash(ctx, rows, event->name, event->birth_date);
    person_data_keep(ctx, person, why, out);
    emit_person_key_changed(out, &said);
    rename_members(ctx, rows, event, out);
    find_in_districts(ctx, rows, event, out);
    move_accounts(rows, person, event, out);
    changes_reply(out, &reply.base);
    return accept();
}
