/* letter_text: the words of an activation letter. Inner header of letter. */
#ifndef HALL_STORE_LETTER_TEXT_H
#define HALL_STORE_LETTER_TEXT_H

#include "identity/take_letters.pb-c.h"

/* letter_steps, letter_warnings: in their order, ended by NULL. */
extern const char *const letter_steps[], *const letter_warnings[];

/* letter_role: what an account is for. letter_office: who made it. */
const char *letter_role(Kernel__Role role);
const char *letter_office(const Identity__ActivationLetter *letter);

/* letter_english: the short English part; cut where `out` is too small. */
void letter_english(const Identity__ActivationLetter *letter, const char *until, char *out,
                    size_t out_bytes);

#endif
