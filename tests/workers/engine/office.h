/* office: rows in memory, four logins and a key file, in which a test hands commands in as the
 * runner would; nothing is stored. */
#ifndef HALL_TESTS_WORKERS_OFFICE_H
#define HALL_TESTS_WORKERS_OFFICE_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "gen/collection/rows.h"
#include "gen/collection/set_calendar.h"
#include "gen/enrolment/add_member.h"
#include "gen/enrolment/rows.h"
#include "gen/identity/rows.h"
#include "gen/query/get_unit.h"
#include "gen/review/rows.h"
#include "proto/runtime/confirm.h"
#include "proto/runtime/crypt/crypt.h"
#include "tests/lib/cmocka.h"
#include "workers/engine/decide_job.h"
#include "workers/engine/gates.h"
#include "workers/rules/identifier/serial.h"

#define NOW INT64_C(1794276000000000) /* 2026-11-10 10:00 in Beijing */

enum { OFFICE_BYTES = 64 << 20 };

typedef struct office {
    char folder[32], file[48], case_no[SERIAL_CASE_SIZE];
    arena *a;
    house house;
    view *rows;
    job job;
    bus_work work;
    Bus__Envelope envelope;
    Bus__Stamp stamp;
    uint8_t id[16];
    const peer_key *origin;
} office;

static inline void put(office *o, const row_type *type, const void *row, size_t bytes) {
    ProtobufCMessage *kept = arena_copy(o->a, row, bytes);
    field_set_number(kept, type->version, 1);
    assert_int_equal(view_put(o->rows, type, kept), OK);
}
#define PUT(o, type, row) put(o, &row_##type, &(row), sizeof(row))

static inline ProtobufCBinaryData secret_of(const char *account_no) {
    return (ProtobufCBinaryData){strlen(account_no), (uint8_t *) lend(account_no)};
}

static inline void log_in(office *o, const char *account_no, Kernel__Role role, const char *unit_no,
                          const char *district_code) {
    Token row = TOKEN_INIT;
    uint8_t *hash = arena_alloc(o->a, CRYPT_HASH_BYTES);
    crypt_sm3(account_no, strlen(account_no), hash);
    row.token_hash = (ProtobufCBinaryData){CRYPT_HASH_BYTES, hash};
    row.account_no = lend(account_no);
    row.role = role;
    row.unit_no = lend(unit_no);
    row.district_code = lend(district_code);
    row.expires_at_us = NOW + 3600000000;
    PUT(o, token, row);
}

static inline office *open_office(void) {
    office *o = calloc(1, sizeof *o);
    assert_non_null(o);
    strcpy(o->folder, "/tmp/hall-office-XXXXXX");
    assert_non_null(mkdtemp(o->folder));
    snprintf(o->file, sizeof o->file, "%s/vault", o->folder);
    assert_int_equal(vault_make(o->file, CRYPT_SM), OK);
    assert_int_equal(vault_open(o->file, &o->house.keys), OK);
    o->a = arena_open(OFFICE_BYTES);
    o->rows = view_open(o->a, NULL, NULL);
    view_all_known(o->rows);
    assert_int_equal(serial_case_make((case_no){20261110, 1, 1}, o->case_no), OK);
    bus__envelope__init(&o->envelope);
    bus__stamp__init(&o->stamp);
    o->envelope.id = (ProtobufCBinaryData){sizeof o->id, o->id};
    o->stamp.received_at_us = NOW;
    Unit unit = UNIT_INIT;
    unit.unit_no = lend("10000001");
    unit.district_code = lend("420102");
    unit.status = unit.injury_class = 1;
    unit.unit_type = 10;
    unit.float_percent = 100;
    PUT(o, unit, unit);
    log_in(o, "u1", KERNEL__ROLE__UNIT_OPERATOR, "10000001", "420102");
    log_in(o, "d1", KERNEL__ROLE__DISTRICT_OPERATOR, "", "420102");
    log_in(o, "c1", KERNEL__ROLE__SETTLEMENT_CENTER, "", "");
    log_in(o, "c2", KERNEL__ROLE__SETTLEMENT_CENTER, "", "");
    return o;
}

static inline void close_office(office *o) {
    vault_close(o->house.keys);
    arena_close(o->a);
    unlink(o->file);
    rmdir(o->folder);
    free(o);
}

static inline ProtobufCBinaryData packed(office *o, const ProtobufCMessage *message) {
    uint8_t *out = arena_alloc(o->a, protobuf_c_message_get_packed_size(message));
    return (ProtobufCBinaryData){protobuf_c_message_pack(message, out), out};
}

static inline void hand_in(office *o, const char *account_no, const char *method,
                           const ProtobufCMessage *in) {
    o->envelope.method = lend(method);
    o->envelope.token = secret_of(account_no);
    o->envelope.payload = packed(o, in);
    o->work = (bus_work){&o->stamp, &o->envelope, catalog_command(method), o->origin};
    job_start(&o->job, &o->work, &o->house, o->a);
    vault_new(o->house.keys, o->case_no);
}

