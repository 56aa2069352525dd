/* readings: writes the table of readings (workers/rules/search/readings.h) from ICU's
 * transliterators, which take them from Unicode's Unihan database. Run once while building. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/utrans.h>

#include "workers/rules/search/readings.h"

enum { ID_MAX = 64, SYLLABLES_MAX = 1024 };

static char syllable[SYLLABLES_MAX][READING_SIZE]; /* the first is that of a sign without one */
static unsigned n_syllables = 1;

static UTransliterator *open_readings(const char *name) {
    UErrorCode code = U_ZERO_ERROR;
    UChar id[ID_MAX];
    int32_t n = 0;
    for (; name[n]; n++) id[n] = (UChar) name[n];
    UTransliterator *t = utrans_openU(id, n, UTRANS_FORWARD, NULL, 0, NULL, &code);
    if (U_FAILURE(code)) {
        fprintf(stderr, "readings: %s: %s\n", name, u_errorName(code));
        exit(EXIT_FAILURE);
    }
    return t;
}

/* Small letters only; "" where the sign has no reading. */
static void read_sign(UTransliterator *t, UChar sign, char out[READING_SIZE]) {
    UErrorCode code = U_ZERO_ERROR;
    UChar text[ID_MAX] = {sign};
    int32_t n = 1, limit = 1, at = 0;
    utrans_transUChars(t, text, &n, ID_MAX, 0, &limit, &code);
    for (; U_SUCCESS(code) && at < n && at + 1 < READING_SIZE; at++) {
        if (text[at] < 'a' || text[at] > 'z') break;
        out[at] = (char) text[at];
    }
    out[at == n ? at : 0] = 0;
}

static unsigned number_of(const char *reading) {
    unsigned i = 0;
    while (i < n_syllables && strcmp(syllable[i], reading) != 0) i++;
    if (i == SYLLABLES_MAX) {
        fprintf(stderr, "readings: more than %d syllables\n", SYLLABLES_MAX);
        exit(EXIT_FAILURE);
    }
    if (i == n_syllables) strcpy(syllable[n_syllables++], reading);
    return i;
}

static void write_table(const char *name, const char *readings) {
    UTransliterator *t = open_readings(readings);
    printf("const uint16_t %s[] = {", name);
    for (unsigned code = READINGS_FIRST; code <= READINGS_LAST; code++) {
        char reading[READING_SIZE];
        read_sign(t, (UChar) code, reading);
        printf("%s%u,", (code - READINGS_FIRST) % 20 ? " " : "\n    ", number_of(reading));
    }
    printf("\n};\n");
    utrans_close(t);
}

int main(void) {
    printf("/* Written by tools/readings.c from ICU; do not edit. */\n"
           "#include \"workers/rules/search/readings.h\"\n\n");
    write_table("readings_surname", "Han-Latin/Names; Latin-ASCII");
    write_table("readings_given", "Han-Latin; Latin-ASCII");
    printf("const char readings_syllable[][READING_SIZE] = {\n");
    for (unsigned i = 0; i < n_syllables; i++) printf("    \"%s\",\n", syllable[i]);
    printf("};\n");
    return EXIT_SUCCESS;
}
