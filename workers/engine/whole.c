/* whole: all rows of a list in one answer. A page would leave an entry of its own. */
#include "workers/engine/whole.h"

#include <inttypes.h>
#include <string.h>

#include "proto/runtime/apply/values.h"

enum { FILTER_BYTES_MAX = 900 };

static bool is_whole(const job *j) {
    return j->work->envelope->whole && catalog_whole(j->command);
}

/* ---- rows ------------------------------------------------------------------------------------ */

verdict whole_ask(job *j) {
    const command_type *command = j->command;
    int limit = catalog_field(command->input, "limit");
    if (j->work->envelope->whole && catalog_listed(command) < 0) return refuse(E_FORM, "whole");
    if (!is_whole(j)) return accept();
    field_set_number(j->input, (unsigned) limit, WHOLE_ROWS_MAX + 1);
    return accept();
}

int64_t whole_rows(const job *j) {
    const ProtobufCMessage *reply = j->changes.reply;
    if (!reply) return 0;
    return (int64_t) values_of(reply, &reply->descriptor->fields[catalog_listed(j->command)]).n;
}

/* A list that was looked through in part only goes on as well. */
static bool goes_on(const job *j) {
    int next = catalog_field(j->command->output, "next");
    return next >= 0 && j->changes.reply && field_text(j->changes.reply, (unsigned) next)[0];
}

verdict whole_settle(const job *j, int64_t rows_max) {
    if (!is_whole(j)) return accept();
    return whole_rows(j) > rows_max || goes_on(j) ? refuse(E_LIST_ROWS, NULL) : accept();
}

/* ---- the filter ------------------------------------------------------------------------------ */

static const char *value_as_text(const field_type *field, ProtobufCType type, const void *at,
                                 arena *a) {
    if (field->personal) return "*";
    if (type == PROTOBUF_C_TYPE_STRING) return value_text(at);
    return arena_printf(a, "%" PRId64, value_number(type, at));
}

/* How long a page is is no filter, and where the last of several pages began is neither. */
static bool narrows(const job *j, const ProtobufCFieldDescriptor *f) {
    bool plain = f->type != PROTOBUF_C_TYPE_MESSAGE && f->type != PROTOBUF_C_TYPE_BYTES;
    bool page = !strcmp(f->name, "limit") || (!is_whole(j) && !strcmp(f->name, "after"));
    return plain && !page;
}

const char *whole_filter(const job *j, arena *a) {
    const ProtobufCMessageDescriptor *d = j->input->descriptor;
    const char *text = "";
    for (unsigned i = 0; i < d->n_fields && text; i++) {
        values all = values_of(j->input, &d->fields[i]);
        for (size_t k = 0; k < all.n && text && narrows(j, &d->fields[i]); k++) {
            const void *at = value_at(all, k);
            if (value_is_default(d->fields[i].type, at)) continue;
            const char *value =
                value_as_text(&j->command->input->field[i], d->fields[i].type, at, a);
            if (!value || strlen(text) + strlen(value) > FILTER_BYTES_MAX)
                return value ? text : NULL;
            text = arena_printf(a, "%s%s%s=%s", text, *text ? " " : "", d->fields[i].name, value);
        }
    }
    return text;
}
