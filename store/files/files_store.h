/* files_store: what the parts of the file store share. Inner header of files. */
#ifndef HALL_FILES_FILES_STORE_H
#define HALL_FILES_FILES_STORE_H

#include "store/files/files.h"
#include "store/files/files_piece.h"

#define FILES_TEMPORARY "writing."

struct files {
    int folder;
    int64_t bytes_max;
    files_key key;
};

/* files_name_good: 64 lower-case hexadecimal characters, so that no name leaves the folder. */
bool files_name_good(const char *name);

#endif
