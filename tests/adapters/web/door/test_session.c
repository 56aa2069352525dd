/* Stories about headers: who asks, from where, in which language. */
#include "adapters/web/door/session.h"

#include "proto/runtime/crypt/crypt.h"
#include "tests/lib/cmocka.h"

#define TOKEN "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static void a_token_comes_from_header_or_cookie(void **state) {
    uint8_t token[SESSION_TOKEN_BYTES];
    session_source source;
    (void) state;
    assert_int_equal(session_token("Bearer " TOKEN, NULL, token, &source), OK);
    assert_int_equal(source, SESSION_HEADER);
    assert_int_equal(token[1], 0x11);
    assert_int_equal(session_token(NULL, "a=b; __Host-hall=" TOKEN "; c=d", token, &source), OK);
    assert_int_equal(source, SESSION_COOKIED);
    assert_int_equal(session_token(NULL, NULL, token, &source), OK);
    assert_int_equal(source, SESSION_NONE);
}

static void a_broken_header_is_refused_a_broken_cookie_ignored(void **state) {
    uint8_t token[SESSION_TOKEN_BYTES];
    session_source source;
    (void) state;
    assert_int_equal(session_token("Basic dTpw", NULL, token, &source), E_TOKEN);
    /* a program key: from this header alone, in its own form */
    assert_int_equal(session_token("Bearer hallkey_" TOKEN, NULL, token, &source), OK);
    assert_int_equal(source, SESSION_PROGRAM);
    assert_int_equal(session_token("Bearer hallkey_" TOKEN "0", NULL, token, &source), E_TOKEN);
    assert_int_equal(session_token(NULL, "__Host-hall=hallkey_" TOKEN, token, &source), OK);
    assert_int_equal(source, SESSION_NONE);
    assert_int_equal(session_token("Bearer 00", NULL, token, &source), E_TOKEN);
    assert_int_equal(session_token(NULL, "__Host-hall=zz", token, &source), OK);
    assert_int_equal(source, SESSION_NONE);
    assert_int_equal(session_token(NULL, "x__Host-hall=" TOKEN, token, &source), OK);
    assert_int_equal(source, SESSION_NONE);
}

static void a_cookie_counts_only_from_our_own_pages(void **state) {
    (void) state;
    assert_true(session_same_site("same-origin", NULL, "hall:1", false));
    assert_false(session_same_site("cross-site", "http://hall:1", "hall:1", true));
    assert_false(session_same_site("same-site", NULL, "hall:1", true));
    assert_true(session_same_site(NULL, "https://hall:1", "hall:1", false));
    assert_true(session_same_site(NULL, "https://hall:1/docs?x=//evil", "hall:1", false));
    assert_false(session_same_site(NULL, "https://evil", "hall:1", false));
    assert_false(session_same_site(NULL, "https://hall:1.evil/", "hall:1", false));
    assert_false(session_same_site(NULL, "https://hall:12", "hall:1", false));
    assert_false(session_same_site(NULL, NULL, "hall:1", false));
    /* what is typed into the address bar only asks */
    assert_true(session_same_site("none", NULL, "hall:1", true));
    assert_false(session_same_site("none", NULL, "hall:1", false));
}

static void pages_send_back_what_follows_from_the_session(void **state) {
    uint8_t token[SESSION_TOKEN_BYTES] = {1}, other[SESSION_TOKEN_BYTES] = {2};
    char csrf[SESSION_CSRF_BYTES];
    (void) state;
    session_csrf(token, csrf);
    assert_true(session_csrf_good(token, csrf));
    assert_false(session_csrf_good(other, csrf));
    assert_false(session_csrf_good(token, NULL));
    assert_false(session_csrf_good(token, ""));
    csrf[0] = csrf[0] == '0' ? '1' : '0';
    assert_false(session_csrf_good(token, csrf));
}

