/* What is told of a city's business, attacked: no table, total or difference tells a cell of one to
 * four persons. The attacker has all that is published of a month: every day by way and kind, and
 * the month by district and VIP within them. He adds and subtracts (linear algebra over every cell
 * that there could be), and, in cities small enough, tries every city that there could be. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/statistics/groups.h"
#include "tests/lib/cmocka.h"

enum {
    DAYS = 3,
    WAYS = 2,
    KINDS = 3,
    DISTRICTS = 2,
    VIPS = 2,
    CELLS = DAYS * WAYS * KINDS * DISTRICTS * VIPS
};
enum { ROWS_MAX = 4 * CELLS, FACTS_MAX = 4000 };
#define PRIME 2147483647ll

static const attribute by_day[] = {BY_WAY, BY_KIND}, by_month[] = {BY_DISTRICT, BY_VIP};

typedef struct cell {
    int day, value[ATTRIBUTES];
} cell;

static cell cell_of(int number) {
    cell c = {0};
    c.value[BY_VIP] = 1 + number % VIPS;
    c.value[BY_DISTRICT] = 1 + number / VIPS % DISTRICTS;
    c.value[BY_KIND] = 1 + number / (VIPS * DISTRICTS) % KINDS;
    c.value[BY_WAY] = 1 + number / (VIPS * DISTRICTS * KINDS) % WAYS;
    c.day = number / (VIPS * DISTRICTS * KINDS * WAYS);
    return c;
}

/* ---- what is published of a city, as equations over its cells ---------------------------------
 */

typedef struct equations {
    int64_t row[ROWS_MAX][CELLS];
    int n;
} equations;

/* The group into which a cell falls as everybody sees it: of the told value, else of those not
 * told; NULL: there is none, so it is known to be empty. */
static const group *seen(const groups *all, const int value[ATTRIBUTES], const attribute *by,
                         size_t n_by) {
    const group *best = NULL;
    int32_t path[ATTRIBUTES] = {0};
    for (size_t level = 0; level < n_by; level++) {
        bool own = false, rest = false;
        for (size_t i = 0; i < all->n; i++) {
            bool here = true;
            for (size_t k = 0; k < level; k++) here &= all->group[i].value[by[k]] == path[by[k]];
            own |= here && all->group[i].value[by[level]] == value[by[level]];
            rest |= here && all->group[i].value[by[level]] == 0;
        }
        if (!own && !rest) return NULL;
        path[by[level]] = own ? value[by[level]] : 0;
    }
    for (size_t i = 0; i < all->n; i++) {
        bool same = true;
        for (size_t k = 0; k < n_by; k++) same &= all->group[i].value[by[k]] == path[by[k]];
        if (same) best = &all->group[i];
    }
    return best;
}

/* One equation for each group, and one for each cell that is seen to be empty. */
static void publish(equations *e, const groups *all, const group *of_cell[CELLS],
                    const bool in[CELLS]) {
    for (size_t g = 0; g < all->n; g++, e->n++) {
        assert_true(e->n < ROWS_MAX);
        for (int c = 0; c < CELLS; c++) e->row[e->n][c] = in[c] && of_cell[c] == &all->group[g];
    }
    for (int c = 0; c < CELLS; c++) {
        if (!in[c] || of_cell[c]) continue;
        assert_true(e->n < ROWS_MAX);
        memset(e->row[e->n], 0, sizeof e->row[0]);
        e->row[e->n++][c] = 1;
    }
}

typedef struct month {
    fact facts[FACTS_MAX];
    size_t n;
    equations known;
    int32_t told[CELLS][2]; /* way and kind, by day; -1: not published, or seen to be empty */
} month;

static fact fact_of(int number, uint64_t subject) {
    fact f = {.subject = subject};
    cell c = cell_of(number);
    for (int i = 0; i < ATTRIBUTES; i++) f.value[i] = c.value[i];
    return f;
}

/* A day with too few persons is counted with the next one. */
static void publish_days(month *m, const int persons[CELLS]) {
    static fact stretch[FACTS_MAX];
    uint64_t subject = 0;
    size_t n = 0;
    bool in[CELLS] = {false};
    for (int day = 0; day < DAYS; day++) {
        for (int c = 0; c < CELLS; c++) {
            if (cell_of(c).day != day) continue;
            in[c] = true;
            for (int k = 0; k < persons[c]; k++) stretch[n++] = fact_of(c, ++subject);
        }
        groups told = {0};
        if (!groups_split(stretch, n, by_day, 2, &told)) continue;
        const group *of_cell[CELLS] = {NULL};
        for (int c = 0; c < CELLS; c++) {
            cell one = cell_of(c);
            if (!in[c] || !(of_cell[c] = seen(&told, one.value, by_day, 2))) continue;
            m->told[c][0] = of_cell[c]->value[BY_WAY];
            m->told[c][1] = of_cell[c]->value[BY_KIND];
        }
        publish(&m->known, &told, of_cell, in);
        memcpy(m->facts + m->n, stretch, n * sizeof *stretch);
        m->n += n;
        n = 0;
        memset(in, 0, sizeof in);
        groups_free(&told);
    }
}

