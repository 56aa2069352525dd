/* network: cuts an address to what one customer holds. */
#include "proto/runtime/network.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

void network_of(const char *address, char out[NETWORK_BYTES]) {
    uint8_t bytes[16];
    if (inet_pton(AF_INET6, address, bytes) == 1) {
        if (!memcmp(bytes, mapped, sizeof mapped) &&
            inet_ntop(AF_INET, bytes + sizeof mapped, out, NETWORK_BYTES))
            return;
        memset(bytes + 8, 0, 8);
        if (inet_ntop(AF_INET6, bytes, out, NETWORK_BYTES)) return;
    }
    snprintf(out, NETWORK_BYTES, "%s", address);
}
