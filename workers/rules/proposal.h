/* proposal: what is wrong with figures that somebody proposes, and what they would change. All
 * figures are of one kind. Pure; source: docs/rules 3.12. */
#ifndef HALL_RULES_PROPOSAL_H
#define HALL_RULES_PROPOSAL_H

#include "proto/runtime/verdict.h"
#include "workers/rules/params.h"

enum { PROPOSAL_FIGURES_MAX = 4096, TIER_PERCENT_MAX = 1000 };

/* now: the figures of the kind that hold. added: in the order of the proposal. retired[i]: whether
 * now[i] is taken back. holes_known: it was said why months are left out. */
typedef struct proposal {
    param_kind kind;
    size_t n_now, n_added;
    const param *now, *added;
    const bool *retired;
    bool holes_known;
} proposal;

/* A fault of added[index], or of the retired now[index]; why.field is a column's name in the
 * contract. */
typedef struct proposal_fault {
    bool retired;
    size_t index;
    verdict why;
} proposal_fault;

typedef void proposal_told(void *self, proposal_fault fault);

/* proposal_check: tells every fault of columns, months and ages; of a figure whose own columns are
 * at fault nothing more. `next` has room for n_now + n_added figures and gets those that would
 * hold; returns how many.
 * faults  E_CODE_VALUE, E_PERIOD, E_REQUIRED; E_RANGE with a reason: ends_before_start,
 * rate_over_all, floor_over_ceiling, tiers_order, rounding, ages, whole_year, not_of_kind,
 * months_missing; E_TOO_LARGE more than PROPOSAL_FIGURES_MAX tiers would hold;
 * E_DUP_ROW with months_overlap or ages_overlap. */
size_t proposal_check(const proposal *p, proposal_told *tell, void *self, param *next);

/* One stretch of months of one series, and what holds in it before and after; NULL for nothing. */
typedef struct proposal_change {
    int32_t from, to; /* to = 0: from then on */
    const param *before, *after;
} proposal_change;

/* proposal_changes: every stretch in which another figure would hold, series by series in the
 * order of the proposal, the earliest first; at most `most` are written, returns how many there
 * are. Figures that differ in their months only are no change. */
size_t proposal_changes(const proposal *p, const param *next, size_t n_next, proposal_change *out,
                        size_t most);

/* proposal_charges: whether figures of a kind decide what is assessed for a month. */
bool proposal_charges(param_kind kind);

#endif
