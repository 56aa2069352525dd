/* A reviewer's hold on a case ends with its time, with the login, and with another reviewer. */
#include "tests/lib/cmocka.h"

#include "workers/rules/claim.h"

#include "gen/identity.h"

#define NOW_US INT64_C(1000)

static uint8_t login[] = {1, 2, 3, 4};

/* Given a case claimed by "r1" until `until_us` and the login it was claimed under. */
typedef struct claim_world {
    arena *a;
    view *rows;
    Token token;
    Case file;
} claim_world;

static claim_world given(int64_t until_us, int64_t login_until_us, bool revoked) {
    claim_world w = {.a = arena_open(1 << 20), .token = TOKEN_INIT, .file = CASE_INIT};
    assert_non_null(w.a);
    w.rows = view_open(w.a, NULL, NULL);
    view_all_known(w.rows);
    w.token.token_hash = (ProtobufCBinaryData){sizeof login, login};
    w.token.expires_at_us = login_until_us;
    w.token.revoked = revoked;
    w.file.claimed_by = "r1";
    w.file.claim_token = w.token.token_hash;
    w.file.claimed_until_us = until_us;
    return w;
}

static bool lives(claim_world w, bool known_login) {
    ProtobufCMessage *row = arena_copy(w.a, &w.token, sizeof w.token);
    if (known_login)
        assert_int_equal(view_put(w.rows, catalog_row("Token"), row), OK);
    bool answer = claim_lives(w.rows, &w.file, NOW_US);
    view_close(w.rows);
    arena_close(w.a);
    return answer;
}

static void test_a_claim_lives_with_its_time_and_its_login(void **state) {
    (void)state;
    assert_true(lives(given(NOW_US + 1, NOW_US + 1, false), true));
    assert_false(lives(given(NOW_US, NOW_US + 1, false), true));      /* 30 minutes are over */
    assert_false(lives(given(NOW_US + 1, NOW_US, false), true));      /* the login has run out */
    assert_false(lives(given(NOW_US + 1, NOW_US + 1, true), true));   /* logged out or revoked */
    assert_false(lives(given(NOW_US + 1, NOW_US + 1, false), false)); /* the login is gone */
}

static void test_an_unclaimed_case_is_nobodys(void **state) {
    (void)state;
    claim_world w = given(NOW_US + 1, NOW_US + 1, false);
    w.file.claimed_by = "";
    assert_false(lives(w, true));
}

static void test_only_the_claimer_owns_the_claim(void **state) {
    (void)state;
    claim_world w = given(NOW_US + 1, NOW_US + 1, false);
    context ctx = {.received_at_us = NOW_US, .actor = {.account_no = "r1"}};
    assert_int_equal(view_put(w.rows, catalog_row("Token"),
                              arena_copy(w.a, &w.token, sizeof w.token)), OK);
    assert_true(claim_is_own(&ctx, w.rows, &w.file));
    ctx.actor.account_no = "r2";
    assert_false(claim_is_own(&ctx, w.rows, &w.file));
    ctx.received_at_us = NOW_US + 2;
    ctx.actor.account_no = "r1";
    assert_false(claim_is_own(&ctx, w.rows, &w.file));
    view_close(w.rows);
    arena_close(w.a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_claim_lives_with_its_time_and_its_login),
        cmocka_unit_test(test_an_unclaimed_case_is_nobodys),
        cmocka_unit_test(test_only_the_claimer_owns_the_claim),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
