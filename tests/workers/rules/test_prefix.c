/* Tests of networks as people write them (labels: A39). */
#include "tests/lib/cmocka.h"
#include "workers/rules/prefix.h"

static void what_is_a_network(void **state) {
    static const char *const good[] = {"203.0.113.0/24", "203.0.113.7",    "0.0.0.0/0",
                                       "203.0.113.7/32", "2001:db8::/32",  "::1",
                                       "::/0",           "2001:db8::8/125"};
    static const char *const bad[] = {
        "",
        "203.0.113",
        "203.0.113.7/24", /* begins elsewhere */
        "203.0.113.0/33",
        "203.0.113.0/",
        "203.0.113.0/024",
        "203.0.113.0/24/8",
        "203.0.113.0/-1",
        " 203.0.113.0/24",
        "2001:db8::1/32",
        "2001:db8::/129",
        "example.org",
        "203.0.113.0,203.0.114.0",
        "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000"};
    prefix n;
    (void) state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_int_equal(prefix_parse(good[i], &n), OK);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(prefix_parse(bad[i], &n), E_FORM);
}

static void which_addresses_lie_in_it(void **state) {
    const char *list = "203.0.113.128/25,198.51.100.7,2001:db8::/33";
    (void) state;
    assert_true(prefix_lists(list, "203.0.113.128"));
    assert_true(prefix_lists(list, "203.0.113.255"));
    assert_false(prefix_lists(list, "203.0.113.127"));
    assert_true(prefix_lists(list, "198.51.100.7"));
    assert_false(prefix_lists(list, "198.51.100.70"));
    assert_true(prefix_lists(list, "2001:db8:7fff::1"));
    assert_false(prefix_lists(list, "2001:db8:8000::1"));
    assert_true(prefix_lists(list, "::ffff:198.51.100.7"));
    assert_false(prefix_lists("::/0", "198.51.100.7"));
    assert_false(prefix_lists(list, "unknown"));
    assert_false(prefix_lists(list, ""));
    assert_false(prefix_lists("", "198.51.100.7"));
    assert_true(prefix_lists("0.0.0.0/0", "198.51.100.7"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_a_network),
        cmocka_unit_test(which_addresses_lie_in_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
