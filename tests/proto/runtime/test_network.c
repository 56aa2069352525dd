/* What of an address strangers are counted by. */
#include "proto/runtime/network.h"
#include "tests/lib/cmocka.h"

static void expect(const char *address, const char *network) {
    char out[NETWORK_BYTES];
    network_of(address, out);
    assert_string_equal(out, network);
}

static void an_ipv4_address_counts_as_it_is(void **state) {
    (void) state;
    expect("203.0.113.7", "203.0.113.7");
    expect("", "");
    expect("::ffff:203.0.113.7", "203.0.113.7");
}

static void all_addresses_of_one_customer_count_as_one(void **state) {
    (void) state;
    expect("2001:db8:1:2:aaaa::1", "2001:db8:1:2::");
    expect("2001:db8:1:2:bbbb:1:2:3", "2001:db8:1:2::");
    expect("2001:db8:1:3::1", "2001:db8:1:3::");
    expect("::1", "::");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ipv4_address_counts_as_it_is),
        cmocka_unit_test(all_addresses_of_one_customer_count_as_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
