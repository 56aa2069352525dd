/* account: the system's accounts that the parts of a hall run under: its owner, and one for each
 * kind of program. Only root can start a program under another account; started by anybody else,
 * the whole hall is that one's. */
#ifndef HALL_SUPERVISOR_ACCOUNT_H
#define HALL_SUPERVISOR_ACCOUNT_H

#include <stdbool.h>

#define ACCOUNT_BYTES 48

/* account_name: OWNER-SUFFIX, or OWNER for an empty suffix; "" for an empty owner, which means the
 * caller's own account. In a static buffer, one of four used in turn. */
const char *account_name(const char *owner, const char *suffix);

/* account_exists: false after a sentence. */
bool account_exists(const char *name);

/* account_become: for good, with its groups and without a way back. True at once for "". */
bool account_become(const char *name);

/* account_run: runs a program to its end under an account ("": the caller's own); its exit code. */
int account_run(const char *account, const char *const argv[]);

/* account_give: a file or folder to account and group with this mode; what lies in a folder goes
 * along when it was not theirs before. With an empty account only the mode is set. False after a
 * sentence. */
bool account_give(const char *path, const char *account, const char *group, unsigned mode);

/* account_enters: whether it may enter a folder. */
bool account_enters(const char *account, const char *folder);

#endif
