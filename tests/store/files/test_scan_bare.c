/* What a scan tells besides its picture goes, the picture stays to the byte, and bare stays bare.
 */
#include "store/files/scan_bare.h"

#include "store/files/scan.h"
#include "tests/lib/cmocka.h"

#include <stdlib.h>
#include <string.h>

#define BYTES(text) text, sizeof(text) - 1
#define SOI "\xff\xd8"
#define JFIF "\xff\xe0\0\x07JFIF\0"
#define PICTURE "\xff\xdb\0\3q\xff\xc0\0\x0b\x08\0\1\0\1\1\1\x11\0\xff\xda\0\2pic\xff\0ture\xff\xd9"
/* EXIF with the maker, a place (tag 0x8825) and, where said, the orientation; of both orders. */
#define EXIF(tag, turn)                                                                            \
    "\xff\xe1\0\x40"                                                                               \
    "Exif\0\0MM\0*\0\0\0\x08\0\3"                                                                  \
    "\1\x0f\0\2\0\0\0\4ACME" tag "\0\3\0\0\0\1\0" turn "\0\0"                                      \
    "\x88\x25\0\4\0\0\0\1\0\0\0\x32"                                                               \
    "\0\0\0\0"                                                                                     \
    "30.5N1"
#define LITTLE                                                                                     \
    "\xff\xe1\0\x22"                                                                               \
    "Exif\0\0II*\0\x08\0\0\0\1\0"                                                                  \
    "\x12\1\3\0\1\0\0\0\6\0\0\0"                                                                   \
    "\0\0\0\0"
#define TURN(turn)                                                                                 \
    "\xff\xe1\0\x22"                                                                               \
    "Exif\0\0MM\0*\0\0\0\x08\0\1"                                                                  \
    "\1\x12\0\3\0\0\0\1\0" turn "\0\0"                                                             \
    "\0\0\0\0"
#define PNG_HEAD "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\0\0\0\0CRC1"
#define PNG_DATA "\0\0\0\2IDATxxCRC2\0\0\0\0IEND\xae\x42\x60\x82"
#define PDF(words) "%PDF-1.4\n1 0 obj <<" words ">> endobj\ntrailer <<>>\n%%EOF\n"

typedef struct sample {
    const char *data;
    size_t bytes;
    const char *bare;
    size_t n;
} sample;

