/* list_sample_days (N9): the published draws, for everybody. */
#include "gen/query/list_sample_days.h"
#include "gen/review/rows.h"

enum { PAGE_DEFAULT = 50 };

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
    unsigned limit = in->limit ? in->limit : PAGE_DEFAULT;
    row_key key = key_sample_day_by_published(true);
    (void) ctx;
    key.limit = limit;
    if (in->after[0]) row_key_after_text(&key, in->after);
    row_list found = view_list(rows, &key);
    SampleDayList reply = SAMPLE_DAY_LIST_INIT;
    SampleDayShown *line = arena_alloc(view_arena(rows), (limit + 1) * sizeof *line);
    reply.item = arena_alloc(view_arena(rows), (limit + 1) * sizeof *reply.item);
    if (!line || !reply.item) return refuse(E_ARENA, NULL);
    for (; reply.n_item < found.n; reply.n_item++) {
        line[reply.n_item] = shown((const SampleDay *) found.row[reply.n_item]);
        reply.item[reply.n_item] = &line[reply.n_item];
    }
    changes_reply(out, &reply.base);
    return accept();
}
