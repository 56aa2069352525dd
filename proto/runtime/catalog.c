/* catalog: see catalog.h. Look-ups in the generated tables. */
#include "proto/runtime/catalog.h"

#include <string.h>

#include "proto/runtime/crypt/crypt.h"
#include "proto/runtime/fold.h"

const command_type *catalog_command(const char *name) {
    size_t low = 0, high = n_commands;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(name, commands[middle].name);
        if (!order) return &commands[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

bool catalog_files_own(const command_type *command, Kernel__Role role) {
    bool filed = !command->query && !command->secret && command->kind[0];
    for (unsigned i = 0; filed && i < command->n_grant; i++)
        if (command->grants[i].role == role &&
            command->grants[i].relation == KERNEL__RELATION__SELF)
            return true;
    return false;
}

const message_type *catalog_message(const char *name) {
    size_t low = 0, high = n_messages;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(name, messages[middle]->name);
        if (!order) return messages[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const event_type *catalog_event(const char *name) {
    const message_type *type = catalog_message(name);
    return type ? type->event : NULL;
}

const event_type *catalog_logged_event(const char *name, uint32_t schema) {
    const event_type *type = catalog_event(name);
    return type && schema <= type->schema ? type : NULL;
}

const row_type *catalog_row(const char *name) {
    for (unsigned i = 0; i < n_row_types; i++)
        if (!strcmp(row_types[i]->name, name)) return row_types[i];
    return NULL;
}

const code_table *catalog_codes(const char *name) {
    for (unsigned i = 0; i < n_code_tables; i++)
        if (!strcmp(code_tables[i].name, name)) return &code_tables[i];
    return NULL;
}

const code_table *catalog_words(const ProtobufCEnumDescriptor *type) {
    for (unsigned i = 0; i < n_word_tables; i++)
        if (!strcmp(word_tables[i].name, type->name)) return &word_tables[i];
    return NULL;
}

text_pair catalog_word(const ProtobufCEnumDescriptor *type, int number) {
    const code_table *words = catalog_words(type);
    for (unsigned i = 0; words && i < words->n; i++)
        if (words->value[i].number == number) return words->value[i].label;
    const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(type, number);
    const char *name = value ? value->name : "";
    return (text_pair){name, name};
}

const message_type *catalog_type_of(const ProtobufCMessage *message) {
    const message_type *type = catalog_message(message->descriptor->name);
    must(type);
    return type;
}

int catalog_field(const message_type *type, const char *name) {
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(type->descriptor, name);
    return field ? (int) (field - type->descriptor->fields) : -1;
}

static void *member(const ProtobufCMessage *message, unsigned field) {
    return (char *) (uintptr_t) message + message->descriptor->fields[field].offset;
}

const char *field_text(const ProtobufCMessage *message, unsigned field) {
    const char *const *text = member(message, field);
    return *text ? *text : "";
}

const char *field_named(const message_type *type, const ProtobufCMessage *message,
                        const char *name) {
    int at = catalog_field(type, name);
    return at >= 0 && field_is_text(type, (unsigned) at) ? field_text(message, (unsigned) at) : "";
}

int64_t field_number(const ProtobufCMessage *message, unsigned field) {
    const void *at = member(message, field);
    switch (message->descriptor->fields[field].type) {
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        return *(const int64_t *) at;
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        return *(const uint32_t *) at;
    case PROTOBUF_C_TYPE_BOOL:
        return *(const protobuf_c_boolean *) at;
    default:
        return *(const int32_t *) at;
    }
}

ProtobufCBinaryData field_bytes(const ProtobufCMessage *message, unsigned field) {
    return *(const ProtobufCBinaryData *) member(message, field);
}

void field_set_text(ProtobufCMessage *message, unsigned field, const char *text) {
    *(const char **) member(message, field) = text;
}

void field_set_number(ProtobufCMessage *message, unsigned field, int64_t number) {
    void *at = member(message, field);
    switch (message->descriptor->fields[field].type) {
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        *(int64_t *) at = number;
        break;
    case PROTOBUF_C_TYPE_BOOL:
        *(protobuf_c_boolean *) at = number != 0;
        break;
    default:
        *(int32_t *) at = (int32_t) number;
    }
}

void field_set_bytes(ProtobufCMessage *message, unsigned field, ProtobufCBinaryData bytes) {
    *(ProtobufCBinaryData *) member(message, field) = bytes;
}

bool field_is_text(const message_type *type, unsigned field) {
    const ProtobufCFieldDescriptor *f = &type->descriptor->fields[field];
    return f->type == PROTOBUF_C_TYPE_STRING && f->label != PROTOBUF_C_LABEL_REPEATED;
}

bool field_is_bytes(const message_type *type, unsigned field) {
    const ProtobufCFieldDescriptor *f = &type->descriptor->fields[field];
    return f->type == PROTOBUF_C_TYPE_BYTES && f->label != PROTOBUF_C_LABEL_REPEATED;
}

bool field_is_number(const message_type *type, unsigned field) {
    const ProtobufCFieldDescriptor *f = &type->descriptor->fields[field];
    return f->label != PROTOBUF_C_LABEL_REPEATED && f->type != PROTOBUF_C_TYPE_STRING &&
           f->type != PROTOBUF_C_TYPE_BYTES && f->type != PROTOBUF_C_TYPE_MESSAGE;
}

/* FNV-1a; only spreads keys over shards, protects nothing. */
#define NOTHING_HASHED 1469598103934665603u

static uint64_t mix(uint64_t hash, const void *data, size_t bytes) {
    const unsigned char *c = data;
    for (size_t i = 0; i < bytes; i++) hash = (hash ^ c[i]) * 1099511628211u;
    return hash;
}

static uint32_t shard_of(uint64_t hash) {
    return (uint32_t) ((hash ^ hash >> 32) % SHARDS);
}

enum { FOLDED_BYTES_MAX = 256 };

/* Two spellings of one number (full-width digits, blanks, lower-case x) share a shard. */
static uint64_t mix_text(uint64_t hash, const char *text) {
    char folded[FOLDED_BYTES_MAX + 1];
    size_t bytes = strlen(text);
    if (bytes > FOLDED_BYTES_MAX) return mix(hash, text, bytes);
    return mix(hash, folded, fold_number(text, bytes, folded));
}

static uint32_t text_shard(const char *text) {
    return shard_of(mix_text(NOTHING_HASHED, text));
}

static uint64_t mix_number(uint64_t hash, int64_t number) {
    uint8_t bytes[8];
    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t) ((uint64_t) number >> (56 - 8 * i));
    return mix(hash, bytes, sizeof bytes);
}

/* Between two fields stands a byte that no folded text has, so that what ends the one cannot begin
 * the other. */
static uint32_t fields_shard(const command_type *command, const ProtobufCMessage *input) {
    static const uint8_t between = 0;
    uint64_t hash = NOTHING_HASHED;
    for (unsigned i = 0; i < command->n_order; i++) {
        unsigned field = command->order_field[i];
        if (i) hash = mix(hash, &between, 1);
        hash = field_is_text(command->input, field) ? mix_text(hash, field_text(input, field))
                                                    : mix_number(hash, field_number(input, field));
    }
    return shard_of(hash);
}

uint32_t catalog_document_shard(const char *document_no) {
    return text_shard(document_no);
}

static bool three_digits(const char *at, uint32_t *out) {
    for (int i = 0; i < 3; i++)
        if (at[i] < '0' || at[i] > '9') return false;
    uint32_t shard =
        (uint32_t) (at[0] - '0') * 100 + (uint32_t) (at[1] - '0') * 10 + (uint32_t) (at[2] - '0');
    if (shard >= SHARDS) return false;
    *out = shard;
    return true;
}

bool catalog_case_shard(const char *case_no, uint32_t *out) {
    return strlen(case_no) == 19 && three_digits(case_no + 15, out);
}

bool catalog_number_shard(const char *person_no, uint32_t *out) {
    return strlen(person_no) == 10 && three_digits(person_no + 7, out);
}

/* The field that holds the order key: a person whose number is not known yet is named by document.
 */
static int key_field(const command_type *command, const ProtobufCMessage *input) {
    if (!command->n_order || !input) return -1;
    int field = (int) command->order_field[0];
    if (!field_is_text(command->input, (unsigned) field)) return -1;
    if (command->order_kind != KERNEL__ORDER_KIND__ORDER_NUMBER) return field;
    if (field_text(input, (unsigned) field)[0]) return field;
    int document = catalog_field(command->input, "document_no");
    return document < 0 ? field : document;
}

const char *catalog_order_key(const command_type *command, const ProtobufCMessage *input,
                              const char **field) {
    int at = key_field(command, input);
    *field = at < 0 ? "" : command->input->descriptor->fields[at].name;
    return at < 0 ? "" : field_text(input, (unsigned) at);
}

uint32_t catalog_shard(const command_type *command, const ProtobufCMessage *input,
                       const uint8_t id[16]) {
    uint32_t shard;
    if (!command->n_order || !input) return shard_of(mix(NOTHING_HASHED, id, 16));
    int at = key_field(command, input);
    const char *key = at < 0 ? "" : field_text(input, (unsigned) at);
    /* a document that stands for a number carries no shard */
    bool own = at == (int) command->order_field[0];
    switch (command->order_kind) {
    case KERNEL__ORDER_KIND__ORDER_NUMBER:
        return own && catalog_number_shard(key, &shard) ? shard : text_shard(key);
    case KERNEL__ORDER_KIND__ORDER_CASE:
        return catalog_case_shard(key, &shard) ? shard : text_shard(key);
    case KERNEL__ORDER_KIND__ORDER_DOCUMENT:
        return text_shard(key);
    default:
        return fields_shard(command, input);
    }
}

uint32_t catalog_filing_shard(const command_type *command, const ProtobufCMessage *input,
                              const char *case_no, const uint8_t id[16]) {
    uint32_t shard;
    const char *field;
    bool names_none = !catalog_order_key(command, input, &field)[0];
    if (names_none && catalog_case_shard(case_no, &shard)) return shard;
    return catalog_shard(command, input, id);
}

/* Asked with every entry and every read of the cache: hashed once. */
uint64_t catalog_contract(void) {
    static uint64_t known;
    uint8_t hash[CRYPT_HASH_BYTES];
    if (known) return known;
    crypt_sha256(catalog_descriptor_set, catalog_descriptor_set_bytes, hash);
    memcpy(&known, hash, sizeof known);
    return known;
}

bool field_offers(const field_type *field, const code_value *value) {
    if (code_is_blank(value)) return false;
    for (const char *const *offer = field->offer; offer && *offer; offer++)
        if (!strcmp(*offer, value->text)) return true;
    return !field->offer;
}

bool message_offers(const ProtobufCMessage *message, const char *field) {
    const message_type *type = catalog_type_of(message);
    const int at = catalog_field(type, field);
    must(at >= 0);
    const code_table *table = catalog_codes(type->field[at].codes);
    const int64_t number = field_number(message, (unsigned) at);
    for (unsigned i = 0; table && i < table->n; i++)
        if (table->value[i].number == number)
            return field_offers(&type->field[at], &table->value[i]);
    return false;
}

/* ---- lists ----------------------------------------------------------------------------------- */

int catalog_listed(const command_type *query) {
    const ProtobufCMessageDescriptor *reply = query->output->descriptor;
    int found = -1;
    for (unsigned i = 0; query->query && i < reply->n_fields; i++) {
        bool list = reply->fields[i].label == PROTOBUF_C_LABEL_REPEATED;
        if (!list || reply->fields[i].type != PROTOBUF_C_TYPE_MESSAGE) continue;
        if (found >= 0) return -1;
        found = (int) i;
    }
    return found;
}

bool catalog_whole(const command_type *query) {
    return query->reads_field >= 0 && catalog_listed(query) >= 0 &&
           catalog_field(query->input, "limit") >= 0;
}

bool field_same(const message_type *type, unsigned field, const ProtobufCMessage *a,
                const ProtobufCMessage *b) {
    if (field_is_text(type, field)) return !strcmp(field_text(a, field), field_text(b, field));
    return !field_is_number(type, field) || field_number(a, field) == field_number(b, field);
}

void field_copy_named(const ProtobufCMessage *from, ProtobufCMessage *to) {
    const message_type *source = catalog_type_of(from), *target = catalog_type_of(to);
    for (unsigned i = 0; i < target->descriptor->n_fields; i++) {
        const char *name = target->descriptor->fields[i].name;
        int at = strcmp(name, "sealed") ? catalog_field(source, name) : -1;
        if (at < 0) continue;
        if (field_is_text(target, i))
            field_set_text(to, i, field_text(from, (unsigned) at));
        else if (field_is_bytes(target, i))
            field_set_bytes(to, i, field_bytes(from, (unsigned) at));
        else if (field_is_number(target, i))
            field_set_number(to, i, field_number(from, (unsigned) at));
    }
}
