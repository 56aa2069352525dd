/* account: becomes accounts and gives files to them. */
#include "tools/supervisor/account.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/supervisor/place.h"

const char *account_name(const char *owner, const char *suffix) {
    static char name[4][ACCOUNT_BYTES];
    static unsigned turn;
    char *out = name[turn++ % 4];
    snprintf(out, ACCOUNT_BYTES, "%s%s%s", owner, *owner && *suffix ? "-" : "",
             *owner ? suffix : "");
    return out;
}

bool account_exists(const char *name) {
    return getpwnam(name) || complain("There is no account %s; tools/install makes it.", name);
}

bool account_become(const char *name) {
    if (!*name) return true;
    const struct passwd *who = getpwnam(name);
    if (!who || who->pw_uid == 0 || initgroups(name, who->pw_gid) || setgid(who->pw_gid) ||
        setuid(who->pw_uid))
        return complain("The account %s cannot be used.", name);
    setenv("USER", name, 1);
    setenv("LOGNAME", name, 1);
    unsetenv("XDG_RUNTIME_DIR");
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

int account_run(const char *account, const char *const argv[]) {
    pid_t child = fork();
    if (child == 0) {
        if (account_become(account)) execvp(argv[0], (char *const *) argv);
        _exit(127);
    }
    int state = -1;
    while (child > 0 && waitpid(child, &state, 0) < 0 && errno == EINTR) {}
    return WIFEXITED(state) ? WEXITSTATUS(state) : -1;
}

bool account_enters(const char *account, const char *folder) {
    return account_run(account, (const char *[]){"test", "-x", folder, NULL}) == 0;
}

static bool give_tree(const char *path, const char *account, const char *group, bool shared) {
    char owner[2 * ACCOUNT_BYTES + 1];
    snprintf(owner, sizeof owner, "%s:%s", account, group);
    if (account_run("", (const char *[]){"chown", "-hR", owner, path, NULL}) != 0) return false;
    return !shared || account_run("", (const char *[]){"chmod", "-R", "g=u,o=", path, NULL}) == 0;
}

bool account_give(const char *path, const char *account, const char *group, unsigned mode) {
    const struct passwd *who = *account ? getpwnam(account) : NULL;
    const struct group *those = *group ? getgrnam(group) : NULL;
    struct stat seen;
    if ((*account && !who) || (*group && !those))
        return complain("There is no account %s with the group %s; tools/install makes them.",
                        account, group);
    bool theirs = !who || (stat(path, &seen) == 0 && seen.st_uid == who->pw_uid &&
                           seen.st_gid == those->gr_gid);
    bool shared = (mode & S_IWGRP) != 0;
    if ((theirs || give_tree(path, account, group, shared)) && chmod(path, mode) == 0) return true;
    return complain("%s cannot be given to the account %s: %s.", path, account, strerror(errno));
}
