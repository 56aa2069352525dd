/* list_objections (SIL 4): objections by state of whom asks, page by page. */
#include "gen/query/list_objections.h"
#include "gen/review/objection.h"
#include "workers/rules/page.h"

static ObjectionLine line_of(const Objection *row) {
    ObjectionLine out = OBJECTION_LINE_INIT;
    const command_type *command = catalog_command(row->method);
    out.case_no = row->case_no;
    out.person_no = row->person_no;
    out.unit_no = row->unit_no;
    out.method = row->method;
    out.method_zh = lend(command ? command->title.zh : "");
    out.method_en = lend(command ? command->title.en : "");
    out.state = row->state;
    out.statement = row->statement;
    out.objected_at_us = row->objected_at_us;
    out.answer = row->answer;
    out.answered_at_us = row->answered_at_us;
    out.human = row->human;
    return out;
}

verdict query_list_objections(const context *ctx, view *rows, const ListObjections *in,
                              changes *out) {
    row_key key = scope_key(ctx, &row_objection, "state");
    row_key_number(&key, in->state);
    ObjectionList reply = OBJECTION_LIST_INIT;
    reply.total = view_count(rows, &key);
    page shown = page_of(rows, key, in->limit, in->after);
    ObjectionLine *line = page_lines(rows, &shown, sizeof *line, (void ***) &reply.item);
    if (!line) return refuse(E_ARENA, NULL);
    for (; reply.n_item < shown.found.n; reply.n_item++)
        line[reply.n_item] = line_of((const Objection *) shown.found.row[reply.n_item]);
    if (shown.full) reply.next = line[reply.n_item - 1].case_no;
    changes_reply(out, &reply.base);
    return accept();
}
