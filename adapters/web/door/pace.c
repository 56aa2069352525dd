/* pace: see pace.h. A level for each key that sinks with time: a burst is allowed, then a try each
 * step. */
#include "adapters/web/door/pace.h"

#include <stdlib.h>
#include <string.h>

#include "proto/runtime/crypt/crypt.h"
#include "proto/runtime/network.h"

enum { KEYS_MAX = 2048, KEY_BYTES = 2 * CRYPT_HASH_BYTES + 1 };

/* An office in the morning behind one address: 240 at once, then four a second. A person: a dozen,
 * then one each five seconds. */
static const struct {
    int64_t step_us, burst;
} limits[PACE_KINDS] = {[PACE_ADDRESS] = {250000, 240}, [PACE_DEVICE] = {5000000, 12}};

/* forgotten_us: when the last counted try is forgotten. */
typedef struct level {
    char key[KEY_BYTES];
    int64_t forgotten_us;
} level;

struct pace {
    level level[PACE_KINDS][KEYS_MAX];
    unsigned n[PACE_KINDS];
};

pace *pace_open(void) {
    return calloc(1, sizeof(pace));
}

void pace_close(pace *p) {
    free(p);
}

static level *level_of(pace *p, pace_kind kind, const char *key) {
    level *quiet = NULL;
    for (unsigned i = 0; i < p->n[kind]; i++) {
        level *l = &p->level[kind][i];
        if (!strcmp(l->key, key)) return l;
        if (!quiet || l->forgotten_us < quiet->forgotten_us) quiet = l;
    }
    level *fresh = p->n[kind] < KEYS_MAX ? &p->level[kind][p->n[kind]++] : quiet;
    *fresh = (level){.forgotten_us = 0};
    strncpy(fresh->key, key, sizeof fresh->key - 1);
    return fresh;
}

bool pace_try(pace *p, pace_kind kind, const char *key, int64_t now_us) {
    level *l = level_of(p, kind, key);
    const int64_t step_us = limits[kind].step_us;
    const int64_t from_us = l->forgotten_us > now_us ? l->forgotten_us : now_us;
    if (from_us + step_us - now_us > limits[kind].burst * step_us) return false;
    l->forgotten_us = from_us + step_us;
    return true;
}

/* Keys are hashed: no cookie lies in a table. */
static void device_of(request *r, char out[KEY_BYTES]) {
    uint8_t secret[SESSION_TOKEN_BYTES], hash[CRYPT_HASH_BYTES];
    const bool there = session_device(request_header(r, "Cookie"), secret);
    crypt_sm3(there ? secret : r->token, SESSION_TOKEN_BYTES, hash);
    crypt_hex(hash, sizeof hash, out);
}

bool pace_admit(request *r) {
    char address[NETWORK_BYTES], device[KEY_BYTES];
    const int64_t now_us = web_now_us();
    network_of(r->visitor->address, address);
    device_of(r, device);
    const bool may = pace_try(r->web->pace, PACE_DEVICE, device, now_us) &&
                     pace_try(r->web->pace, PACE_ADDRESS, address, now_us);
    return may || request_refuse(r, (problem){.code = E_TOO_OFTEN, .reason = "places"});
}
