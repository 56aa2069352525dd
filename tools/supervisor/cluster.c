/* cluster: makes, starts and stops the private PostgreSQL of a hall. */
#include "tools/supervisor/cluster.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/supervisor/kind.h"

/* What differs from PostgreSQL's defaults, and why it is safe to say so. */
static const char settings[] = "# Written once by hall-supervisor; yours to change afterwards.\n"
                               "listen_addresses = ''\n"
                               "shared_buffers = 64MB\n"
                               "max_connections = 60\n"
                               "wal_level = replica\n"
                               "max_wal_size = 1GB\n"
                               "wal_compression = lz4\n"
                               "timezone = 'UTC'\n"
                               "log_timezone = 'UTC'\n"
                               "logging_collector = off\n"
                               "log_min_messages = warning\n"
                               "jit = off\n";

/* Where Debian keeps the server's programs; they are not in PATH. */
static const char *bindir(void) {
    static char found[PATH_BYTES];
    if (access("/usr/lib/postgresql/15/bin/postgres", X_OK) == 0)
        return "/usr/lib/postgresql/15/bin";
    FILE *ask = popen("pg_config --bindir 2>/dev/null", "r");
    bool told = ask && fgets(found, sizeof found, ask);
    if (ask) pclose(ask);
    if (!told) return NULL;
    found[strcspn(found, "\n")] = 0;
    char server[PATH_BYTES + 16];
    snprintf(server, sizeof server, "%s/postgres", found);
    return access(server, X_OK) == 0 ? found : NULL;
}

/* Whose the database is: role and account have one name. */
static const char *owner_of(const place *p) {
    const struct passwd *who = *p->owner ? NULL : getpwuid(getuid());
    return who ? who->pw_name : *p->owner ? p->owner : "hall";
}

/* The folder is the owner's: what a link there leads to is not written to. */
static bool add_text(const char *path, int how, const char *text) {
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | how);
    size_t n = strlen(text);
    bool good = fd >= 0 && write(fd, text, n) == (ssize_t) n;
    return (fd < 0 || close(fd) == 0) && good;
}

/* Who may enter, and as whom: the owner; root, who could become the owner anyway; and each kind of
 * program in the roles of its own. */
static bool admit(const place *p) {
    const char *owner = owner_of(p);
    char people[1024];
    int n = snprintf(people, sizeof people, "hall %s %s\nhall root %s\n", owner, owner, owner);
    for (unsigned i = 0; i < n_kinds; i++)
        for (unsigned r = 0; r < KIND_ROLES_MAX; r++)
            if (kinds[i].role[r].role)
                n += snprintf(people + n, sizeof people - (size_t) n, "hall %s %s\n",
                              *p->owner ? account_name(p->owner, kinds[i].account) : owner,
                              kinds[i].role[r].role);
    return add_text(place_path(p, "pg/pg_ident.conf"), O_TRUNC, people);
}

static bool configure(const place *p) {
    return add_text(place_path(p, "pg/postgresql.conf"), O_APPEND, settings) && admit(p) &&
           add_text(place_path(p, "pg/pg_hba.conf"), O_TRUNC,
                    "local all all peer map=hall\nlocal replication all peer map=hall\n");
}

bool cluster_make(crew *c) {
    const char *bin = bindir();
    char program[PATH_BYTES + 16];
    if (!bin)
        return complain("PostgreSQL 15 is not installed; run tools/install as root, or "
                        "apt-get install postgresql-15.");
    if (!place_share_database(c->place)) return false;
    if (access(place_path(c->place, "pg/PG_VERSION"), F_OK) == 0) return admit(c->place);
    snprintf(program, sizeof program, "%s/initdb", bin);
    int code =
        crew_run(c, c->place->owner,
                 (const char *[]){program, "-D", place_path(c->place, "pg"), "-E", "UTF8",
                                  "--locale=C.UTF-8", "--data-checksums", "-A", "peer", "-U",
                                  owner_of(c->place), "--no-instructions", "--no-sync", NULL});
    if (code != 0 || !configure(c->place))
        return complain("The database could not be made in %s (initdb ended with %d).",
                        place_path(c->place, "pg"), code);
    return true;
}

static const char *sockets(const place *p) {
    static char path[sizeof p->runtime + 4];
    snprintf(path, sizeof path, "%s/db", p->runtime);
    return path;
}

static bool answers(const member *m, crew *c) {
    (void) m;
    const char *const names[] = {"host", "dbname", "user", "connect_timeout", NULL};
    const char *const values[] = {sockets(c->place), "postgres", owner_of(c->place), "2", NULL};
    return PQpingParams(names, values, 0) == PQPING_OK;
}

bool cluster_add(crew *c) {
    char program[PATH_BYTES + 16];
    snprintf(program, sizeof program, "%s/postgres", bindir());
    member *m = crew_add(c, "postgres", program, answers);
    crew_argument(m, "-D");
    crew_argument(m, "%s", place_path(c->place, "pg"));
    crew_argument(m, "-k");
    crew_argument(m, "%s", sockets(c->place));
    m->stop_signal = SIGINT; /* fast shutdown */
    m->patient = true;
    return true;
}

const char *cluster_conninfo(const place *p, const char *role) {
    static char text[256];
    snprintf(text, sizeof text, "host=%s dbname=hall user=%s", sockets(p),
             role ? role : owner_of(p));
    return text;
}

bool cluster_database(const place *p) {
    char text[256];
    snprintf(text, sizeof text, "host=%s dbname=postgres user=%s", sockets(p), owner_of(p));
    PGconn *db = PQconnectdb(text);
    PGresult *seen = PQexec(db, "select 1 from pg_database where datname = 'hall'");
    bool good = PQresultStatus(seen) == PGRES_TUPLES_OK;
    if (good && PQntuples(seen) == 0) {
        PGresult *made = PQexec(db, "create database hall");
        good = PQresultStatus(made) == PGRES_COMMAND_OK;
        PQclear(made);
    }
    if (!good) complain("The database refuses: %s", PQerrorMessage(db));
    PQclear(seen);
    PQfinish(db);
    return good;
}
