/* prefix: which addresses a prefix holds. */
#include "workers/rules/prefix.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_BYTES = 64 };

static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static bool read_address(const char *text, prefix *out) {
    *out = (prefix){.address_bits = 32};
    if (inet_pton(AF_INET, text, out->address) != 1) {
        out->address_bits = 128;
        if (inet_pton(AF_INET6, text, out->address) != 1) return false;
    }
    out->prefix_bits = out->address_bits;
    return true;
}

static bool bit_at(const uint8_t *address, unsigned i) {
    return address[i / 8] >> (7 - i % 8) & 1;
}

static bool is_first(const prefix *n) {
    for (unsigned i = n->prefix_bits; i < n->address_bits; i++)
        if (bit_at(n->address, i)) return false;
    return true;
}

/* A length is digits without a leading zero. */
static bool read_prefix(const char *text, prefix *out) {
    size_t digits = strspn(text, "0123456789");
    if (!digits || digits > 3 || text[digits] || (digits > 1 && text[0] == '0')) return false;
    out->prefix_bits = (unsigned) strtoul(text, NULL, 10);
    return out->prefix_bits <= out->address_bits;
}

status prefix_parse(const char *text, prefix *out) {
    char address[TEXT_BYTES];
    size_t n = strcspn(text, "/");
    if (n >= sizeof address) return E_FORM;
    memcpy(address, text, n);
    address[n] = '\0';
    if (!read_address(address, out)) return E_FORM;
    if (text[n] && !read_prefix(text + n + 1, out)) return E_FORM;
    return is_first(out) ? OK : E_FORM;
}

static bool holds(const prefix *n, const prefix *one) {
    if (n->address_bits != one->address_bits) return false;
    for (unsigned i = 0; i < n->prefix_bits; i++)
        if (bit_at(n->address, i) != bit_at(one->address, i)) return false;
    return true;
}

bool prefix_lists(const char *list, const char *address) {
    prefix one, n;
    char text[TEXT_BYTES];
    if (!read_address(address, &one)) return false;
    if (one.address_bits == 128 && !memcmp(one.address, mapped, sizeof mapped)) {
        memmove(one.address, one.address + sizeof mapped, 4);
        one.address_bits = 32;
    }
    for (const char *at = list; *at; at += *at == ',') {
        size_t bytes = strcspn(at, ",");
        if (bytes < sizeof text) {
            memcpy(text, at, bytes);
            text[bytes] = '\0';
            if (prefix_parse(text, &n) == OK && holds(&n, &one)) return true;
        }
        at += bytes;
    }
    return false;
}
