/* listing: what a query lists, page after page, as one table for a spreadsheet: columns are the
 * fields of the contract under their labels, with money in yuan, days and times as people write
 * them and codes by their names. Nothing here knows a business. Every text is written as text, so
 * that nothing in it is computed. Source: docs/rules 8.12. */
#ifndef HALL_ROSTER_LISTING_H
#define HALL_ROSTER_LISTING_H

#include "proto/runtime/arena.h"
#include "proto/runtime/catalog.h"
#include "store/files/scratch.h"

#define LISTING_ROWS_MAX 10000u

typedef enum listing_form { LISTING_CSV, LISTING_XLSX } listing_form;

typedef struct listing listing;

/* What the file says of itself: texts are borrowed; by whom "" where it is not known. */
typedef struct listing_note {
    const char *filter, *account_no, *position;
    int64_t at_us;
} listing_note;

/* listing_lists: whether the query's reply is one list, which can be a table. */
bool listing_lists(const command_type *query);

/* listing_open: in a nameless file of `room`, which is borrowed. `input` is packed, copied. Errors:
 * E_UNKNOWN_METHOD it lists nothing; E_MALFORMED the input is not its; E_ARENA; E_UNAVAILABLE no
 * file; E_INTERNAL. */
status listing_open(const command_type *query, ProtobufCBinaryData input, listing_form form,
                    const scratch *room, listing **out) MUST_CHECK;

/* listing_add: the rows of a reply. Errors: E_MALFORMED it is not the query's; E_LIST_ROWS more
 * than LISTING_ROWS_MAX; E_TOO_LARGE a text that no cell holds. */
status listing_add(listing *l, ProtobufCBinaryData reply) MUST_CHECK;

/* listing_next: the packed input of the first page, as long as pages may be unless the input says
 * how long, then of the page behind the last reply; valid until the next call of any kind; false
 * when there is none. */
bool listing_next(listing *l, ProtobufCBinaryData *input);

/* listing_finish: with the note below the rows, in a workbook on a sheet of its own. The file, at
 * offset 0, which the caller closes; the listing is no more, also after an error. listing_drop:
 * gives it up; NULL is no fault. Errors: E_INTERNAL. */
status listing_finish(listing *l, const listing_note *note, int *fd) MUST_CHECK;
void listing_drop(listing *l);

#endif
