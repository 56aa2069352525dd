/* undo_merge (A9): every number leads to its former record again. Source: docs/rules 5.14. */
#include "gen/enrolment/undo_merge.h"

#include <string.h>

#include "workers/enrolment/person_merge.h"

verdict enrolment_undo_merge(const context *ctx, view *rows, const UndoMerge *in, changes *out) {
    const merge_request asked = {in->person_no, in->name, in->merged_no, in->scan_no, in->reason};
    const Person *kept = NULL, *merged = find_person(rows, in->merged_no);
    verdict v = person_merge_request(ctx, rows, &asked, &kept, out);
    if (refused(v) || changes_at_fault(out)) return v;
    if (!merged || strcmp(merged->merged_into, kept->person_no) != 0)
        return (verdict){E_NOT_FOUND, "merged_no", "not_merged"};
    moved_documents moved;
    v = person_merge_documents(rows, kept->person_no, merged->person_no, merged->person_no, &moved);
    if (refused(v)) return v;
    MergeUndone event = MERGE_UNDONE_INIT;
    event.person_no = merged->person_no;
    event.document = moved.list;
    event.n_document = moved.n;
    emit_merge_undone(out, &event);
    person_merge_reply(&asked, out);
    return accept();
}
