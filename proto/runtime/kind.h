/* kind: the kinds of business of the city, from proto/kernel/kinds.proto (docs/rules 1.5).
 * Everything is constant, static. */
#ifndef HALL_RUNTIME_KIND_H
#define HALL_RUNTIME_KIND_H

#include "kernel/options.pb-c.h"
#include "proto/runtime/text_pair.h"

/* One kind. Behind `basis` stands what is said of a kind that no command bears; else it is empty.
 * begins: the method that such a kind is done with all the same, "" for none. */
typedef struct business_kind {
    const char *code; /* B01 */
    Kernel__BusinessClass class;
    text_pair basis, title, procedure, items, papers;
    bool window, reviewed;
    const char *begins;
    Kernel__QuestionCategory question;
    int32_t matter; /* appointment matter under which it is booked, also of one that is borne; 0 */
} business_kind;
extern const business_kind business_kinds[];
extern const unsigned n_business_kinds;

/* kind_find: the kind of this code, NULL for none. */
const business_kind *kind_find(const char *code);

#endif