static void publish_month(month *m) {
    static const attribute all[] = {BY_WAY, BY_KIND, BY_DISTRICT, BY_VIP};
    groups told = {0};
    const group *of_cell[CELLS] = {NULL};
    bool in[CELLS] = {false};
    (void) groups_split_within(m->facts, m->n, by_day, 2, by_month, 2, &told);
    for (int c = 0; c < CELLS; c++) {
        cell one = cell_of(c);
        in[c] = m->told[c][0] >= 0;
        if (!in[c]) continue;
        one.value[BY_WAY] = m->told[c][0];
        one.value[BY_KIND] = m->told[c][1];
        of_cell[c] = seen(&told, one.value, all, 4);
    }
    for (size_t g = 0; g < told.n; g++) assert_true(told.group[g].n >= GROUPS_LEAST);
    publish(&m->known, &told, of_cell, in);
    groups_free(&told);
}

/* ---- the attacker -----------------------------------------------------------------------------
 */

static int64_t power(int64_t base, int64_t to) {
    int64_t out = 1;
    for (; to; to >>= 1, base = base * base % PRIME)
        if (to & 1) out = out * base % PRIME;
    return out;
}

static void reduce(int64_t *row, const int64_t *pivot, int at) {
    int64_t factor = row[at];
    for (int c = 0; factor && c < CELLS; c++)
        row[c] = ((row[c] - factor * pivot[c]) % PRIME + PRIME) % PRIME;
}

/* The rows become independent, each with a 1 where all others have 0. `pivot` says where. */
static int eliminate(equations *e, int pivot[ROWS_MAX]) {
    int rank = 0;
    for (int at = 0; at < CELLS && rank < e->n; at++) {
        int found = rank;
        while (found < e->n && !e->row[found][at]) found++;
        if (found == e->n) continue;
        int64_t swap[CELLS];
        memcpy(swap, e->row[rank], sizeof swap);
        memcpy(e->row[rank], e->row[found], sizeof swap);
        memcpy(e->row[found], swap, sizeof swap);
        int64_t inverse = power(e->row[rank][at], PRIME - 2);
        for (int c = 0; c < CELLS; c++) e->row[rank][c] = e->row[rank][c] * inverse % PRIME;
        for (int i = 0; i < e->n; i++)
            if (i != rank) reduce(e->row[i], e->row[rank], at);
        pivot[rank++] = at;
    }
    return rank;
}

static bool follows(const equations *e, const int *pivot, int rank, const bool wanted[CELLS]) {
    int64_t row[CELLS];
    for (int c = 0; c < CELLS; c++) row[c] = wanted[c];
    for (int i = 0; i < rank; i++) reduce(row, e->row[i], pivot[i]);
    for (int c = 0; c < CELLS; c++)
        if (row[c]) return false;
    return true;
}

/* Every cell of every table that could be asked for: of each attribute one value or all. */
static int attack(month *m, const int persons[CELLS]) {
    int pivot[ROWS_MAX], rank = eliminate(&m->known, pivot), small = 0;
    for (int day = -1; day < DAYS; day++)
        for (int way = 0; way <= WAYS; way++)
            for (int kind = 0; kind <= KINDS; kind++)
                for (int district = 0; district <= DISTRICTS; district++)
                    for (int vip = 0; vip <= VIPS; vip++) {
                        bool wanted[CELLS];
                        int n = 0;
                        for (int c = 0; c < CELLS; c++) {
                            cell one = cell_of(c);
                            wanted[c] = (day < 0 || one.day == day) &&
                                        (!way || one.value[BY_WAY] == way) &&
                                        (!kind || one.value[BY_KIND] == kind) &&
                                        (!district || one.value[BY_DISTRICT] == district) &&
                                        (!vip || one.value[BY_VIP] == vip);
                            n += wanted[c] ? persons[c] : 0;
                        }
                        if (n == 0 || n >= GROUPS_LEAST) continue;
                        small++;
                        assert_false(follows(&m->known, pivot, rank, wanted));
                    }
    return small;
}

static void draw_city(int persons[CELLS], unsigned dense) {
    for (int c = 0; c < CELLS; c++) {
        persons[c] = 0;
        if ((unsigned) rand() % 100 >= dense) continue;
        persons[c] = rand() % 3 ? 1 + rand() % 6 : rand() % 30;
    }
}

static void no_sum_or_difference_tells_a_small_cell(void **state) {
    (void) state;
    static month m;
    int persons[CELLS], small = 0;
    srand(66);
    for (int city = 0; city < 3000; city++) {
        memset(&m, 0, sizeof m);
        memset(m.told, 0xff, sizeof m.told);
        draw_city(persons, 10 + (unsigned) (city % 9) * 10);
        publish_days(&m, persons);
        publish_month(&m);
        small += attack(&m, persons);
    }
    assert_true(small > 50000); /* else nothing was attacked */
}

