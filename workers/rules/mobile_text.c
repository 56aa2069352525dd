/* mobile_text: queues a text for the sender. */
#include "workers/rules/mobile_text.h"

#include "gen/notification/rows.h"
#include "proto/runtime/crypt/crypt.h"
#include "workers/rules/calendar/date.h"

enum { NO_BYTES = 16 };

static const int64_t valid_us = 3 * DAY_US;

/* The number of the text follows from the command and the phone. */
static char *number_of(const context *ctx, view *rows, const char *mobile) {
    char id[2 * NO_BYTES + 1];
    crypt_hex(ctx->command_id, NO_BYTES, id);
    const char *words = arena_printf(view_arena(rows), "mobile text %s\n%s", id, mobile);
    char *no = arena_alloc(view_arena(rows), sizeof id);
    if (!words || !no) return NULL;
    ProtobufCBinaryData hash = ctx->search_hash(ctx, rows, words);
    if (hash.len < NO_BYTES) return NULL;
    crypt_hex(hash.data, NO_BYTES, no);
    return no;
}

verdict mobile_text(const context *ctx, view *rows, const char *mobile, const char *text,
                    changes *out) {
    if (!mobile[0]) return accept();
    OutgoingQueued event = OUTGOING_QUEUED_INIT;
    event.outgoing_no = number_of(ctx, rows, mobile);
    event.text = arena_printf(view_arena(rows), "【社保网上办事大厅】%s", text);
    if (!event.outgoing_no || !event.text) return refuse(E_ARENA, NULL);
    view_fresh(rows, event.outgoing_no);
    event.mobile = lend(mobile);
    event.expires_at_us = event.due_at_us = ctx->received_at_us + valid_us;
    emit_outgoing_queued(out, &event);
    return accept();
}
