/* list_decided: what a reviewer decided, the latest first, with what became of each case. */
#include "gen/query/list_decided.h"

#include "gen/review/reviewer.h"
#include "gen/review/rows.h"
#include "workers/rules/page.h"

enum { PAGE_DEFAULT = 50 };

static DecidedLine line_of(view *rows, const CaseDecision *one) {
    DecidedLine out = DECIDED_LINE_INIT;
    const Case *file = find_case(rows, one->case_no);
    const command_type *command = file ? catalog_command(file->method) : NULL;
    out.case_no = one->case_no;
    out.submission = one->submission;
    out.decision = one->decision;
    out.decided_at_us = one->decided_at_us;
    if (command) {
        out.method_zh = lend(command->title.zh);
        out.method_en = lend(command->title.en);
    }
    if (!file) return out;
    out.unit_no = file->unit_no;
    out.subject = file->subject;
    out.state = file->state;
    return out;
}

verdict query_list_decided(const context *ctx, view *rows, const ListDecided *in, changes *out) {
    const char *whose = in->account_no[0] ? in->account_no : ctx->actor.account_no;
    row_key key = key_case_decision_by_account_no(whose);
    key.backward = true;
    key.limit = in->limit ? in->limit : PAGE_DEFAULT;
    if (!row_key_order(&key, "decided_at_us") || !page_begin_timed(&key, in->after))
        return refuse(E_CURSOR, "after");
    row_list found = view_list(rows, &key);
    DecidedList reply = DECIDED_LIST_INIT;
    DecidedLine *line = arena_alloc(view_arena(rows), (found.n + 1) * sizeof *line);
    reply.item = arena_alloc(view_arena(rows), (found.n + 1) * sizeof *reply.item);
    if (!line || !reply.item) return refuse(E_ARENA, NULL);
    for (; reply.n_item < found.n; reply.n_item++) {
        line[reply.n_item] = line_of(rows, (const CaseDecision *) found.row[reply.n_item]);
        reply.item[reply.n_item] = &line[reply.n_item];
    }
    if (found.n == key.limit)
        reply.next = page_timed(rows, line[found.n - 1].decided_at_us, line[found.n - 1].case_no);
    changes_reply(out, &reply.base);
    return accept();
}
