/* counted: the table of events that count, and what their fields say. */
#include "store/statistics/counted.h"

#include <stdlib.h>
#include <string.h>

#include "proto/runtime/catalog.h"
#include "proto/runtime/crypt/crypt.h"
#include "proto/runtime/kind.h"

#define SECOND_US 1000000ll
#define DAY_US (86400 * SECOND_US)

static const struct {
    const char *type;
    counted_what what;
} meaning[] = {
    {"review.CaseDrafted", COUNTED_DRAFT},     {"review.CaseSubmitted", COUNTED_SUBMITTED},
    {"review.CaseResubmitted", COUNTED_AGAIN}, {"review.CaseApplied", COUNTED_DONE},
    {"review.CaseRejected", COUNTED_REJECTED}, {"review.CaseWithdrawn", COUNTED_WITHDRAWN},
    {"review.CaseExpired", COUNTED_ENDED},     {"review.CaseApplyFailed", COUNTED_FAILED},
    {"review.CaseDiscarded", COUNTED_DROPPED}, {"review.UnitGraded", COUNTED_UNIT},
    {"review.VipRevoked", COUNTED_UNIT},       {"enrolment.UnitRegistered", COUNTED_UNIT},
};

static counted_what what_of(const char *type) {
    for (size_t i = 0; i < sizeof meaning / sizeof *meaning; i++)
        if (!strcmp(type, meaning[i].type)) return meaning[i].what;
    return COUNTED_NOTHING;
}

static ProtobufCBinaryData hash_of(const message_type *type, const ProtobufCMessage *event) {
    int field = catalog_field(type, "document_hash");
    return field < 0 ? (ProtobufCBinaryData){0} : field_bytes(event, (unsigned) field);
}

status counted_read(const Log__EntryEvent *logged, arena *a, counted *out) {
    *out = (counted){.what = what_of(logged->type)};
    if (out->what == COUNTED_NOTHING) return OK;
    const event_type *known = catalog_logged_event(logged->type, logged->schema_version);
    if (!known) return E_UNKNOWN_EVENT;
    const message_type *type = known->message;
    const ProtobufCMessage *event = protobuf_c_message_unpack(
        type->descriptor, arena_pb(a), logged->payload.len, logged->payload.data);
    if (!event) return E_MALFORMED;
    int vip = catalog_field(type, "vip");
    out->case_no = field_named(type, event, "case_no");
    out->unit_no = field_named(type, event, "unit_no");
    out->person_no = field_named(type, event, "person_no");
    out->method = field_named(type, event, "method");
    out->district_code = field_named(type, event, "district_code");
    out->channel = field_named(type, event, "channel");
    out->document_hash = hash_of(type, event);
    out->vip = vip >= 0 && field_number(event, (unsigned) vip) != 0;
    return OK;
}

int32_t counted_kind(const char *method) {
    const command_type *command = catalog_command(method);
    const business_kind *kind =
        command && command->kind[0] == 'B' ? kind_find(command->kind) : NULL;
    return kind ? (int32_t) strtol(kind->code + 1, NULL, 10) : 0;
}

bool counted_at_once(const char *method) {
    const command_type *command = catalog_command(method);
    return command && command->review.when == KERNEL__WHEN__NEVER && counted_kind(method);
}

int32_t counted_channel(const char *channel) {
    static const struct {
        const char *name;
        int32_t channel;
    } known[] = {{"browser", CHANNEL_BROWSER},
                 {"counter", CHANNEL_COUNTER},
                 {"roster", CHANNEL_ROSTER},
                 {"web", CHANNEL_PROGRAM},
                 {"kiosk", CHANNEL_KIOSK}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(channel, known[i].name)) return known[i].channel;
    return CHANNEL_OTHER;
}

int32_t counted_way(int32_t channel) {
    return channel == CHANNEL_COUNTER ? WAY_COUNTER : WAY_ONLINE;
}

int32_t counted_district(const char *code) {
    long number = strtol(code, NULL, 10);
    return number > DISTRICT_NONE && number <= 999999 ? (int32_t) number : DISTRICT_NONE;
}

int32_t counted_outcome(counted_what what) {
    switch (what) {
    case COUNTED_REJECTED:
        return OUTCOME_REJECTED;
    case COUNTED_WITHDRAWN:
        return OUTCOME_WITHDRAWN;
    case COUNTED_ENDED:
        return OUTCOME_ENDED;
    case COUNTED_FAILED:
        return OUTCOME_FAILED;
    default:
        return OUTCOME_DONE;
    }
}

int32_t counted_time(int64_t us) {
    if (us <= 60 * SECOND_US) return TIME_AT_ONCE;
    if (us <= DAY_US) return TIME_ONE_DAY;
    if (us <= 5 * DAY_US) return TIME_FIVE_DAYS;
    return us <= 15 * DAY_US ? TIME_FIFTEEN_DAYS : TIME_LONGER;
}

static uint64_t hashed(const void *data, size_t bytes) {
    uint8_t hash[CRYPT_HASH_BYTES];
    uint64_t out;
    crypt_sha256(data, bytes, hash);
    memcpy(&out, hash, sizeof out);
    return out;
}

void counted_subject(const counted *c, fact *out) {
    const char *named = c->person_no[0] ? c->person_no : c->unit_no;
    bool document = c->document_hash.len > 0;
    out->subject_kind = document          ? SUBJECT_DOCUMENT
                        : c->person_no[0] ? SUBJECT_PERSON
                                          : SUBJECT_UNIT;
    out->subject = document ? hashed(c->document_hash.data, c->document_hash.len)
                            : hashed(named, strlen(named));
}
