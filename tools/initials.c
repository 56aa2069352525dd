/* initials: writes the table of first letters (workers/rules/search/initials.h) from ICU's
 * transliterators, whose readings come from Unicode's Unihan database. Run once while building. */
#include <stdio.h>
#include <stdlib.h>
#include <unicode/utrans.h>

#include "workers/rules/search/initials.h"

enum { READING_MAX = 64 };

static UTransliterator *open_readings(const char *name) {
    UErrorCode code = U_ZERO_ERROR;
    UChar id[READING_MAX];
    int32_t n = 0;
    for (; name[n]; n++) id[n] = (UChar) name[n];
    UTransliterator *t = utrans_openU(id, n, UTRANS_FORWARD, NULL, 0, NULL, &code);
    if (U_FAILURE(code)) {
        fprintf(stderr, "initials: %s: %s\n", name, u_errorName(code));
        exit(EXIT_FAILURE);
    }
    return t;
}

static char letter_of(UTransliterator *t, UChar character) {
    UErrorCode code = U_ZERO_ERROR;
    UChar text[READING_MAX] = {character};
    int32_t n = 1, limit = 1;
    utrans_transUChars(t, text, &n, READING_MAX, 0, &limit, &code);
    if (U_FAILURE(code) || text[0] < 'a' || text[0] > 'z') return '-';
    return (char) (text[0] - 'a' + 'A');
}

static void write_table(const char *name, const char *readings) {
    UTransliterator *t = open_readings(readings);
    printf("const char %s[] =", name);
    for (unsigned code = INITIALS_FIRST; code <= INITIALS_LAST; code++) {
        unsigned place = code - INITIALS_FIRST;
        printf("%s%c",
               place == 0   ? "\n    \""
               : place % 64 ? ""
                            : "\"\n    \"",
               letter_of(t, (UChar) code));
    }
    printf("\";\n");
    utrans_close(t);
}

int main(void) {
    printf("/* Written by tools/initials.c from ICU; do not edit. */\n"
           "#include \"workers/rules/search/initials.h\"\n\n");
    write_table("initials_surname", "Han-Latin/Names; Latin-ASCII");
    write_table("initials_given", "Han-Latin; Latin-ASCII");
    return EXIT_SUCCESS;
}
