/* place: a file store of one test, in a folder of its own. */
#ifndef HALL_TESTS_FILES_PLACE_H
#define HALL_TESTS_FILES_PLACE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/files/files.h"
#include "tests/lib/cmocka.h"

#define PLACE_FILES 8

typedef struct place {
    char root[64], folder[80], key[80], name[PLACE_FILES][FILES_NAME_BYTES];
    files *store;
} place;

static inline void place_put(files *store, const char *data, size_t bytes, char *name) {
    files_writer *w = NULL;
    files_stored stored;
    assert_int_equal(files_write_start(store, &w), OK);
    for (size_t at = 0; at < bytes; at += 5000)
        assert_int_equal(files_write_add(w, data + at, bytes - at < 5000 ? bytes - at : 5000), OK);
    assert_int_equal(files_write_end(&w, "the test", &stored), OK);
    assert_int_equal(stored.bytes, bytes);
    strcpy(name, stored.name);
}

/* An empty store; with n files "a", "b" ... in it. */
static inline place *place_open(int n) {
    place *p = calloc(1, sizeof *p);
    strcpy(p->root, "/tmp/hall-files-XXXXXX");
    assert_non_null(mkdtemp(p->root));
    snprintf(p->folder, sizeof p->folder, "%s/files", p->root);
    snprintf(p->key, sizeof p->key, "%s/files.secret", p->root);
    assert_int_equal(files_open(p->folder, p->key, 1 << 20, &p->store), OK);
    for (int i = 0; i < n; i++) place_put(p->store, &(char){(char) ('a' + i)}, 1, p->name[i]);
    return p;
}

static inline int place_clear(void **state) {
    place *p = *state;
    char command[128];
    files_close(p->store);
    snprintf(command, sizeof command, "rm -rf '%s'", p->root);
    int code = system(command);
    free(p);
    return code;
}

#endif
