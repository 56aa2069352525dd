/* The primitives against published vectors, and that a sealed text opens only whole and only with
 * its key. */
#include "proto/runtime/crypt/crypt.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/cmocka.h"

static void assert_hex(const uint8_t *data, size_t bytes, const char *expected) {
    char text[257];
    crypt_hex(data, bytes, text);
    assert_string_equal(text, expected);
}

/* GB/T 32905-2016 A.1; FIPS 180-4. */
static void test_digests(void **state) {
    (void) state;
    uint8_t out[32];
    crypt_sm3("abc", 3, out);
    assert_hex(out, 32, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    crypt_sha256("abc", 3, out);
    assert_hex(out, 32, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    crypt_hasher *h = crypt_hasher_open(CRYPT_SM);
    crypt_hasher_add(h, "a", 1);
    crypt_hasher_add(h, "bc", 2);
    crypt_hasher_end(&h, out);
    assert_hex(out, 32, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
}

/* RFC 4231 case 2; HMAC-SM3 as computed by OpenSSL and GmSSL. */
static void test_keyed_hashes(void **state) {
    (void) state;
    uint8_t out[32], again[32];
    crypt_hmac_sha256("Jefe", 4, "what do ya want for nothing?", 28, out);
    assert_hex(out, 32, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    crypt_hmac_sm3("Jefe", 4, "what do ya want for nothing?", 28, out);
    assert_hex(out, 32, "2e87f1d16862e6d964b50a5200bf2b10b764faa9680a296a2405f24bec39f882");
    crypt_hmac_sm3("other", 5, "what do ya want for nothing?", 28, again);
    assert_false(crypt_equal(out, again, 32));
}

/* Contexts stay prepared for the last key: what comes out is that of a key never used before. */
static void a_key_used_before_changes_nothing(void **state) {
    (void) state;
    for (crypt_suite suite = CRYPT_SM; suite <= CRYPT_STD; suite++) {
        const char *const keys[] = {"one",
                                    "one",
                                    "two",
                                    "one",
                                    "a key that is longer than 32 bytes",
                                    "a key that is longer than 32 bytes!",
                                    "one"};
        uint8_t first[32], out[32], before[32] = {0};
        crypt_hmac(suite, "one", 3, "text", 4, first);
        for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
            crypt_hmac(suite, keys[i], strlen(keys[i]), "text", 4, out);
            assert_true(crypt_equal(out, first, 32) == (strcmp(keys[i], "one") == 0));
            assert_true(i == 0 ||
                        crypt_equal(out, before, 32) == (strcmp(keys[i], keys[i - 1]) == 0));
            memcpy(before, out, sizeof before);
        }
        uint8_t key[2][32] = {{1}, {2}}, sealed[4][64], plain[64];
        size_t n[4], opened;
        for (size_t i = 0; i < 4; i++)
            n[i] = crypt_seal(suite, key[i / 2], "p", 1, "hello", 5, sealed[i]);
        for (size_t i = 4; i-- > 0;) {
            assert_false(
                crypt_open(suite, key[1 - i / 2], "p", 1, sealed[i], n[i], plain, &opened));
            assert_true(crypt_open(suite, key[i / 2], "p", 1, sealed[i], n[i], plain, &opened));
            assert_memory_equal(plain, "hello", 5);
        }
    }
}

/* GB/T 32907-2016 A.1. */
static void test_sm4_block(void **state) {
    (void) state;
    uint8_t key[16], block[16];
    assert_true(crypt_unhex("0123456789abcdeffedcba9876543210", key, 16));
    memcpy(block, key, 16);
    crypt_sm4_ecb(key, true, block, 1, block);
    assert_hex(block, 16, "681edf34d206965e86b3e94f536e4246");
    crypt_sm4_ecb(key, false, block, 1, block);
    assert_memory_equal(block, key, 16);
}

static void test_sealed_opens_only_whole(void **state) {
    (void) state;
    for (crypt_suite suite = CRYPT_SM; suite <= CRYPT_STD; suite++) {
        uint8_t key[32] = {1, 2, 3}, wrong[32] = {1, 2, 4}, sealed[64], plain[64];
        size_t n = crypt_seal(suite, key, "p1", 2, "hello", 5, sealed), opened = 0;
        assert_true(crypt_open(suite, key, "p1", 2, sealed, n, plain, &opened));
        assert_int_equal(opened, 5);
        assert_memory_equal(plain, "hello", 5);
        assert_false(crypt_open(suite, wrong, "p1", 2, sealed, n, plain, &opened));
        assert_false(crypt_open(suite, key, "p2", 2, sealed, n, plain, &opened));
        for (size_t cut = 0; cut < n; cut++)
            assert_false(crypt_open(suite, key, "p1", 2, sealed, cut, plain, &opened));
        for (size_t bit = 0; bit < n * 8; bit++) {
            sealed[bit / 8] ^= (uint8_t) (1u << bit % 8);
            assert_false(crypt_open(suite, key, "p1", 2, sealed, n, plain, &opened));
            sealed[bit / 8] ^= (uint8_t) (1u << bit % 8);
        }
        uint8_t other[64];
        crypt_seal(suite, key, "p1", 2, "hello", 5, other);
        assert_memory_not_equal(sealed, other, n); /* never the same twice */
    }
}

static void test_base64_is_strict(void **state) {
    (void) state;
    char text[16];
    uint8_t out[16];
    size_t n;
    for (size_t i = 0; i <= 7; i++) {
        crypt_base64("\xff\x00\x7f"
                     "abcd",
                     i, text);
        assert_true(crypt_unbase64(text, strlen(text), out, &n));
        assert_int_equal(n, i);
        assert_memory_equal(out,
                            "\xff\x00\x7f"
                            "abcd",
                            i);
    }
    crypt_base64("fo", 2, text);
    assert_string_equal(text, "Zm8=");
    const char *const wrong[] = {"Zm8", "Zm9=", "Zm8*", "Z===", "=m8=", "Zm8=Zm8="};
    for (size_t i = 0; i < 6; i++)
        assert_false(crypt_unbase64(wrong[i], strlen(wrong[i]), out, &n));
}

static void test_passwords(void **state) {
    (void) state;
    char hash[CRYPT_PASSWORD_BYTES];
    crypt_password_hash("Hall-demo", hash);
    assert_true(crypt_password_verify(hash, "Hall-demo"));
    assert_false(crypt_password_verify(hash, "Hall-demo "));
    assert_false(crypt_password_verify("nonsense", "Hall-demo"));
    uint8_t key[32], again[32];
    crypt_pbkdf2_sm3("pass", "salt", 4, 1000, key, 32);
    crypt_pbkdf2_sm3("pass", "salu", 4, 1000, again, 32);
    assert_memory_not_equal(key, again, 32);
}

/* A hash says by itself how it was made, and what it says is not trusted too far. */
static void test_password_profiles(void **state) {
    (void) state;
    static const uint8_t salt[CRYPT_SALT_BYTES] = "fifteen bytes..";
    const crypt_password_profile profiles[] = {CRYPT_PASSWORD_ARGON2ID, CRYPT_PASSWORD_SM3};
    char hash[2][CRYPT_PASSWORD_BYTES], again[CRYPT_PASSWORD_BYTES];
    for (int i = 0; i < 2; i++) {
        crypt_password_salted(profiles[i], "Hall-demo", salt, hash[i]);
        crypt_password_salted(profiles[i], "Hall-demo", salt, again);
        assert_string_equal(hash[i], again);
        assert_true(crypt_password_verify(hash[i], "Hall-demo"));
        assert_false(crypt_password_verify(hash[i], "Hall-dem0"));
        assert_true(crypt_password_is(profiles[i], hash[i]));
        assert_false(crypt_password_is(profiles[1 - i], hash[i]));
    }
    assert_memory_equal(hash[0], "$argon2id$", 10);
    assert_memory_equal(hash[1], "$pbkdf2-sm3$i=200000$", 21);
    const char *const malformed[] = {
        "$pbkdf2-sm3$i=", "$pbkdf2-sm3$i=0$AAAAAAAAAAAAAAAAAAAAAA$", "$pbkdf2-sm3$i=1$AAAA$AAAA",
        "$pbkdf2-sm3$i=99999999999$AAAAAAAAAAAAAAAAAAAAAA$AAAA", "$pbkdf2-sm3$i=1"};
    for (size_t i = 0; i < sizeof malformed / sizeof malformed[0]; i++)
        assert_false(crypt_password_verify(malformed[i], "x"));
    hash[1][strlen(hash[1]) - 1] = '\0'; /* cut */
    assert_false(crypt_password_verify(hash[1], "Hall-demo"));
    crypt_password_profile found;
    assert_true(crypt_password_profile_find("sm3", &found) && found == CRYPT_PASSWORD_SM3);
    assert_true(crypt_password_profile_find("argon2id", &found) &&
                found == CRYPT_PASSWORD_ARGON2ID);
    assert_false(crypt_password_profile_find("md5", &found));
}

static int by_bytes(const void *a, const void *b) {
    return memcmp(a, b, 16);
}

/* Some bytes are fetched ahead: none may come twice, in one process or in it and its child. */
static void random_bytes_come_once(void **state) {
    (void) state;
    enum { N = 2000, HALF = N * 16 };
    static uint8_t drawn[2 * N][16], big[600], zero[600];
    uint8_t *second = (uint8_t *) drawn + HALF; /* the child's */
    int ends[2];
    for (int i = 0; i < 10; i++) crypt_random(drawn[i], 16); /* something is ahead now */
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    for (int i = child ? 10 : N; i < (child ? N : 2 * N); i++) crypt_random(drawn[i], 16);
    if (child == 0) _exit(write(ends[1], second, HALF) == HALF ? 0 : 1);
    size_t got = 0;
    close(ends[1]);
    for (ssize_t n; (n = read(ends[0], second + got, HALF - got)) > 0;) got += (size_t) n;
    close(ends[0]);
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_int_equal(got, HALF);
    qsort(drawn, 2 * N, 16, by_bytes);
    for (int i = 1; i < 2 * N; i++) assert_memory_not_equal(drawn[i - 1], drawn[i], 16);
    crypt_random(big, sizeof big); /* more than is fetched ahead */
    assert_memory_not_equal(big + sizeof big - 16, zero, 16);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digests),
        cmocka_unit_test(test_keyed_hashes),
        cmocka_unit_test(test_sm4_block),
        cmocka_unit_test(test_sealed_opens_only_whole),
        cmocka_unit_test(test_base64_is_strict),
        cmocka_unit_test(test_passwords),
        cmocka_unit_test(test_password_profiles),
        cmocka_unit_test(random_bytes_come_once),
        cmocka_unit_test(a_key_used_before_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
