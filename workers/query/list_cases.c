/* list_cases (Q01, Q02, Q03; S35 to S37): cases of one state or of several, page by page with the
 * number there are. A page is merged from the pages of each state, in whichever order. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "gen/enrolment/rows.h"
#include "gen/query/list_cases.h"
#include "gen/review/rows.h"
#include "workers/query/cases.h"
#include "workers/rules/claim.h"
#include "workers/rules/page.h"
#include "workers/rules/reviewer.h"

enum { PAGE_DEFAULT = 50, EXAMINED_MAX = 500, CURSOR_BYTES = 44 };

/* What is asked for. */
typedef struct asked {
    const context *ctx;
    view *rows;
    const ListCases *in;
    unsigned limit;
    bool filtered;
    bool back;     /* the page before a cursor: read from there, shown in order */
    bool backward; /* read against the index */
} asked;

/* Rows of every state asked for, in the order in which they are read. */
typedef struct pages {
    row_list of[CASE_STATES];
    size_t at[CASE_STATES];
    bool full[CASE_STATES]; /* there may be more of them */
    unsigned n;
    int64_t total;
} pages;

/* ---- where a page begins --------------------------------------------------------------------- */

static void write_cursor(const asked *a, const Case *file, char out[CURSOR_BYTES]) {
    if (a->in->order == BY_NUMBER)
        snprintf(out, CURSOR_BYTES, "%s", file->case_no);
    else
        snprintf(out, CURSOR_BYTES, "%" PRId64 ".%s", file->submitted_at_us, file->case_no);
}

/* False when the text is no cursor of this order. */
static bool begin_behind(const asked *a, const char *cursor, row_key *key) {
    if (a->in->order != BY_NUMBER) return page_begin_timed(key, cursor);
    if (strchr(cursor, '.')) return false;
    if (cursor[0]) row_key_after_text(key, cursor);
    return true;
}

/* ---- what is read ---------------------------------------------------------------------------- */

static bool wants(const ListCases *in, Review__CaseState state) {
    bool any = !in->state && !in->n_states, found = in->state == state;
    for (size_t i = 0; i < in->n_states; i++) found |= in->states[i] == state;
    return any || found;
}

/* A unit that the asker sees has an index of its own; in another's name there is nothing to find.
 */
static const char *unit_of(const asked *a) {
    bool own = a->in->of_unit[0] && a->ctx->scope != KERNEL__RELATION__FILED;
    return own && find_unit(a->rows, a->in->of_unit) ? a->in->of_unit : "";
}

static bool load(const asked *a, pages *out) {
    const char *unit_no = unit_of(a);
    const char *cursor = a->back ? a->in->before : a->in->after;
    bool good = true;
    for (int state = DRAFT; state <= EXPIRED; state++) {
        if (!wants(a->in, (Review__CaseState) state)) continue;
        row_key key = cases_key(a->ctx, "", unit_no, (Review__CaseState) state);
        if (!a->filtered) out->total += view_count(a->rows, &key);
        key.limit = a->filtered && a->limit < EXAMINED_MAX ? EXAMINED_MAX : a->limit + 1;
        key.backward = a->backward;
        if (a->in->order != BY_NUMBER) good &= row_key_order(&key, "submitted_at_us");
        good &= begin_behind(a, cursor, &key);
        out->of[out->n] = view_list(a->rows, &key);
        out->full[out->n] = out->of[out->n].n == key.limit;
        out->n++;
    }
    return good;
}

static bool stands_before(const asked *a, const Case *one, const Case *other) {
    bool timed = a->in->order != BY_NUMBER && one->submitted_at_us != other->submitted_at_us;
    bool less = timed ? one->submitted_at_us < other->submitted_at_us
                      : strcmp(one->case_no, other->case_no) < 0;
    return less != a->backward;
}

/* NULL at the end, or where rows of a state that were not read may come next. */
static const Case *take_next(const asked *a, pages *from, bool *more) {
    const Case *next = NULL;
    unsigned of = 0;
    for (unsigned i = 0; i < from->n; i++) {
        bool over = from->at[i] == from->of[i].n;
        if (over && from->full[i]) *more = true;
        if (over) continue;
        const Case *head = (const Case *) from->of[i].row[from->at[i]];
        if (next && !stands_before(a, head, next)) continue;
        next = head;
        of = i;
    }
    if (*more || !next) return NULL;
    from->at[of]++;
    return next;
}

