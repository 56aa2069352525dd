/* upload_form: the one file of a multipart body, streamed into the store. Inner header. */
#ifndef HALL_WEB_UPLOAD_FORM_H
#define HALL_WEB_UPLOAD_FORM_H

#include "adapters/web/door/request.h"

#define UPLOAD_NAME_BYTES 256

/* Begin with zeros. Until upload_form_open took it on, nothing is to be dropped. */
typedef struct upload_form {
    files_stored stored;
    request *asked_by;
    struct MHD_PostProcessor *parser;
    files_writer *writer;
    int64_t most, taken;
    bool seen;
    status code;
    char file_name[UPLOAD_NAME_BYTES]; /* as the client calls it, without folders */
} upload_form;

/* upload_form_open: refuses a body that is no form, or says that it is larger than `most` bytes.
 * upload_form_add: a piece of it; refuses and drops what was written when it cannot be taken.
 * upload_form_end: durable in `stored`, as files_write_end says; refuses without a file.
 * upload_form_drop: gives up what is open. */
bool upload_form_open(request *r, upload_form *f, int64_t most);
void upload_form_add(upload_form *f, const char *data, size_t bytes);
bool upload_form_end(upload_form *f, const char *owner);
void upload_form_drop(upload_form *f);

#endif
