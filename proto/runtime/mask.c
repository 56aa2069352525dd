/* mask: see mask.h. A mask keeps `head` characters, stars, and `tail` characters; when the text is
 * too short to hide at least as much as it shows of short numbers, everything becomes stars. */
#include "proto/runtime/mask.h"

#include <string.h>

#include "proto/runtime/apply/values.h"
#include "proto/runtime/text.h"

typedef struct shape {
    size_t head, tail;
    size_t stars; /* 0: one for each hidden character */
} shape;

typedef struct pen {
    char *out;
    size_t used, bytes_max;
    bool full;
} pen;

/* Whole characters only: a cut mask is still UTF-8. */
static void write_part(pen *p, const char *text, size_t bytes) {
    if (p->full || p->used + bytes >= p->bytes_max) {
        p->full = true;
        return;
    }
    memcpy(p->out + p->used, text, bytes);
    p->used += bytes;
}

static status end_pen(pen *p) {
    if (p->bytes_max > 0) p->out[p->used] = 0;
    return p->full ? E_TOO_LONG : OK;
}

static void write_characters(pen *p, const char *text, size_t n) {
    for (; n > 0 && *text; n--) {
        size_t bytes = text_offset(text, 1);
        write_part(p, text, bytes);
        text += bytes;
    }
}

static status write_shape(const char *text, shape s, char *out, size_t bytes_max) {
    pen p = {out, 0, bytes_max, bytes_max == 0};
    size_t n = text_characters(text);
    if (s.head + s.tail >= n) s.head = s.tail = 0;
    size_t stars = s.stars ? s.stars : n - s.head - s.tail;
    if (n == 0) stars = 0;
    write_characters(&p, text, s.head);
    for (; stars > 0; stars--) write_part(&p, "*", 1);
    write_characters(&p, text + text_offset(text, n - s.tail), s.tail);
    return end_pen(&p);
}

static shape name_shape(size_t n) {
    if (n <= 2) return (shape){0, n == 2, 0};
    return (shape){1, 1, 0};
}

/* The rule of docs/rules 7.3 is for 15 and 18 characters; a passport of 9 would be shown nearly
 * whole by it.
 */
static shape document_shape(size_t n) {
    if (n >= 15) return (shape){4, 4, 0};
    if (n >= 6) return (shape){2, 2, 0};
    return (shape){0, 0, 0};
}

static shape shape_of(Kernel__Personal kind, size_t n) {
    switch (kind) {
    case KERNEL__PERSONAL__DOCUMENT_NO:
        return document_shape(n);
    case KERNEL__PERSONAL__NAME:
        return name_shape(n);
    case KERNEL__PERSONAL__MOBILE:
        return n >= 8 ? (shape){3, 4, 0} : (shape){0, 0, 0};
    case KERNEL__PERSONAL__BANK_ACCOUNT:
        return n >= 8 ? (shape){0, 4, 0} : (shape){0, 0, 0};
    case KERNEL__PERSONAL__CARD_NO:
        return (shape){2, 2, 4};
    default:
        return (shape){0, 0, 3};
    }
}

status mask_text(Kernel__Personal kind, const char *text, char *out, size_t bytes_max) {
    if (kind == KERNEL__PERSONAL__PUBLIC) {
        pen p = {out, 0, bytes_max, bytes_max == 0};
        write_characters(&p, text, text_characters(text));
        return end_pen(&p);
    }
    return write_shape(text, shape_of(kind, text_characters(text)), out, bytes_max);
}

static bool is_hidden(Kernel__Personal kind, show how) {
    if (kind == KERNEL__PERSONAL__PUBLIC) return false;
    if (kind == KERNEL__PERSONAL__CREDENTIAL) return true;
    if (kind == KERNEL__PERSONAL__WAGE) return how == SHOW_MASKED;
    return how != SHOW_ALL;
}

static status mask_string(Kernel__Personal kind, char **text, arena *a) {
    if (!*text || !**text) return OK;
    size_t bytes_max = strlen(*text) + 5;
    char *masked = arena_alloc(a, bytes_max);
    if (!masked) return E_ARENA;
    status s = mask_text(kind, *text, masked, bytes_max);
    *text = masked;
    return s;
}

static status mask_value(const field_type *option, const ProtobufCFieldDescriptor *f,
                         Kernel__Personal kind, void *at, size_t bytes, show how, arena *a) {
    if (f->type == PROTOBUF_C_TYPE_MESSAGE)
        return option->message ? mask_message(option->message, value_message(at), how, a) : OK;
    if (!is_hidden(kind, how)) return OK;
    if (f->type == PROTOBUF_C_TYPE_STRING) return mask_string(kind, at, a);
    memset(at, 0, bytes);
    return OK;
}

status mask_message(const message_type *type, ProtobufCMessage *message, show how, arena *a) {
    const ProtobufCMessageDescriptor *d = type->descriptor;
    for (unsigned i = 0; i < d->n_fields; i++) {
        const field_type *option = &type->field[i];
        values v = values_of(message, &d->fields[i]);
        Kernel__Personal kind =
            option->masked_as < 0
                ? option->personal
                : (Kernel__Personal) field_number(message, (unsigned) option->masked_as);
        for (size_t n = 0; n < v.n; n++) {
            status s = mask_value(option, &d->fields[i], kind, value_at(v, n), v.step, how, a);
            if (s != OK) return s;
        }
    }
    return OK;
}
