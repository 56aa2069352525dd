/* network: cuts an address to what one customer holds. */
#include "workers/rules/network.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

void network_of(const char *address, char out[NETWORK_BYTES]) {
    uint8_t bytes[16];
    if (inet_pton(AF_INET6, address, bytes) == 1) {
        memset(bytes + 8, 0, 8);
        if (inet_ntop(AF_INET6, bytes, out, NETWORK_BYTES)) return;
    }
    snprintf(out, NETWORK_BYTES, "%s", address);
}
