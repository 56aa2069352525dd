/* The log: both chains, the exact position of a changed byte, the file that needs no database. */
#include "tests/store/cluster.h"

#define ENTRIES 30

static void test_a_history_is_written(void **state) {
    (void) state;
    for (uint32_t i = 0; i < ENTRIES; i++) {
        char unit_no[16];
        snprintf(unit_no, sizeof unit_no, "U%u", i % 7);
        UnitGraded graded = UNIT_GRADED_INIT;
        UnitRegistered unit = a_unit(unit_no);
        graded.unit_no = unit_no;
        graded.credit_score = (int32_t) i;
        act a = {.n = 1, .event = {i < 7 ? &unit.base : &graded.base}};
        act_id(&a, i + 1);
        assert_int_equal(run_acts(&w, 1, &a), OK);
    }
    entrylog_fault fault;
    assert_int_equal(entrylog_verify(w.db, 0, NULL, NULL, &fault), OK);
    assert_int_equal(number_of(w.db, "select max(count) from entry_link where subject = 'U1'"), 5);
    assert_int_equal(number_of(w.db, "select position from lane_head where lane = 0"), ENTRIES);
}

/* Changes the log by hand, verifies, and changes it back. */
static void tamper(const char *change, const char *undo, int64_t position, const char *what) {
    entrylog_fault fault = {0, ""};
    assert_int_equal(pg_script(w.db, change), OK);
    assert_int_equal(entrylog_verify(w.db, 0, NULL, NULL, &fault), E_CONFLICT);
    assert_string_equal(fault.what, what);
    assert_int_equal(fault.position, position);
    assert_int_equal(pg_script(w.db, undo), OK);
    assert_int_equal(entrylog_verify(w.db, 0, NULL, NULL, &fault), OK);
}

static void test_every_kind_of_change_is_named(void **state) {
    (void) state;
    const char *salted = "update entry set body = set_byte(body, length(body) - 3, "
                         "get_byte(body, length(body) - 3) # 1) where position = 9";
    const char *shape = "update entry set body = set_byte(body, 1, get_byte(body, 1) # 1) where "
                        "position = 12";
    const char *hash = "update entry set hash = set_byte(hash, 0, get_byte(hash, 0) # 128) where "
                       "position = 30";
    tamper(salted, salted, 9, "hash");
    tamper(shape, shape, 12, "form");
    tamper(hash, hash, 30, "hash");
    tamper("create table cut as select * from entry where position = 30; "
           "delete from entry where position = 30",
           "insert into entry select * from cut; drop table cut", 30, "head");
    tamper("create table hole as select * from entry where position = 20; "
           "delete from entry where position = 20",
           "insert into entry select * from hole; drop table hole", 20, "gap");
}

/* The links are no proof of their own, but whoever reads a history by them must not be misled. */
static void test_the_table_of_links_is_held_against_the_entries(void **state) {
    (void) state;
    tamper("update entry_link set count = 50 where subject = 'U1' and count = 5",
           "update entry_link set count = 5 where subject = 'U1' and count = 50", ENTRIES,
           "link_row");
    tamper("create table gone as select * from entry_link where subject = 'U2' and count = 3; "
           "delete from entry_link where subject = 'U2' and count = 3",
           "insert into entry_link select * from gone; drop table gone", ENTRIES, "link_row");
    tamper("insert into entry_link select lane, 'X1', 1, position, hash from entry where "
           "position = 4",
           "delete from entry_link where subject = 'X1'", ENTRIES, "link_row");
}

static status keep_one(void *self, const Log__Entry *entry) {
    Log__Entry **out = self;
    size_t bytes;
    uint8_t *packed = entry_pack(entry, &bytes);
    *out = entry_unpack(packed, bytes, entry->hash.data);
    free(packed);
    return OK;
}

