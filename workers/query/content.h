/* content: the command that a case keeps, field by field as people read it, from the descriptors
 * alone: a new business needs nothing here. Each field says what kind of personal value it is, by
 * which the answer is masked. */
#ifndef HALL_WORKERS_QUERY_CONTENT_H
#define HALL_WORKERS_QUERY_CONTENT_H

#include "gen/query/get_case.h"

/* What is to be shown: `before` is the content of the previous submission, NULL for none. */
typedef struct content {
    const message_type *type;
    const ProtobufCMessage *now, *before;
} content;

/* content_show: the fields that hold something, in field order, those of a list as month[0].period;
 * *out in `a`, borrows from `what`. Errors: E_ARENA. */
status content_show(const content *what, arena *a, Query__ContentField ***out,
                    size_t *n) MUST_CHECK;

/* content_changes: of those the ones that differ; of the same use. */
status content_changes(const content *what, arena *a, Query__ContentField ***out,
                       size_t *n) MUST_CHECK;

#endif
