/* files_store: what the parts of the file store share. Inner header of files. */
#ifndef HALL_FILES_FILES_STORE_H
#define HALL_FILES_FILES_STORE_H

#include <sys/stat.h>

#include "store/files/files.h"
#include "store/files/files_piece.h"

#define FILES_TEMPORARY "writing."

struct files {
    int folder;
    int64_t bytes_max;
    char *key_file;
    struct stat key_seen; /* the key file as it was when it was read */
    files_key key;
};

/* files_name_good: 64 lower-case hexadecimal characters, so that no name leaves the folder. */
bool files_name_good(const char *name);

/* files_refresh: reads the key file when it is not the one that was read; one that has become
 * unreadable leaves what was known. */
void files_refresh(files *f);

/* files_lock: shared by who gives a file its name, alone for who changes the key or takes a file
 * away; -1 without. files_unlock closes it. */
int files_lock(const files *f, bool alone);
void files_unlock(int lock);

/* files_destroy: takes a file away, its wrapped key first; the caller holds the lock alone. */
status files_destroy(files *f, const char *name) MUST_CHECK;

/* files_write_all: false when not all of it was written. */
bool files_write_all(int fd, const uint8_t *data, size_t bytes);

#endif
