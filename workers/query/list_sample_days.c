/* list_sample_days (N9): the published draws, for everybody. */
#include "gen/query/list_sample_days.h"
#include "gen/review/rows.h"
#include "workers/rules/page.h"

static SampleDayShown shown(const SampleDay *day) {
    SampleDayShown out = SAMPLE_DAY_SHOWN_INIT;
    out.sample_no = day->sample_no;
    out.commitment = day->commitment;
    out.published_at_us = day->published_at_us;
    out.seed = day->seed;
    out.head = day->head;
    out.head_position = day->head_position;
    out.n_examined = day->n_examined;
    out.n_drawn = day->n_drawn;
    out.share = day->share;
    return out;
}

verdict query_list_sample_days(const context *ctx, view *rows, const ListSampleDays *in,
                               changes *out) {
    (void) ctx;
    page days = page_of(rows, key_sample_day_by_published(true), in->limit, in->after);
    SampleDayList reply = SAMPLE_DAY_LIST_INIT;
    SampleDayShown *line = page_lines(rows, &days, sizeof *line, (void ***) &reply.item);
    if (!line) return refuse(E_ARENA, NULL);
    for (; reply.n_item < days.found.n; reply.n_item++)
        line[reply.n_item] = shown((const SampleDay *) days.found.row[reply.n_item]);
    changes_reply(out, &reply.base);
    return accept();
}