static void a_certificate_is_known_by_its_content(void **state) {
    static const char one[] =
        "-----BEGIN%20CERTIFICATE-----%0AAQID%0ABAU%3D%0A-----END%20CERTIFICATE-----%0A";
    static const char same[] = "-----BEGIN CERTIFICATE-----AQIDBAU=-----END CERTIFICATE-----";
    static const char *const none[] = {"",
                                       "AQID",
                                       "%zz",
                                       "-----BEGIN CERTIFICATE-----",
                                       "-----BEGIN CERTIFICATE----------END CERTIFICATE-----",
                                       "-----BEGIN CERTIFICATE-----A-----END CERTIFICATE-----"};
    static const uint8_t der[] = {1, 2, 3, 4, 5};
    uint8_t hash[32], other[32];
    arena *a = arena_open(65536);
    (void) state;
    crypt_sm3(der, sizeof der, other);
    assert_true(session_certificate(one, a, hash));
    assert_memory_equal(hash, other, sizeof hash);
    assert_true(session_certificate(same, a, hash));
    assert_memory_equal(hash, other, sizeof hash);
    assert_false(session_certificate(NULL, a, hash));
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(session_certificate(none[i], a, hash));
    arena_close(a);
}

static void chinese_unless_english_is_preferred(void **state) {
    (void) state;
    assert_false(session_english(NULL));
    assert_false(session_english("*"));
    assert_true(session_english("en"));
    assert_true(session_english("en-GB,en;q=0.9,zh;q=0.5"));
    assert_false(session_english("zh-CN,zh;q=0.9,en;q=0.8"));
    assert_false(session_english("fr"));
}

static void a_trace_is_kept_or_made(void **state) {
    static const char good[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    static const uint8_t random[24] = {1};
    char out[SESSION_TRACE_BYTES];
    (void) state;
    session_trace(good, random, out);
    assert_string_equal(out, good);
    session_trace("00-00000000000000000000000000000000-b7ad6b7169203331-01", random, out);
    assert_memory_equal(out, "00-01000000", 11);
    session_trace(NULL, random, out);
    assert_int_equal(strlen(out), strlen(good));
}

static void keys_purposes_positions_and_names(void **state) {
    uint8_t id[16];
    const char *position;
    const char *text;
    arena *a = arena_open(1 << 16);
    (void) state;
    assert_true(session_key("0190a1b2-0000-7000-8000-0123456789ab", id));
    assert_true(session_key("\"0190a1b2-0000-7000-8000-0123456789ab\"", id));
    assert_false(session_key("0190a1b2", id));
    assert_false(session_key(NULL, id));
    assert_int_equal(session_text("%E6%9D%A5%E4%BF%A1", a, &text), OK);
    assert_string_equal(text, "来信");
    assert_int_equal(session_text("%00", a, &text), E_TEXT);
    assert_int_equal(session_text("%E6%9D", a, &text), E_TEXT);
    assert_int_equal(session_position("123", &position), OK);
    assert_string_equal(position, "123");
    assert_int_equal(session_position("5,1-77", &position), OK);
    assert_int_equal(session_position(NULL, &position), OK);
    assert_string_equal(position, "");
    assert_int_equal(session_position("", &position), E_FORM);
    assert_int_equal(session_position("-1", &position), E_FORM);
    assert_int_equal(session_position("9999999999999999999", &position), E_FORM);
    assert_string_equal(session_encode("失败 a.xlsx", a), "%E5%A4%B1%E8%B4%A5%20a.xlsx");
    arena_close(a);
}

static void a_device_keeps_its_own_secret(void **state) {
    (void) state;
    uint8_t secret[SESSION_TOKEN_BYTES];
    assert_true(session_device("__Host-hall=00; __Host-hall-device=" TOKEN, secret));
    assert_int_equal(secret[1], 0x11);
    assert_false(session_device("__Host-hall=" TOKEN, secret));
    assert_false(session_device("__Host-hall-device=11", secret));
    assert_false(session_device(NULL, secret));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_device_keeps_its_own_secret),
        cmocka_unit_test(a_token_comes_from_header_or_cookie),
        cmocka_unit_test(a_broken_header_is_refused_a_broken_cookie_ignored),
        cmocka_unit_test(a_cookie_counts_only_from_our_own_pages),
        cmocka_unit_test(a_certificate_is_known_by_its_content),
        cmocka_unit_test(pages_send_back_what_follows_from_the_session),
        cmocka_unit_test(chinese_unless_english_is_preferred),
        cmocka_unit_test(a_trace_is_kept_or_made),
        cmocka_unit_test(keys_purposes_positions_and_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
