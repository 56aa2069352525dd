/* A claim holds for its time and only while the login lives under which it was made (A4). */
#include "workers/rules/claim.h"

#include "gen/identity/rows.h"
#include "gen/review/rows.h"
#include "proto/runtime/message.h"
#include "tests/lib/cmocka.h"

#define NOW INT64_C(1000)

static uint8_t login[4] = "t1";
static const ProtobufCBinaryData login_hash = {2, login};

typedef struct scene {
    arena *a;
    view *rows;
    Case file;
    Token token;
} scene;

static scene claimed(void) {
    scene s = {.a = arena_open(1024 * 1024), .file = CASE_INIT, .token = TOKEN_INIT};
    s.rows = view_open(s.a, NULL, NULL);
    view_all_known(s.rows);
    s.file.claimed_by = lend("d1");
    s.file.claimed_until_us = NOW + 1;
    s.file.claim_token = login_hash;
    s.token.token_hash = login_hash;
    s.token.expires_at_us = NOW + 1;
    return s;
}

static bool holds(scene *s) {
    ProtobufCMessage *token = message_copy(&s->token.base, s->a);
    assert_int_equal(view_put(s->rows, &row_token, token), OK);
    return claim_lives(s->rows, &s->file, NOW);
}

static void a_claim_holds_while_time_and_login_last(void **state) {
    (void) state;
    scene live = claimed(), free_one = claimed(), late = claimed(), revoked = claimed(),
          expired = claimed();
    free_one.file.claimed_by = lend("");
    late.file.claimed_until_us = NOW;
    revoked.token.revoked = true;
    expired.token.expires_at_us = NOW;
    assert_true(holds(&live));
    assert_false(holds(&free_one));
    assert_false(holds(&late));
    assert_false(holds(&revoked));
    assert_false(holds(&expired));
    scene gone = claimed();
    assert_false(claim_lives(gone.rows, &gone.file, NOW)); /* the login was never there */
    scene *all[] = {&live, &free_one, &late, &revoked, &expired, &gone};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) arena_close(all[i]->a);
}

static void it_is_the_claimers_own_only(void **state) {
    (void) state;
    scene s = claimed();
    context ctx = {.received_at_us = NOW, .actor = {.account_no = "d1"}};
    assert_true(holds(&s));
    assert_true(claim_is_own(&ctx, s.rows, &s.file));
    ctx.actor.account_no = "d2";
    assert_false(claim_is_own(&ctx, s.rows, &s.file));
    ctx.received_at_us = NOW + 1;
    ctx.actor.account_no = "d1";
    assert_false(claim_is_own(&ctx, s.rows, &s.file));
    arena_close(s.a);
}

/* The filer's side is the filer, and every operator of the unit for which an operator filed. */
static void a_case_is_its_filers_side(void **state) {
    (void) state;
    Case file = CASE_INIT;
    file.filer = lend("u1");
    file.filer_role = KERNEL__ROLE__UNIT_OPERATOR;
    file.unit_no = lend("10000001");
    actor filer = {.account_no = "u1", .role = KERNEL__ROLE__UNIT_OPERATOR, .unit_no = "x"};
    actor colleague = {
        .account_no = "u2", .role = KERNEL__ROLE__UNIT_OPERATOR, .unit_no = "10000001"};
    actor stranger = {
        .account_no = "u3", .role = KERNEL__ROLE__UNIT_OPERATOR, .unit_no = "10000002"};
    actor official = {
        .account_no = "d1", .role = KERNEL__ROLE__DISTRICT_OPERATOR, .unit_no = "10000001"};
    assert_true(claim_is_filers(&filer, &file));
    assert_true(claim_is_filers(&colleague, &file));
    assert_false(claim_is_filers(&stranger, &file));
    assert_false(claim_is_filers(&official, &file));
    file.unit_no = lend(""); /* of no unit: nobody's colleague */
    assert_false(claim_is_filers(&colleague, &file));
    file.unit_no = lend("10000001");
    file.filer_role = KERNEL__ROLE__DISTRICT_OPERATOR; /* filed by the office for the unit */
    assert_false(claim_is_filers(&colleague, &file));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_claim_holds_while_time_and_login_last),
                                       cmocka_unit_test(it_is_the_claimers_own_only),
                                       cmocka_unit_test(a_case_is_its_filers_side)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
