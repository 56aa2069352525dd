/* list_rows (S25, S26): the rows of a roster with their results, in file order, page by page, and
 * for people what is wrong with each in words. */
#include "gen/roster/list_rows.h"
#include "gen/roster/record_rows.h"
#include "gen/roster/rows.h"
#include "proto/runtime/cell_lines.h"
#include "proto/runtime/fault_words.h"
#include "workers/roster/roster.h"

enum { PAGE_DEFAULT = 500 };

static row_list page_of(view *rows, const ListRows *in, unsigned limit) {
    row_key page = in->state ? key_roster_row_by_roster_no_state(in->roster_no, in->state)
                             : key_roster_row_by_roster_no(in->roster_no);
    page.limit = limit;
    if (in->after > 0) {
        row_key_after_text(&page, in->roster_no);
        row_key_after_number(&page, in->after);
    }
    return view_list(rows, &page);
}

static RowResult show(const RosterRow *row) {
    RowResult out = ROW_RESULT_INIT;
    out.row_no = row->row_no;
    out.state = row->state;
    out.status = row->status;
    out.field = row->field;
    out.case_no = row->case_no;
    out.reason = row->reason;
    out.fault = row->fault;
    out.n_fault = row->n_fault;
    out.warning = row->warning;
    out.n_warning = row->n_warning;
    out.other_row = row->other_row;
    out.original_row = row->original_row;
    return out;
}

/* ---- in words ------------------------------------------------------------------------------ */

typedef struct teller {
    const command_type *command; /* of the roster's business */
    RowWords *words;
    RowList *reply;
    arena *a;
    const char *cells; /* of the row at hand (cell_lines.h) */
} teller;

static text_pair label_of(const command_type *command, const char *field) {
    int at = command && field[0] ? catalog_field(command->input, field) : -1;
    if (at < 0) return (text_pair){"", ""};
    const field_type *option = &command->input->field[at];
    text_pair label = option->label;
    if (option->column && option->column[0]) label.zh = option->column; /* the sheet's own word */
    return label;
}

/* "" where there is none. */
static const char *cell_of(const teller *t, const char *field) {
    size_t bytes;
    const char *line = cell_lines_find(t->cells, field, &bytes);
    const char *text = line ? cell_lines_text(line, &bytes) : NULL;
    const char *cell = text ? arena_text(t->a, text, bytes) : NULL;
    return cell ? cell : "";
}

static void say(teller *t, const RosterRow *row, const RowNote *note, bool warning) {
    RowWords *out = &t->words[t->reply->n_words];
    text_pair label = label_of(t->command, note->field);
    fault_words words = fault_words_of_row(note->status, note->reason, row->other_row, t->a);
    *out = (RowWords) ROW_WORDS_INIT;
    out->row_no = row->row_no;
    out->warning = warning;
    out->status = note->status;
    out->field = note->field;
    out->label_zh = lend(label.zh);
    out->label_en = lend(label.en);
    out->cell = lend(cell_of(t, note->field));
    out->text_zh = lend(words.text.zh);
    out->text_en = lend(words.text.en);
    out->next_zh = lend(words.next.zh);
    out->next_en = lend(words.next.en);
    t->reply->words[t->reply->n_words++] = out;
}

/* A row with one fault has it in its own fields. */
static void say_all(teller *t, const RosterRow *row) {
    RowNote only = ROW_NOTE_INIT;
    only.status = row->status;
    only.field = row->field;
    only.reason = row->reason;
    for (size_t i = 0; i < row->n_fault; i++) say(t, row, row->fault[i], false);
    if (!row->n_fault && row->status) say(t, row, &only, false);
    for (size_t i = 0; i < row->n_warning; i++) say(t, row, row->warning[i], true);
}

static status tell(view *rows, const char *roster_no, row_list page, RowList *reply) {
    const RosterFile *file = find_roster_file(rows, roster_no);
    size_t n = 1;
    for (size_t i = 0; i < page.n; i++) {
        const RosterRow *row = (const RosterRow *) page.row[i];
        n += 1 + row->n_fault + row->n_warning;
    }
    teller t = {.command = file ? catalog_command(file->method) : NULL,
                .reply = reply,
                .a = view_arena(rows)};
    t.words = arena_alloc(view_arena(rows), n * sizeof *t.words);
    reply->words = arena_alloc(view_arena(rows), n * sizeof *reply->words);
    if (!t.words || !reply->words) return E_ARENA;
    for (size_t i = 0; i < page.n; i++) {
        const RosterRow *row = (const RosterRow *) page.row[i];
        const RosterCells *kept =
            row->state == ROW_FAILED ? find_roster_cells(rows, roster_no, row->row_no) : NULL;
        t.cells = kept ? kept->cells : "";
        say_all(&t, row);
    }
    return OK;
}

verdict roster_list_rows(const context *ctx, view *rows, const ListRows *in, changes *out) {
    unsigned limit = in->limit ? in->limit : PAGE_DEFAULT;
    row_list page = page_of(rows, in, limit);
    RowList reply = ROW_LIST_INIT;
    RowResult *shown = arena_alloc(view_arena(rows), (page.n + 1) * sizeof *shown);
    reply.row = arena_alloc(view_arena(rows), (page.n + 1) * sizeof *reply.row);
    if (!shown || !reply.row) return refuse(E_ARENA, NULL);
    for (size_t i = 0; i < page.n; i++) {
        shown[i] = show((const RosterRow *) page.row[i]);
        reply.row[reply.n_row++] = &shown[i];
    }
    if (page.n == limit) reply.next = shown[page.n - 1].row_no;
    bool people = ctx->actor.role != KERNEL__ROLE__SYSTEM;
    status s = people ? tell(rows, in->roster_no, page, &reply) : OK;
    if (s != OK) return refuse(s, NULL);
    changes_reply(out, &reply.base);
    return accept();
}
