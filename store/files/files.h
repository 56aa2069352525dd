/* files: uploaded files and result workbooks. A file has a name that nobody can guess, is written
 * to a temporary file and renamed, encrypted in pieces of 64 KiB with a key of its own that the key
 * of the store wraps, and bound to its name. The folder holds nothing readable. Who may open which
 * file is decided by the rows, not here. Shared by the web adapter (writes uploads) and the roster
 * program (reads them, writes results); several processes may use one folder. Source:
 * docs/rules 8.6. */
#ifndef HALL_FILES_FILES_H
#define HALL_FILES_FILES_H

#include "proto/runtime/status.h"

#define FILES_NAME_BYTES 65 /* 64 hexadecimal characters and NUL */

typedef struct files files;
typedef struct files_writer files_writer;

/* files_open: the folder is made, for owner and group, when missing; left-over temporary files
 * older than a day are removed.
 * key_file   holds the suite and the store's key, a secret_file. Made when it is missing and the
 *            folder is still empty.
 * bytes_max  of one file.
 * errors     E_FORBIDDEN the key file is open to others; E_MALFORMED it is none; E_NOT_FOUND it is
 *            missing though the folder holds files; E_UNAVAILABLE folder or memory. */
status files_open(const char *folder, const char *key_file, int64_t bytes_max,
                  files **out) MUST_CHECK;
void files_close(files *f);

/* What was stored. name: from the store's key, whose it is and the content, so that the same act
 * done again gives the same file and nobody else's act does. digest: SM3 of the content, in hex. */
typedef struct files_stored {
    char name[FILES_NAME_BYTES], digest[FILES_NAME_BYTES];
    int64_t bytes;
} files_stored;

/* files_write_start / add / end: E_TOO_LARGE beyond bytes_max, E_UNAVAILABLE when the disk is full.
 * After files_write_end the file is durable under out->name. owner: for which act it is written; of
 * no use without the store's key. After an error of add the writer can only be dropped;
 * files_write_end closes it in any case. files_write_drop gives up (accepts NULL inside). One
 * writer is one thread's; several may be open. */
status files_write_start(files *f, files_writer **out) MUST_CHECK;
status files_write_add(files_writer *w, const void *data, size_t bytes) MUST_CHECK;
status files_write_end(files_writer **w, const char *owner, files_stored *out) MUST_CHECK;
void files_write_drop(files_writer **w);

/* files_read: the decrypted content in an anonymous memory file, sealed, at offset 0;
 * the caller closes it. `bytes` may be NULL.
 * errors  E_NOT_FOUND; E_MALFORMED no such name, cut or changed content; E_UNAVAILABLE. */
status files_read(files *f, const char *name, int *fd, int64_t *bytes) MUST_CHECK;

/* files_remove: for good, its wrapped key first. E_NOT_FOUND when there is none. */
status files_remove(files *f, const char *name) MUST_CHECK;

/* files_old: names of files written before `before_s` (seconds since 1970) that come after the name
 * `after` ("" for the first), ascending, at most `most`; a walk through all of them goes on after
 * the last name. files_remove_old: as files_remove, if it was not written again since. */
size_t files_old(const files *f, int64_t before_s, const char *after, size_t most,
                 char (*names)[FILES_NAME_BYTES]);
status files_remove_old(files *f, const char *name, int64_t before_s) MUST_CHECK;

/* files_rotate: a new key of the store, beside running programs, which read a changed key file by
 * themselves: it is added to the file, every file's own key is wrapped by it, and the old one is
 * dropped. Killed at any moment it is begun again and goes on.
 * n          files wrapped anew by this call
 * unreadable files whose header opens with none of the keys; they were lost before
 * errors     E_BUSY: another one changes this key file; E_UNAVAILABLE: nothing is lost, call
 *            again. */
status files_rotate(files *f, int64_t *n, int64_t *unreadable) MUST_CHECK;

#endif
