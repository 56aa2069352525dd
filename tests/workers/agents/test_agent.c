/* Stories of what an agent sends, on a bus that only listens; and of ids that follow from a cause.
 */
#include "tests/lib/cmocka.h"

#include <string.h>

#include "gen/review/end_claim.h"
#include "workers/agents/agent.h"

/* ---- the bus ------------------------------------------------------------------------------- */

static Bus__Envelope *heard;
static arena *a;
static uint32_t timeout_ms;

status bus_send(bus *b, const Bus__Envelope *command, uint32_t timeout, bus_answered *answered,
                void *self) {
    (void) b, (void) answered, (void) self;
    uint8_t *bytes = arena_alloc(a, bus__envelope__get_packed_size(command) + 1);
    size_t n = bus__envelope__pack(command, bytes);
    heard = bus__envelope__unpack(arena_pb(a), n, bytes);
    timeout_ms = timeout;
    return OK;
}

/* Answers at once, with what the test says. */
static Bus__Answer answered_with;
status bus_call(bus *b, const Bus__Envelope *command, uint32_t timeout, arena *room,
                Bus__Answer **out) {
    (void) room;
    *out = &answered_with;
    return bus_send(b, command, timeout, NULL, NULL);
}
static short stop_events; /* what the poll says of the stop signal, which comes last */
static int polled;
int zmq_poll(zmq_pollitem_t *items, int n, long wait_ms) {
    (void) wait_ms;
    items[n - 1].revents = stop_events;
    polled = n;
    return 1;
}
unsigned bus_poll(bus *b, zmq_pollitem_t *items) {
    (void) b, (void) items;
    return 0;
}
int bus_wait_ms(const bus *b, int most_ms) {
    (void) b;
    return most_ms;
}
void bus_turn(bus *b) {
    (void) b;
}
status bus_open(const bus_options *options, bus **out) {
    (void) options, (void) out;
    return E_UNAVAILABLE;
}

static int open_bus(void **state) {
    (void) state;
    a = arena_open(1 << 20);
    return 0;
}

static int close_bus(void **state) {
    (void) state;
    arena_close(a);
    return 0;
}

/* ---- stories ------------------------------------------------------------------------------- */

static void a_command_is_sent_as_it_was_asked_for(void **state) {
    (void) state;
    EndClaim in = END_CLAIM_INIT;
    uint8_t id[UUID_BYTES];
    in.case_no = lend("420106202600000017");
    agent_id("due", "x", 1, 0, id);
    const agent_call call = {.method = "review.EndClaim",
                             .channel = "clock",
                             .message = &in.base,
                             .id = id,
                             .timeout_ms = 700,
                             .acting_for = "unit01",
                             .dry_run = true};
    assert_int_equal(agent_send(NULL, &call, a, NULL, NULL), OK);
    assert_memory_equal(heard->id.data, id, sizeof id);
    assert_string_equal(heard->method, "review.EndClaim");
    assert_string_equal(heard->channel, "clock");
    assert_string_equal(heard->acting_for, "unit01");
    assert_string_equal(heard->trace, "");
    assert_true(heard->dry_run);
    assert_false(heard->doubtful);
    assert_int_equal(timeout_ms, 700);
    assert_int_equal(heard->payload.len, protobuf_c_message_get_packed_size(&in.base));
}

static void what_follows_from_nothing_has_a_new_id_each_time(void **state) {
    (void) state;
    const agent_call call = {.method = "roster.TakeRoster", .packed = {2, (uint8_t *) "\n"}};
    uint8_t first[UUID_BYTES];
    assert_int_equal(agent_send(NULL, &call, a, NULL, NULL), OK);
    memcpy(first, heard->id.data, sizeof first);
    assert_true(uuid_is_v7(first));
    assert_memory_equal(heard->payload.data, "\n", 2);
    assert_int_equal(agent_send(NULL, &call, a, NULL, NULL), OK);
    assert_memory_not_equal(first, heard->id.data, sizeof first);
}

