/* data_change: in which fields two records of one kind differ. */
#ifndef HALL_WORKERS_DATA_CHANGE_H
#define HALL_WORKERS_DATA_CHANGE_H

#include "proto/runtime/decide.h"

enum { DATA_FIELDS_MOST = 32 };

/* data_differing: names of the texts and numbers in which both differ, lent from the contract; both
 * of one type. Returns how many, DATA_FIELDS_MOST at most. */
size_t data_differing(const ProtobufCMessage *before, const ProtobufCMessage *after,
                      char *name[DATA_FIELDS_MOST]);

/* data_clear: makes the fields of the event empty that `clear` names, divided by blanks; the
 * contract has checked which they are (option clears). */
void data_clear(const char *clear, ProtobufCMessage *event);

/* data_words: a free text as stored (folded), in the arena of `rows`; NULL without memory. */
char *data_words(view *rows, const char *typed);

/* data_account: a bank account as stored, in the arena of `rows`; warns at bank_account where its
 * check digit does not fit. Errors: E_BANK, E_ARENA. */
verdict data_account(view *rows, const char *typed, char **out, changes *noted) MUST_CHECK;

#endif