/* An event can be withheld by its digest, and what is withheld cannot be exchanged. */
static void test_an_event_can_be_withheld(void **state) {
    (void) state;
    Log__Entry *entry = NULL;
    int64_t last;
    uint8_t whole[CRYPT_HASH_BYTES], hash[CRYPT_HASH_BYTES], digest[CRYPT_HASH_BYTES], bytes[4096];
    assert_int_equal(entrylog_read(w.db, 0, 8, 1, keep_one, &entry, &last), OK);
    entry_hash(CRYPT_SM, entry, whole);
    assert_memory_equal(whole, entry->hash.data, sizeof whole);
    Log__EntryEvent bare = *entry->event[0], withheld = LOG__ENTRY_EVENT__INIT;
    memcpy(bytes, bare.salt.data, bare.salt.len);
    size_t n = bare.salt.len;
    bare.salt = (ProtobufCBinaryData){0, NULL};
    n += log__entry_event__pack(&bare, bytes + n);
    crypt_sm3(bytes, n, digest);
    withheld.digest = (ProtobufCBinaryData){sizeof digest, digest};
    Log__EntryEvent *shown = entry->event[0];
    entry->event[0] = &withheld;
    entry_hash(CRYPT_SM, entry, hash);
    assert_memory_equal(hash, whole, sizeof hash);
    digest[5] ^= 1;
    entry_hash(CRYPT_SM, entry, hash);
    assert_memory_not_equal(hash, whole, sizeof hash);
    entry->event[0] = shown;
    log__entry__free_unpacked(entry, NULL);
}

static void test_a_file_proves_itself(void **state) {
    (void) state;
    FILE *file = tmpfile();
    int64_t last = 0, entries = 0;
    entrylog_fault fault = {0, ""};
    assert_int_equal(entrylog_export(w.db, 0, 0, file, &last), OK);
    assert_int_equal(last, ENTRIES);
    rewind(file);
    assert_int_equal(entrylog_verify_file(file, &entries, &fault), OK);
    assert_int_equal(entries, ENTRIES);
    fclose(file);
}

static void test_a_file_from_the_middle_proves_its_part(void **state) {
    (void) state;
    FILE *file = tmpfile();
    int64_t last = 0, entries = 0;
    entrylog_fault fault = {0, ""};
    assert_int_equal(entrylog_export(w.db, 0, 10, file, &last), OK);
    rewind(file);
    assert_int_equal(entrylog_verify_file(file, &entries, &fault), OK);
    assert_int_equal(entries, ENTRIES - 10);
    fclose(file);
}