/* The attack works: where a table of a city were told as it is, it finds the small cells. */
static void told_plainly_a_small_cell_is_found(void **state) {
    (void) state;
    static equations e;
    int pivot[ROWS_MAX];
    bool wanted[CELLS] = {[1] = true};
    e.n = 2;
    for (int c = 0; c < 4; c++) e.row[0][c] = 1;
    e.row[1][0] = e.row[1][2] = e.row[1][3] = 1;
    int rank = eliminate(&e, pivot);
    assert_true(follows(&e, pivot, rank, wanted));
}

/* ---- every city that there could be -----------------------------------------------------------
 */

enum { SMALL_CELLS = 6, PERSONS = 16, CITIES_MAX = 80000 };

typedef struct small_city {
    int persons[SMALL_CELLS];
    char told[200];
} small_city;

static small_city city[CITIES_MAX];
static size_t n_cities;

static void tell(small_city *s) {
    fact facts[PERSONS];
    groups told = {0};
    size_t n = 0;
    for (int c = 0; c < SMALL_CELLS; c++)
        for (int k = 0; k < s->persons[c]; k++, n++)
            facts[n] = (fact){.subject = n, .value = {[BY_WAY] = 1 + c / 3, [BY_KIND] = 1 + c % 3}};
    (void) groups_split(facts, n, by_day, 2, &told);
    for (size_t i = 0; i < told.n; i++)
        snprintf(s->told + strlen(s->told), sizeof s->told - strlen(s->told), "%d.%d=%d ",
                 told.group[i].value[BY_WAY], told.group[i].value[BY_KIND], (int) told.group[i].n);
    groups_free(&told);
}

static void make_cities(int at, int left, small_city *so_far) {
    if (at == SMALL_CELLS) {
        if (left > 0) return;
        assert_true(n_cities < CITIES_MAX);
        city[n_cities] = *so_far;
        tell(&city[n_cities++]);
        return;
    }
    for (int k = 0; k <= left; k++) {
        so_far->persons[at] = k;
        make_cities(at + 1, left - k, so_far);
    }
}

static int compare_cities(const void *a, const void *b) {
    return strcmp(((const small_city *) a)->told, ((const small_city *) b)->told);
}

/* All cities of one number of persons that look alike: whoever knows the rule, and tries them all,
 * is left with more than one number for each cell of one to four. */
static void check_alike(const small_city *alike, size_t n) {
    for (int c = 0; c < SMALL_CELLS; c++) {
        bool several = false, small = false;
        for (size_t i = 0; i < n; i++) {
            several |= alike[i].persons[c] != alike[0].persons[c];
            small |= alike[i].persons[c] > 0 && alike[i].persons[c] < GROUPS_LEAST;
        }
        if (small && !several) fail_msg("%s gives cell %d away", alike->told, c);
    }
}

static void whoever_tries_every_city_is_left_with_several(void **state) {
    (void) state;
    for (int persons = 1; persons <= PERSONS; persons++) {
        small_city start = {0};
        n_cities = 0;
        memset(city, 0, sizeof city);
        make_cities(0, persons, &start);
        qsort(city, n_cities, sizeof *city, compare_cities);
        for (size_t i = 0, from = 0; i <= n_cities; i++) {
            if (i < n_cities && !strcmp(city[i].told, city[from].told)) continue;
            check_alike(city + from, i - from);
            from = i;
        }
    }
}

/* ---- whom the acts are about ------------------------------------------------------------------
 */

static void one_person_under_two_numbers_is_not_two(void **state) {
    (void) state;
    fact facts[8];
    for (uint64_t i = 0; i < 8; i++)
        facts[i] = (fact){.subject = i % 4,
                          .subject_kind = i < 4 ? SUBJECT_PERSON : SUBJECT_DOCUMENT,
                          .value = {[BY_WAY] = 1, [BY_KIND] = 1}};
    groups told = {0};
    assert_int_equal(groups_persons(facts, 8), 4);
    assert_false(groups_split(facts, 8, by_day, 2, &told));
    facts[7].subject = 9;
    facts[6].subject = 8;
    facts[5].subject = 7;
    facts[4].subject = 6;
    assert_int_equal(groups_persons(facts, 8), 4);
    for (uint64_t i = 0; i < 5; i++)
        facts[i] = (fact){.subject = i, .value = {[BY_WAY] = 1, [BY_KIND] = 1}};
    assert_true(groups_split(facts, 8, by_day, 2, &told));
    assert_int_equal(told.n, 1);
    assert_int_equal(told.group[0].n, 8);
    groups_free(&told);
}

static void many_acts_of_few_persons_are_not_told(void **state) {
    (void) state;
    static fact facts[100];
    groups told = {0};
    for (uint64_t i = 0; i < 100; i++)
        facts[i] = (fact){.subject = i % 4, .value = {[BY_WAY] = 1, [BY_KIND] = 1}};
    assert_false(groups_split(facts, 100, by_day, 2, &told));
    assert_int_equal(told.n, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_sum_or_difference_tells_a_small_cell),
        cmocka_unit_test(told_plainly_a_small_cell_is_found),
        cmocka_unit_test(whoever_tries_every_city_is_left_with_several),
        cmocka_unit_test(one_person_under_two_numbers_is_not_two),
        cmocka_unit_test(many_acts_of_few_persons_are_not_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
