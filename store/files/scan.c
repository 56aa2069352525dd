/* scan: walks the parts of a picture to its end, reads a PDF for words that make it more than a
 * picture of paper, and takes a file in. */
#include "store/files/scan.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "proto/runtime/crypt/crypt.h"
#include "store/files/scan_bare.h"
#include "store/files/scan_parts.h"

/* A small file may unfold to more than the reader's machine holds. A3 at 600 dpi has 70 million. */
static bool unfolds(size_t width, size_t height) {
    enum { PIXELS_MOST = 100000000 };
    return height && width > PIXELS_MOST / height;
}

/* ---- PNG (ISO/IEC 15948) ------------------------------------------------------------------- */

enum { PNG_IHDR = 13 };

/* IEND is the last one and empty. */
static const char *check_png(span s) {
    scan_part part;
    bool first = true;
    for (s = span_after(s, SCAN_PNG_HEAD_BYTES); scan_png_part(&s, &part); first = false) {
        const bool head = !memcmp(part.name, "IHDR", 4), end = !memcmp(part.name, "IEND", 4);
        const uint8_t *size = part.content.at;
        if (head != first || (head && part.content.bytes != PNG_IHDR)) break;
        if (head && unfolds(span_number(size, 4), span_number(size + 4, 4))) return "scan_large";
        if (end) return s.bytes ? "scan_cut" : NULL;
    }
    return "scan_cut";
}

/* ---- JPEG (ITU-T T.81, annex B) ------------------------------------------------------------ */

enum {
    SOF0 = 0xc0,
    SOF15 = 0xcf,
    DHT = 0xc4,
    JPG = 0xc8,
    DAC = 0xcc,
    JPEG_FRAME = 6 /* bytes of the content of a frame, at least */
};

/* A frame's header says how large the picture is; three markers among them are something else. */
static bool is_frame(uint8_t mark) {
    return mark >= SOF0 && mark <= SOF15 && mark != DHT && mark != JPG && mark != DAC;
}

static const char *check_jpeg(span s) {
    scan_part part;
    for (s = span_after(s, 2); scan_jpeg_part(&s, &part);) {
        const uint8_t *size = part.content.at;
        if (part.mark == JPEG_EOI) return s.bytes ? "scan_cut" : NULL;
        if (!is_frame(part.mark)) continue;
        if (part.content.bytes < JPEG_FRAME) break;
        if (unfolds(span_number(size + 3, 2), span_number(size + 1, 2))) return "scan_large";
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
    if (span_begins(s, SCAN_PNG_HEAD, SCAN_PNG_HEAD_BYTES)) return IDENTITY__SCAN_FORM__PNG;
    if (span_begins(s, "\xff\xd8\xff", 3)) return IDENTITY__SCAN_FORM__JPEG;
    if (span_begins(s, "%PDF-", 5)) return IDENTITY__SCAN_FORM__PDF;
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

/* ---- taken in ------------------------------------------------------------------------------ */

void scan_arriving(char out[SCAN_ARRIVING_BYTES]) {
    uint8_t random[SCAN_ARRIVING_BYTES / 2];
    crypt_random(random, sizeof random);
    crypt_hex(random, sizeof random, out);
}

static status write_bare(files *store, const span *scan, Identity__ScanForm form,
                         files_stored *out) {
    files_writer *writer = NULL;
    uint8_t *bare = malloc(scan->bytes + SCAN_BARE_MORE);
    if (!bare) return E_UNAVAILABLE;
    size_t bytes = scan_bare(form, scan->at, scan->bytes, bare);
    status s = files_write_start(store, &writer);
    if (s == OK) s = files_write_add(writer, bare, bytes);
    if (s == OK) s = files_write_end(&writer, SCAN_OWNER, out);
    files_write_drop(&writer);
    free(bare);
    return s;
}

status scan_take(files *store, const char *name, scan_found *found, files_stored *out) {
    int fd = -1;
    int64_t bytes = 0;
    *found = (scan_found){IDENTITY__SCAN_FORM__SCAN_FORM_NONE, "scan_form"};
    if (files_read(store, name, &fd, &bytes) != OK) return E_UNAVAILABLE;
    void *data = bytes ? mmap(NULL, (size_t) bytes, PROT_READ, MAP_PRIVATE, fd, 0) : NULL;
    close(fd);
    if (data == MAP_FAILED) return E_UNAVAILABLE;
    if (!data) return E_FORM;
    const span scan = {data, (size_t) bytes};
    *found = scan_form(data, scan.bytes);
    status s = found->reason ? E_FORM : write_bare(store, &scan, found->form, out);
    munmap(data, scan.bytes);
    return s;
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
