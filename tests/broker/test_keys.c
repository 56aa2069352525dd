/* The key folder, the MAC over the wire form, and what each class may publish. */
#include "broker/keys.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "broker/envelope.h"
#include "enrolment/add_member.pb-c.h"
#include "proto/runtime/uuid.h"
#include "tests/lib/cmocka.h"

static char folder[64], keys[80];

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *walk) {
    (void) info, (void) kind, (void) walk;
    return remove(path);
}

static int start(void **state) {
    (void) state;
    snprintf(folder, sizeof folder, "/tmp/hall-keys-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(keys, sizeof keys, "%s/keys", folder);
    return 0;
}

static int stop(void **state) {
    (void) state;
    return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* when a peer is made; then it can be loaded with all its keys, and is not made twice */
static void a_peer_is_made_once(void **state) {
    (void) state;
    peer_key first, again;
    assert_int_equal(keys_create(keys, "web-1", PEER_WEB), OK);
    assert_int_equal(keys_load(keys, "web-1", &first), OK);
    assert_int_equal(first.peer, PEER_WEB);
    assert_true(first.has_mac);
    assert_int_equal(strlen(first.curve_public), 40);
    assert_int_equal(strlen(first.curve_secret), 40);
    assert_int_equal(keys_create(keys, "web-1", PEER_KIOSK), E_CONFLICT);
    assert_int_equal(keys_load(keys, "web-1", &again), OK);
    assert_memory_equal(first.mac, again.mac, KEY_MAC_BYTES);
    assert_int_equal(again.peer, PEER_WEB);
}

static void names_are_checked(void **state) {
    (void) state;
    peer_key key;
    assert_int_equal(keys_create(keys, "", PEER_WEB), E_FORM);
    assert_int_equal(keys_create(keys, "../web", PEER_WEB), E_FORM);
    assert_int_equal(keys_create(keys, ".web", PEER_WEB), E_FORM);
    assert_int_equal(keys_create(keys, "web", PEER_NONE), E_FORM);
    assert_int_equal(keys_load(keys, "nobody", &key), E_NOT_FOUND);
    assert_int_equal(peer_class_find("emperor"), PEER_NONE);
    assert_int_equal(peer_class_find("audit"), PEER_AUDIT);
}

/* A secret that others can read is not used. */
static void open_secrets_are_refused(void **state) {
    (void) state;
    char path[160];
    peer_key key;
    key_ring *ring;
    assert_int_equal(keys_create(keys, "web-1", PEER_WEB), OK);
    snprintf(path, sizeof path, "%s/web-1.key", keys);
    assert_int_equal(chmod(path, 0604), 0);
    assert_int_equal(keys_load(keys, "web-1", &key), E_FORBIDDEN);
    assert_int_equal(key_ring_open(keys, &ring), E_FORBIDDEN);
}

static void a_broken_key_file_is_refused(void **state) {
    (void) state;
    char path[160];
    peer_key key;
    assert_int_equal(keys_create(keys, "web-1", PEER_WEB), OK);
    snprintf(path, sizeof path, "%s/web-1.key", keys);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("name = web-1\nclass = web\nmac = 00ff\n", file);
    fclose(file);
    assert_int_equal(keys_load(keys, "web-1", &key), E_MALFORMED);
}

/* given only a certificate; then its holder may connect, but its MACs count for nothing */
static void a_certificate_alone_signs_nothing(void **state) {
    (void) state;
    char path[160];
    key_ring *ring;
    const peer_key *origin;
    Bus__Envelope envelope = BUS__ENVELOPE__INIT;
    uint8_t mac[KEY_MAC_BYTES] = {0};
    assert_int_equal(keys_create(keys, "worker-1", PEER_WORKER), OK);
    snprintf(path, sizeof path, "%s/worker-1.key", keys);
    assert_int_equal(remove(path), 0);
    assert_int_equal(key_ring_open(keys, &ring), OK);
    const peer_key *key = key_ring_find(ring, "worker-1");
    assert_non_null(key);
    assert_int_equal(key->peer, PEER_WORKER);
    assert_ptr_equal(key_ring_find_curve(ring, key->curve_public), key);
    assert_null(key_ring_find(ring, "worker-2"));
    envelope.origin = (char *) "worker-1";
    envelope.mac = (ProtobufCBinaryData){sizeof mac, mac};
    assert_int_equal(keys_verify(ring, &commands[0], &envelope, "", 0, &origin), E_ORIGIN);
    key_ring_close(ring);
}

/* ---- the MAC ------------------------------------------------------------------------------- */

static size_t signed_envelope(const peer_key *key, uint8_t frame[512]) {
    static uint8_t id[UUID_BYTES];
    Bus__Envelope envelope = BUS__ENVELOPE__INIT;
    uuid_v7(id);
    envelope.id = (ProtobufCBinaryData){sizeof id, id};
    envelope.method = (char *) "identity.Login";
    envelope.origin = (char *) key->name;
    envelope.channel = (char *) "test";
    size_t bytes = bus__envelope__pack(&envelope, frame);
    return envelope_sign(key, frame, bytes, 10000, 1);
}

static status verify(const key_ring *ring, const uint8_t *frame, size_t bytes) {
    const peer_key *origin;
    Bus__Envelope *envelope = bus__envelope__unpack(NULL, bytes, frame);
    if (!envelope) return E_MALFORMED;
    status state =
        keys_verify(ring, catalog_command("identity.Login"), envelope, frame, bytes, &origin);
    bus__envelope__free_unpacked(envelope, NULL);
    return state;
}

/* Every single changed bit is seen, and so is a message cut or made longer. */
static void every_change_is_seen(void **state) {
    (void) state;
    uint8_t frame[512];
    key_ring *ring;
    assert_int_equal(keys_create(keys, "web-1", PEER_WEB), OK);
    assert_int_equal(key_ring_open(keys, &ring), OK);
    size_t bytes = signed_envelope(key_ring_find(ring, "web-1"), frame);
    assert_int_equal(verify(ring, frame, bytes), OK);
    for (size_t bit = 0; bit < 8 * bytes; bit++) {
        frame[bit / 8] ^= (uint8_t) (1u << bit % 8);
        assert_int_not_equal(verify(ring, frame, bytes), OK);
        frame[bit / 8] ^= (uint8_t) (1u << bit % 8);
    }
    for (size_t n = 0; n < bytes; n++) assert_int_not_equal(verify(ring, frame, n), OK);
    frame[bytes] = 0x28, frame[bytes + 1] = 0x7f; /* ttl_ms a second time, behind the mac */
    assert_int_not_equal(verify(ring, frame, bytes + 2), OK);
    memcpy(frame + bytes, frame + bytes - 34, 34); /* the mac a second time */
    assert_int_not_equal(verify(ring, frame, bytes + 34), OK);
    key_ring_close(ring);
}

/* ---- what a class may publish -------------------------------------------------------------- */

static status may(peer_class class, Kernel__Door door, const char *service, bool query,
                  const char *acting_for) {
    Bus__Envelope envelope = BUS__ENVELOPE__INIT;
    command_type command = {.service = service, .door = door, .query = query, .sheet = ""};
    envelope.acting_for = (char *) acting_for;
    return keys_allow(class, &command, &envelope);
}

static void classes_are_bounded(void **state) {
    (void) state;
    const Kernel__Door outside = KERNEL__DOOR__OUTSIDE, inside = KERNEL__DOOR__INSIDE,
                       internal = KERNEL__DOOR__INTERNAL, operator= KERNEL__DOOR__OPERATOR,
                       upload = KERNEL__DOOR__UPLOAD;
    assert_int_equal(may(PEER_WEB, inside, "review", false, ""), OK);
    assert_int_equal(may(PEER_WEB, internal, "roster", false, ""), E_ORIGIN);
    assert_int_equal(may(PEER_WEB, outside, "enrolment", false, "a"), E_ORIGIN);
    assert_int_equal(may(PEER_WEB_OUTSIDE, outside, "review", false, ""), OK);
    assert_int_equal(may(PEER_WEB_OUTSIDE, inside, "review", false, ""), E_ORIGIN);
    assert_int_equal(may(PEER_WEB_OUTSIDE, inside, "query", true, ""), E_ORIGIN);
    assert_int_equal(may(PEER_CLI, internal, "roster", false, ""), E_ORIGIN);
    assert_int_equal(may(PEER_ROSTER, internal, "roster", false, ""), OK);
    assert_int_equal(may(PEER_INTAKE, outside, "enrolment", false, "a"), E_ORIGIN);
    assert_int_equal(may(PEER_WORKER, internal, "roster", false, ""), OK);
    assert_int_equal(may(PEER_WORKER, internal, "roster", false, "a"), E_ORIGIN);
    assert_int_equal(may(PEER_AGENT, internal, "review", false, ""), OK);
    assert_int_equal(may(PEER_AGENT, internal, "review", false, "a"), E_ORIGIN);
    assert_int_equal(may(PEER_AGENT, inside, "review", false, ""), E_ORIGIN);
    assert_int_equal(may(PEER_AGENT, outside, "enrolment", false, ""), E_ORIGIN);
    assert_int_equal(may(PEER_KIOSK, outside, "enrolment", false, ""), OK);
    assert_int_equal(may(PEER_KIOSK, inside, "query", true, ""), E_ORIGIN);
    assert_int_equal(may(PEER_KIOSK, outside, "review", false, ""), E_ORIGIN);
    assert_int_equal(may(PEER_AUDIT, inside, "query", true, ""), OK);
    assert_int_equal(may(PEER_AUDIT, outside, "enrolment", false, ""), E_ORIGIN);
    assert_int_equal(may(PEER_BROKER, outside, "query", true, ""), E_ORIGIN);
    assert_int_equal(may(PEER_NONE, outside, "query", true, ""), E_ORIGIN);
    assert_int_equal(may(PEER_WEB, upload, "roster", false, ""), OK);
    assert_int_equal(may(PEER_CLI, upload, "identity", false, ""), OK);
    assert_int_equal(may(PEER_KIOSK, upload, "roster", false, ""), E_ORIGIN);
    assert_int_equal(may(PEER_ROSTER, upload, "roster", false, ""), E_ORIGIN);
    for (peer_class class = PEER_NONE; class < PEER_CLASSES; class ++)
        assert_int_equal(may(class, operator, "identity", false, ""),
                         class == PEER_OPERATOR ? OK : E_ORIGIN);
}

static void the_intake_files_what_may_wait_only(void **state) {
    (void) state;
    Bus__Envelope envelope = BUS__ENVELOPE__INIT;
    command_type command = {.service = "enrolment", .sheet = "", .intake = true};
    envelope.acting_for = (char *) "u1";
    assert_int_equal(keys_allow(PEER_INTAKE, &command, &envelope), OK);
    command.intake = false;
    assert_int_equal(keys_allow(PEER_INTAKE, &command, &envelope), E_ORIGIN);
}

static void a_roster_acts_for_its_filer_by_rows_only(void **state) {
    (void) state;
    Bus__Envelope envelope = BUS__ENVELOPE__INIT;
    envelope.acting_for = (char *) "d1";
    assert_int_equal(keys_allow(PEER_ROSTER, catalog_command("enrolment.AddMember"), &envelope),
                     OK);
    assert_int_equal(keys_allow(PEER_ROSTER, catalog_command("review.ApproveCase"), &envelope),
                     E_ORIGIN);
    assert_int_equal(keys_allow(PEER_ROSTER, catalog_command("query.GetCase"), &envelope),
                     E_ORIGIN);
}

static void an_agent_acts_for_an_account_by_what_it_ordered_only(void **state) {
    (void) state;
    Bus__Envelope envelope = BUS__ENVELOPE__INIT;
    const command_type *ordered = catalog_command("review.ApproveInBulk");
    assert_int_equal(keys_allow(PEER_AGENT, ordered, &envelope), E_ORIGIN); /* as nobody */
    envelope.acting_for = (char *) "d1";
    for (peer_class class = PEER_NONE; class < PEER_CLASSES; class ++)
        assert_int_equal(keys_allow(class, ordered, &envelope),
                         class == PEER_AGENT ? OK : E_ORIGIN);
    static const char *const others[] = {"review.ApproveCase", "review.StartBulk",
                                         "review.RecordBulk", "review.GetBulk", "query.GetCase"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_int_equal(keys_allow(PEER_AGENT, catalog_command(others[i]), &envelope), E_ORIGIN);
    envelope.acting_for = (char *) "";
    assert_int_equal(keys_allow(PEER_AGENT, catalog_command("review.RecordBulk"), &envelope), OK);
    assert_int_equal(keys_allow(PEER_AGENT, catalog_command("review.StartBulk"), &envelope),
                     E_ORIGIN);
}

/* ---- ids ----------------------------------------------------------------------------------- */

static void ids_are_uuid_7(void **state) {
    (void) state;
    uint8_t first[UUID_BYTES], second[UUID_BYTES], parsed[UUID_BYTES];
    char text[UUID_TEXT_BYTES];
    uuid_v7(first);
    uuid_v7(second);
    assert_true(uuid_is_v7(first));
    assert_memory_not_equal(first, second, UUID_BYTES);
    uuid_text(first, text);
    assert_true(uuid_parse(text, parsed));
    assert_memory_equal(first, parsed, UUID_BYTES);
    assert_true(uuid_parse("017F22E2-79B0-7CC3-98C4-DC0C0C07398F", parsed)); /* RFC 9562 A.6 */
    assert_int_equal(parsed[0], 0x01);
    assert_true(uuid_is_v7(parsed));
    assert_false(uuid_parse("017F22E2-79B0-7CC3-98C4-DC0C0C07398", parsed));
    assert_false(uuid_parse("017F22E279B0-7CC3-98C4-DC0C0C07398F0", parsed));
    assert_false(uuid_parse("", parsed));
    assert_false(uuid_parse(NULL, parsed));
}

/* Else the second would join the first while that one is open, and get its answer. */
static void a_draft_is_another_act_than_its_submission(void **state) {
    (void) state;
    uint8_t id[UUID_BYTES], filed[16], drafted[16], corrected[16];
    Bus__Envelope envelope = BUS__ENVELOPE__INIT;
    uuid_v7(id);
    envelope.id = (ProtobufCBinaryData){sizeof id, id};
    envelope.method = (char *) "enrolment.AddMember";
    envelope_digest(&envelope, filed);
    envelope.draft = true;
    envelope_digest(&envelope, drafted);
    envelope.draft = false;
    envelope.case_no = (char *) "2026111000000010016";
    envelope_digest(&envelope, corrected);
    assert_memory_not_equal(filed, drafted, sizeof filed);
    assert_memory_not_equal(filed, corrected, sizeof filed);
}

static uint32_t shard_read(arena *a, const char *document_no, const char *of_case) {
    Enrolment__AddMember in = ENROLMENT__ADD_MEMBER__INIT;
    Bus__Envelope envelope = BUS__ENVELOPE__INIT;
    uint8_t id[UUID_BYTES], payload[256], frame[512];
    route_request out;
    key_ring *ring;
    assert_int_equal(key_ring_open(keys, &ring), OK);
    in.document_no = (char *) (uintptr_t) document_no;
    uuid_v7(id);
    envelope.id = (ProtobufCBinaryData){sizeof id, id};
    envelope.method = (char *) "enrolment.AddMember";
    envelope.case_no = (char *) (uintptr_t) of_case;
    envelope.payload = (ProtobufCBinaryData){enrolment__add_member__pack(&in, payload), payload};
    envelope.origin = (char *) "web-1";
    size_t bytes = bus__envelope__pack(&envelope, frame);
    assert_int_equal(envelope_read(a, ring, "web-1", frame, bytes, &out), OK);
    key_ring_close(ring);
    return out.shard;
}

/* What corrects a case goes where its content belongs; the worker makes a new case of it there. */
static void a_correction_goes_where_its_person_lives(void **state) {
    (void) state;
    static const char person[] = "420102199001019019", of_case[] = "2026111000000010016";
    arena *a = arena_open(1 << 16);
    assert_int_equal(keys_create(keys, "web-1", PEER_WEB), OK);
    assert_int_not_equal(catalog_document_shard(person), 1);
    assert_int_equal(shard_read(a, person, of_case), catalog_document_shard(person));
    assert_int_equal(shard_read(a, person, ""), catalog_document_shard(person));
    assert_int_equal(shard_read(a, "", of_case), 1); /* names nobody yet: stays with the case */
    arena_close(a);
}

static Bus__Envelope rig_like(const char *method) {
    static uint8_t id[UUID_BYTES];
    Bus__Envelope out = BUS__ENVELOPE__INIT;
    uuid_v7(id);
    out.id = (ProtobufCBinaryData){sizeof id, id};
    out.method = (char *) (uintptr_t) method;
    out.origin = (char *) "web-1";
    return out;
}

static status read_as(arena *a, const key_ring *ring, const char *user, const char *method) {
    Bus__Envelope envelope = rig_like(method);
    uint8_t frame[256];
    route_request out;
    size_t bytes = bus__envelope__pack(&envelope, frame);
    return envelope_read(a, ring, user, frame, bytes, &out);
}

/* A broker knows who connected, by certificate, and what that class may publish; keys it has none.
 */
static void a_broker_lets_nobody_speak_for_another(void **state) {
    (void) state;
    char path[128];
    key_ring *ring;
    arena *a = arena_open(1 << 16);
    assert_int_equal(keys_create(keys, "web-1", PEER_WEB), OK);
    assert_int_equal(keys_create(keys, "cli-1", PEER_CLI), OK);
    snprintf(path, sizeof path, "%s/web-1.key", keys);
    assert_int_equal(unlink(path), 0); /* the certificate is enough */
    assert_int_equal(key_ring_open(keys, &ring), OK);
    assert_int_equal(read_as(a, ring, "web-1", "roster.GetRoster"), OK);
    assert_int_equal(read_as(a, ring, "web-1", "roster.ListOpen"), E_ORIGIN);
    assert_int_equal(read_as(a, ring, "cli-1", "roster.GetRoster"), E_ORIGIN);
    assert_int_equal(read_as(a, ring, "nobody", "roster.GetRoster"), E_ORIGIN);
    assert_int_equal(read_as(a, ring, NULL, "roster.GetRoster"), E_ORIGIN);
    key_ring_close(ring);
    arena_close(a);
}

/* An answer proves itself by the key of the command's origin; changed, cut or another's it does
 * not. */
static void an_answer_proves_itself(void **state) {
    (void) state;
    peer_key web, other;
    uint8_t frame[256];
    Bus__Answer answer = BUS__ANSWER__INIT;
    assert_int_equal(keys_create(keys, "web-1", PEER_WEB), OK);
    assert_int_equal(keys_create(keys, "web-2", PEER_WEB), OK);
    assert_int_equal(keys_load(keys, "web-1", &web), OK);
    assert_int_equal(keys_load(keys, "web-2", &other), OK);
    answer.case_no = (char *) "2026111000000010016";
    size_t bytes = bus__answer__pack(&answer, frame);
    keys_sign_answer(web.answer, frame, bytes);
    bytes += KEYS_ANSWER_TAIL_BYTES;
    assert_true(keys_answer_proved(&web, frame, bytes));
    assert_false(keys_answer_proved(&other, frame, bytes));
    assert_false(keys_answer_proved(&web, frame, bytes - KEYS_ANSWER_TAIL_BYTES));
    assert_false(keys_answer_proved(&web, frame, 3));
    frame[4] ^= 1;
    assert_false(keys_answer_proved(&web, frame, bytes));
    frame[4] ^= 1;
    Bus__Answer *read = bus__answer__unpack(NULL, bytes, frame);
    assert_string_equal(read->case_no, answer.case_no);
    assert_int_equal(read->mac.len, KEY_MAC_BYTES);
    bus__answer__free_unpacked(read, NULL);
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, start, stop)

int main(void) {
    const struct CMUnitTest tests[] = {
        STORY(a_peer_is_made_once),
        STORY(names_are_checked),
        STORY(open_secrets_are_refused),
        STORY(a_broken_key_file_is_refused),
        STORY(a_certificate_alone_signs_nothing),
        STORY(every_change_is_seen),
        cmocka_unit_test(classes_are_bounded),
        cmocka_unit_test(the_intake_files_what_may_wait_only),
        cmocka_unit_test(a_roster_acts_for_its_filer_by_rows_only),
        cmocka_unit_test(an_agent_acts_for_an_account_by_what_it_ordered_only),
        cmocka_unit_test(ids_are_uuid_7),
        cmocka_unit_test(a_draft_is_another_act_than_its_submission),
        STORY(a_broker_lets_nobody_speak_for_another),
        STORY(an_answer_proves_itself),
        STORY(a_correction_goes_where_its_person_lives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
