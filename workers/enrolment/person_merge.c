/* person_merge: see person_merge.h. A number remembers with which record it came, so that it can go
 * back. */
#include "workers/enrolment/person_merge.h"

#include <string.h>

#include "gen/enrolment/merge_persons.h"
#include "proto/runtime/fold.h"
#include "workers/enrolment/person_data.h"
#include "workers/rules/holder.h"
#include "workers/rules/scan.h"

verdict person_merge_request(const context *ctx, view *rows, const merge_request *asked,
                             const Person **kept, changes *noted) {
    const person_data_named who = {"", asked->person_no, "", asked->name};
    verdict v = person_data_find(ctx, rows, who, kept, noted);
    if (refused(v)) return v;
    if (fold_is_blank(asked->reason, strlen(asked->reason)))
        changes_fault(noted, refuse(E_REQUIRED, "reason"));
    if (ctx->released) return accept(); /* seen when it was filed */
    if (holder_is_person(rows, ctx->actor.account_no, asked->person_no) ||
        holder_is_person(rows, ctx->actor.account_no, asked->merged_no))
        return (verdict){E_MAKER_CHECKER, NULL, "own_record"};
    return scan_nameable(ctx, rows, asked->scan_no);
}

verdict person_merge_documents(view *rows, const char *from, const char *merged, const char *to,
                               moved_documents *out) {
    row_list numbers = list_person_directory_by_person_no(rows, from);
    MovedDocument *one = arena_alloc(view_arena(rows), (numbers.n + 1) * sizeof *one);
    out->list = arena_alloc(view_arena(rows), (numbers.n + 1) * sizeof *out->list);
    out->n = 0;
    if (!one || !out->list) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < numbers.n; i++) {
        const PersonDirectory *row = (const PersonDirectory *) numbers.row[i];
        if (merged[0] && strcmp(row->merged_from, merged) != 0) continue;
        MovedDocument *moved = &one[out->n];
        *moved = (MovedDocument) MOVED_DOCUMENT_INIT;
        moved->document_hash = row->document_hash;
        moved->person_no = lend(to);
        moved->merged_from = lend(merged[0] ? "" : from);
        out->list[out->n++] = moved;
    }
    return accept();
}

void person_merge_reply(const merge_request *asked, changes *out) {
    PersonsMergedShown reply = PERSONS_MERGED_SHOWN_INIT;
    reply.person_no = lend(asked->person_no);
    reply.merged_no = lend(asked->merged_no);
    changes_reply(out, &reply.base);
}
