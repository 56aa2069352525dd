/* scan_bare: copies the parts of a picture that are the picture, and blanks in a PDF what is not.
 */
#include "store/files/scan_bare.h"

#include <ctype.h>

#include "store/files/scan_parts.h"

typedef struct copy {
    uint8_t *out;
    size_t n;
    bool turned; /* its orientation was written: once is enough */
} copy;

static void add(copy *c, const void *data, size_t bytes) {
    memcpy(c->out + c->n, data, bytes);
    c->n += bytes;
}

/* ---- which way up (TIFF 6.0, tag 274) ------------------------------------------------------- */

enum { TIFF_HEAD = 8, TIFF_ENTRY = 12, ORIENTATION = 0x0112, SHORT = 3, TURN_BYTES = 26 };

static size_t number_of(const uint8_t *at, size_t bytes, bool little) {
    size_t n = 0;
    for (size_t i = 0; i < bytes; i++) n = n << 8 | at[little ? bytes - 1 - i : i];
    return n;
}

/* 2 to 8; 0 where it is upright, or nothing says so. */
static uint8_t turn_of(span tiff) {
    if (!span_begins(tiff, "II*\0", 4) && !span_begins(tiff, "MM\0*", 4)) return 0;
    if (tiff.bytes < TIFF_HEAD) return 0;
    const bool little = tiff.at[0] == 'I';
    span list = span_after(tiff, number_of(tiff.at + 4, 4, little));
    if (list.bytes < 2) return 0;
    size_t n = number_of(list.at, 2, little);
    for (list = span_after(list, 2); n && list.bytes >= TIFF_ENTRY; n--) {
        if (number_of(list.at, 2, little) == ORIENTATION &&
            number_of(list.at + 2, 2, little) == SHORT) {
            size_t turn = number_of(list.at + 8, 2, little);
            return turn >= 2 && turn <= 8 ? (uint8_t) turn : 0;
        }
        list = span_after(list, TIFF_ENTRY);
    }
    return 0;
}

/* The smallest TIFF that says nothing else. */
static void make_turn(uint8_t turn, uint8_t out[TURN_BYTES]) {
    static const uint8_t form[TURN_BYTES] = {'M',   'M', 0, '*', 0, 0, 0, 8, 0, 1, 1, 0x12, 0,
                                             SHORT, 0,   0, 0,   1, 0, 0, 0, 0, 0, 0, 0,    0};
    memcpy(out, form, TURN_BYTES);
    out[19] = turn;
}

/* ---- JPEG ----------------------------------------------------------------------------------- */

static const char exif[] = "Exif\0"; /* and a zero */
enum { EXIF_NAME = 6 };

/* A segment that is needed to show the picture as it is, or that no program puts words into. */
static bool jpeg_keeps(const scan_part *part) {
    switch (part->mark) {
    case JPEG_COM:
        return false;
    case JPEG_APP0:
        return span_begins(part->content, "JFIF", 4);
    case JPEG_APP0 + 2:
        return span_begins(part->content, "ICC_PROFILE", 12);
    case JPEG_APP0 + 14:
        return span_begins(part->content, "Adobe", 5);
    default:
        return part->mark < JPEG_APP0 || part->mark > JPEG_APP15;
    }
}

static uint8_t jpeg_turn(const scan_part *part) {
    bool is_exif = part->mark == JPEG_APP0 + 1 && span_begins(part->content, exif, EXIF_NAME);
    return is_exif ? turn_of(span_after(part->content, EXIF_NAME)) : 0;
}

static void add_jpeg_turn(copy *c, uint8_t turn) {
    static const uint8_t head[] = {JPEG_MARK, JPEG_APP0 + 1, 0, 2 + EXIF_NAME + TURN_BYTES};
    uint8_t tiff[TURN_BYTES];
    make_turn(turn, tiff);
    add(c, head, sizeof head);
    add(c, exif, EXIF_NAME);
    add(c, tiff, TURN_BYTES);
    c->turned = true;
}

static void bare_jpeg(span s, copy *c) {
    scan_part part;
    add(c, s.at, 2);
    for (s = span_after(s, 2); scan_jpeg_part(&s, &part);) {
        uint8_t turn = c->turned ? 0 : jpeg_turn(&part);
        if (turn)
            add_jpeg_turn(c, turn);
        else if (jpeg_keeps(&part))
            add(c, part.whole.at, part.whole.bytes);
    }
}

/* ---- PNG ------------------------------------------------------------------------------------ */

/* Critical chunks have a great first letter (5.4); of the others those that the picture needs. */
static bool png_keeps(const char *name) {
    static const char *const needed[] = {"tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT",
                                         "pHYs", "bKGD", "cICP", "mDCV", "cLLI"};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (!memcmp(name, needed[i], 4)) return true;
    return name[0] >= 'A' && name[0] <= 'Z';
}

/* Annex D. */
static uint32_t png_check(const uint8_t *at, size_t bytes) {
    uint32_t check = UINT32_MAX;
    for (size_t i = 0; i < bytes; i++) {
        check ^= at[i];
        for (int k = 0; k < 8; k++) check = check >> 1 ^ (check & 1 ? 0xedb88320u : 0);
    }
    return ~check;
}

