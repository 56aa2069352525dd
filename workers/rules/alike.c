/* alike: see alike.h. The hash says nothing without the search key, like that of a document. */
#include "workers/rules/alike.h"

#include <inttypes.h>
#include <string.h>

#include "gen/enrolment/add_member.h"
#include "workers/rules/field.h"
#include "workers/rules/identifier/document.h"
#include "workers/rules/kept_filing.h"

enum { NAME_ROOM = 401 };

ProtobufCBinaryData alike_hash(const context *ctx, view *rows, const char *name, int32_t birth) {
    const char *text = arena_printf(view_arena(rows), "alike|%s|%" PRId32, name, birth);
    ProtobufCBinaryData none = {0, NULL};
    return text ? ctx->search_hash(ctx, rows, text) : none;
}

alike_pair alike_pair_of(ProtobufCBinaryData a, ProtobufCBinaryData b) {
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.data, b.data, n) : 0;
    return order <= 0 ? (alike_pair){a, b} : (alike_pair){b, a};
}

Enrolment__LikenessVerdict alike_verdict(view *rows, ProtobufCBinaryData a, ProtobufCBinaryData b) {
    alike_pair pair = alike_pair_of(a, b);
    const Likeness *said = find_likeness(rows, pair.low, pair.high);
    return said ? said->verdict : LIKENESS_OPEN;
}

static bool same_hash(ProtobufCBinaryData a, ProtobufCBinaryData b) {
    return a.len == b.len && (!a.len || !memcmp(a.data, b.data, a.len));
}

size_t alike_persons(view *rows, ProtobufCBinaryData hash, ProtobufCBinaryData document_hash,
                     const Person *out[ALIKE_MOST]) {
    row_list found = list_person_alike_by_alike_hash(rows, hash);
    size_t n = 0;
    for (size_t i = 0; i < found.n && n < ALIKE_MOST; i++) {
        const Person *person = find_person(rows, ((const PersonAlike *) found.row[i])->person_no);
        if (person && !person->destroyed_at_us && !person->merged_into[0] &&
            !same_hash(person->document_hash, document_hash))
            out[n++] = person;
    }
    return n;
}

ProtobufCBinaryData alike_filed(const context *ctx, view *rows, const Case *file) {
    const command_type *command = catalog_command("enrolment.AddMember");
    ProtobufCBinaryData none = {0, NULL};
    const ProtobufCMessage *kept = strcmp(file->method, command->name)
                                       ? NULL
                                       : kept_filing_open(command, file->content, view_arena(rows));
    const AddMember *filed = (const AddMember *) kept;
    char name[NAME_ROOM];
    document paper;
    if (!filed || !field_name_plain(filed->name, name, sizeof name) ||
        document_check(filed->document_type, filed->document_no, ctx->today, &paper) != OK)
        return none;
    return alike_hash(ctx, rows, name, paper.birth ? paper.birth : filed->birth_date);
}
