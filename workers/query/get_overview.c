/* get_overview: the person's own first page in one answer, so that its parts agree. */
#include "gen/query/get_overview.h"
#include "gen/review/rows.h"
#include "workers/query/looks.h"
#include "workers/rules/money/insurance.h"
#include "workers/rules/spell.h"

enum { LOOKS_SHOWN = 3, LOOKS_READ = 12 };

static status show_enrolment(view *rows, const char *person_no, Overview *out) {
    const Spell *latest = spells_of(rows, person_no).latest;
    if (!latest) return OK;
    out->insurance = arena_alloc(view_arena(rows), INSURANCES_NAMED * sizeof *out->insurance);
    if (!out->insurance) return E_ARENA;
    out->insured = latest->status == SPELL_OPEN;
    out->n_insurance = insurance_named((uint32_t) latest->insurances, out->insurance);
    out->unit_no = latest->unit_no;
    out->first_period = latest->first_period;
    out->paused_from = latest->valid_to;
    return OK;
}

static void count_months(view *rows, const char *person_no, Overview *out) {
    row_list lines = list_receivable_by_person_no(rows, person_no);
    for (size_t i = 0; i < lines.n; i++) {
        const Receivable *line = (const Receivable *) lines.row[i];
        out->months += line->state != LINE_CANCELLED;
        out->months_in_arrears += line->state == LINE_ARREARS;
        if (line->state == LINE_ARREARS) out->arrears_fen += line->person_due_fen;
    }
}

static void count_cases(view *rows, const char *person_no, Overview *out) {
    row_list cases = list_case_by_person_no(rows, person_no);
    for (size_t i = 0; i < cases.n; i++) {
        Review__CaseState state = ((const Case *) cases.row[i])->state;
        out->open_cases += state == PENDING || state == RETURNED;
    }
}

/* Looks are numbered from the newest on. Of those told later, none; and none to who acts for the
 * person: who else looked is not his. */
static status show_looks(const context *ctx, view *rows, const char *person_no, Overview *out) {
    row_key key = key_look_by_person_no(person_no);
    key.limit = LOOKS_READ;
    row_list page = view_list(rows, &key);
    LookShown *shown = arena_alloc(view_arena(rows), LOOKS_SHOWN * sizeof *shown);
    out->look = arena_alloc(view_arena(rows), LOOKS_SHOWN * sizeof *out->look);
    if (!shown || !out->look) return E_ARENA;
    for (size_t i = 0; i < page.n && out->n_look < LOOKS_SHOWN; i++) {
        const Look *row = (const Look *) page.row[i];
        if (looks_hidden(ctx, row)) continue;
        if (looks_show(rows, row, &shown[out->n_look]) != OK) return E_ARENA;
        out->look[out->n_look] = &shown[out->n_look];
        out->n_look++;
    }
    return OK;
}

verdict query_get_overview(const context *ctx, view *rows, const GetOverview *in, changes *out) {
    const Person *person = find_person(rows, in->person_no);
    if (!person) return refuse(E_NOT_FOUND, "person_no");
    Overview reply = OVERVIEW_INIT;
    reply.person_no = person->person_no;
    reply.name = person->name;
    status s = show_enrolment(rows, in->person_no, &reply);
    count_months(rows, in->person_no, &reply);
    count_cases(rows, in->person_no, &reply);
    bool own = !ctx->actor.mandate_no || !ctx->actor.mandate_no[0];
    if (s == OK && own) s = show_looks(ctx, rows, in->person_no, &reply);
    if (s != OK) return refuse(s, NULL);
    changes_reply(out, &reply.base);
    return accept();
}