static const sample samples[] = {
    {BYTES(SOI JFIF PICTURE), BYTES(SOI JFIF PICTURE)},
    {BYTES(SOI JFIF EXIF("\1\x12", "\1") PICTURE), BYTES(SOI JFIF PICTURE)}, /* upright */
    {BYTES(SOI EXIF("\1\x12", "\6") JFIF PICTURE), BYTES(SOI TURN("\6") JFIF PICTURE)},
    {BYTES(SOI EXIF("\1\x12", "\x09") PICTURE), BYTES(SOI PICTURE)}, /* there is no ninth way */
    {BYTES(SOI LITTLE PICTURE), BYTES(SOI TURN("\6") PICTURE)},
    {BYTES(SOI LITTLE LITTLE PICTURE), BYTES(SOI TURN("\6") PICTURE)}, /* the first counts */
    {BYTES(SOI "\xff\xe1\0\x0b"
               "Exif\0\0II*" PICTURE),
     BYTES(SOI PICTURE)}, /* broken */
    {BYTES(SOI "\xff\xe1\0\x12"
               "Exif\0\0II*\0\xff\xff\xff\xff"
               "xx" PICTURE),
     BYTES(SOI PICTURE)},
    {BYTES(SOI "\xff\xe1\0\x14http://ns.adobe" PICTURE "x"), NULL, 0}, /* cut: never asked */
    {BYTES(SOI "\xff\xed\0\x0cPhotoshop\0"
               "\xff\xfe\0\x09"
               "a home"
               "\0" PICTURE),
     BYTES(SOI PICTURE)},
    {BYTES(SOI "\xff\xe0\0\x08JFXX\0\x10" PICTURE), BYTES(SOI PICTURE)}, /* a smaller copy */
    {BYTES(SOI "\xff\xe2\0\x06MPF\0"
               "\xff\xef\0\x03x" PICTURE),
     BYTES(SOI PICTURE)},
    {BYTES(SOI "\xff\xe2\0\x0eICC_PROFILE\0"
               "\xff\xee\0\x07"
               "Adobe" PICTURE),
     BYTES(SOI "\xff\xe2\0\x0eICC_PROFILE\0"
               "\xff\xee\0\x07"
               "Adobe" PICTURE)},
    {BYTES(PNG_HEAD PNG_DATA), BYTES(PNG_HEAD PNG_DATA)},
    {BYTES(PNG_HEAD "\0\0\0\5tEXta\0b cCRC3\0\0\0\1iTXtxCRC4\0\0\0\1tIMExCRC5\0\0\0\1zTXtxCRC6"
                    "\0\0\0\1orNTxCRC7" PNG_DATA),
     BYTES(PNG_HEAD PNG_DATA)},
    {BYTES(PNG_HEAD "\0\0\0\1gAMAxCRC3\0\0\0\1tRNSxCRC4" PNG_DATA),
     BYTES(PNG_HEAD "\0\0\0\1gAMAxCRC3\0\0\0\1tRNSxCRC4" PNG_DATA)},
    {BYTES(PNG_HEAD "\0\0\0\x1a"
                    "eXIfII*\0\x08\0\0\0\1\0"
                    "\x12\1\3\0\1\0\0\0\6\0\0\0"
                    "\0\0\0\0"
                    "CRC3" PNG_DATA),
     BYTES(PNG_HEAD "\0\0\0\x1a"
                    "eXIfMM\0*\0\0\0\x08\0\1"
                    "\1\x12\0\3\0\0\0\1\0\6\0\0"
                    "\0\0\0\0"
                    "\xd6\x67\x4b\x69" PNG_DATA)},
    {BYTES(PDF("/Author (A \\) (B) C) /Producer<4142>/Creator\n(x)/Keywords (k)/Authored (y)")),
     BYTES(PDF("/Author (          ) /Producer<0000>/Creator\n( )/Keywords ( )/Authored (y)"))},
    {BYTES(PDF("/Author (never closed")), BYTES(PDF("/Author (never closed"))},
    {BYTES(PDF("/Author (A) /ByteRange [0 1]")), BYTES(PDF("/Author (A) /ByteRange [0 1]"))},
    {BYTES(PDF("stream\n<?xpacket begin='' id='W5'?><x>30.5N</x><?xpacket end='w'?>\nendstream")),
     BYTES(PDF("stream\n<?xpacket begin='' id='W5'?>            <?xpacket end='w'?>\nendstream"))},
    {BYTES(PDF("stream\r\n" SOI "\xff\xe1\0\x0c"
               "Exif\0\0GPS." PICTURE "\nendstream")),
     BYTES(PDF("stream\r\n" SOI "\xff\xe1\0\x0c"
               "\0\0\0\0\0\0\0\0\0\0" PICTURE "\nendstream"))},
    {BYTES(PDF("stream\nno picture " SOI "\xff\xe1\0\4xx\nendstream")),
     BYTES(PDF("stream\nno picture " SOI "\xff\xe1\0\4xx\nendstream"))},
};

/* Into room of its own, so that the sanitizers see each byte beyond it. */
static uint8_t *bare(Identity__ScanForm form, const void *data, size_t bytes, size_t *n) {
    uint8_t *out = malloc(bytes + SCAN_BARE_MORE);
    *n = scan_bare(form, data, bytes, out);
    assert_true(*n <= bytes + SCAN_BARE_MORE);
    return out;
}

static void the_picture_stays_and_the_rest_goes(void **state) {
    (void) state;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        const sample *s = &samples[i];
        size_t n = 0, again = 0;
        scan_found found = scan_form(s->data, s->bytes);
        if (!s->bare) assert_non_null(found.reason);
        if (!s->bare) continue;
        if (found.reason) fail_msg("sample %zu: %s", i, found.reason);
        uint8_t *out = bare(found.form, s->data, s->bytes, &n);
        if (n != s->n || memcmp(out, s->bare, n) != 0) fail_msg("sample %zu: %zu bytes", i, n);
        assert_null(scan_form(out, n).reason);
        uint8_t *twice = bare(found.form, out, n, &again);
        if (again != n || memcmp(out, twice, n) != 0) fail_msg("sample %zu is bare twice", i);
        free(twice);
        free(out);
    }
}

/* Cut anywhere or changed in any byte it is made bare without reading or writing beyond: what is
 * no scan is never asked for, and must not harm all the same. */
static void no_part_of_one_harms(void **state) {
    (void) state;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++)
        for (size_t at = 9; at < samples[i].bytes; at++) {
            size_t n = 0;
            uint8_t *part = malloc(samples[i].bytes);
            memcpy(part, samples[i].data, samples[i].bytes);
            Identity__ScanForm form = scan_form(part, samples[i].bytes).form;
            part[at] ^= 0xff;
            free(bare(form, part, samples[i].bytes, &n));
            uint8_t *cut = malloc(at);
            memcpy(cut, part, at);
            free(bare(form, cut, at, &n));
            free(cut);
            free(part);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_picture_stays_and_the_rest_goes),
        cmocka_unit_test(no_part_of_one_harms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
