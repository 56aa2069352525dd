/* list_samples (S28): drawn cases of the own district by state, page by page. */
#include "gen/query/list_samples.h"
#include "gen/review/rows.h"
#include "workers/rules/page.h"

static SampleLine line_of(const Sample *sample) {
    SampleLine out = SAMPLE_LINE_INIT;
    out.case_no = sample->case_no;
    out.sample_no = sample->sample_no;
    out.unit_no = sample->unit_no;
    out.method = sample->method;
    out.state = sample->state;
    out.drawn_at_us = sample->drawn_at_us;
    out.answered_by = sample->answered_by;
    out.confirmed_by = sample->confirmed_by;
    return out;
}

verdict query_list_samples(const context *ctx, view *rows, const ListSamples *in, changes *out) {
    row_key key = scope_key(ctx, &row_sample, "state");
    row_key_number(&key, in->state);
    SampleList reply = SAMPLE_LIST_INIT;
    reply.total = view_count(rows, &key);
    page shown = page_of(rows, key, in->limit, in->after);
    SampleLine *line = page_lines(rows, &shown, sizeof *line, (void ***) &reply.item);
    if (!line) return refuse(E_ARENA, NULL);
    for (; reply.n_item < shown.found.n; reply.n_item++)
        line[reply.n_item] = line_of((const Sample *) shown.found.row[reply.n_item]);
    if (shown.full) reply.next = line[reply.n_item - 1].case_no;
    changes_reply(out, &reply.base);
    return accept();
}
