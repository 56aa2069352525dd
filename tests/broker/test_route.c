/* The broker's decisions as stories in traces/, with virtual time; and what two brokers must agree
 * on without talking. */
#include <stdio.h>
#include <string.h>

#include "broker/route.h"
#include "tests/broker/trace.h"
#include "tests/lib/cmocka.h"

static void story(void **state) {
    char path[128];
    snprintf(path, sizeof path, "tests/broker/traces/%s.trace", (const char *) *state);
    assert_true(trace_run(path));
}

static void nothing(void *self, const route_effect *effect) {
    (void) self, (void) effect;
}

static const char *const service_names[] = {"enrolment"};

static route *broker(void) {
    route_options options = {.broker = "b",
                             .limit = {10, 10, 10},
                             .open_max = 16,
                             .delivery_max = 6,
                             .lost_after_us = 3000000,
                             .n_service = 1,
                             .service = service_names};
    route *r = route_open(&options, nothing, NULL);
    assert_non_null(r);
    return r;
}

static void join(route *r, const char *name, uint32_t weight) {
    route_event event = {.kind = ROUTE_HELLO, .now_us = 1};
    event.from.socket = 1;
    event.from.size = (uint8_t) strlen(name);
    memcpy(event.from.id, name, strlen(name));
    event.hello.name = name;
    event.hello.services = 1;
    event.hello.credit = 1;
    event.hello.weight = weight;
    route_step(r, &event);
}

static void lose(route *r, const char *name) {
    route_event event = {.kind = ROUTE_GONE, .now_us = 2};
    event.from.socket = 1;
    event.from.size = (uint8_t) strlen(name);
    memcpy(event.from.id, name, strlen(name));
    route_step(r, &event);
}

/* given the same workers, registered in another order; then every shard has the same owner */
static void brokers_agree(void **state) {
    (void) state;
    route *a = broker(), *b = broker();
    join(a, "w1", 1), join(a, "w2", 1), join(a, "w3", 1);
    join(b, "w3", 1), join(b, "w1", 1), join(b, "w2", 1);
    for (uint32_t shard = 0; shard < SHARDS; shard++)
        assert_string_equal(route_owner(a, 0, shard), route_owner(b, 0, shard));
    route_close(a);
    route_close(b);
}

/* when a worker is lost; then only its own shards move */
static void only_lost_shards_move(void **state) {
    (void) state;
    route *r = broker();
    const char *before[SHARDS];
    join(r, "w1", 1), join(r, "w2", 1), join(r, "w3", 1);
    for (uint32_t shard = 0; shard < SHARDS; shard++) {
        const char *owner = route_owner(r, 0, shard);
        before[shard] = strcmp(owner, "w1") == 0 ? "w1" : strcmp(owner, "w2") == 0 ? "w2" : "w3";
    }
    lose(r, "w2");
    for (uint32_t shard = 0; shard < SHARDS; shard++)
        if (strcmp(before[shard], "w2") != 0)
            assert_string_equal(route_owner(r, 0, shard), before[shard]);
        else
            assert_string_not_equal(route_owner(r, 0, shard), "w2");
    route_close(r);
}

/* given weights 1 and 3; then shares are near a quarter and three quarters */
static void weight_is_a_share(void **state) {
    (void) state;
    route *r = broker();
    unsigned heavy = 0;
    join(r, "w1", 1), join(r, "w2", 3);
    for (uint32_t shard = 0; shard < SHARDS; shard++)
        heavy += strcmp(route_owner(r, 0, shard), "w2") == 0;
    assert_in_range(heavy, SHARDS * 65 / 100, SHARDS * 85 / 100);
    route_close(r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(story, (void *) "credit"),
        cmocka_unit_test_prestate(story, (void *) "busy"),
        cmocka_unit_test_prestate(story, (void *) "deadline"),
        cmocka_unit_test_prestate(story, (void *) "takeover"),
        cmocka_unit_test_prestate(story, (void *) "restart"),
        cmocka_unit_test_prestate(story, (void *) "late_answer"),
        cmocka_unit_test_prestate(story, (void *) "repeated_id"),
        cmocka_unit_test_prestate(story, (void *) "drain"),
        cmocka_unit_test_prestate(story, (void *) "leave"),
        cmocka_unit_test_prestate(story, (void *) "classes"),
        cmocka_unit_test_prestate(story, (void *) "bulk_yields"),
        cmocka_unit_test_prestate(story, (void *) "poison"),
        cmocka_unit_test_prestate(story, (void *) "queries"),
        cmocka_unit_test_prestate(story, (void *) "hints"),
        cmocka_unit_test_prestate(story, (void *) "pulse"),
        cmocka_unit_test_prestate(story, (void *) "no_worker"),
        cmocka_unit_test_prestate(story, (void *) "stall"),
        cmocka_unit_test(brokers_agree),
        cmocka_unit_test(only_lost_shards_move),
        cmocka_unit_test(weight_is_a_share),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