static void put_record(FILE *file, const ProtobufCMessage *m) {
    uint8_t bytes[4096];
    size_t n = protobuf_c_message_pack(m, bytes);
    if (n > 127) putc((int) (n & 127) | 128, file);
    putc((int) (n > 127 ? n >> 7 : n), file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
}

/* A file of entries 9 and later of which one link is another: with all hashes computed anew. */
static status verify_late_file(size_t n, const int64_t *count, size_t prev_bytes) {
    static uint8_t salt[ENTRY_SALT_BYTES], hash[2][CRYPT_HASH_BYTES];
    FILE *file = tmpfile();
    int64_t entries = 0;
    entrylog_fault fault = {0, ""};
    Log__LogHeader header = LOG__LOG_HEADER__INIT;
    header.format = "hall-log-2";
    header.suite = "sm3";
    header.first_position = 9;
    header.prev_hash = (ProtobufCBinaryData){CRYPT_HASH_BYTES, hash[0]};
    memset(hash, 0, sizeof hash);
    put_record(file, &header.base);
    for (size_t i = 0; i < n; i++) {
        Log__EntryHead head = LOG__ENTRY_HEAD__INIT;
        Log__EntryEvent event = LOG__ENTRY_EVENT__INIT, *one_event[] = {&event};
        Log__EntryLink link = LOG__ENTRY_LINK__INIT, *one_link[] = {&link};
        Log__Entry entry = LOG__ENTRY__INIT;
        head.position = 9 + (int64_t) i;
        head.prev_hash = (ProtobufCBinaryData){CRYPT_HASH_BYTES, hash[0]};
        event.subject = link.subject = "U1";
        event.salt = link.salt = (ProtobufCBinaryData){sizeof salt, salt};
        link.count = count[i];
        link.prev = (ProtobufCBinaryData){prev_bytes, hash[0]};
        entry = (Log__Entry){entry.base, &head, 1, one_event, 1, one_link, {0, NULL}};
        entry_hash(CRYPT_SM, &entry, hash[1]);
        entry.hash = (ProtobufCBinaryData){CRYPT_HASH_BYTES, hash[1]};
        put_record(file, &entry.base);
        memcpy(hash[0], hash[1], sizeof hash[0]);
    }
    rewind(file);
    status s = entrylog_verify_file(file, &entries, &fault);
    fclose(file);
    return s;
}

/* What is taken as it is in a file that begins late must still be a link. */
static void test_a_link_of_a_late_file_counts_from_one(void **state) {
    (void) state;
    assert_int_equal(verify_late_file(2, (int64_t[]){5, 6}, CRYPT_HASH_BYTES), OK);
    assert_int_equal(verify_late_file(2, (int64_t[]){5, 7}, CRYPT_HASH_BYTES), E_CONFLICT);
    assert_int_equal(verify_late_file(2, (int64_t[]){INT64_MAX, INT64_MIN}, CRYPT_HASH_BYTES),
                     E_CONFLICT);
    assert_int_equal(verify_late_file(2, (int64_t[]){INT64_MAX, 1}, CRYPT_HASH_BYTES), E_CONFLICT);
    assert_int_equal(verify_late_file(1, (int64_t[]){0}, CRYPT_HASH_BYTES), E_CONFLICT);
    assert_int_equal(verify_late_file(1, (int64_t[]){-5}, CRYPT_HASH_BYTES), E_CONFLICT);
    assert_int_equal(verify_late_file(1, (int64_t[]){5}, 31), E_CONFLICT);
}

static void test_no_changed_byte_of_a_file_passes(void **state) {
    (void) state;
    FILE *file = tmpfile();
    int64_t last, entries;
    entrylog_fault fault;
    assert_int_equal(entrylog_export(w.db, 0, 0, file, &last), OK);
    long size = ftell(file), passed = 0;
    for (long at = 100; at < size; at += 13) { /* the header is below 100 */
        fseek(file, at, SEEK_SET);
        int old = getc(file);
        fseek(file, at, SEEK_SET);
        putc(old ^ 1, file);
        rewind(file);
        passed += entrylog_verify_file(file, &entries, &fault) == OK;
        fseek(file, at, SEEK_SET);
        putc(old, file);
    }
    assert_int_equal(passed, 0);
    assert_int_equal(ftruncate(fileno(file), size - 3), 0);
    rewind(file);
    assert_int_equal(entrylog_verify_file(file, &entries, &fault), E_MALFORMED);
    fclose(file);
}

static status count_entry(void *self, const Log__Entry *entry) {
    assert_string_equal(entry->link[0]->subject, "U1");
    ++*(int64_t *) self;
    return OK;
}

static void test_a_subject_has_its_own_history(void **state) {
    (void) state;
    int64_t n = 0;
    assert_int_equal(entrylog_of_subject(w.db, 0, "U1", count_entry, &n), OK);
    assert_int_equal(n, 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_history_is_written),
        cmocka_unit_test(test_every_kind_of_change_is_named),
        cmocka_unit_test(test_the_table_of_links_is_held_against_the_entries),
        cmocka_unit_test(test_an_event_can_be_withheld),
        cmocka_unit_test(test_a_file_proves_itself),
        cmocka_unit_test(test_a_file_from_the_middle_proves_its_part),
        cmocka_unit_test(test_a_link_of_a_late_file_counts_from_one),
        cmocka_unit_test(test_no_changed_byte_of_a_file_passes),
        cmocka_unit_test(test_a_subject_has_its_own_history),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
