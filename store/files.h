/* files: uploaded files and result workbooks. A file is named by the hash of its content, written to a
 * temporary file and renamed, encrypted in pieces of 64 KiB with a key of its own that the master key
 * wraps. The folder holds nothing readable. Who may open which file is decided by the rows. */
#ifndef HALL_STORE_FILES_H
#define HALL_STORE_FILES_H

#include "store/vault.h"

#define FILES_NAME_BYTES 65 /* 64 hexadecimal characters and NUL */

typedef struct files files;
typedef struct files_writer files_writer;

/* files_open: folder is made (0700); `bytes_max` of one file. Left-over temporary files older than a
 * day are removed. Borrows `keys`. */
status files_open(const char *folder, const vault *keys, int64_t bytes_max, files **out) MUST_CHECK;
void files_close(files *f);

/* files_write_start / add / end: E_TOO_LARGE beyond bytes_max, E_UNAVAILABLE when the disk is full. After
 * files_write_end the file is durable under `name`; the same content twice is one file. files_write_drop
 * gives up (accepts NULL). One writer is one thread's; several may be open. */
status files_write_start(files *f, files_writer **out) MUST_CHECK;
status files_write_add(files_writer *w, const void *data, size_t bytes) MUST_CHECK;
status files_write_end(files_writer **w, char name[FILES_NAME_BYTES], int64_t *bytes) MUST_CHECK;
void files_write_drop(files_writer **w);

/* files_read: the decrypted content in an anonymous memory file, sealed against change, at offset 0;
 * the caller closes it.
 * errors  E_NOT_FOUND; E_MALFORMED no such name, cut or changed content; E_UNAVAILABLE. */
status files_read(files *f, const char *name, int *fd) MUST_CHECK;

/* files_remove: E_NOT_FOUND when there is none. */
status files_remove(files *f, const char *name) MUST_CHECK;

#endif
