/* files_format: how a file lies on disk. Head: "HALLF1", suite, length of the wrapped key, wrapped key;
 * then pieces: length (4, big endian), sealed piece. Each piece is bound to its number and whether it
 * is the last, so that pieces cannot be cut off, moved or repeated. Only files*.c include this. */
#ifndef HALL_STORE_FILES_FORMAT_H
#define HALL_STORE_FILES_FORMAT_H

#include "store/files.h"

#define FILES_MAGIC "HALLF1"
#define FILES_PIECE_BYTES 65536u
#define FILES_PURPOSE "file"

typedef struct files_binding {
    uint8_t number[8]; /* big endian */
    uint8_t last;
} files_binding;

files_binding files_bind(uint64_t number, bool last);

/* Whole reads and writes; false on an error or a short file. */
bool files_put(int fd, const void *data, size_t bytes);
bool files_get(int fd, void *data, size_t bytes);

struct files {
    char *folder;
    const vault *keys;
    int64_t bytes_max;
};

#endif
