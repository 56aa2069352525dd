/* scan: walks the parts of a picture to its end, and reads a PDF for words that make it more than a
 * picture of paper. */
#include "store/files/scan.h"

#include <ctype.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef struct span {
    const uint8_t *at;
    size_t bytes;
} span;

static bool begins(span s, const char *text, size_t bytes) {
    return s.bytes >= bytes && !memcmp(s.at, text, bytes);
}

static span after(span s, size_t bytes) {
    return bytes > s.bytes ? (span){s.at + s.bytes, 0} : (span){s.at + bytes, s.bytes - bytes};
}

static size_t big_endian(const uint8_t *at, size_t bytes) {
    size_t n = 0;
    for (size_t i = 0; i < bytes; i++) n = n << 8 | at[i];
    return n;
}

/* A small file may unfold to more than the reader's machine holds. A3 at 600 dpi has 70 million. */
static bool unfolds(size_t width, size_t height) {
    enum { PIXELS_MOST = 100000000 };
    return height && width > PIXELS_MOST / height;
}

/* ---- PNG (ISO/IEC 15948) ------------------------------------------------------------------- */

static const char png_head[] = "\x89PNG\r\n\x1a\n";
enum { PNG_HEAD = 8, PNG_FRAME = 12, PNG_IHDR = 13 };

/* Length, name, content and check of each chunk; IEND is the last one and empty. */
static const char *check_png(span s) {
    bool first = true;
    for (s = after(s, PNG_HEAD); s.bytes >= PNG_FRAME; first = false) {
        const size_t bytes = big_endian(s.at, 4);
        const bool head = !memcmp(s.at + 4, "IHDR", 4), end = !memcmp(s.at + 4, "IEND", 4);
        if (bytes > s.bytes - PNG_FRAME || head != first || (head && bytes != PNG_IHDR)) break;
        if (head && unfolds(big_endian(s.at + 8, 4), big_endian(s.at + 12, 4))) return "scan_large";
        s = after(s, bytes + PNG_FRAME);
        if (end) return s.bytes ? "scan_cut" : NULL;
    }
    return "scan_cut";
}

/* ---- JPEG (ITU-T T.81, annex B) ------------------------------------------------------------ */

enum {
    MARK = 0xff,
    SOI = 0xd8,
    EOI = 0xd9,
    SOS = 0xda,
    RST0 = 0xd0,
    RST7 = 0xd7,
    TEM = 0x01,
    SOF0 = 0xc0,
    SOF15 = 0xcf,
    DHT = 0xc4,
    JPG = 0xc8,
    DAC = 0xcc,
    JPEG_FRAME = 8 /* bytes of the header of a frame, at least */
};

static bool stands_alone(uint8_t mark) {
    return mark == TEM || (mark >= RST0 && mark <= RST7);
}

/* The picture's own data: up to the next marker that is none of its restarts. */
static span skip_data(span s) {
    while (s.bytes >= 2 &&
           !(s.at[0] == MARK && s.at[1] && s.at[1] != MARK && !stands_alone(s.at[1])))
        s = after(s, 1);
    return s;
}

/* A frame's header says how large the picture is; three markers among them are something else. */
static bool is_frame(uint8_t mark) {
    return mark >= SOF0 && mark <= SOF15 && mark != DHT && mark != JPG && mark != DAC;
}

static const char *check_jpeg(span s) {
    for (s = after(s, 2); s.bytes >= 2 && s.at[0] == MARK;) {
        const uint8_t mark = s.at[1];
        if (mark == EOI) return s.bytes == 2 ? NULL : "scan_cut";
        if (mark == MARK || stands_alone(mark)) { /* a fill byte, or a marker without content */
            s = after(s, mark == MARK ? 1 : 2);
            continue;
        }
        if (s.bytes < 4) break;
        const size_t bytes = big_endian(s.at + 2, 2);
        if (bytes < 2 || bytes + 2 > s.bytes) break;
        if (is_frame(mark) && bytes < JPEG_FRAME) break;
        if (is_frame(mark) && unfolds(big_endian(s.at + 7, 2), big_endian(s.at + 5, 2)))
            return "scan_large";
        s = after(s, bytes + 2);
        if (mark == SOS) s = skip_data(s);
    }
    return "scan_cut";
}

