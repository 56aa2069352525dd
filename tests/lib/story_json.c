/* story_json: turns JSON of a story into messages and back, and compares in part. */
#include "tests/lib/story_json.h"

#include <openssl/evp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "proto/runtime/apply/values.h"
#include "proto/runtime/json/json.h"

void report_fault(report *r, const char *format, ...) {
    va_list args;
    if (r->faults++ == 0) fprintf(r->out, "%s: %s\n", r->path, r->title);
    fputs("    ", r->out);
    va_start(args, format);
    vfprintf(r->out, format, args);
    va_end(args);
    fputc('\n', r->out);
}

static const uint8_t search_key[CRYPT_KEY_BYTES] = "the search key of every story";
static const uint8_t subject_key[CRYPT_KEY_BYTES] = "the one key of every story";
const seal_secret story_secret = {CRYPT_SM, subject_key, search_key};

ProtobufCBinaryData story_hash(const char *text, arena *a) {
    return seal_search_hash(story_secret.search, text, a);
}

static json_t *base64_of(ProtobufCBinaryData bytes) {
    unsigned char text[64];
    EVP_EncodeBlock(text, bytes.data, (int) bytes.len);
    return json_string((const char *) text);
}

json_t *story_hashes(json_t *value, arena *a) {
    const char *key;
    json_t *member, *out;
    size_t i;
    if (json_is_array(value)) {
        out = json_array();
        json_array_foreach(value, i, member) json_array_append_new(out, story_hashes(member, a));
        return out;
    }
    if (!json_is_object(value)) return json_incref(value);
    if ((member = json_object_get(value, "$hash")))
        return base64_of(story_hash(json_string_value(member), a));
    if ((member = json_object_get(value, "$word"))) {
        ProtobufCBinaryData hash = story_hash(json_string_value(member), a);
        hash.len = 8; /* docs/sealing.md */
        return base64_of(hash);
    }
    out = json_object();
    json_object_foreach(value, key, member) json_object_set_new(out, key, story_hashes(member, a));
    return out;
}

void story_fill_hashes(const message_type *type, ProtobufCMessage *message, arena *a) {
    for (unsigned i = 0; i < type->descriptor->n_fields; i++) {
        const field_type *option = &type->field[i];
        values v = values_of(message, &type->descriptor->fields[i]);
        for (size_t n = 0; option->message && n < v.n; n++)
            story_fill_hashes(option->message, value_message(value_at(v, n)), a);
        if (option->hash_of < 0 || field_bytes(message, i).len > 0) continue;
        const char *text = field_text(message, (unsigned) option->hash_of);
        if (*text) field_set_bytes(message, i, story_hash(text, a));
    }
}

ProtobufCMessage *story_message(json_t *object, const message_type *type, arena *a, report *r) {
    ProtobufCBinaryData bytes = {0, NULL};
    json_fault fault;
    json_t *plain = story_hashes(object, a);
    char *text = json_dumps(plain, JSON_COMPACT);
    status s = json_to_message(type->name, text, strlen(text), 0, a, &bytes, &fault);
    json_decref(plain);
    free(text);
    if (s != OK) {
        report_fault(r, "%s.%s: %s", type->name, fault.field, fault.text);
        return NULL;
    }
    ProtobufCMessage *message =
        protobuf_c_message_unpack(type->descriptor, arena_pb(a), bytes.len, bytes.data);
    if (message) story_fill_hashes(type, message, a);
    return message;
}

json_t *story_show(const ProtobufCMessage *message, arena *a) {
    const char *text = NULL;
    status s = json_message(message, JSON_PROTO_NAMES | JSON_DEFAULTS, a, &text);
    return s == OK ? json_loads(text, 0, NULL) : json_string(status_name(s));
}

json_t *story_lay(json_t *base, json_t *over) {
    const char *key;
    json_t *member;
    if (!json_is_object(base) || !json_is_object(over)) return json_incref(over ? over : base);
    json_t *out = json_copy(base);
    json_object_foreach(over, key, member) {
        if (json_is_null(member))
            json_object_del(out, key);
        else
            json_object_set_new(out, key, story_lay(json_object_get(base, key), member));
    }
    return out;
}

json_t *story_single(json_t *object, const char **name) {
    void *at = json_object_size(object) == 1 ? json_object_iter(object) : NULL;
    if (at) *name = json_object_iter_key(at);
    return at ? json_object_iter_value(at) : NULL;
}

/* A number and the same number as text are equal: int64 is text in JSON. */
static void scalar_text(json_t *value, char *out, size_t bytes_max) {
    if (json_is_string(value))
        snprintf(out, bytes_max, "%s", json_string_value(value));
    else if (json_is_integer(value))
        snprintf(out, bytes_max, "%lld", (long long) json_integer_value(value));
    else
        snprintf(out, bytes_max, "%s",
                 json_is_true(value)    ? "true"
                 : json_is_false(value) ? "false"
                                        : "");
}

static void fault_differs(json_t *expected, json_t *actual, const char *path, report *r) {
    char *wanted = json_dumps(expected, JSON_ENCODE_ANY | JSON_COMPACT);
    char *was = actual ? json_dumps(actual, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    report_fault(r, "%s: expected %.400s, was %.400s", path, wanted, was ? was : "absent");
    free(wanted);
    free(was);
}

static void match_object(json_t *expected, json_t *actual, const char *path, report *r) {
    const char *key;
    json_t *member;
    json_object_foreach(expected, key, member) {
        char below[300];
        snprintf(below, sizeof below, "%s.%s", path, key);
        story_match(member, json_object_get(actual, key), below, r);
    }
}

static void match_array(json_t *expected, json_t *actual, const char *path, report *r) {
    size_t i;
    json_t *member;
    if (json_array_size(expected) != json_array_size(actual)) {
        report_fault(r, "%s: expected %zu, was %zu", path, json_array_size(expected),
                     json_array_size(actual));
        fault_differs(expected, actual, path, r);
        return;
    }
    json_array_foreach(expected, i, member) {
        char below[300];
        snprintf(below, sizeof below, "%s[%zu]", path, i);
        story_match(member, json_array_get(actual, i), below, r);
    }
}

void story_match(json_t *expected, json_t *actual, const char *path, report *r) {
    char wanted[1000], was[1000];
    if (json_is_object(expected) && json_is_object(actual)) {
        match_object(expected, actual, path, r);
        return;
    }
    if (json_is_array(expected) && json_is_array(actual)) {
        match_array(expected, actual, path, r);
        return;
    }
    bool one_is_list = json_is_object(expected) || json_is_array(expected) ||
                       json_is_object(actual) || json_is_array(actual);
    scalar_text(expected, wanted, sizeof wanted);
    scalar_text(actual, was, sizeof was);
    if (json_is_null(expected) ? actual && !json_is_null(actual)
                               : one_is_list || !actual || strcmp(wanted, was))
        fault_differs(expected, actual, path, r);
}