static void add_png_turn(copy *c, uint8_t turn) {
    uint8_t chunk[SCAN_PNG_FRAME + TURN_BYTES] = {0, 0, 0, TURN_BYTES, 'e', 'X', 'I', 'f'};
    make_turn(turn, chunk + 8);
    uint32_t check = png_check(chunk + 4, 4 + TURN_BYTES);
    for (int i = 0; i < 4; i++) chunk[8 + TURN_BYTES + i] = (uint8_t) (check >> (24 - 8 * i));
    add(c, chunk, sizeof chunk);
    c->turned = true;
}

static void bare_png(span s, copy *c) {
    scan_part part;
    add(c, s.at, SCAN_PNG_HEAD_BYTES);
    for (s = span_after(s, SCAN_PNG_HEAD_BYTES); scan_png_part(&s, &part);) {
        bool turns = !c->turned && !memcmp(part.name, "eXIf", 4);
        uint8_t turn = turns ? turn_of(part.content) : 0;
        if (turn)
            add_png_turn(c, turn);
        else if (png_keeps(part.name))
            add(c, part.whole.at, part.whole.bytes);
    }
}

/* ---- PDF ------------------------------------------------------------------------------------ */

static uint8_t *find(uint8_t *at, const uint8_t *end, const char *text, size_t bytes) {
    return memmem(at, (size_t) (end - at), text, bytes);
}

static void blank_picture(uint8_t *at, const uint8_t *end) {
    span s = {at, (size_t) (end - at)};
    scan_part part;
    if (!span_begins(s, "\xff\xd8\xff", 3)) return;
    s = span_after(s, 2);
    while (scan_jpeg_part(&s, &part) && part.mark != JPEG_EOI && part.mark != JPEG_SOS)
        if (!jpeg_keeps(&part) && part.content.bytes)
            memset(at + (part.content.at - at), 0, part.content.bytes);
}

/* The pictures in it lie as they are in its streams. */
static void blank_pictures(uint8_t *at, const uint8_t *end) {
    while ((at = find(at, end, "stream", 6))) {
        at += 6;
        if (at < end && *at == '\r') at++;
        if (at < end && *at == '\n') at++;
        uint8_t *stop = find(at, end, "endstream", 9);
        if (!stop) return;
        blank_picture(at, stop);
        at = stop + 9;
    }
}

static void blank_packets(uint8_t *at, const uint8_t *end) {
    static const char begins[] = "<?xpacket begin", ends[] = "<?xpacket end";
    while ((at = find(at, end, begins, sizeof begins - 1))) {
        uint8_t *stop = find(at, end, ends, sizeof ends - 1);
        if (!stop) return;
        uint8_t *from = memchr(at, '>', (size_t) (stop - at));
        if (from) memset(from + 1, ' ', (size_t) (stop - from - 1));
        at = stop;
    }
}

/* The end of a text between parentheses, which may hold others and escaped ones (7.3.4.2); NULL
 * where it is longer than a name ever is. */
static uint8_t *text_end(uint8_t *at, const uint8_t *end) {
    enum { NAME_MOST = 512 };
    int deep = 0;
    if (end - at > NAME_MOST) end = at + NAME_MOST;
    for (; at < end; at++) {
        deep += (*at == '(') - (*at == ')');
        if (!deep) return at;
        if (*at == '\\') at++;
    }
    return NULL;
}

/* A text, or one in hexadecimal digits between angle brackets (7.3.4.3), which become zeros. */
static void blank_text(uint8_t *at, const uint8_t *end) {
    while (at < end && isspace(*at)) at++;
    if (at < end && *at == '(') {
        uint8_t *stop = text_end(at, end);
        if (stop) memset(at + 1, ' ', (size_t) (stop - at - 1));
    } else if (end - at > 1 && *at == '<' && at[1] != '<') {
        for (at++; at < end && isxdigit(*at); at++) *at = '0';
    }
}

static void bare_pdf(uint8_t *at, const uint8_t *end) {
    static const char *const names[] = {"/Author", "/Creator", "/Producer", "/Keywords"};
    if (find(at, end, "/ByteRange", 10)) return; /* signed */
    blank_pictures(at, end);
    blank_packets(at, end);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        size_t n = strlen(names[i]);
        for (uint8_t *next = at; (next = find(next, end, names[i], n)); next += n)
            blank_text(next + n, end);
    }
}

size_t scan_bare(Identity__ScanForm form, const void *data, size_t bytes, void *out) {
    copy c = {.out = out};
    const span s = {data, bytes};
    if (form == IDENTITY__SCAN_FORM__JPEG) bare_jpeg(s, &c);
    if (form == IDENTITY__SCAN_FORM__PNG) bare_png(s, &c);
    if (form == IDENTITY__SCAN_FORM__PDF) {
        add(&c, data, bytes);
        bare_pdf(c.out, c.out + bytes);
    }
    return c.n;
}
