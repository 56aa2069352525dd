/* Which files are taken as scans: told by what stands in them. */
#include "store/files/scan.h"

#include "tests/store/files/place.h"

#define BYTES(text) text, sizeof(text) - 1

/* The smallest of each kind: one chunk of data, one scan of the picture, one object. */
#define PNG_HEAD "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\0\0\0\0CRC1"
#define PNG_END "\0\0\0\0IEND\xae\x42\x60\x82"
#define PNG PNG_HEAD "\0\0\0\2IDATxxCRC2" PNG_END
#define JPEG_HEAD "\xff\xd8\xff\xe0\0\6JFIF"
#define JPEG JPEG_HEAD "\xff\xda\0\2pic\xff\0ture\xff\xd0more\xff\xd9"
#define JPEG_WITH(segment)                                                                         \
    BYTES("\xff\xd8" segment "\xff\xe0\0\6JFIF\xff\xda\0\2pic\xff\0ture\xff\xd0more\xff\xd9")
#define PDF(words) "%PDF-1.4\n1 0 obj <<" words ">> endobj\ntrailer <<>>\n%%EOF\r\n"

typedef struct sample {
    const char *data;
    size_t bytes;
    const char *reason; /* NULL: it is taken */
    Identity__ScanForm form;
} sample;

static const sample samples[] = {
    {BYTES(PNG), NULL, IDENTITY__SCAN_FORM__PNG},
    {BYTES(JPEG), NULL, IDENTITY__SCAN_FORM__JPEG},
    {BYTES(JPEG_HEAD "\xff\xff\xda\0\2p\xff\xd9"), NULL, IDENTITY__SCAN_FORM__JPEG},
    {BYTES(JPEG_HEAD "\xff\xc0\0\10\10\x1b\x68\x26\xc1\1\xff\xc4\0\2\xff\xda\0\2p\xff\xd9"), NULL,
     IDENTITY__SCAN_FORM__JPEG}, /* A3 at 600 dpi */
    {BYTES(PDF("/Type /Catalog")), NULL, IDENTITY__SCAN_FORM__PDF},
    {BYTES(PDF("/JSize 7 /Encryptor")), NULL, IDENTITY__SCAN_FORM__PDF},
    {BYTES(""), "scan_form", 0},
    {BYTES("MZ\x90 a program called letter.pdf"), "scan_form", 0},
    {BYTES("GIF89a"), "scan_form", 0},
    {BYTES("PK\3\4 a workbook"), "scan_form", 0},
    {BYTES("<svg onload='x'>"), "scan_form", 0},
    {BYTES(" " PDF("")), "scan_form", 0},
    {BYTES(PNG_HEAD), "scan_cut", 0},
    {BYTES(PNG "PK\3\4"), "scan_cut", 0},
    {BYTES("\x89PNG\r\n\x1a\n" PNG_END), "scan_cut", 0},
    {BYTES(PNG_HEAD "\xff\xff\xff\xffIDATxx"), "scan_cut", 0},
    {BYTES("\xff\xd8\xff"), "scan_cut", 0},
    {BYTES(JPEG_HEAD "\xff\xda\0\2picture"), "scan_cut", 0},
    {BYTES(JPEG_HEAD "\xff\xe1\xff\xff"), "scan_cut", 0},
    {BYTES(JPEG "<script>\xff\xd9"), "scan_cut", 0},
    {BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x75\x30\0\0\x75\x30\10\0\0\0\0CRC1\0\0\0\2IDATxxCRC"
           "2" PNG_END),
     "scan_large", 0},
    {BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff\10\0\0\0\0CRC1" PNG_END),
     "scan_large", 0},
    {BYTES(JPEG_HEAD "\xff\xc2\0\10\10\xff\xff\xff\xff\1\xff\xda\0\2p\xff\xd9"), "scan_large", 0},
    {BYTES(JPEG_HEAD "\xff\xc0\0\5\10\xff\xff\xff\xda\0\2p\xff\xd9"), "scan_cut", 0},
    {BYTES("%PDF-1.4\n1 0 obj"), "scan_cut", 0},
    {BYTES(PDF("") "PK\3\4"), "scan_cut", 0},
    {BYTES(PDF("/Encrypt 5 0 R")), "scan_locked", 0},
    {BYTES(PDF("/S/JavaScript/JS(x)")), "scan_runs", 0},
    {BYTES(PDF("/EmbeddedFiles 2 0 R")), "scan_runs", 0},
    {BYTES(PDF("/S /Launch")), "scan_runs", 0},
    {BYTES(PDF("/J#61vaScript")), "scan_runs", 0},
    {BYTES(PDF("/#4A#53")), "scan_runs", 0},
};

static void a_scan_is_told_by_its_content(void **state) {
    (void) state;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        const sample *s = &samples[i];
        scan_found found = scan_form(s->data, s->bytes);
        if (!s->reason != !found.reason || (s->reason && strcmp(s->reason, found.reason) != 0))
            fail_msg("sample %zu: %s", i, found.reason ? found.reason : "taken");
        if (!s->reason) assert_int_equal(found.form, s->form);
    }
}

/* Cut anywhere, a good one is refused and nothing beyond it is read (the sanitizers watch). */
static void no_part_of_one_is_taken(void **state) {
    (void) state;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++)
        for (size_t n = 0; !samples[i].reason && n + 2 < samples[i].bytes; n++) {
            char *part = malloc(n + !n);
            memcpy(part, samples[i].data, n);
            assert_non_null(scan_form(part, n).reason);
            free(part);
        }
}

static void a_stored_file_is_read_as_it_was_handed_in(void **state) {
    place *p = *state = place_open(1);
    scan_found found;
    files_stored out;
    place_put(p->store, PNG, sizeof PNG - 1, p->name[1]);
    assert_int_equal(scan_take(p->store, p->name[1], &found, &out), OK);
    assert_int_equal(found.form, IDENTITY__SCAN_FORM__PNG);
    assert_string_equal(scan_type(found.form), "image/png");
    assert_int_equal(out.bytes, sizeof PNG - 1);
    assert_int_equal(scan_take(p->store, p->name[0], &found, &out), E_FORM);
    assert_string_equal(found.reason, "scan_form");
    place_put(p->store, "", 0, p->name[2]);
    assert_int_equal(scan_take(p->store, p->name[2], &found, &out), E_FORM);
}

/* Two photos of one picture, with other words in them, are one scan; it is stored once. */
static void what_is_stored_is_bare(void **state) {
    place *p = *state = place_open(0);
    scan_found found;
    files_stored one, other;
    place_put(p->store,
              JPEG_WITH("\xff\xe1\0\x0c"
                        "Exif\0\0GPS."),
              p->name[0]);
    place_put(p->store,
              JPEG_WITH("\xff\xed\0\x0a"
                        "Photosh"
                        "\xff"),
              p->name[1]);
    assert_int_equal(scan_take(p->store, p->name[0], &found, &one), OK);
    assert_int_equal(scan_take(p->store, p->name[1], &found, &other), OK);
    assert_string_equal(one.name, other.name);
    assert_int_equal(one.bytes, sizeof JPEG - 1);
    assert_string_not_equal(one.name, p->name[0]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scan_is_told_by_its_content),
        cmocka_unit_test(no_part_of_one_is_taken),
        cmocka_unit_test_teardown(a_stored_file_is_read_as_it_was_handed_in, place_clear),
        cmocka_unit_test_teardown(what_is_stored_is_bare, place_clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
