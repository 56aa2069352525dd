/* notify: hears on a socket which program says that it serves, and asks the kernel who said so. */
#include "tools/supervisor/notify.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "tools/supervisor/place.h"

enum { MESSAGE_BYTES = 1024 };

int notify_open(const char *path) {
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), yes = 1;
    snprintf(at.sun_path, sizeof at.sun_path, "%s", path);
    unlink(path); /* left by a supervisor that was killed; the folder's lock says it is gone */
    /* Programs of several accounts speak here; the kernel says which process it was. */
    bool good = fd >= 0 && bind(fd, (struct sockaddr *) &at, sizeof at) == 0 &&
                chmod(path, 0666) == 0 &&
                setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &yes, sizeof yes) == 0 &&
                setenv("NOTIFY_SOCKET", path, 1) == 0;
    if (good) return fd;
    complain("The socket %s cannot be made: %s.", path, strerror(errno));
    if (fd >= 0) close(fd);
    return -1;
}

/* The message is a list of assignments, one a line. */
static bool says_ready(char *message) {
    char *rest = NULL;
    for (char *line = strtok_r(message, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        if (!strcmp(line, "READY=1")) return true;
    return false;
}

static pid_t sender_of(struct msghdr *m) {
    struct ucred who = {.pid = 0};
    for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c))
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_CREDENTIALS)
            memcpy(&who, CMSG_DATA(c), sizeof who);
    return who.pid;
}

bool notify_take(int fd, pid_t *who) {
    char message[MESSAGE_BYTES + 1];
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(struct ucred))];
    for (;;) {
        struct iovec part = {message, MESSAGE_BYTES};
        struct msghdr m = {.msg_iov = &part,
                           .msg_iovlen = 1,
                           .msg_control = control,
                           .msg_controllen = sizeof control};
        ssize_t n = recvmsg(fd, &m, MSG_CMSG_CLOEXEC);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        message[n] = 0;
        *who = sender_of(&m);
        if (*who > 0 && says_ready(message)) return true;
    }
}
