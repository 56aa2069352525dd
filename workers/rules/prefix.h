/* prefix: IPv4 and IPv6 prefixes as people write them. Source: RFC 4632 3.1, RFC 4291 2.3. */
#ifndef HALL_RULES_PREFIX_H
#define HALL_RULES_PREFIX_H

#include "proto/runtime/status.h"

typedef struct prefix {
    uint8_t address[16];
    unsigned address_bits; /* 32 or 128 */
    unsigned prefix_bits;
} prefix;

/* prefix_parse: "203.0.113.0/24", "2001:db8::/32", or a single address.
 * errors  E_FORM: neither, or a prefix with bits set behind its length. */
status prefix_parse(const char *text, prefix *out) MUST_CHECK;

/* prefix_lists: whether `address` lies in one of the networks in `list`, divided by commas. An
 * address that is none lies nowhere; an IPv4 address written as IPv6 counts as IPv4. */
bool prefix_lists(const char *list, const char *address);

#endif
