/* batch_outcome: remembers per row of a file whether it is recorded or waits, and what is to be
 * said of it. */
#include "workers/agents/roster/batch_outcome.h"

#include <stdlib.h>
#include <string.h>

#include "roster/rows.pb-c.h"

/* Most faults and warnings of rows recorded in one act: an entry has a limit. */
enum { NOTES_A_TIME = 1000 };

/* A row that is not recorded yet, and its cells at fault. */
typedef struct waiting_row {
    Roster__RowResult *row;
    char *cells;
} waiting_row;

struct outcome_list {
    uint8_t *seen;
    size_t seen_bytes;
    waiting_row *waiting;
    size_t n_waiting, waiting_room, n_lent;
    outcome *said;
    size_t n_said, said_room;
    bool sorted;
    char **name; /* of fields and reasons: few, and each is kept once */
    size_t n_name, name_room;
};

outcome_list *outcome_list_open(void) {
    return calloc(1, sizeof(outcome_list));
}

static void drop(waiting_row *one) {
    roster__row_result__free_unpacked(one->row, NULL);
    free(one->cells);
}

void outcome_list_close(outcome_list *list) {
    if (!list) return;
    for (size_t i = 0; i < list->n_waiting; i++) drop(&list->waiting[i]);
    for (size_t i = 0; i < list->n_said; i++) free(list->said[i].said);
    for (size_t i = 0; i < list->n_name; i++) free(list->name[i]);
    free(list->waiting);
    free(list->seen);
    free(list->said);
    free(list->name);
    free(list);
}

static void *grown(void *data, size_t n, size_t *room, size_t member_bytes) {
    if (n < *room) return data;
    *room = *room ? *room * 2 : 256;
    void *out = realloc(data, *room * member_bytes);
    must(out);
    return out;
}

static void mark(outcome_list *list, int64_t row_no) {
    size_t at = (size_t) row_no / 8;
    if (at >= list->seen_bytes) {
        size_t bytes = (at + 1) * 2;
        list->seen = realloc(list->seen, bytes);
        must(list->seen);
        memset(list->seen + list->seen_bytes, 0, bytes - list->seen_bytes);
        list->seen_bytes = bytes;
    }
    list->seen[at] = (uint8_t) (list->seen[at] | 1u << (row_no % 8));
}

bool outcome_list_has(const outcome_list *list, int64_t row_no) {
    size_t at = (size_t) row_no / 8;
    return at < list->seen_bytes && (list->seen[at] >> (row_no % 8) & 1);
}

static const char *name_of(outcome_list *list, const char *text) {
    if (!text) return "";
    for (size_t i = 0; i < list->n_name; i++)
        if (!strcmp(list->name[i], text)) return list->name[i];
    list->name = grown(list->name, list->n_name, &list->name_room, sizeof *list->name);
    char *kept = strdup(text);
    must(kept);
    return list->name[list->n_name++] = kept;
}

static verdict note(outcome_list *list, const Roster__RowNote *from) {
    return (verdict){from->status, name_of(list, from->field), name_of(list, from->reason)};
}

static void keep_notes(outcome_list *list, const Roster__RowResult *row, outcome *out) {
    size_t n = out->failed ? row->n_fault : row->n_warning;
    Roster__RowNote **from = out->failed ? row->fault : row->warning;
    bool alone = out->failed && n == 0; /* one fault: the row itself says it */
    out->n = alone ? 1 : (uint32_t) n;
    out->said = calloc(out->n, sizeof *out->said);
    must(out->said);
    for (size_t i = 0; i < n; i++) out->said[i] = note(list, from[i]);
    if (alone)
        out->said[0] =
            (verdict){row->status, name_of(list, row->field), name_of(list, row->reason)};
}

static void keep_said(outcome_list *list, const Roster__RowResult *row) {
    bool failed = row->state == ROSTER__ROW_STATE__ROW_FAILED;
    if (!failed && !row->n_warning) return;
    list->said = grown(list->said, list->n_said, &list->said_room, sizeof *list->said);
    outcome *out = &list->said[list->n_said++];
    *out = (outcome){.row_no = row->row_no, .other_row = row->other_row, .failed = failed};
    keep_notes(list, row, out);
    list->sorted = false;
}

static Roster__RowResult *copy_of(const Roster__RowResult *row) {
    size_t bytes = roster__row_result__get_packed_size(row);
    uint8_t *packed = malloc(bytes + 1);
    must(packed);
    roster__row_result__pack(row, packed);
    Roster__RowResult *out = roster__row_result__unpack(NULL, bytes, packed);
    free(packed);
    must(out);
    return out;
}

void outcome_list_add(outcome_list *list, const Roster__RowResult *row, const char *cells) {
    must(row->row_no >= 0);
    list->waiting =
        grown(list->waiting, list->n_waiting, &list->waiting_room, sizeof *list->waiting);
    waiting_row *one = &list->waiting[list->n_waiting++];
    *one = (waiting_row){copy_of(row), strdup(cells)};
    must(one->cells);
    mark(list, row->row_no);
    keep_said(list, row);
}

void outcome_list_recorded(outcome_list *list, const Roster__RowResult *row) {
    if (row->row_no < 0 || outcome_list_has(list, row->row_no)) return;
    mark(list, row->row_no);
    keep_said(list, row);
}

size_t outcome_list_waiting(const outcome_list *list) {
    return list->n_waiting;
}

size_t outcome_list_take(outcome_list *list, Roster__RowResult **out, size_t n) {
    size_t notes = 0;
    for (list->n_lent = 0; list->n_lent < list->n_waiting && list->n_lent < n; list->n_lent++) {
        Roster__RowResult *row = list->waiting[list->n_lent].row;
        notes += row->n_fault + row->n_warning;
        if (notes > NOTES_A_TIME && list->n_lent) break;
        out[list->n_lent] = row;
    }
    return list->n_lent;
}

const char *outcome_list_cells(const outcome_list *list, size_t i) {
    return list->waiting[i].cells;
}

void outcome_list_settle(outcome_list *list) {
    for (size_t i = 0; i < list->n_lent; i++) drop(&list->waiting[i]);
    list->n_waiting -= list->n_lent;
    memmove(list->waiting, list->waiting + list->n_lent, list->n_waiting * sizeof *list->waiting);
    list->n_lent = 0;
}

static int by_row(const void *a, const void *b) {
    const outcome *x = a, *y = b;
    return x->row_no < y->row_no ? -1 : x->row_no > y->row_no;
}

const outcome *outcome_list_of(outcome_list *list, int64_t row_no) {
    const outcome wanted = {.row_no = row_no};
    if (!list->n_said) return NULL;
    if (!list->sorted) qsort(list->said, list->n_said, sizeof *list->said, by_row);
    list->sorted = true;
    return bsearch(&wanted, list->said, list->n_said, sizeof *list->said, by_row);
}

size_t outcome_list_n(const outcome_list *list) {
    return list->n_said;
}
