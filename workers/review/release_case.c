/* release_case (A4): the reviewer gives a case back to the queue, which he holds or which was given
 * to him. */
#include "gen/review/release_case.h"

#include <string.h>

#include "gen/review/rows.h"
#include "workers/review/case.h"
#include "workers/rules/reviewer.h"

static bool was_given(const context *ctx, view *rows, const char *case_no) {
    const Case *file = find_case(rows, case_no);
    return file && file->state == PENDING &&
           reviewer_offer_lives(rows, file, ctx->received_at_us) &&
           !strcmp(file->offered_to, ctx->actor.account_no);
}

verdict review_release_case(const context *ctx, view *rows, const ReleaseCase *in, changes *out) {
    const Case *file = NULL;
    bool given = was_given(ctx, rows, in->case_no);
    verdict v = given ? case_waiting(rows, in->case_no, &file)
                      : case_claimed(ctx, rows, in->case_no, &file);
    if (refused(v)) return v;
    CaseReleased event = CASE_RELEASED_INIT;
    event.case_no = file->case_no;
    emit_case_released(out, &event);
    case_reply(file, PENDING, out);
    return accept();
}
