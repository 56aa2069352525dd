/* history_people: who joins, leaves, comes back, and what the end of a case means for whom it was
 * about. The shares are docs/rules 9.3. */
#include <stdio.h>
#include <string.h>

#include "tools/city/history.h"
#include "workers/rules/calendar/period.h"

enum {
    MONTH_DAYS = 21,
    VACANT_LEAST = 5,
    VACANT_MOST = 45,
    AWAY_LEAST = MONTH_DAYS,
    AWAY_MOST = 6 * MONTH_DAYS,
    MOVER_TRIES = 8
};
static const double turnover = 0.025; /* of the members in a month */
static const double comes_back = 14.0 / 47, moves = 0.5;

/* ---- lists --------------------------------------------------------------------------------- */

static void join(history *h, int32_t who) {
    h->member = history_more(h->member, h->n_member, &h->member_room, sizeof *h->member);
    h->insured[who].at = h->n_member;
    h->member[h->n_member++] = who;
}

static void unjoin(history *h, int32_t who) {
    int32_t at = h->insured[who].at, last = h->member[--h->n_member];
    h->member[at] = last;
    h->insured[last].at = at;
}

static void forget(history *h, int32_t who) {
    h->left = history_more(h->left, h->n_left, &h->left_room, sizeof *h->left);
    h->left[h->n_left++] = who;
}

/* ---- who joins ----------------------------------------------------------------------------- */

/* Somebody who left another unit. */
static int32_t mover(history *h, int32_t unit) {
    for (int i = 0; h->n_left && i < MOVER_TRIES; i++) {
        int32_t at = (int32_t) random_below(&h->random, (uint32_t) h->n_left), who = h->left[at];
        if (h->insured[who].unit == unit) continue;
        h->left[at] = h->left[--h->n_left];
        return who;
    }
    return NOWHERE;
}

int32_t history_stranger(history *h) {
    city_person p;
    person_make(&h->random, "", history_date(h), 0, 300000, &p);
    h->insured = history_more(h->insured, h->n_insured, &h->insured_room, sizeof *h->insured);
    insured *who = &h->insured[h->n_insured];
    *who = (insured){.unit = NOWHERE, .standing = OUTSIDE};
    snprintf(who->document_no, sizeof who->document_no, "%s", p.document_no);
    snprintf(who->name, sizeof who->name, "%s", p.name);
    return h->n_insured++;
}

int32_t history_newcomer(history *h, int32_t unit) {
    int32_t who = random_unit(&h->random) < moves ? mover(h, unit) : NOWHERE;
    return who == NOWHERE ? history_stranger(h) : who;
}

/* ---- who leaves ---------------------------------------------------------------------------- */

static double season(const history *h) {
    static const double of_month[12] = {1, 0.6, 1.8, 1, 1, 1, 1.6, 1, 1, 1, 1, 1};
    return of_month[history_date(h) / 100 % 100 - 1];
}

void history_leave(history *h) {
    h->leaving += h->n_member * turnover * season(h) / MONTH_DAYS;
    for (; h->leaving >= 1 && h->n_member; h->leaving -= 1) {
        int32_t who = h->member[random_below(&h->random, (uint32_t) h->n_member)];
        if (h->insured[who].standing != INSIDE) continue;
        h->insured[who].standing = BUSY;
        history_matter(h, (matter){.kind = LEAVES, .who = who, .unit = h->insured[who].unit}, 0);
    }
}

/* ---- how a case ends ----------------------------------------------------------------------- */

static void vacate(history *h, int32_t unit) {
    history_matter(h, (matter){.kind = JOINS, .who = NOWHERE, .unit = unit},
                   history_days(h, VACANT_LEAST, VACANT_MOST));
}

static void went(history *h, int32_t who) {
    insured *one = &h->insured[who];
    unjoin(h, who);
    if (random_unit(&h->random) < comes_back) {
        one->standing = PAUSED;
        history_matter(h, (matter){.kind = RESUMES, .who = who, .unit = one->unit},
                       history_days(h, AWAY_LEAST, AWAY_MOST));
        return;
    }
    one->standing = OUTSIDE;
    forget(h, who);
    vacate(h, one->unit);
}

static void came(history *h, const matter *m) {
    h->insured[m->who].unit = m->unit;
    h->insured[m->who].standing = INSIDE;
    join(h, m->who);
}

/* What was refused leaves everything as it was; the place of who did not come is filled anew. */
void history_over(history *h, const matter *m, bool accepted) {
    if (history_is_alone(m)) {
        history_alone_over(h, m, accepted);
    } else if (m->kind == LEAVES) {
        h->insured[m->who].standing = INSIDE;
        if (accepted) went(h, m->who);
    } else if (accepted) {
        came(h, m);
    } else {
        vacate(h, m->unit);
    }
}
