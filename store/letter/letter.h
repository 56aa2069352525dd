/* letter: activation letters as a PDF, a page of A4 for each account, Chinese first. It holds
 * one-time codes: the caller prints it and keeps it nowhere. Not for who may have it (workers).
 * Source: docs/rules 2.18. */
#ifndef HALL_STORE_LETTER_H
#define HALL_STORE_LETTER_H

#include "identity/take_letters.pb-c.h"
#include "proto/runtime/status.h"

#define LETTER_SIGN_BYTES 5

/* letter_print: writes the whole document to `fd`. The same letters give the same bytes, because
 * their own time is its date.
 * letters  borrowed, at least one
 * missing  on E_TEXT: the first sign that no installed font has, UTF-8 with NUL; a box in the place
 *          of a sign would be handed to somebody as his name
 * errors   E_TEXT nothing usable was written; E_UNAVAILABLE `fd`, memory or the fonts failed. */
status letter_print(const Identity__LettersTaken *letters, int fd,
                    char missing[LETTER_SIGN_BYTES]) MUST_CHECK;

#endif
