/* hand_in: takes an uploaded file on, or finds the roster that it is already. */
#include "workers/roster/hand_in.h"

#include <stdio.h>
#include <string.h>

#include "gen/enrolment/rows.h"
#include "gen/roster/submit_roster.h"
#include "workers/roster/roster.h"
#include "workers/rules/issue.h"

#define FILE_KEY_SIZE 608 /* digest, method and account, of 64 characters each */

/* docs/rules 8.6: what one account may hand in on one day. */
enum { FILES_A_DAY = 1000 };
#define BYTES_A_DAY (INT64_C(2) << 30)

/* A business whose rows can come in a file has template columns. */
static bool takes_rows(const char *method, bool high_risk) {
    const command_type *command = catalog_command(method);
    if (!command || command->high_risk != high_risk) return false;
    for (unsigned i = 0; i < command->input->descriptor->n_fields; i++)
        if (command->input->field[i].column && command->input->field[i].column[0]) return true;
    return false;
}

static const RosterFile *handed_in_before(view *rows, const handed_in *in, const char *file_key) {
    row_list same = list_roster_file_by_unit_no_file_key(rows, in->unit_no, file_key);
    for (size_t i = 0; i < same.n; i++) {
        const RosterFile *file = (const RosterFile *) same.row[i];
        if (file->refusal != E_INTERNAL && !file->destroyed) return file;
    }
    return NULL;
}

static void reply_repeated(const RosterFile *first, changes *out) {
    RosterShown reply = roster_show(first);
    reply.repeated_file = true;
    changes_reply(out, &reply.base);
}

static void receive(const context *ctx, const handed_in *in, RosterReceived *event, changes *out) {
    event->unit_no = lend(in->unit_no);
    event->method = lend(in->method);
    event->file_id = lend(in->file_id);
    event->file_digest = lend(in->file_digest);
    event->file_name = lend(in->file_name);
    event->dry_run = in->dry_run;
    event->shard = (int32_t) ctx->shard;
    event->purpose = lend(ctx->purpose);
    emit_roster_received(out, event);
    RosterShown reply = ROSTER_SHOWN_INIT;
    reply.roster_no = event->roster_no;
    reply.unit_no = lend(in->unit_no);
    reply.method = lend(in->method);
    reply.state = RECEIVED;
    reply.dry_run = in->dry_run;
    reply.filer = lend(ctx->actor.account_no);
    reply.received_at_us = ctx->received_at_us;
    reply.file_id = lend(in->file_id);
    reply.purpose = lend(ctx->purpose);
    changes_reply(out, &reply.base);
}

verdict hand_in(const context *ctx, view *rows, const handed_in *in, bool high_risk, changes *out) {
    char file_key[FILE_KEY_SIZE], roster_no[SERIAL_CASE_SIZE];
    if (!takes_rows(in->method, high_risk)) return refuse(E_UNKNOWN_METHOD, "method");
    snprintf(file_key, sizeof file_key, "%s %s%s%s%s", in->file_digest, in->method,
             in->dry_run ? " dry" : "", in->unit_no[0] ? "" : " ",
             in->unit_no[0] ? "" : ctx->actor.account_no);
    const RosterFile *first = handed_in_before(rows, in, file_key);
    const UploadTotal *today = find_upload_total(rows, ctx->actor.account_no, ctx->today);
    if (first) { /* S27 */
        reply_repeated(first, out);
        return accept();
    }
    RosterReceived event = ROSTER_RECEIVED_INIT;
    event.date = ctx->today;
    event.n_files = (today ? today->n_files : 0) + 1;
    event.n_bytes = (today ? today->n_bytes : 0) + in->file_bytes;
    if (event.n_files > FILES_A_DAY || event.n_bytes > BYTES_A_DAY)
        return refuse(E_BATCH_QUOTA, "file_id");
    status s = issue_number(ctx, rows, &event.number, roster_no);
    if (s != OK) return (verdict){s, NULL, "roster_numbers"};
    event.roster_no = roster_no;
    event.file_key = file_key;
    receive(ctx, in, &event, out);
    return accept();
}
