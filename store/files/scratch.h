/* scratch: a private folder for what a program must write down while it works, beside the data that
 * it belongs to. The shared temporary folder is not for that: others can foresee a name there, put
 * a link under it, or read what lies there. A file of a scratch has no name once it is open, so
 * that nothing outlives the program but what was cut off in the instant between; the next start
 * removes that. Source: CWE-377, CWE-59. */
#ifndef HALL_FILES_SCRATCH_H
#define HALL_FILES_SCRATCH_H

#include "proto/runtime/status.h"

#define SCRATCH_PATH_BYTES 32

typedef struct scratch scratch;

/* scratch_open: the folder `inside`/scratch-UID, mode 0700, made when missing; UID is the calling
 * account's number, because programs of several accounts may share `inside`. Removes every file in
 * it: those in use have no name, so several programs may share one folder, and one may start while
 * another writes.
 * errors  E_FORBIDDEN it is a link or another account's; E_UNAVAILABLE folder or memory. */
status scratch_open(const char *inside, scratch **out) MUST_CHECK;
void scratch_close(scratch *s);

/* scratch_file: an empty file without a name, mode 0600 whatever the umask, for reading and
 * writing, closed on exec. The caller closes it. errors E_UNAVAILABLE. */
status scratch_file(const scratch *s, int *fd) MUST_CHECK;

/* scratch_path: a path under which a library of this process may open the nameless file `fd` again,
 * as long as that is open. */
void scratch_path(int fd, char out[SCRATCH_PATH_BYTES]);

/* scratch_folder: the folder for a library that makes files of its own. Leads to the folder that
 * was checked, also when its path leads elsewhere meanwhile. Valid until scratch_close. */
const char *scratch_folder(const scratch *s);

#endif
