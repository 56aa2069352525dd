/* list_samples (S28): drawn cases of the own district by state, page by page. */
#include "gen/query/list_samples.h"
#include "gen/review/rows.h"

enum { PAGE_DEFAULT = 50 };

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
    unsigned limit = in->limit ? in->limit : PAGE_DEFAULT;
    row_key key = scope_key(ctx, &row_sample, "state");
    row_key_number(&key, in->state);
    SampleList reply = SAMPLE_LIST_INIT;
    reply.total = view_count(rows, &key);
    key.limit = limit;
    if (in->after[0]) row_key_after_text(&key, in->after);
    row_list found = view_list(rows, &key);
    SampleLine *line = arena_alloc(view_arena(rows), (limit + 1) * sizeof *line);
    reply.item = arena_alloc(view_arena(rows), (limit + 1) * sizeof *reply.item);
    if (!line || !reply.item) return refuse(E_ARENA, NULL);
    for (; reply.n_item < found.n; reply.n_item++) {
        line[reply.n_item] = line_of((const Sample *) found.row[reply.n_item]);
        reply.item[reply.n_item] = &line[reply.n_item];
    }
    if (reply.n_item == limit) reply.next = line[limit - 1].case_no;
    changes_reply(out, &reply.base);
    return accept();
}
