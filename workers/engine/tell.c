/* tell: finds whom an event concerns and leaves the messages. */
#include "workers/engine/tell.h"

#include <inttypes.h>
#include <string.h>

#include "gen/identity/rows.h"
#include "gen/notification/rows.h"
#include "workers/rules/inbox.h"

/* The row of the event's subject, or the event itself. */
static const ProtobufCMessage *source_of(const change_event *e, const tell_type *tell, view *rows) {
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

/* Who did it himself knows it. */
static bool is_his_own(const tell_type *tell, const ProtobufCMessage *from, view *rows) {
    if (tell->besides < 0) return false;
    const char *person_no = field_text(from, (unsigned) tell->person);
    const char *account_no = field_text(from, (unsigned) tell->besides);
    const Account *account = account_no[0] ? find_account(rows, account_no) : NULL;
    return account && account->person_no[0] && !strcmp(account->person_no, person_no);
}

/* Sorts the newest first; the command's id, the event's place and the reader make it the only one.
 */
static const char *number_of(const context *ctx, size_t place, unsigned reader, view *rows) {
    char id[2 * 16 + 1];
    crypt_hex(ctx->command_id, 16, id);
    return arena_printf(view_arena(rows), "%016" PRIx64 "%s%03zx%x",
                        (uint64_t) (INT64_MAX - ctx->received_at_us), id + 16, place, reader);
}

static void leave(const context *ctx, const change_event *e, unsigned reader, const char *box,
                  const char *number, changes *out) {
    MessageLeft event = MESSAGE_LEFT_INIT;
    event.box = lend(box);
    event.message_no = lend(number);
    event.event = lend(e->type->name);
    event.reader = reader;
    event.about = lend(field_text(e->message, (unsigned) e->type->subject));
    if (e->type->tell[reader].place && ctx->source_address)
        event.from_address = lend(ctx->source_address);
    emit_message_left(out, &event);
}

static void tell_one(const context *ctx, const change_event *e, size_t place, unsigned reader,
                     view *rows, changes *out) {
    const tell_type *tell = &e->type->tell[reader];
    if (tell->unless >= 0 && field_number(e->message, (unsigned) tell->unless)) return;
    const ProtobufCMessage *from = source_of(e, tell, rows);
    if (!from || is_his_own(tell, from, rows)) return;
    const char *box = box_of(tell, from, rows);
    const char *number = box ? number_of(ctx, place, reader, rows) : NULL;
    if (!number) return;
    view_fresh(rows, number);
    leave(ctx, e, reader, box, number, out);
}

void tell_all(const context *ctx, view *rows, changes *out) {
    size_t n = out->n_event;
    for (size_t i = 0; i < n; i++) {
        const change_event e = out->event[i]; /* a copy: the list may move */
        for (unsigned reader = 0; reader < e.type->n_tell; reader++)
            tell_one(ctx, &e, i, reader, rows, out);
    }
}
