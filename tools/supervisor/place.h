/* place: the folders of one hall and what can be wrong with them before anything starts. Every
 * refusal is one sentence on stderr for whoever typed the command. Starts no program. */
#ifndef HALL_SUPERVISOR_PLACE_H
#define HALL_SUPERVISOR_PLACE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#define PATH_BYTES 1024

/* data     everything that must outlive the hall: pg, keys, vault, files, cache
 * runtime  sockets; short, because a socket's path may have 107 bytes only
 * bin      programs; params: business parameters. Both are copies under data when the accounts of
 * the hall may not enter the originals
 * owner    the account whose the database is, and the beginning of the programs' accounts; "" when
 *          the hall was not started by root: then everything is the caller's own */
typedef struct place {
    char data[PATH_BYTES], runtime[64], bin[PATH_BYTES], params[PATH_BYTES], portal[PATH_BYTES],
        owner[32];
    int lock;
} place;

/* complain: the sentence, led by "hall: "; returns false. */
bool complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* place_make: makes and enters the folders, unless another hall runs there. Started by root they
 * stay root's, and the programs run under accounts of their own. False after a sentence. */
bool place_make(place *p, const char *data, const char *bin, const char *params, const char *portal,
                const char *owner);

/* place_share: the folders inside, each given to who needs it: nobody but a program's own account
 * reaches what is its own. place_share_database: those of a private PostgreSQL, which are the
 * owner's. place_share_keys: the two key files, once they are made. False after a sentence. */
bool place_share(const place *p);
bool place_share_database(const place *p);
bool place_share_keys(const place *p);

/* place_check: 500 MB free, not half-made. `*fresh`: never finished before, all is to be made. */
bool place_check(const place *p, bool *fresh);

/* place_finished: from now on the folder counts as whole. */
bool place_finished(const place *p);

/* place_leave: removes the runtime folder. */
void place_leave(const place *p);

/* place_path: `data`/`name` in a static buffer, one of four used in turn. */
const char *place_path(const place *p, const char *name);

/* place_write: the file `data`/`name` with this content, replaced at once. */
bool place_write(const place *p, const char *name, const char *content);

/* place_listen: a loopback socket that listens on port `wanted`, or on a free one for 0; `*port`
 * says which. It is bound once and kept, so that nobody else can ever answer there. -1 after a
 * sentence. */
int place_listen(int64_t wanted, uint16_t *port);

#endif
