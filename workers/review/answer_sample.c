/* answer_sample (S28): what the review of a drawn case found. An objection waits for the district's
 * administrator. Source: docs/rules 6.9. */
#include "gen/review/answer_sample.h"
#include "workers/review/case.h"
#include "workers/review/sample.h"

verdict review_answer_sample(const context *ctx, view *rows, const AnswerSample *in, changes *out) {
    const Sample *sample = NULL;
    if (in->state != SAMPLE_PASSED && in->state != SAMPLE_OBJECTED)
        return refuse(E_CODE_VALUE, "state");
    verdict v = sample_to_answer(ctx, rows, in->case_no, SAMPLE_WAITING, &sample);
    if (!refused(v)) v = case_reason(in->reason);
    if (refused(v)) return v;
    SampleAnswered event = SAMPLE_ANSWERED_INIT;
    event.case_no = sample->case_no;
    event.state = in->state;
    event.reason = in->reason;
    emit_sample_answered(out, &event);
    sample_reply(sample->case_no, event.state, out);
    return accept();
}
