/* network: the part of a client's address by which strangers are counted. */
#ifndef HALL_RUNTIME_NETWORK_H
#define HALL_RUNTIME_NETWORK_H

#define NETWORK_BYTES 64

/* network_of: an IPv4 address as it is, also when it is written as IPv6; of an IPv6 address the
 * first 64 bits, because one customer has all addresses behind them (RFC 6177); anything else as it
 * is, cut to the room. */
void network_of(const char *address, char out[NETWORK_BYTES]);

#endif
