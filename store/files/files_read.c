/* files_read: the way out. The plain content lives in memory only, never in a second file. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "store/files/files_store.h"

/* One reading: stored pieces from `in`, plain bytes to `out`. */
typedef struct reading {
    files *store;
    FILE *in;
    int out;
    uint8_t key[CRYPT_KEY_BYTES];
    int64_t bytes;
    uint8_t sealed[FILES_SEALED_BYTES_MAX];
    uint8_t plain[FILES_SEALED_BYTES_MAX];
} reading;

static bool read_header(reading *r) {
    uint8_t header[FILES_HEADER_BYTES_MAX];
    size_t length = 0;
    if (fread(header, 1, 8, r->in) != 8 || header[7] > sizeof header - 8) return false;
    if (fread(header + 8, 1, header[7], r->in) != header[7]) return false;
    uint32_t under = files_header_number(header, 8u + header[7]);
    if (!files_key_find(&r->store->key, under)) files_refresh(r->store); /* wrapped anew since */
    return files_header_read(&r->store->key, header, 8u + header[7], r->key, &length);
}

/* The length of the next piece; false at the end of the file. */
static bool next_length(FILE *in, size_t *out) {
    uint8_t length[4];
    if (fread(length, 1, 4, in) != 4) return false;
    *out =
        length[0] | (size_t) length[1] << 8 | (size_t) length[2] << 16 | (size_t) length[3] << 24;
    return true;
}

static status copy_out(reading *r, const uint8_t *data, size_t bytes) {
    r->bytes += (int64_t) bytes;
    while (bytes > 0) {
        ssize_t n = write(r->out, data, bytes);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return E_UNAVAILABLE;
        data += n;
        bytes -= (size_t) n;
    }
    return OK;
}

static status read_pieces(reading *r, const char *name) {
    size_t sealed = 0, plain = 0;
    status code = OK;
    if (!read_header(r) || !next_length(r->in, &sealed)) return E_MALFORMED;
    for (uint64_t number = 0; code == OK; number++) {
        if (sealed > sizeof r->sealed || fread(r->sealed, 1, sealed, r->in) != sealed)
            return E_MALFORMED;
        size_t next = 0;
        bool more = next_length(r->in, &next);
        if (!files_unseal(&r->store->key, r->key, number, more ? NULL : name, r->sealed, sealed,
                          r->plain, &plain))
            return E_MALFORMED;
        code = copy_out(r, r->plain, plain);
        if (!more) break;
        sealed = next;
    }
    return code;
}

static status read_checked(reading *r, const char *name) {
    status code = read_pieces(r, name);
    if (code == OK && (lseek(r->out, 0, SEEK_SET) != 0 ||
                       fcntl(r->out, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0))
        code = E_UNAVAILABLE;
    return code;
}

status files_read(files *f, const char *name, int *fd, int64_t *bytes) {
    if (!files_name_good(name)) return E_MALFORMED;
    int in = openat(f->folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (in < 0) return errno == ENOENT ? E_NOT_FOUND : E_UNAVAILABLE;
    reading *r = calloc(1, sizeof *r);
    FILE *file = fdopen(in, "rb");
    int out = memfd_create("hall-file", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    status code = E_UNAVAILABLE;
    if (r && file && out >= 0) {
        *r = (reading){.store = f, .in = file, .out = out};
        code = read_checked(r, name);
        if (bytes) *bytes = r->bytes;
    }
    if (r) crypt_wipe(r, sizeof *r);
    free(r);
    if (file)
        fclose(file);
    else
        close(in);
    if (code != OK && out >= 0) close(out);
    if (code == OK) *fd = out;
    return code;
}
