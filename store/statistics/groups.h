/* groups: which counts of finished business may be told. Pure: no clock, no store. Acts are divided
 * by one attribute after the other; a division is told only where no group of it has fewer than
 * GROUPS_LEAST persons. Everything that is ever published is a sum of such groups, so that no table
 * and no difference of tables tells a smaller one (docs/statistics.md, with the argument). Source:
 * docs/rules 7.10. */
#ifndef HALL_STORE_STATISTICS_GROUPS_H
#define HALL_STORE_STATISTICS_GROUPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GROUPS_LEAST 5
#define GROUPS_MERGED_LEAST                                                                        \
    (2 * GROUPS_LEAST) /* of several merged values: none follows from their sum */

/* What is told of an act. Values are above 0; 0 is "not told". */
typedef enum attribute {
    BY_WAY,
    BY_KIND,
    BY_DISTRICT,
    BY_VIP,
    BY_OUTCOME,
    BY_TIME,
    BY_CHANNEL,
    ATTRIBUTES
} attribute;

/* Whom an act is about, and by what that is known: one person may be known by a document here and
 * by the person number there, so of each kind only the largest number of different ones counts. */
typedef enum subject_kind {
    SUBJECT_PERSON,
    SUBJECT_DOCUMENT,
    SUBJECT_UNIT,
    SUBJECT_KINDS
} subject_kind;

/* One finished act. */
typedef struct fact {
    uint64_t subject; /* a hash */
    uint32_t subject_kind;
    int32_t value[ATTRIBUTES];
} fact;

typedef struct group {
    int32_t value[ATTRIBUTES];
    int64_t n; /* acts */
} group;

typedef struct groups {
    group *group;
    size_t n, room;
} groups; /* freed by groups_free */

/* groups_persons: how many different persons (or units) there are at least. */
size_t groups_persons(const fact *facts, size_t n);

/* groups_split: adds the groups of `facts` by the attributes of `by`, in this order; none where all
 * of them have too few persons (false). The facts are put in order, and their values of `by` become
 * those that are told. Values of other attributes are 0 in the groups. */
bool groups_split(fact *facts, size_t n, const attribute *by, size_t n_by, groups *out);

/* groups_split_within: the same within each class of facts whose values of `same` are equal, as
 * they were told before: the groups have these values, too. */
bool groups_split_within(fact *facts, size_t n, const attribute *same, size_t n_same,
                         const attribute *by, size_t n_by, groups *out);

void groups_free(groups *g);

#endif
