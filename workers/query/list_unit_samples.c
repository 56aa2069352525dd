/* list_unit_samples (S28): drawn cases of the asker's unit, the latest first: whether a decision of
 * the system held when a person looked at it. Source: docs/rules 6.9. */
#include "gen/query/list_unit_samples.h"
#include "gen/review/rows.h"
#include "workers/rules/page.h"

static UnitSample line_of(const Sample *sample) {
    UnitSample out = UNIT_SAMPLE_INIT;
    const command_type *command = catalog_command(sample->method);
    out.case_no = sample->case_no;
    out.sample_no = sample->sample_no;
    out.title_zh = lend(command ? command->title.zh : sample->method);
    out.title_en = lend(command ? command->title.en : sample->method);
    out.state = sample->state;
    out.drawn_at_us = sample->drawn_at_us;
    out.answered_at_us = sample->answered_at_us;
    out.confirmed_at_us = sample->confirmed_at_us;
    return out;
}

verdict query_list_unit_samples(const context *ctx, view *rows, const ListUnitSamples *in,
                                changes *out) {
    row_key key = key_sample_by_unit_no(in->unit_no);
    UnitSampleList reply = UNIT_SAMPLE_LIST_INIT;
    (void) ctx;
    reply.total = view_count(rows, &key);
    key.backward = true;
    page shown = page_of(rows, key, in->limit, in->after);
    UnitSample *line = page_lines(rows, &shown, sizeof *line, (void ***) &reply.item);
    if (!line) return refuse(E_ARENA, NULL);
    for (; reply.n_item < shown.found.n; reply.n_item++)
        line[reply.n_item] = line_of((const Sample *) shown.found.row[reply.n_item]);
    if (shown.full) reply.next = line[reply.n_item - 1].case_no;
    changes_reply(out, &reply.base);
    return accept();
}
