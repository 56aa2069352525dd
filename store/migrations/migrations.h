/* migrations: the files of store/migrations as text, written at build time by embed.cmake. */
#ifndef HALL_STORE_MIGRATIONS_H
#define HALL_STORE_MIGRATIONS_H

typedef struct migration {
    const char *name; /* "001_kernel" */
    const char *sql;
} migration;

extern const migration migrations[];
extern const unsigned n_migrations;

#endif