/* ---- what is left out ------------------------------------------------------------------------ */

static bool claim_fits(const asked *a, const Case *file) {
    if (a->in->claimed == CLAIMED_ANY) return true;
    const char *own = a->ctx->actor.account_no;
    bool given =
        file->state == PENDING && reviewer_offer_lives(a->rows, file, a->ctx->received_at_us);
    if (a->in->claimed == CLAIMED_OFFERED) return given && !strcmp(file->offered_to, own);
    bool lives = file->state == PENDING && claim_lives(a->rows, file, a->ctx->received_at_us);
    if (a->in->claimed == CLAIMED_NOBODY) return file->state == PENDING && !lives && !given;
    return lives && !strcmp(file->claimed_by, own);
}

static bool has_text(const CaseLine *line, const char *text) {
    return !text[0] || strstr(line->case_no, text) || strstr(line->subject, text);
}

static bool fits(const asked *a, const Case *file, const CaseLine *line) {
    const ListCases *in = a->in;
    if (in->method[0] && strcmp(file->method, in->method) != 0) return false;
    if (in->of_unit[0] && strcmp(file->unit_no, in->of_unit) != 0) return false;
    bool late = !in->due_before_us || (line->due_at_us && line->due_at_us < in->due_before_us);
    if (in->before_cut_off && !line->cut_off_us) return false;
    return late && claim_fits(a, file) && has_text(line, in->text);
}

/* ---- the page -------------------------------------------------------------------------------- */

static void reverse(CaseList *list) {
    for (size_t i = 0; i < list->n_item / 2; i++) {
        CaseLine *swap = list->item[i];
        list->item[i] = list->item[list->n_item - 1 - i];
        list->item[list->n_item - 1 - i] = swap;
    }
}

/* The cursors behind which reading goes on, in either direction. */
typedef struct marks {
    char first[CURSOR_BYTES], last[CURSOR_BYTES];
} marks;

static bool fill(const asked *a, pages *all, CaseLine *line, CaseList *out, marks *at) {
    const Case *file = NULL;
    bool more = false;
    while (out->n_item < a->limit && (file = take_next(a, all, &more))) {
        CaseLine *next = &line[out->n_item];
        if (!at->first[0]) write_cursor(a, file, at->first);
        write_cursor(a, file, at->last);
        *next = cases_line(a->ctx, a->rows, file);
        if (fits(a, file, next)) out->item[out->n_item++] = next;
    }
    return more || take_next(a, all, &more) || more;
}

static void set_marks(const asked *a, bool more, marks *at, CaseList *out) {
    const char *cursor = a->back ? a->in->before : a->in->after;
    char *behind = more ? at->last : lend(""), *ahead = cursor[0] ? at->first : lend("");
    out->next = a->back ? ahead : behind;
    out->previous = a->back ? behind : ahead;
}

verdict query_list_cases(const context *ctx, view *rows, const ListCases *in, changes *out) {
    bool filtered =
        in->method[0] || in->claimed || in->due_before_us || in->before_cut_off || in->text[0];
    asked a = {ctx, rows, in, in->limit ? in->limit : PAGE_DEFAULT, filtered, in->before[0], false};
    a.filtered |= in->of_unit[0] && !unit_of(&a)[0];
    a.backward = (in->order == NEWEST) != a.back;
    pages all = {.n = 0};
    marks at = {.first = ""};
    if (in->before[0] && in->after[0]) return refuse(E_CURSOR, "before");
    if (!load(&a, &all)) return refuse(E_CURSOR, a.back ? "before" : "after");
    CaseList reply = CASE_LIST_INIT;
    CaseLine *line = arena_alloc(view_arena(rows), (a.limit + 1) * sizeof *line);
    reply.item = arena_alloc(view_arena(rows), a.limit * sizeof *reply.item);
    if (!line || !reply.item) return refuse(E_ARENA, NULL);
    set_marks(&a, fill(&a, &all, line, &reply, &at), &at, &reply);
    if (a.back) reverse(&reply);
    reply.total = a.filtered ? -1 : all.total;
    changes_reply(out, &reply.base);
    return accept();
}
