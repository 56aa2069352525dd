/* listen: binds the broker's ROUTER sockets: keys say who connects, a lock file keeps a local
 * address.
 */
#include "broker/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <zmq.h>

#define LINGER_MS 5000

static void set_number(void *socket, int option, int value) {
    must(zmq_setsockopt(socket, option, &value, sizeof value) == 0);
}

/* RCVHWM 0 because a full pipe and a peer's ZMTP heartbeat abort libzmq 4.3.4 (libzmq #3937): the
 * socket is always drained, the bounds are the route's queues. HANDOVER 0: nobody takes an
 * address. */
static void *router(void *context, int64_t bytes_max) {
    void *socket = zmq_socket(context, ZMQ_ROUTER);
    if (!socket) return NULL;
    set_number(socket, ZMQ_ROUTER_MANDATORY, 1);
    set_number(socket, ZMQ_ROUTER_HANDOVER, 0);
    set_number(socket, ZMQ_RCVHWM, 0);
    set_number(socket, ZMQ_SNDHWM, 10000);
    set_number(socket, ZMQ_LINGER, LINGER_MS);
    set_number(socket, ZMQ_BACKLOG, 1024);
    must(zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &bytes_max, sizeof bytes_max) == 0);
    return socket;
}

/* libzmq asks zap.h about everybody who connects. */
static void ask_who(void *socket, int mechanism, const char *domain) {
    set_number(socket, mechanism, 1);
    must(zmq_setsockopt(socket, ZMQ_ZAP_DOMAIN, domain, strlen(domain)) == 0);
}

static void *give_up(void *socket, const char **why, const char *sentence) {
    if (socket) zmq_close(socket);
    *why = sentence;
    return NULL;
}

/* The folder of `path` must be ours alone. */
static const char *folder_secure(const char *path) {
    char folder[sizeof((struct sockaddr_un *) 0)->sun_path];
    struct stat info;
    snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (!slash || slash == folder) return "the ipc path must be absolute, in a folder of its own";
    *slash = '\0';
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return "the folder of the ipc socket cannot be made";
    if (stat(folder, &info) != 0 || !S_ISDIR(info.st_mode))
        return "the folder of the ipc socket is missing";
    return (info.st_mode & 07) == 0 ? NULL : "the folder of the ipc socket is open to everybody";
}

static const char *lock_take(const char *path, int *lock) {
    char name[sizeof((struct sockaddr_un *) 0)->sun_path + 8];
    snprintf(name, sizeof name, "%s.lock", path);
    *lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (*lock < 0) return "the lock beside the ipc socket cannot be opened";
    if (flock(*lock, LOCK_EX | LOCK_NB) != 0) {
        close(*lock);
        *lock = -1;
        return "another broker runs on this ipc socket";
    }
    return NULL;
}

void *listen_ipc(void *context, const char *endpoint, int64_t bytes_max, const char *domain,
                 int *lock, const char **why) {
    const char *path = endpoint + strlen("ipc://");
    *lock = -1;
    if (strncmp(endpoint, "ipc://", 6) != 0 ||
        strlen(path) >= sizeof((struct sockaddr_un *) 0)->sun_path)
        return give_up(NULL, why, "not ipc://PATH, or the path is over 107 characters");
    *why = folder_secure(path);
    if (!*why) *why = lock_take(path, lock);
    if (*why) return NULL;
    mode_t before = umask(0117);
    void *socket = router(context, bytes_max);
    if (socket) ask_who(socket, ZMQ_PLAIN_SERVER, domain);
    int bound = !socket ? -1 : zmq_bind(socket, endpoint);
    umask(before);
    return bound == 0 ? socket : give_up(socket, why, zmq_strerror(errno));
}

void *listen_tcp(void *context, const char *endpoint, int64_t bytes_max, const char *domain,
                 const peer_key *self, const char **why) {
    if (strncmp(endpoint, "tcp://", 6) != 0) return give_up(NULL, why, "not tcp://ADDRESS:PORT");
    void *socket = router(context, bytes_max);
    if (!socket) return give_up(NULL, why, zmq_strerror(errno));
    ask_who(socket, ZMQ_CURVE_SERVER, domain);
    must(zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, self->curve_secret, 41) == 0);
    set_number(socket, ZMQ_TCP_KEEPALIVE, 1);
    return zmq_bind(socket, endpoint) == 0 ? socket : give_up(socket, why, zmq_strerror(errno));
}
