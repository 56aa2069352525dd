/* roster: shows a roster and its counts; what its commands share. */
#include "workers/roster/roster.h"

#include "gen/roster/rows.h"

enum { PAGE_DEFAULT = 50 };

RosterShown roster_show(const RosterFile *file) {
    RosterShown out = ROSTER_SHOWN_INIT;
    out.roster_no = file->roster_no;
    out.unit_no = file->unit_no;
    out.method = file->method;
    out.state = file->state;
    out.n_rows = file->n_rows;
    out.n_applied = file->n_applied;
    out.n_in_review = file->n_in_review;
    out.n_failed = file->n_failed;
    out.n_waiting = file->n_rows - file->n_applied - file->n_in_review - file->n_failed;
    out.dry_run = file->dry_run;
    out.refusal = file->refusal;
    out.refusal_field = file->refusal_field;
    out.result_file = file->result_file;
    out.corrects = file->corrects;
    out.filer = file->filer;
    out.received_at_us = file->received_at_us;
    out.finished_at_us = file->finished_at_us;
    out.file_id = file->file_id;
    out.purpose = file->purpose;
    out.n_checked = file->n_checked;
    out.n_refused = file->n_refused;
    out.n_warned = file->n_warned;
    out.n_hidden_rows = file->n_hidden_rows;
    out.n_remark_rows = file->n_remark_rows;
    out.n_other_sheets = file->n_other_sheets;
    out.n_hidden_sheets = file->n_hidden_sheets;
    return out;
}

void roster_reply(const RosterFile *file, changes *out) {
    RosterShown reply = roster_show(file);
    changes_reply(out, &reply.base);
}

static void set_marks(const roster_page *page, RosterList *list) {
    if (!list->n_roster) return;
    char *first = list->roster[0]->roster_no, *last = list->roster[list->n_roster - 1]->roster_no;
    if (page->back ? page->begun : page->more) list->next = last;
    if (page->back ? page->more : page->begun) list->previous = first;
}

verdict roster_reply_page(view *rows, const roster_page *page, changes *out) {
    RosterList reply = ROSTER_LIST_INIT;
    size_t n = page->files.n;
    RosterShown *shown = arena_alloc(view_arena(rows), (n + 1) * sizeof *shown);
    reply.roster = arena_alloc(view_arena(rows), (n + 1) * sizeof *reply.roster);
    if (!shown || !reply.roster) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < n; i++) {
        const RosterFile *file = (const RosterFile *) page->files.row[page->back ? n - 1 - i : i];
        shown[i] = roster_show(file);
        if (page->named) shown[i].file_name = file->file_name;
        reply.roster[reply.n_roster++] = &shown[i];
    }
    set_marks(page, &reply);
    changes_reply(out, &reply.base);
    return accept();
}

verdict roster_list(view *rows, row_key *key, const roster_cut *asked, changes *out) {
    const bool back = asked->before[0];
    const char *cursor = back ? asked->before : asked->after;
    const unsigned limit = asked->limit ? asked->limit : PAGE_DEFAULT;
    key->limit = limit + 1;
    key->backward = !back;
    if (cursor[0]) row_key_after_text(key, cursor);
    row_list found = view_list(rows, key);
    const bool more = found.n > limit;
    const roster_page page = {
        {more ? limit : found.n, found.row}, back, more, cursor[0], asked->named};
    return roster_reply_page(rows, &page, out);
}
