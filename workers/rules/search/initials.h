/* initials: the first letter of a Han character's reading, as a clerk types it. The table is made
 * at build time from ICU's data (tools/initials.c): a character has one letter at the beginning of
 * a name, where some surnames are read in a way of their own, and one elsewhere. */
#ifndef HALL_RULES_INITIALS_H
#define HALL_RULES_INITIALS_H

#include <stdbool.h>
#include <stdint.h>

enum { INITIALS_FIRST = 0x4e00, INITIALS_LAST = 0x9fff };

/* initial_of: a capital letter; 0 for a character that has none here. */
char initial_of(uint32_t code, bool surname);

/* The table: a letter for each character in order, '-' for none. */
extern const char initials_surname[], initials_given[];

#endif
