/* scan_parts: walks the parts of PNG and JPEG files. */
#include "store/files/scan_parts.h"

enum { RST0 = 0xd0, RST7 = 0xd7, TEM = 0x01 };

/* Length, name, content and check of each chunk. */
bool scan_png_part(span *rest, scan_part *out) {
    if (rest->bytes < SCAN_PNG_FRAME) return false;
    const size_t bytes = span_number(rest->at, 4);
    if (bytes > rest->bytes - SCAN_PNG_FRAME) return false;
    *out = (scan_part){.whole = {rest->at, bytes + SCAN_PNG_FRAME},
                       .content = {rest->at + 8, bytes},
                       .name = (const char *) rest->at + 4};
    *rest = span_after(*rest, bytes + SCAN_PNG_FRAME);
    return true;
}

static bool stands_alone(uint8_t mark) {
    return mark == TEM || (mark >= RST0 && mark <= RST7);
}

/* The picture's own data: up to the next marker that is none of its restarts. */
static span skip_data(span s) {
    while (s.bytes >= 2 &&
           !(s.at[0] == JPEG_MARK && s.at[1] && s.at[1] != JPEG_MARK && !stands_alone(s.at[1])))
        s = span_after(s, 1);
    return s;
}

static bool bare_mark(span *rest, size_t bytes, scan_part *out) {
    *out = (scan_part){.whole = {rest->at, bytes}, .mark = rest->at[1]};
    *rest = span_after(*rest, bytes);
    return true;
}

bool scan_jpeg_part(span *rest, scan_part *out) {
    if (rest->bytes < 2 || rest->at[0] != JPEG_MARK) return false;
    const uint8_t mark = rest->at[1];
    if (mark == JPEG_MARK) return bare_mark(rest, 1, out); /* a fill byte */
    if (mark == JPEG_EOI || stands_alone(mark)) return bare_mark(rest, 2, out);
    if (rest->bytes < 4) return false;
    const size_t bytes = span_number(rest->at + 2, 2);
    if (bytes < 2 || bytes + 2 > rest->bytes) return false;
    *out = (scan_part){
        .whole = {rest->at, bytes + 2}, .content = {rest->at + 4, bytes - 2}, .mark = mark};
    span behind = span_after(*rest, bytes + 2);
    if (mark == JPEG_SOS) behind = skip_data(behind);
    out->whole.bytes = (size_t) (behind.at - rest->at);
    *rest = behind;
    return true;
}
