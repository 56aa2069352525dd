/* batch_outcome: remembers per row of a file whether it is recorded, waits, or failed, and why. */
#include "workers/agents/roster/batch_outcome.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "roster/record_rows.pb-c.h"
#include "roster/rows.pb-c.h"

typedef struct waiting_row {
    Roster__RowResult row;
    char field[64], case_no[24], reason[32];
} waiting_row;

struct outcome_list {
    uint8_t *seen;
    size_t seen_bytes;
    waiting_row **waiting;
    size_t n_waiting, waiting_room, n_lent;
    outcome *failed;
    size_t n_failed, failed_room;
    bool sorted;
};

outcome_list *outcome_list_open(void) {
    return calloc(1, sizeof(outcome_list));
}

void outcome_list_close(outcome_list *list) {
    if (!list) return;
    for (size_t i = 0; i < list->n_waiting; i++) free(list->waiting[i]);
    free(list->waiting);
    free(list->seen);
    free(list->failed);
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

static void keep_text(char *out, size_t bytes, const char *text) {
    snprintf(out, bytes, "%s", text ? text : "");
}

static void note_failed(outcome_list *list, const Roster__RowResult *row) {
    if (row->state != ROSTER__ROW_STATE__ROW_FAILED) return;
    list->failed = grown(list->failed, list->n_failed, &list->failed_room, sizeof *list->failed);
    outcome *f = &list->failed[list->n_failed++];
    *f = (outcome){.row_no = row->row_no, .code = row->status};
    keep_text(f->field, sizeof f->field, row->field);
    keep_text(f->reason, sizeof f->reason, row->reason);
    list->sorted = false;
}

void outcome_list_add(outcome_list *list, const Roster__RowResult *row) {
    waiting_row *w = calloc(1, sizeof *w);
    must(w && row->row_no >= 0);
    w->row = *row;
    keep_text(w->field, sizeof w->field, row->field);
    keep_text(w->case_no, sizeof w->case_no, row->case_no);
    keep_text(w->reason, sizeof w->reason, row->reason);
    w->row.field = w->field;
    w->row.case_no = w->case_no;
    w->row.reason = w->reason;
    list->waiting =
        grown(list->waiting, list->n_waiting, &list->waiting_room, sizeof *list->waiting);
    list->waiting[list->n_waiting++] = w;
    mark(list, row->row_no);
    note_failed(list, row);
}

void outcome_list_recorded(outcome_list *list, const Roster__RowResult *row) {
    if (row->row_no < 0 || outcome_list_has(list, row->row_no)) return;
    mark(list, row->row_no);
    note_failed(list, row);
}

size_t outcome_list_waiting(const outcome_list *list) {
    return list->n_waiting;
}

size_t outcome_list_take(outcome_list *list, Roster__RowResult **out, size_t n) {
    list->n_lent = list->n_waiting < n ? list->n_waiting : n;
    for (size_t i = 0; i < list->n_lent; i++) out[i] = &list->waiting[i]->row;
    return list->n_lent;
}

void outcome_list_settle(outcome_list *list) {
    for (size_t i = 0; i < list->n_lent; i++) free(list->waiting[i]);
    list->n_waiting -= list->n_lent;
    memmove(list->waiting, list->waiting + list->n_lent, list->n_waiting * sizeof *list->waiting);
    list->n_lent = 0;
}

static int by_row(const void *a, const void *b) {
    const outcome *x = a, *y = b;
    return x->row_no < y->row_no ? -1 : x->row_no > y->row_no;
}

const outcome *outcome_list_failed(const outcome_list *list, int64_t row_no) {
    outcome_list *own = (outcome_list *) (uintptr_t) list;
    if (!own->sorted && own->n_failed)
        qsort(own->failed, own->n_failed, sizeof *own->failed, by_row);
    own->sorted = true;
    outcome wanted = {.row_no = row_no};
    return list->n_failed
               ? bsearch(&wanted, list->failed, list->n_failed, sizeof *list->failed, by_row)
               : NULL;
}

size_t outcome_list_n_failed(const outcome_list *list) {
    return list->n_failed;
}