/* ---- PDF (ISO 32000-1) --------------------------------------------------------------------- */

#define PDF_END "%%EOF"

static bool is_name_end(const uint8_t *at, const uint8_t *end) {
    return at >= end || !(isalnum(*at) || *at == '#' || *at == '_' || *at == '-');
}

static bool holds_name(span s, const char *name) {
    const size_t n = strlen(name);
    const uint8_t *end = s.at + s.bytes;
    for (const uint8_t *at = s.at; (at = memmem(at, (size_t) (end - at), name, n)); at += n)
        if (is_name_end(at + n, end)) return true;
    return false;
}

/* Signs of a name may be written by number (7.3.5): /J#61vaScript. No scanner writes a letter so.
 */
static bool hides_name(span s) {
    for (size_t i = 0; i + 2 < s.bytes; i++) {
        size_t k = i + 1;
        if (s.at[i] != '/') continue;
        while (k < s.bytes && isalpha(s.at[k])) k++;
        if (k + 2 < s.bytes && s.at[k] == '#' && s.at[k + 1] >= '4' && s.at[k + 1] <= '7' &&
            isxdigit(s.at[k + 2]))
            return true;
    }
    return false;
}

static bool is_whole_pdf(span s) {
    const size_t n = strlen(PDF_END);
    while (s.bytes && isspace(s.at[s.bytes - 1])) s.bytes--;
    return s.bytes > n && !memcmp(s.at + s.bytes - n, PDF_END, n);
}

static const char *check_pdf(span s) {
    static const char *const runs[] = {
        "/JavaScript",    "/JS",        "/Launch",     "/EmbeddedFile",
        "/EmbeddedFiles", "/RichMedia", "/SubmitForm", "/XFA"};
    if (!is_whole_pdf(s)) return "scan_cut";
    if (holds_name(s, "/Encrypt")) return "scan_locked";
    for (size_t i = 0; i < sizeof runs / sizeof runs[0]; i++)
        if (holds_name(s, runs[i])) return "scan_runs";
    return hides_name(s) ? "scan_runs" : NULL;
}

/* ---- which of them ------------------------------------------------------------------------- */

static Identity__ScanForm form_of(span s) {
    if (begins(s, png_head, PNG_HEAD)) return IDENTITY__SCAN_FORM__PNG;
    if (begins(s, "\xff\xd8\xff", 3)) return IDENTITY__SCAN_FORM__JPEG;
    if (begins(s, "%PDF-", 5)) return IDENTITY__SCAN_FORM__PDF;
    return IDENTITY__SCAN_FORM__SCAN_FORM_NONE;
}

scan_found scan_form(const void *data, size_t bytes) {
    const span s = {data, bytes};
    const Identity__ScanForm form = form_of(s);
    return (scan_found){form, form == IDENTITY__SCAN_FORM__PNG    ? check_png(s)
                              : form == IDENTITY__SCAN_FORM__JPEG ? check_jpeg(s)
                              : form == IDENTITY__SCAN_FORM__PDF  ? check_pdf(s)
                                                                  : "scan_form"};
}

status scan_check(files *store, const char *name, scan_found *out) {
    int fd = -1;
    int64_t bytes = 0;
    *out = (scan_found){IDENTITY__SCAN_FORM__SCAN_FORM_NONE, "scan_form"};
    if (files_read(store, name, &fd, &bytes) != OK) return E_UNAVAILABLE;
    void *data = bytes ? mmap(NULL, (size_t) bytes, PROT_READ, MAP_PRIVATE, fd, 0) : NULL;
    close(fd);
    if (data == MAP_FAILED) return E_UNAVAILABLE;
    if (data) {
        *out = scan_form(data, (size_t) bytes);
        munmap(data, (size_t) bytes);
    }
    return out->reason ? E_FORM : OK;
}

const char *scan_type(Identity__ScanForm form) {
    return form == IDENTITY__SCAN_FORM__PNG    ? "image/png"
           : form == IDENTITY__SCAN_FORM__JPEG ? "image/jpeg"
                                               : "application/pdf";
}

const char *scan_ending(Identity__ScanForm form) {
    return form == IDENTITY__SCAN_FORM__PNG    ? "png"
           : form == IDENTITY__SCAN_FORM__JPEG ? "jpg"
                                               : "pdf";
}
