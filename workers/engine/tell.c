/* tell: finds whom an event concerns and leaves the message. */
#include "workers/engine/tell.h"

#include <inttypes.h>

#include "gen/notification/rows.h"
#include "workers/rules/inbox.h"

/* The row of the event's subject, or the event itself. */
static const ProtobufCMessage *source_of(const change_event *e, view *rows) {
    const tell_type *tell = e->type->tell;
    if (!tell->row) return e->message;
    row_key key = row_key_of(tell->row, 0);
    row_key_text(&key, field_text(e->message, (unsigned) e->type->subject));
    return view_find(rows, &key);
}

static const char *box_of(const tell_type *tell, const ProtobufCMessage *from, view *rows) {
    const struct {
        char kind;
        int field;
    } order[] = {{'u', tell->unit}, {'p', tell->person}, {'a', tell->account}};
    for (unsigned i = 0; i < 3; i++) {
        const char *number = order[i].field < 0 ? "" : field_text(from, (unsigned) order[i].field);
        if (number[0]) return inbox_box(rows, order[i].kind, number);
    }
    return NULL;
}

/* Sorts the newest first; the command's id and the event's place make it the only one. */
static const char *number_of(const context *ctx, size_t place, view *rows) {
    char id[2 * 16 + 1];
    crypt_hex(ctx->command_id, 16, id);
    return arena_printf(view_arena(rows), "%016" PRIx64 "%s%02x",
                        (uint64_t) (INT64_MAX - ctx->received_at_us), id + 16,
                        (unsigned) place & 0xffu);
}

static void leave(const context *ctx, const change_event *e, const char *box, const char *number,
                  changes *out) {
    MessageLeft event = MESSAGE_LEFT_INIT;
    event.box = lend(box);
    event.message_no = lend(number);
    event.event = lend(e->type->name);
    event.about = lend(field_text(e->message, (unsigned) e->type->subject));
    if (e->type->tell->place && ctx->source_address) event.from_address = lend(ctx->source_address);
    emit_message_left(out, &event);
}

void tell_all(const context *ctx, view *rows, changes *out) {
    size_t n = out->n_event;
    for (size_t i = 0; i < n; i++) {
        const change_event e = out->event[i]; /* a copy: the list may move */
        const tell_type *tell = e.type->tell;
        if (!tell) continue;
        if (tell->unless >= 0 && field_number(e.message, (unsigned) tell->unless)) continue;
        const ProtobufCMessage *from = source_of(&e, rows);
        const char *box = from ? box_of(tell, from, rows) : NULL;
        const char *number = box ? number_of(ctx, i, rows) : NULL;
        if (!number) continue;
        view_fresh(rows, number);
        leave(ctx, &e, box, number, out);
    }
}
