/* merge_persons (A9): the numbers of one record lead to another from now on; no history is moved.
 * Source: docs/rules 5.14. */
#include "gen/enrolment/merge_persons.h"

#include <string.h>

#include "workers/enrolment/person_merge.h"

static bool is_called(const Person *person, const char *name) {
    char folded[NAME_SIZE];
    return enrolment_name(name, folded) == OK && !strcmp(folded, person->name);
}

/* The second record is named by number, document and name: a wrong digit merges nobody. */
static verdict find_merged(const context *ctx, view *rows, const MergePersons *in,
                           const Person **out) {
    char number[DOCUMENT_SIZE];
    const Person *person = find_person(rows, in->merged_no);
    if (!strcmp(in->merged_no, in->person_no))
        return (verdict){E_CASE_STATE, "merged_no", "merge_itself"};
    if (document_fold(in->merged_document_no, number) != OK)
        return refuse(E_DOCUMENT, "merged_document_no");
    const PersonDirectory *held = find_person_directory(rows, ctx->search_hash(ctx, rows, number));
    if (!person || !held || strcmp(held->person_no, in->merged_no) != 0 ||
        !is_called(person, in->merged_name))
        return refuse(E_NAME_ID_MISMATCH, "merged_no");
    *out = person;
    return accept();
}

static bool is_active(view *rows, const Person *person) {
    const Spell *latest = spells_of(rows, person->person_no).latest;
    return latest && latest->status == SPELL_OPEN;
}

static verdict check_both(view *rows, const Person *kept, const Person *merged) {
    bool active = is_active(rows, kept), other = is_active(rows, merged);
    if (merged->merged_into[0]) return (verdict){E_CASE_STATE, "merged_no", "person_merged"};
    if (kept->sex != merged->sex) return (verdict){E_SEX_ID_MISMATCH, "merged_no", "merge_sex"};
    if (active && other) return (verdict){E_CASE_STATE, "merged_no", "merge_active"};
    return other ? (verdict){E_CASE_STATE, "merged_no", "merge_keep_active"} : accept();
}

verdict enrolment_merge_persons(const context *ctx, view *rows, const MergePersons *in,
                                changes *out) {
    const merge_request asked = {in->person_no, in->name, in->merged_no, in->scan_no, in->reason};
    const Person *kept = NULL, *merged = NULL;
    verdict v = person_merge_request(ctx, rows, &asked, &kept, out);
    if (!refused(v)) v = find_merged(ctx, rows, in, &merged);
    if (!refused(v)) v = check_both(rows, kept, merged);
    if (refused(v) || changes_at_fault(out)) return v;
    moved_documents moved;
    v = person_merge_documents(rows, merged->person_no, "", kept->person_no, &moved);
    if (refused(v)) return v;
    PersonMerged event = PERSON_MERGED_INIT;
    event.person_no = merged->person_no;
    event.merged_into = kept->person_no;
    event.document = moved.list;
    event.n_document = moved.n;
    emit_person_merged(out, &event);
    person_merge_reply(&asked, out);
    return accept();
}
