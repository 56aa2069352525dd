/* judge_likeness (A9): whether the person in a waiting filing and one on record are two people or
 * one, said by an officer who did not file it. Source: docs/rules 5.14. */
#include "gen/enrolment/judge_likeness.h"

#include <string.h>

#include "proto/runtime/fold.h"
#include "workers/rules/alike.h"
#include "workers/rules/holder.h"

/* Waiting for its decision, and filed by somebody else. */
static verdict check_case(const context *ctx, view *rows, const Case *file) {
    if (!file) return refuse(E_NOT_FOUND, "case_no");
    if (file->state != PENDING) return refuse(E_CASE_STATE, "case_no");
    return holder_is_one(rows, ctx->actor.account_no, file->filer)
               ? (verdict){E_MAKER_CHECKER, NULL, "same_person"}
               : accept();
}

static const Person *among(const Person *const *alike, size_t n, const char *person_no) {
    for (size_t i = 0; i < n; i++)
        if (!strcmp(alike[i]->person_no, person_no)) return alike[i];
    return NULL;
}

static int32_t still_open(view *rows, const Case *file, const Person *const *alike, size_t n,
                          const Person *judged) {
    int32_t open = 0;
    for (size_t i = 0; i < n; i++)
        open += alike[i] != judged &&
                alike_verdict(rows, file->document_hash, alike[i]->document_hash) == LIKENESS_OPEN;
    return open;
}

verdict enrolment_judge_likeness(const context *ctx, view *rows, const JudgeLikeness *in,
                                 changes *out) {
    const Case *file = find_case(rows, in->case_no);
    const Person *alike[ALIKE_MOST];
    verdict v = check_case(ctx, rows, file);
    if (refused(v)) return v;
    if (fold_is_blank(in->reason, strlen(in->reason))) return refuse(E_REQUIRED, "reason");
    size_t n = alike_persons(rows, alike_filed(ctx, rows, file), file->document_hash, alike);
    const Person *judged = among(alike, n, in->alike_no);
    if (!judged) return (verdict){E_NOT_FOUND, "alike_no", "not_alike"};
    alike_pair pair = alike_pair_of(file->document_hash, judged->document_hash);
    LikenessJudged event = LIKENESS_JUDGED_INIT;
    event.low_hash = pair.low;
    event.high_hash = pair.high;
    event.case_no = file->case_no;
    event.person_no = judged->person_no;
    event.verdict = in->verdict;
    event.reason = in->reason;
    emit_likeness_judged(out, &event);
    LikenessJudgedShown reply = LIKENESS_JUDGED_SHOWN_INIT;
    reply.case_no = file->case_no;
    reply.open = still_open(rows, file, alike, n, judged);
    changes_reply(out, &reply.base);
    return accept();
}
