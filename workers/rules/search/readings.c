/* readings: looks a character's reading up in the table. */
#include "workers/rules/search/readings.h"

const char *reading_of(uint32_t code, bool surname) {
    if (code < READINGS_FIRST || code > READINGS_LAST) return "";
    return readings_syllable[(surname ? readings_surname : readings_given)[code - READINGS_FIRST]];
}

char initial_of(uint32_t code, bool surname) {
    char letter = reading_of(code, surname)[0];
    return letter ? (char) (letter - 'a' + 'A') : 0;
}