/* The gates of an act by this account, on the rows that the office has. */
static inline verdict pass(office *o, const char *account_no, const char *method,
                           const ProtobufCMessage *in) {
    hand_in(o, account_no, method, in);
    view_forget_missing(o->rows);
    return gates(&o->job, o->rows);
}

static inline verdict pass_unit(office *o, const char *account_no) {
    GetUnit in = GET_UNIT_INIT;
    in.unit_no = lend("10000001");
    return pass(o, account_no, "query.GetUnit", &in.base);
}

static inline Token *login_of(office *o, const char *account_no) {
    uint8_t hash[CRYPT_HASH_BYTES];
    crypt_sm3(account_no, strlen(account_no), hash);
    return (Token *) (uintptr_t) find_token(o->rows, (ProtobufCBinaryData){sizeof hash, hash});
}

/* What the holder of the account confirmed by his second factor, until `until_us`. */
static inline void confirm_act(office *o, const char *account_no, const Bus__Envelope *what,
                               int64_t until_us) {
    Confirmation row = CONFIRMATION_INIT;
    uint8_t *act = arena_alloc(o->a, CRYPT_HASH_BYTES);
    confirm_digest(what, act);
    row.account_no = lend(account_no);
    row.act = (ProtobufCBinaryData){CRYPT_HASH_BYTES, act};
    row.expires_at_us = until_us;
    PUT(o, confirmation, row);
}

/* Acts of high risk are confirmed. */
static inline status ask(office *o, const char *account_no, const char *method,
                         const ProtobufCMessage *in) {
    hand_in(o, account_no, method, in);
    if (o->work.command->high_risk || o->work.command->carries_case)
        confirm_act(o, account_no, &o->envelope, NOW + 1);
    if (o->job.state == JOB_WAITING) job_decide(&o->job, o->rows, &o->house, true);
    return o->job.verdict.code;
}

static inline SetCalendar calendar(void) {
    SetCalendar in = SET_CALENDAR_INIT;
    in.calendar = lend("hall");
    in.period = 202612;
    in.opens_at_us = NOW;
    in.closes_at_us = NOW + 86400000000;
    in.late_policy = LATE_QUEUE;
    in.reason = lend("年度日历");
    return in;
}

/* The close calendar of November 2026. */
static inline void put_month(office *o, int64_t opens_us, int64_t closes_us,
                             Collection__LatePolicy late) {
    Calendar month = CALENDAR_INIT;
    month.calendar = lend("hall");
    month.period = 202611;
    month.opens_at_us = opens_us;
    month.closes_at_us = closes_us;
    month.late_policy = late;
    PUT(o, calendar, month);
}

/* The number that a case with this content gets: it carries the shard. */
static inline void number_case(office *o, const char *method, const ProtobufCMessage *in) {
    case_no number = {20261110, 1, (int32_t) catalog_shard(catalog_command(method), in, o->id)};
    assert_int_equal(serial_case_make(number, o->case_no), OK);
}

/* What a case keeps of a filing. */
static inline char *kept(office *o, const ProtobufCMessage *in) {
    ProtobufCBinaryData content = packed(o, in);
    char *text = arena_alloc(o->a, 4 * (content.len / 3 + 1) + 1);
    crypt_base64(content.data, content.len, text);
    return text;
}

static inline void put_case(office *o, const char *method, const ProtobufCMessage *in,
                            const char *filer, Kernel__Role role, const char *unit_no,
                            Review__CaseState state) {
    Case row = CASE_INIT;
    row.case_no = o->case_no;
    row.method = lend(method);
    row.state = state;
    row.unit_no = lend(unit_no);
    row.district_code = lend(unit_no[0] ? "420102" : "");
    row.filer = lend(filer);
    row.filer_role = role;
    row.submission = 1;
    row.content = kept(o, in);
    PUT(o, case, row);
}

static inline void file_case(office *o, const char *method, const ProtobufCMessage *in,
                             const char *filer, Kernel__Role role, const char *unit_no,
                             Review__CaseState state) {
    number_case(o, method, in);
    put_case(o, method, in, filer, role, unit_no, state);
}

static inline AddMember zhang(void) {
    AddMember in = ADD_MEMBER_INIT;
    in.unit_no = lend("10000001");
    in.document_type = 201;
    in.document_no = lend("420102199001019019");
    in.name = lend("张三");
    in.sex = in.ethnicity = in.person_class = 1;
    in.mobile = lend("13800000000");
    in.hukou_kind = 1;
    in.employment_form = 2;
    in.work_start_date = in.employment_date = in.enrol_date = 20261102;
    in.reason = 111;
    in.declared_wage_fen = 650000;
    return in;
}

static inline char *long_text(office *o, size_t bytes) {
    char *text = arena_alloc(o->a, bytes + 1);
    memset(text, '1', bytes);
    return text;
}

#endif
