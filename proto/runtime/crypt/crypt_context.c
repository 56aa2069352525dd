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
    EVP_CIPHER *sm4_ecb, *aes_gcm;
} fetched;

/* The key that a context is prepared for; 0 bytes: none, or one too long to be remembered. */
typedef struct last_key {
    size_t bytes;
    uint8_t key[CRYPT_KEY_BYTES];
} last_key;

typedef struct contexts {
    EVP_MD_CTX *digest;
    EVP_MAC_CTX *sha256_mac;
    EVP_CIPHER_CTX *cipher;
    gcry_mac_hd_t sm3_mac;
    gcry_cipher_hd_t sm4_ctr;
    last_key sha256_key, sm3_key, sm4_key;
} contexts;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t thread_end;
static _Thread_local contexts mine;
static _Thread_local bool mine_known;

static void give_back(void *self) {
    contexts *c = self;
    EVP_MD_CTX_free(c->digest);
    EVP_MAC_CTX_free(c->sha256_mac);
    EVP_CIPHER_CTX_free(c->cipher);
    gcry_mac_close(c->sm3_mac);
    gcry_cipher_close(c->sm4_ctr);
    crypt_wipe(c, sizeof *c);
}

static void give_back_main(void) {
    give_back(&mine);
    for (int i = 0; i < 2; i++) EVP_MD_free(fetched.digest[i]);
    EVP_MAC_free(fetched.hmac);
    EVP_CIPHER_free(fetched.sm4_ecb);
    EVP_CIPHER_free(fetched.aes_gcm);
}

static void fetch(void) {
    fetched.digest[0] = EVP_MD_fetch(NULL, "SM3", NULL);
    fetched.digest[1] = EVP_MD_fetch(NULL, "SHA256", NULL);
    fetched.hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    fetched.sm4_ecb = EVP_CIPHER_fetch(NULL, "SM4-ECB", NULL);
    fetched.aes_gcm = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
    must(fetched.digest[0] && fetched.digest[1] && fetched.hmac);
    must(fetched.sm4_ecb && fetched.aes_gcm);
    must(gcry_check_version(GCRYPT_VERSION));
    must(gcry_control(GCRYCTL_DISABLE_SECMEM, 0) == 0); /* keys lie in memory of our own */
    must(gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0) == 0);
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

EVP_CIPHER_CTX *crypt_cipher_context(void) {
    contexts *c = thread_contexts();
    if (!c->cipher) c->cipher = EVP_CIPHER_CTX_new();
    must(c->cipher);
    return c->cipher;
}

/* ---- under a key ------------------------------------------------------------------------------
 */

static bool is_last(const last_key *last, const void *key, size_t bytes) {
    return bytes > 0 && bytes == last->bytes && crypt_equal(last->key, key, bytes);
}

static void remember(last_key *last, const void *key, size_t bytes) {
    last->bytes = bytes <= sizeof last->key ? bytes : 0;
    memcpy(last->key, key, last->bytes);
}

EVP_MAC_CTX *crypt_sha256_mac(const void *key, size_t key_bytes) {
    contexts *c = thread_contexts();
    if (!c->sha256_mac) {
        c->sha256_mac = EVP_MAC_CTX_new(fetched.hmac);
        must(c->sha256_mac);
        char name[] = "SHA256";
        OSSL_PARAM digest[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
                               OSSL_PARAM_construct_end()};
        must(EVP_MAC_CTX_set_params(c->sha256_mac, digest) == 1);
    }
    bool again = is_last(&c->sha256_key, key, key_bytes);
    must(EVP_MAC_init(c->sha256_mac, again ? NULL : key, again ? 0 : key_bytes, NULL) == 1);
    if (!again) remember(&c->sha256_key, key, key_bytes);
    return c->sha256_mac;
}

gcry_mac_hd_t crypt_sm3_mac(const void *key, size_t key_bytes) {
    contexts *c = thread_contexts();
    if (!c->sm3_mac) must(gcry_mac_open(&c->sm3_mac, GCRY_MAC_HMAC_SM3, 0, NULL) == 0);
    if (is_last(&c->sm3_key, key, key_bytes)) {
        must(gcry_mac_reset(c->sm3_mac) == 0);
    } else {
        must(gcry_mac_setkey(c->sm3_mac, key, key_bytes) == 0);
        remember(&c->sm3_key, key, key_bytes);
    }
    return c->sm3_mac;
}

/* The cipher's key is derived and the MAC has the whole key: one other bit in it, and the MAC
 * fails. No MAC runs over a message as short as the label. */
static void prepare_sm4(contexts *c, const uint8_t key[CRYPT_KEY_BYTES]) {
    uint8_t cipher_key[CRYPT_HASH_BYTES];
    if (!c->sm4_ctr)
        must(gcry_cipher_open(&c->sm4_ctr, GCRY_CIPHER_SM4, GCRY_CIPHER_MODE_CTR, 0) == 0);
    crypt_hmac_sm3(key, CRYPT_KEY_BYTES, "cipher", 6, cipher_key);
    must(gcry_cipher_setkey(c->sm4_ctr, cipher_key, CRYPT_SM4_KEY_BYTES) == 0);
    crypt_wipe(cipher_key, sizeof cipher_key);
    remember(&c->sm4_key, key, CRYPT_KEY_BYTES);
}

gcry_cipher_hd_t crypt_sm4_ctr(const uint8_t key[CRYPT_KEY_BYTES], const uint8_t *iv) {
    contexts *c = thread_contexts();
    if (!is_last(&c->sm4_key, key, CRYPT_KEY_BYTES)) prepare_sm4(c, key);
    must(gcry_cipher_setctr(c->sm4_ctr, iv, CRYPT_SM4_KEY_BYTES) == 0);
    return c->sm4_ctr;
}
