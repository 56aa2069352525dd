/* publish_samples (N9): the hashes of the coming week's seeds, before their days begin; of days
 * that have one nothing changes. Source: docs/rules 6.9. */
#include "gen/review/publish_samples.h"
#include "workers/review/sample.h"

verdict review_publish_samples(const context *ctx, view *rows, const PublishSamples *in,
                               changes *out) {
    char *published[SAMPLE_DAYS_AHEAD + 1];
    SamplesPublished reply = SAMPLES_PUBLISHED_INIT;
    (void) in;
    status s = sample_publish(ctx, rows, 1, published, &reply.n_sample_no, out);
    if (s != OK) return refuse(s, NULL);
    reply.sample_no = published;
    changes_reply(out, &reply.base);
    return accept();
}
