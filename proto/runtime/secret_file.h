/* secret_file: a small text file that holds keys. Its owner alone writes it; nobody else reads it
 * but, where the owner says so by mode 0640, the group of the program that needs it. It is written
 * whole or not at all. Source: docs/accounts.md. */
#ifndef HALL_RUNTIME_SECRET_FILE_H
#define HALL_RUNTIME_SECRET_FILE_H

#include <sys/stat.h>

#include "proto/runtime/status.h"

/* secret_file_closed: nobody but owner and group may read it, and the owner alone may write. */
bool secret_file_closed(const struct stat *info);

/* secret_file_read: the text with a NUL behind it; the caller wipes it.
 * errors  E_NOT_FOUND; E_FORBIDDEN it is open to others; E_MALFORMED it does not fit into `size`;
 *         E_UNAVAILABLE. */
status secret_file_read(const char *file, char *text, size_t size) MUST_CHECK;

/* secret_file_make: a new one, mode 0600. E_CONFLICT there is one; E_UNAVAILABLE.
 * secret_file_replace: another one in its place, of the same owner, group and mode, durable when
 * this returns; a new one where there is none. E_UNAVAILABLE. */
status secret_file_make(const char *file, const char *text) MUST_CHECK;
status secret_file_replace(const char *file, const char *text) MUST_CHECK;

/* secret_file_alone: for who reads a file, changes it and writes it back, alone until *lock is
 * closed. The lock is on the folder, because the file itself is replaced.
 * errors  E_BUSY another program has it; E_UNAVAILABLE. */
status secret_file_alone(const char *file, int *lock) MUST_CHECK;

#endif
