/* message: copies by the descriptor. The struct is copied whole, then everything that it points to
 * is copied and put in its place. */
#include "proto/runtime/message.h"

#include "proto/runtime/apply/values.h"

static bool copy_text(char **text, const void *untouched, arena *a) {
    if (!*text || *text == untouched || *text == protobuf_c_empty_string) return true;
    *text = arena_dup(a, *text);
    return *text;
}

static bool copy_bytes(ProtobufCBinaryData *data, arena *a) {
    if (!data->len) {
        data->data = NULL;
        return true;
    }
    data->data = arena_copy(a, data->data, data->len);
    return data->data;
}

static bool copy_message(ProtobufCMessage **message, arena *a) {
    if (!*message) return true;
    *message = message_copy(*message, a);
    return *message;
}

/* What one member points to; a number points to nothing. */
static bool copy_member(const ProtobufCFieldDescriptor *f, void *at, arena *a) {
    if (f->type == PROTOBUF_C_TYPE_STRING) return copy_text(at, f->default_value, a);
    if (f->type == PROTOBUF_C_TYPE_BYTES) return copy_bytes(at, a);
    return f->type != PROTOBUF_C_TYPE_MESSAGE || copy_message(at, a);
}

/* A list is copied whole first, then what its members point to, as that of a single member. */
static bool copy_field(const ProtobufCFieldDescriptor *f, ProtobufCMessage *copy, arena *a) {
    values all = values_of(copy, f);
    if (f->label == PROTOBUF_C_LABEL_REPEATED) {
        void **list = (void **) (void *) ((char *) copy + f->offset);
        *list = all.n ? arena_copy(a, all.at, all.n * all.step) : NULL;
        if (all.n && !*list) return false;
        all.at = *list;
    }
    for (size_t i = 0; i < all.n; i++)
        if (!copy_member(f, value_at(all, i), a)) return false;
    return true;
}

ProtobufCMessage *message_copy(const ProtobufCMessage *message, arena *a) {
    const ProtobufCMessageDescriptor *d = message->descriptor;
    ProtobufCMessage *copy = arena_copy(a, message, d->sizeof_message);
    if (!copy) return NULL;
    copy->n_unknown_fields = 0;
    copy->unknown_fields = NULL;
    for (unsigned i = 0; i < d->n_fields; i++)
        if (!copy_field(&d->fields[i], copy, a)) return NULL;
    return copy;
}
