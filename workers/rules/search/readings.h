/* readings: how a Han character is read, in the letters of pinyin without tones. The table is made
 * at build time from ICU's data (tools/readings.c): a character has one reading at the beginning of
 * a name, where some surnames are read in a way of their own, and one elsewhere. */
#ifndef HALL_RULES_READINGS_H
#define HALL_RULES_READINGS_H

#include <stdbool.h>
#include <stdint.h>

enum { READINGS_FIRST = 0x4e00, READINGS_LAST = 0x9fff, READING_SIZE = 8 };

/* reading_of: "wang"; "" for a character that has none here. */
const char *reading_of(uint32_t code, bool surname);

/* initial_of: its first letter, as a clerk types it, as a capital; 0 for none. */
char initial_of(uint32_t code, bool surname);

/* The table: a number for each character in order, and the syllables by number. */
extern const uint16_t readings_surname[], readings_given[];
extern const char readings_syllable[][READING_SIZE];

#endif
