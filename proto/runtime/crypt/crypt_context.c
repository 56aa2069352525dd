/* crypt_context: what OpenSSL 3 wants to be looked up once. A fetch costs more than the digest of a
 * short text, so algorithms live as long as the process and contexts as long as their thread. Work
 * comes in runs under one key (the blocks of a subject, the keys under the master key, the
 * envelopes of a door), and preparing a key costs as much as using it: a context stays prepared for
 * the key that it had last. */
#include "proto/runtime/crypt/crypt_context.h"

#include <openssl/core_names.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static struct {
    EVP_MD *digest[2];
    EVP_MAC *hmac;
    EVP_CIPHER *sm4_ctr, *sm4_ecb, *aes_gcm;
} fetched;

/* The key that a context is prepared for; 0 bytes: none, or one too long to be remembered. */
typedef struct last_key {
    size_t bytes;
    uint8_t key[CRYPT_KEY_BYTES];
} last_key;

typedef struct contexts {
    EVP_MD_CTX *digest;
    EVP_MAC_CTX *mac[2];
    last_key mac_key[2];
    EVP_CIPHER_CTX *cipher, *sm4_ctr;
    last_key sm4_key;
} contexts;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t thread_end;
static _Thread_local contexts mine;
static _Thread_local bool mine_known;

static void give_back(void *self) {
    contexts *c = self;
    EVP_MD_CTX_free(c->digest);
    EVP_MAC_CTX_free(c->mac[0]);
    EVP_MAC_CTX_free(c->mac[1]);
    EVP_CIPHER_CTX_free(c->cipher);
    EVP_CIPHER_CTX_free(c->sm4_ctr);
    crypt_wipe(c, sizeof *c);
}

static void give_back_main(void) {
    give_back(&mine);
    for (int i = 0; i < 2; i++) EVP_MD_free(fetched.digest[i]);
    EVP_MAC_free(fetched.hmac);
    EVP_CIPHER_free(fetched.sm4_ctr);
    EVP_CIPHER_free(fetched.sm4_ecb);
    EVP_CIPHER_free(fetched.aes_gcm);
}

static void fetch(void) {
    fetched.digest[0] = EVP_MD_fetch(NULL, "SM3", NULL);
    fetched.digest[1] = EVP_MD_fetch(NULL, "SHA256", NULL);
    fetched.hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    fetched.sm4_ctr = EVP_CIPHER_fetch(NULL, "SM4-CTR", NULL);
    fetched.sm4_ecb = EVP_CIPHER_fetch(NULL, "SM4-ECB", NULL);
    fetched.aes_gcm = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
    must(fetched.digest[0] && fetched.digest[1] && fetched.hmac);
    must(fetched.sm4_ctr && fetched.sm4_ecb && fetched.aes_gcm);
    must(pthread_key_create(&thread_end, give_back) == 0);
    atexit(give_back_main);
}

static contexts *thread_contexts(void) {
    pthread_once(&once, fetch);
    if (!mine_known) {
        mine_known = true;
        must(pthread_setspecific(thread_end, &mine) == 0);
    }
    return &mine;
}

const EVP_MD *crypt_digest(crypt_suite suite) {
    thread_contexts();
    return fetched.digest[suite == CRYPT_STD];
}

const EVP_CIPHER *crypt_cipher_sm4_ecb(void) {
    thread_contexts();
    return fetched.sm4_ecb;
}

const EVP_CIPHER *crypt_cipher_aes_gcm(void) {
    thread_contexts();
    return fetched.aes_gcm;
}

EVP_MD_CTX *crypt_digest_context(void) {
    contexts *c = thread_contexts();
    if (!c->digest) c->digest = EVP_MD_CTX_new();
    must(c->digest);
    return c->digest;
}

EVP_MAC_CTX *crypt_mac_context(crypt_suite suite) {
    contexts *c = thread_contexts();
    EVP_MAC_CTX **context = &c->mac[suite == CRYPT_STD];
    if (!*context) {
        *context = EVP_MAC_CTX_new(fetched.hmac);
        must(*context);
        char name[8] = "SM3";
        if (suite == CRYPT_STD) memcpy(name, "SHA256", sizeof "SHA256");
        OSSL_PARAM digest[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
                               OSSL_PARAM_construct_end()};
        must(EVP_MAC_CTX_set_params(*context, digest) == 1);
    }
    return *context;
}

EVP_CIPHER_CTX *crypt_cipher_context(void) {
    contexts *c = thread_contexts();
    if (!c->cipher) c->cipher = EVP_CIPHER_CTX_new();
    must(c->cipher);
    return c->cipher;
}

static bool is_last(const last_key *last, const void *key, size_t bytes) {
    return bytes > 0 && bytes == last->bytes && crypt_equal(last->key, key, bytes);
}

static void remember(last_key *last, const void *key, size_t bytes) {
    last->bytes = bytes <= sizeof last->key ? bytes : 0;
    memcpy(last->key, key, last->bytes);
}

/* The cipher's key is derived and the MAC has the whole key: one other bit in it, and the MAC
 * fails. No MAC runs over a message as short as the label. */
EVP_CIPHER_CTX *crypt_sm4_ctr(const uint8_t key[CRYPT_KEY_BYTES], const uint8_t *iv) {
    contexts *c = thread_contexts();
    if (!c->sm4_ctr) c->sm4_ctr = EVP_CIPHER_CTX_new();
    must(c->sm4_ctr);
    if (is_last(&c->sm4_key, key, CRYPT_KEY_BYTES)) {
        must(EVP_CipherInit_ex2(c->sm4_ctr, NULL, NULL, iv, 1, NULL) == 1);
        return c->sm4_ctr;
    }
    uint8_t cipher_key[CRYPT_HASH_BYTES];
    crypt_hmac_sm3(key, CRYPT_KEY_BYTES, "cipher", 6, cipher_key);
    must(EVP_CipherInit_ex2(c->sm4_ctr, fetched.sm4_ctr, cipher_key, iv, 1, NULL) == 1);
    crypt_wipe(cipher_key, sizeof cipher_key);
    remember(&c->sm4_key, key, CRYPT_KEY_BYTES);
    return c->sm4_ctr;
}

void crypt_mac(crypt_suite suite, const void *key, size_t key_bytes, const crypt_piece *piece,
               size_t n, uint8_t out[CRYPT_HASH_BYTES]) {
    EVP_MAC_CTX *context = crypt_mac_context(suite);
    last_key *last = &thread_contexts()->mac_key[suite == CRYPT_STD];
    size_t length = 0;
    if (is_last(last, key, key_bytes)) {
        must(EVP_MAC_init(context, NULL, 0, NULL) == 1);
    } else {
        must(EVP_MAC_init(context, key, key_bytes, NULL) == 1);
        remember(last, key, key_bytes);
    }
    for (size_t i = 0; i < n; i++)
        if (piece[i].bytes > 0) must(EVP_MAC_update(context, piece[i].data, piece[i].bytes) == 1);
    must(EVP_MAC_final(context, out, &length, CRYPT_HASH_BYTES) == 1 && length == CRYPT_HASH_BYTES);
}
