/* filed: what an account of the city filed, decided by the workers' own code as a command that came
 * over the bus: form, gates, handler, review. No bus is there: who acts is said by the session's
 * token, or by the loader as hall-roster says it of the rows of a file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/city/loader_internal.h"

/* Takes old work over, so the form of its ids and their age are its own matter. */
static const peer_key origin = {.name = ACTOR, .peer = PEER_INTAKE};

static void address(filed *out, const city_filing *f) {
    out->envelope.acting_for = out->account_no;
    if (f->token) {
        memcpy(out->token, f->token, sizeof out->token);
        out->envelope.token = (ProtobufCBinaryData){sizeof out->token, out->token};
        return;
    }
    snprintf(out->account_no, sizeof out->account_no, "%s", f->account_no);
}

filed *filed_open(pending *p, const city_filing *f, city_told *told, void *self, size_t about) {
    filed *out = calloc(1, sizeof *out);
    size_t bytes = protobuf_c_message_get_packed_size(f->in);
    p->what = malloc(bytes + 1);
    must(out && p->what);
    protobuf_c_message_pack(f->in, p->what);
    bus__envelope__init(&out->envelope);
    bus__stamp__init(&out->stamp);
    snprintf(out->case_no, sizeof out->case_no, "%s", f->case_no ? f->case_no : "");
    out->work =
        (bus_work){&out->stamp, &out->envelope, catalog_command(f->in->descriptor->name), &origin};
    must(out->work.command);
    out->envelope.id = (ProtobufCBinaryData){sizeof p->id, p->id};
    out->envelope.method = lend(out->work.command->name);
    out->envelope.payload = (ProtobufCBinaryData){bytes, p->what};
    out->envelope.origin = lend("city");
    out->envelope.channel = lend(f->channel ? f->channel : "city");
    out->envelope.case_no = out->case_no;
    out->envelope.draft = f->draft;
    out->envelope.doubtful = f->doubtful;
    out->envelope.dry_run = f->dry_run;
    out->stamp.received_at_us = p->received_at_us;
    address(out, f);
    out->told = told;
    out->self = self;
    out->about = about;
    return out;
}

void filed_begin(pending *p, const house *h, arena *a) {
    p->filed->job = arena_alloc(a, sizeof *p->filed->job);
    must(p->filed->job);
    job_start(p->filed->job, &p->filed->work, h, a);
    p->shard = p->filed->job->ctx.shard;
}

bool filed_decide(pending *p, view *rows, const house *h, bool may_apply) {
    job *j = p->filed->job;
    if (j->state == JOB_WAITING) job_decide(j, rows, h, may_apply);
    p->refused = refused(j->verdict);
    return j->state != JOB_WAITING;
}

bool filed_item(pending *p, bool keep, arena *a, batch_item *out) {
    job *j = p->filed->job;
    if (!job_stores(j)) return false;
    *out = j->item;
    out->answer = job_answer(j, a);
    must(out->answer);
    out->keep = keep && !refused(j->verdict);
    p->n_event = out->n_event;
    return true;
}

void filed_tell(const pending *p, arena *a) {
    const filed *f = p->filed;
    if (!f->told) return;
    const Bus__Answer *answer = job_answer(f->job, a);
    must(answer);
    f->told(f->self, f->about, answer);
}
