/* legacy: MD5, SHA-1 and SHA-256 of a password with or without salt. */
#include "proto/runtime/crypt/legacy.h"

#include <openssl/evp.h>
#include <string.h>

static const EVP_MD *digest_of(crypt_legacy kind) {
    switch (kind) {
    case CRYPT_MD5:
        return EVP_md5();
    case CRYPT_SHA1:
        return EVP_sha1();
    case CRYPT_SHA256:
        return EVP_sha256();
    }
    return NULL;
}

size_t crypt_legacy_length(crypt_legacy kind) {
    const EVP_MD *digest = digest_of(kind);
    return digest ? 2 * (size_t) EVP_MD_get_size(digest) : 0;
}

bool crypt_legacy_hex(crypt_legacy kind, const char *first, const char *second,
                      char out[CRYPT_LEGACY_HEX]) {
    uint8_t hash[EVP_MAX_MD_SIZE];
    unsigned bytes = 0;
    const EVP_MD *digest = digest_of(kind);
    if (!digest) return false;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    must(context && EVP_DigestInit_ex(context, digest, NULL) == 1 &&
         EVP_DigestUpdate(context, first, strlen(first)) == 1 &&
         EVP_DigestUpdate(context, second, strlen(second)) == 1 &&
         EVP_DigestFinal_ex(context, hash, &bytes) == 1);
    EVP_MD_CTX_free(context);
    crypt_hex(hash, bytes, out);
    crypt_wipe(hash, sizeof hash);
    return true;
}
