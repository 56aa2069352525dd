/* crypt_agree: the secret that two Curve25519 pairs share. */
#include <openssl/evp.h>

#include "proto/runtime/crypt/crypt.h"

bool crypt_agree(const uint8_t secret[32], const uint8_t public_key[32], uint8_t out[32]) {
    size_t bytes = 32;
    EVP_PKEY *own = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, secret, 32);
    EVP_PKEY *peer = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, public_key, 32);
    EVP_PKEY_CTX *context = own && peer ? EVP_PKEY_CTX_new(own, NULL) : NULL;
    bool good = context && EVP_PKEY_derive_init(context) == 1 &&
                EVP_PKEY_derive_set_peer(context, peer) == 1 &&
                EVP_PKEY_derive(context, out, &bytes) == 1 && bytes == 32;
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(own);
    EVP_PKEY_free(peer);
    return good;
}
