/* xlsx_text: collects text that arrives in pieces and undoes _xHHHH_ escapes. */
#include "store/workbook/xlsx_text.h"

#include <string.h>

#include "proto/runtime/text.h"

void xlsx_text_clear(xlsx_text *t) {
    t->length = 0;
    t->bytes[0] = '\0';
}

void xlsx_text_add(xlsx_text *t, const char *bytes, size_t length) {
    size_t room = XLSX_TEXT_BYTES - t->length;
    if (length > room) length = room;
    memcpy(t->bytes + t->length, bytes, length);
    t->length += length;
}

static int hex_digit(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

/* The character of an escape at `at`, 0 when there is none. */
static uint32_t escape(const char *at, size_t left) {
    if (left < 7 || at[0] != '_' || at[1] != 'x' || at[6] != '_') return 0;
    uint32_t c = 0;
    for (int i = 2; i < 6; i++) {
        int digit = hex_digit(at[i]);
        if (digit < 0) return 0;
        c = c << 4 | (uint32_t) digit;
    }
    return c >= 0xD800 && c <= 0xDFFF ? 0 : c;
}

void xlsx_text_finish(xlsx_text *t) {
    size_t to = 0;
    if (!memchr(t->bytes, '_', t->length)) {
        t->bytes[t->length] = '\0';
        return;
    }
    for (size_t from = 0; from < t->length;) {
        uint32_t c = escape(t->bytes + from, t->length - from);
        if (c == 0) {
            t->bytes[to++] = t->bytes[from++];
            continue;
        }
        to += text_put(c, t->bytes + to);
        from += 7;
    }
    t->length = to;
    t->bytes[to] = '\0';
}