static void what_is_asked_has_the_status_of_its_answer(void **state) {
    (void) state;
    Bus__Answer *answer = NULL;
    bus__answer__init(&answered_with);
    answered_with.status = E_CASE_STATE;
    const agent_call call = {.method = "notification.TakeOutgoing", .timeout_ms = 900};
    assert_int_equal(agent_ask(NULL, &call, a, &answer), E_CASE_STATE);
    assert_ptr_equal(answer, &answered_with);
    assert_string_equal(heard->method, "notification.TakeOutgoing");
    assert_int_equal(timeout_ms, 900);
}

static void what_has_no_room_is_not_sent(void **state) {
    (void) state;
    EndClaim in = END_CLAIM_INIT;
    char text[600] = "";
    arena *small = arena_open(256);
    memset(text, '1', sizeof text - 1);
    in.case_no = text;
    heard = NULL;
    assert_int_equal(
        agent_send(NULL, &(agent_call){.method = "m", .message = &in.base}, small, NULL, NULL),
        E_ARENA);
    assert_null(heard);
    arena_close(small);
}

/* One act becomes many: cause and number name each of them, and nobody else's. */
static void ids_follow_from_who_cause_and_number(void **state) {
    (void) state;
    static const struct {
        const char *who, *cause;
        size_t bytes;
        int64_t number;
    } causes[] = {{"roster", "R1", 2, 7}, {"roster", "R1", 2, 8}, {"roster", "R2", 2, 7},
                  {"due", "R1", 2, 7},    {"roster", "R1", 1, 7}, {"due", "a\0b", 3, 0},
                  {"due", "a\0c", 3, 0}};
    enum { N = sizeof causes / sizeof causes[0] };
    uint8_t id[N][UUID_BYTES], again[UUID_BYTES];
    for (unsigned i = 0; i < N; i++) {
        agent_id(causes[i].who, causes[i].cause, causes[i].bytes, causes[i].number, id[i]);
        agent_id(causes[i].who, causes[i].cause, causes[i].bytes, causes[i].number, again);
        assert_memory_equal(id[i], again, sizeof again);
        assert_int_equal(id[i][6] >> 4, 8);
        for (unsigned k = 0; k < i; k++) assert_memory_not_equal(id[i], id[k], sizeof again);
    }
}

static void what_may_become_another_answer_is_undecided(void **state) {
    (void) state;
    static const status undecided[] = {E_DEADLINE, E_BUSY, E_UNAVAILABLE, E_CONFLICT, E_NOT_READY};
    static const status decided[] = {OK, E_CASE_STATE, E_FORBIDDEN, E_FORM, E_PARKED};
    Bus__Answer answer = BUS__ANSWER__INIT;
    for (unsigned i = 0; i < 5; i++) {
        answer.status = undecided[i];
        assert_true(agent_undecided(&answer));
        answer.status = decided[i];
        assert_false(agent_undecided(&answer));
    }
}

static void it_waits_until_it_is_asked_to_stop(void **state) {
    (void) state;
    const int fd[] = {-1, 5};
    stop_events = 0;
    assert_true(agent_wait(NULL, 3, fd, 2, 1000));
    assert_int_equal(polled, 2); /* the one that is there, and the stop signal */
    stop_events = ZMQ_POLLIN;
    assert_false(agent_wait(NULL, 3, fd, 2, 1000));
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, open_bus, close_bus)

int main(void) {
    const struct CMUnitTest tests[] = {
        STORY(a_command_is_sent_as_it_was_asked_for),
        STORY(what_follows_from_nothing_has_a_new_id_each_time),
        STORY(what_is_asked_has_the_status_of_its_answer),
        STORY(what_has_no_room_is_not_sent),
        STORY(ids_follow_from_who_cause_and_number),
        STORY(what_may_become_another_answer_is_undecided),
        STORY(it_waits_until_it_is_asked_to_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
