/* upload_form: takes the part called "file" out of a form. */
#include "adapters/web/api/upload_form.h"

#include <stdlib.h>
#include <string.h>

#include "proto/runtime/text.h"

enum { FORM_BYTES = 64 * 1024 }; /* what multipart adds at most, and the post processor's buffer */

/* The client's name for the file without folders; dropped when it is no clean text. */
static void keep_name(upload_form *f, const char *name) {
    if (!name) return;
    for (const char *at = name; *at; at++)
        if (*at == '/' || *at == '\\') name = at + 1;
    size_t n = strlen(name);
    if (n >= UPLOAD_NAME_BYTES || !text_clean(name, n)) return;
    memcpy(f->file_name, name, n + 1);
}

static enum MHD_Result take_part(void *self, enum MHD_ValueKind kind, const char *part,
                                 const char *file_name, const char *content_type,
                                 const char *encoding, const char *data, uint64_t offset,
                                 size_t bytes) {
    upload_form *f = self;
    web *w = f->asked_by->web;
    (void) kind, (void) content_type, (void) encoding;
    if (!part || strcmp(part, "file") != 0) return MHD_YES;
    if (offset == 0 && f->seen && bytes) f->code = E_FORM;
    if (!f->seen) {
        keep_name(f, file_name);
        f->code = files_write_start(w->files, &f->writer);
        f->seen = true;
    }
    f->taken += (int64_t) bytes;
    if (f->code == OK && f->taken > f->most) f->code = E_TOO_LARGE;
    if (f->code == OK) f->code = files_write_add(f->writer, data, bytes);
    w->metrics.upload_bytes += bytes;
    return f->code == OK ? MHD_YES : MHD_NO;
}

static bool size_fits(request *r, int64_t most) {
    const char *length = request_header(r, "Content-Length");
    return !length || strtoull(length, NULL, 10) <= (uint64_t) most + FORM_BYTES ||
           request_refuse_code(r, E_TOO_LARGE, "file");
}

bool upload_form_open(request *r, upload_form *f, int64_t most) {
    f->asked_by = r;
    f->most = most;
    if (!size_fits(r, most)) return false;
    f->parser = MHD_create_post_processor(r->connection, FORM_BYTES, take_part, f);
    return f->parser || request_refuse(r, (problem){.code = E_FORM,
                                                    .http = 415,
                                                    .field = "Content-Type",
                                                    .detail = "multipart/form-data"});
}

void upload_form_add(upload_form *f, const char *data, size_t bytes) {
    bool parsed = MHD_post_process(f->parser, data, bytes) == MHD_YES;
    if (parsed && f->code == OK) return;
    request_refuse_code(f->asked_by, f->code != OK ? f->code : E_MALFORMED, "file");
    files_write_drop(&f->writer);
}

bool upload_form_end(upload_form *f, const char *owner) {
    if (!f->writer) return request_refuse_code(f->asked_by, E_REQUIRED, "file");
    status s = files_write_end(&f->writer, owner, &f->stored);
    return s == OK || request_refuse_code(f->asked_by, s, "file");
}

void upload_form_drop(upload_form *f) {
    if (f->parser) MHD_destroy_post_processor(f->parser);
    files_write_drop(&f->writer);
}
