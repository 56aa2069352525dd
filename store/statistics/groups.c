/* groups: see groups.h. One division: values with too few persons are merged, and with them as many
 * others, the rarest of the attribute's list first and whatever their size, until the merged are
 * many; where nothing is left beside them, the attribute is not told. */
#include "store/statistics/groups.h"

#include <stdlib.h>
#include <string.h>

#include "proto/runtime/status.h"

#define VALUES_MAX 256u

/* The values of one attribute in one group of facts that is put in their order. */
typedef struct division {
    fact *facts;
    size_t n_facts;
    attribute by;
    size_t n;
    int32_t value[VALUES_MAX];
    size_t start[VALUES_MAX + 1];
    bool merged[VALUES_MAX];
} division;

static int compare_numbers(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *) a, y = *(const uint64_t *) b;
    return x < y ? -1 : x > y;
}

static size_t different(uint64_t *subject, size_t n) {
    size_t count = n > 0;
    qsort(subject, n, sizeof *subject, compare_numbers);
    for (size_t i = 1; i < n; i++) count += subject[i] != subject[i - 1];
    return count;
}

/* Of those that `chosen` says (all where it is NULL), by the values of `d`. */
static size_t persons_of(const division *d, const bool *chosen) {
    uint64_t *subject = malloc((d->n_facts + 1) * sizeof *subject);
    size_t most = 0;
    must(subject);
    for (uint32_t kind = 0; kind < SUBJECT_KINDS; kind++) {
        size_t n = 0;
        for (size_t k = 0; k < d->n; k++) {
            if (chosen && !chosen[k]) continue;
            for (size_t i = d->start[k]; i < d->start[k + 1]; i++)
                if (d->facts[i].subject_kind == kind) subject[n++] = d->facts[i].subject;
        }
        n = different(subject, n);
        most = n > most ? n : most;
    }
    free(subject);
    return most;
}

size_t groups_persons(const fact *facts, size_t n) {
    division all = {.facts = (fact *) (uintptr_t) facts, .n_facts = n, .n = 1, .start = {0, n}};
    return persons_of(&all, NULL);
}

static _Thread_local attribute ordered_by;

static int compare_facts(const void *a, const void *b) {
    int32_t x = ((const fact *) a)->value[ordered_by], y = ((const fact *) b)->value[ordered_by];
    return x < y ? -1 : x > y;
}

static void put_in_order(fact *facts, size_t n, attribute by) {
    ordered_by = by;
    qsort(facts, n, sizeof *facts, compare_facts);
}

static division divide(fact *facts, size_t n, attribute by) {
    division d = {.facts = facts, .n_facts = n, .by = by};
    put_in_order(facts, n, by);
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && facts[i].value[by] == facts[i - 1].value[by]) continue;
        must(d.n < VALUES_MAX);
        d.value[d.n] = facts[i].value[by];
        d.start[d.n++] = i;
    }
    d.start[d.n] = n;
    return d;
}

/* The last value of the list that is not merged yet. */
static bool merge_another(division *d) {
    for (size_t k = d->n; k-- > 0;) {
        if (d->merged[k]) continue;
        d->merged[k] = true;
        return true;
    }
    return false;
}

static size_t count_merged(const division *d) {
    size_t n = 0;
    for (size_t k = 0; k < d->n; k++) n += d->merged[k];
    return n;
}

/* False where nothing of the attribute can be told. */
static bool merge_small(division *d) {
    for (size_t k = 0; k < d->n; k++) {
        bool alone[VALUES_MAX] = {false};
        alone[k] = true;
        d->merged[k] = d->value[k] == 0 || persons_of(d, alone) < GROUPS_LEAST;
    }
    if (count_merged(d) == 0) return true;
    while (persons_of(d, d->merged) < GROUPS_MERGED_LEAST)
        if (!merge_another(d)) return false;
    return count_merged(d) < d->n;
}

static void tell(division *d, bool any) {
    for (size_t k = 0; k < d->n; k++)
        for (size_t i = d->start[k]; i < d->start[k + 1]; i++)
            if (!any || d->merged[k]) d->facts[i].value[d->by] = 0;
}

static void add(groups *out, const group *one) {
    if (out->n == out->room) {
        out->room = out->room ? 2 * out->room : 64;
        out->group = realloc(out->group, out->room * sizeof *out->group);
        must(out->group);
    }
    out->group[out->n++] = *one;
}

static void split(fact *facts, size_t n, const attribute *by, size_t n_by, group so_far,
                  groups *out) {
    if (n_by == 0) {
        so_far.n = (int64_t) n;
        add(out, &so_far);
        return;
    }
    division d = divide(facts, n, by[0]);
    tell(&d, merge_small(&d));
    d = divide(facts, n, by[0]);
    for (size_t k = 0; k < d.n; k++) {
        so_far.value[by[0]] = d.value[k];
        split(facts + d.start[k], d.start[k + 1] - d.start[k], by + 1, n_by - 1, so_far, out);
    }
}

bool groups_split(fact *facts, size_t n, const attribute *by, size_t n_by, groups *out) {
    if (groups_persons(facts, n) < GROUPS_LEAST) return false;
    split(facts, n, by, n_by, (group){0}, out);
    return true;
}

static bool within(fact *facts, size_t n, const attribute *same, size_t n_same, const attribute *by,
                   size_t n_by, group so_far, groups *out) {
    bool any = false;
    if (n_same == 0) {
        any = groups_persons(facts, n) >= GROUPS_LEAST;
        if (any) split(facts, n, by, n_by, so_far, out);
        return any;
    }
    division d = divide(facts, n, same[0]);
    for (size_t k = 0; k < d.n; k++) {
        so_far.value[same[0]] = d.value[k];
        any |= within(facts + d.start[k], d.start[k + 1] - d.start[k], same + 1, n_same - 1, by,
                      n_by, so_far, out);
    }
    return any;
}

bool groups_split_within(fact *facts, size_t n, const attribute *same, size_t n_same,
                         const attribute *by, size_t n_by, groups *out) {
    return within(facts, n, same, n_same, by, n_by, (group){0}, out);
}

void groups_free(groups *g) {
    free(g->group);
    *g = (groups){0};
}
