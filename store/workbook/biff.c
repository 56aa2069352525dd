/* biff: reads the records of an .xls stream and the texts that run over CONTINUE records. */
#include "store/workbook/biff.h"

#include <stdio.h>
#include <string.h>

#include "proto/runtime/text.h"

void biff_seek(biff *b, uint64_t offset) {
    b->next = offset;
}

bool biff_next(biff *b) {
    uint8_t head[4];
    if (!cfb_read(b->stream, b->next, head, sizeof head)) return false;
    b->type = (unsigned) head[0] | (unsigned) head[1] << 8;
    b->bytes = (unsigned) head[2] | (unsigned) head[3] << 8;
    b->at = 0;
    if (b->bytes > BIFF_RECORD_BYTES ||
        !cfb_read(b->stream, b->next + sizeof head, b->payload, b->bytes))
        return false;
    b->next += sizeof head + b->bytes;
    return true;
}

unsigned biff_u16(const biff *b, unsigned at) {
    if (at + 2 > b->bytes) return 0;
    return (unsigned) b->payload[at] | (unsigned) b->payload[at + 1] << 8;
}

uint32_t biff_u32(const biff *b, unsigned at) {
    return (uint32_t) biff_u16(b, at) | (uint32_t) biff_u16(b, at + 2) << 16;
}

void biff_double(const uint8_t raw[8], char out[40]) {
    double value;
    memcpy(&value, raw, sizeof value);
    snprintf(out, 40, "%.17g", value);
}

/* The file is where it is: text goes on in a CONTINUE record, and nowhere else. */
static bool continues(biff *b) {
    uint64_t here = b->next;
    if (biff_next(b) && b->type == BIFF_CONTINUE) return true;
    b->next = here;
    return false;
}

bool biff_more(biff *b) {
    while (b->at >= b->bytes)
        if (!continues(b)) return false;
    return true;
}

static bool take_byte(biff *b, unsigned *out) {
    if (!biff_more(b)) return false;
    *out = b->payload[b->at++];
    return true;
}

static bool take_number(biff *b, unsigned bytes, uint32_t *out) {
    *out = 0;
    for (unsigned i = 0; i < bytes; i++) {
        unsigned byte;
        if (!take_byte(b, &byte)) return false;
        *out |= (uint32_t) byte << (8 * i);
    }
    return true;
}

static bool skip(biff *b, uint64_t n) {
    while (n > 0) {
        if (b->at >= b->bytes && !continues(b)) return false;
        uint64_t have = b->bytes - b->at, take = n < have ? n : have;
        b->at += (unsigned) take;
        n -= take;
    }
    return true;
}

static void add_character(xlsx_text *out, uint32_t c) {
    char utf8[4];
    xlsx_text_add(out, utf8, text_put(c, utf8));
}

typedef struct utf16 {
    uint32_t high; /* a high surrogate that waits for its other half */
} utf16;

static void add_unit(xlsx_text *out, utf16 *u, uint32_t unit) {
    if (unit >= 0xD800 && unit <= 0xDBFF) {
        u->high = unit;
        return;
    }
    if (unit >= 0xDC00 && unit <= 0xDFFF)
        unit = u->high ? 0x10000 + ((u->high - 0xD800) << 10) + (unit - 0xDC00) : 0xFFFD;
    u->high = 0;
    if (unit != 0) add_character(out, unit);
}

/* The characters; a continued text begins its new record with a fresh byte that says how wide its
 * characters are from there on. */
static bool take_characters(biff *b, uint32_t n, bool wide, xlsx_text *out) {
    utf16 u = {0};
    while (n > 0) {
        if (b->at >= b->bytes) {
            if (!continues(b) || b->bytes == 0) return false;
            wide = b->payload[b->at++] & 1;
            continue;
        }
        uint32_t unit = b->payload[b->at++];
        if (wide && b->at < b->bytes) unit |= (uint32_t) b->payload[b->at++] << 8;
        add_unit(out, &u, unit);
        n--;
    }
    return true;
}

bool biff_text(biff *b, bool wide_count, xlsx_text *out) {
    uint32_t n, runs = 0, extra = 0;
    unsigned flags;
    xlsx_text_clear(out);
    if (!take_number(b, wide_count ? 2 : 1, &n)) return false;
    if (n == 0 && !biff_more(b)) return true; /* an empty text may stand without its flags */
    if (!take_byte(b, &flags)) return false;
    if ((flags & 8) && !take_number(b, 2, &runs)) return false;
    if ((flags & 4) && !take_number(b, 4, &extra)) return false;
    bool whole = take_characters(b, n, flags & 1, out) && skip(b, (uint64_t) runs * 4 + extra);
    out->bytes[out->length] = '\0';
    return whole;
}
