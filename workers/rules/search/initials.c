/* initials: looks a character's letter up in the table. */
#include "workers/rules/search/initials.h"

char initial_of(uint32_t code, bool surname) {
    if (code < INITIALS_FIRST || code > INITIALS_LAST) return 0;
    char letter = (surname ? initials_surname : initials_given)[code - INITIALS_FIRST];
    return letter == '-' ? 0 : letter;
}
