/* story_hash: counts slow hashes of passwords. The linker puts these functions in the place of the
 * library's (CMakeLists.txt). */
#include "proto/runtime/crypt/crypt.h"
#include "tests/lib/story_slow.h"

bool __real_crypt_password_verify(const char *hash, const char *password);
bool __wrap_crypt_password_verify(const char *hash, const char *password);
void __real_crypt_password_salted(crypt_password_profile profile, const char *password,
                                  const uint8_t *salt, char *out);
void __wrap_crypt_password_salted(crypt_password_profile profile, const char *password,
                                  const uint8_t *salt, char *out);

bool __wrap_crypt_password_verify(const char *hash, const char *password) {
    story_hashed++;
    return __real_crypt_password_verify(hash, password);
}

void __wrap_crypt_password_salted(crypt_password_profile profile, const char *password,
                                  const uint8_t *salt, char *out) {
    story_hashed++;
    __real_crypt_password_salted(profile, password, salt, out);
}
