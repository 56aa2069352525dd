/* scan_parts: a picture's file in its parts, for who checks a scan and who makes it bare. Nothing
 * beyond the end is read, whatever a length says. Inner header of files. */
#ifndef HALL_FILES_SCAN_PARTS_H
#define HALL_FILES_SCAN_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct span {
    const uint8_t *at;
    size_t bytes;
} span;

static inline bool span_begins(span s, const char *text, size_t bytes) {
    return s.bytes >= bytes && !memcmp(s.at, text, bytes);
}

static inline span span_after(span s, size_t bytes) {
    return bytes > s.bytes ? (span){s.at + s.bytes, 0} : (span){s.at + bytes, s.bytes - bytes};
}

static inline size_t span_number(const uint8_t *big_endian, size_t bytes) {
    size_t n = 0;
    for (size_t i = 0; i < bytes; i++) n = n << 8 | big_endian[i];
    return n;
}

/* One part. whole: with its frame and, of a JPEG's SOS, the picture's data behind it. name: of a
 * chunk of a PNG; mark: of a segment of a JPEG. content: without length and check. */
typedef struct scan_part {
    span whole, content;
    const char *name;
    uint8_t mark;
} scan_part;

/* scan_png_part, scan_jpeg_part: takes the next part off the front of `rest`, which begins behind
 * the head of the file; false when there is no whole one. */
bool scan_png_part(span *rest, scan_part *out);
bool scan_jpeg_part(span *rest, scan_part *out);

/* Names and marks (ISO/IEC 15948; ITU-T T.81, annex B). */
#define SCAN_PNG_HEAD "\x89PNG\r\n\x1a\n"
enum {
    SCAN_PNG_HEAD_BYTES = 8,
    SCAN_PNG_FRAME = 12,
    JPEG_MARK = 0xff,
    JPEG_SOI = 0xd8,
    JPEG_EOI = 0xd9,
    JPEG_SOS = 0xda,
    JPEG_APP0 = 0xe0,
    JPEG_APP15 = 0xef,
    JPEG_COM = 0xfe
};

#endif
