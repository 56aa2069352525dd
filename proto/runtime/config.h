/* config: the settings of one program as one table. The table loads them (file, then HALL_<NAME> in
 * the environment, then --name=value, later ones win), refuses what it does not know with the line
 * number, and prints the help, the sample file and the manual page. Never secrets themselves: a
 * setting names the file that holds one.
 *
 *     typedef struct options { const char *bind; int64_t beat_ms; bool curve; } options;
 *     static const setting settings[] = {
 *         SETTING_TEXT(options, bind, "ipc://hall.sock", "Address on which clients are served."),
 *         SETTING_NUMBER(options, beat_ms, "1000", 10, 60000, "Time between heartbeats."),
 *         SETTING_FLAG(options, curve, "no", "Encrypt and admit known keys only."),
 *     };
 *     static const program self = {"hall-broker", "总线代理", "the bus broker",
 * SETTINGS(settings)}; static options opt;                       // keep it static: texts live as
 * long as the program int main(int argc, char **argv) { int stop = config_load(&self, argc, argv,
 * &opt); if (stop >= 0) return stop;
 *
 * File: one `name = value` a line, `#` begins a comment line. The file is --config=FILE, else the
 * one that the program's own variable names, else /etc/hall/<program>.conf when it exists. In names
 * - and _ are the same. */
#ifndef HALL_RUNTIME_CONFIG_H
#define HALL_RUNTIME_CONFIG_H

#include <stdio.h>

#include "proto/runtime/status.h"

typedef enum setting_kind {
    KIND_TEXT,   /* const char * */
    KIND_NUMBER, /* int64_t */
    KIND_FLAG    /* bool: yes, no, true, false, 1, 0; `--name` alone is yes */
} setting_kind;

/* The unit is the end of the name: _ms, _bytes, _rows. */
typedef struct setting {
    const char *name; /* snake_case */
    setting_kind kind;
    size_t offset;      /* in the values struct */
    const char *preset; /* default as text; NULL: must be given */
    int64_t least, most;
    const char *about; /* one English sentence */
} setting;

#define SETTING_TEXT(type, name, preset, about)                                                    \
    { #name, KIND_TEXT, offsetof(type, name), preset, 0, 0, about }
#define SETTING_NUMBER(type, name, preset, least, most, about)                                     \
    { #name, KIND_NUMBER, offsetof(type, name), preset, least, most, about }
#define SETTING_FLAG(type, name, preset, about)                                                    \
    { #name, KIND_FLAG, offsetof(type, name), preset, 0, 0, about }
#define SETTINGS(table) sizeof(table) / sizeof((table)[0]), table

typedef struct program {
    const char *name;    /* "hall-broker" */
    const char *zh, *en; /* what it is, in a few words */
    size_t n;
    const setting *settings;
    const char *operands; /* "FILE...": what may follow the options; NULL: nothing may */
    /* Environment variable that names the settings file; NULL: none. Every program has a table of
     * its own, so a variable that two programs read would be wrong for one of them. */
    const char *file_variable;
} program;

/* config_load: fills `values`. Returns -1 to go on, else the exit code with which main ends: 0
 * after
 * --help, --version, --sample, --manual or --show; 64 (EX_USAGE) a wrong argument; 78 (EX_CONFIG) a
 * wrong file, environment or missing setting, told in one sentence on stderr. */
int config_load(const program *p, int argc, char **argv, void *values) MUST_CHECK;

/* config_operands: what followed the options in argv, ended by NULL; from the last config_load. */
char **config_operands(void);

/* config_free: gives the texts in `values` back. Only tests need it. */
void config_free(const program *p, void *values);

/* config_help, config_sample, config_manual: what --help, --sample and --manual print. */
void config_help(const program *p, FILE *out);
void config_sample(const program *p, FILE *out);
void config_manual(const program *p, FILE *out);

#endif
