/* record_visit: a person stands at the counter; the number counts for this day in this district.
 * Source: docs/rules 7.5. */
#include "gen/access/record_visit.h"
#include "gen/enrolment/rows.h"
#include "workers/access/basis.h"
#include "workers/rules/holder.h"
#include "workers/rules/identifier/document.h"
#include "workers/rules/issue.h"

verdict access_record_visit(const context *ctx, view *rows, const RecordVisit *in, changes *out) {
    char number[DOCUMENT_SIZE], basis_no[SERIAL_CASE_SIZE];
    status s = document_fold(in->document_no, number);
    if (s != OK) return refuse(s, "document_no");
    const PersonDirectory *place = find_person_directory(rows, ctx->search_hash(ctx, rows, number));
    if (!place) return refuse(E_NOT_FOUND, "document_no");
    if (holder_is_person(rows, ctx->actor.account_no, place->person_no))
        return (verdict){E_MAKER_CHECKER, "document_no", "own_record"};
    VisitRecorded event = VISIT_RECORDED_INIT;
    s = issue_number(ctx, rows, &event.number, basis_no);
    if (s != OK) return refuse(s, NULL);
    event.basis_no = basis_no;
    event.person_no = place->person_no;
    event.district_code = lend(ctx->actor.district_code);
    event.from_date = event.to_date = ctx->today;
    event.shard = (int32_t) ctx->shard;
    emit_visit_recorded(out, &event);
    basis_reply(basis_no, IN_FORCE, place->person_no, out);
    return accept();
}
