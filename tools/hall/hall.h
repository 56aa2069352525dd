/* hall: the command line. Every command and query of the contract is `hall SERVICE METHOD`, derived
 * from the catalogue; the operator's own commands stand in one table (main.c) from which help,
 * manual page and completion are printed. Answers go to stdout as JSON, sentences to stderr. */
#ifndef HALL_TOOLS_HALL_H
#define HALL_TOOLS_HALL_H

#include <stdio.h>

#include "broker/bus.h"
#include "proto/runtime/config.h"
#include "store/pg/pg.h"
#include "store/vault/vault.h"

/* Exit codes, the same for every command. */
enum { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_USAGE = 2, EXIT_UNAVAILABLE = 3 };

/* Where the hall is: the settings of the command line. */
typedef struct options {
    const char *name, *keys, *vault, *front, *db, *data, *files, *files_key, *keys_issued, *outbox;
    const char *params, *cache;
    int64_t timeout_ms, lane, scan_bytes;
} options;

extern options opt;
extern const program hall_program;

/* A command of the operator. run gets argv from its own name on; argv[argc] is NULL. */
typedef struct tool {
    const char *name, *arguments, *zh, *en;
    const char *flags; /* for completion */
    int (*run)(int argc, char **argv);
} tool;

extern const tool tools[];
extern const unsigned n_tools;

int tool_call(int argc, char **argv);
int tool_login(int argc, char **argv);
int tool_logout(int argc, char **argv);
int tool_status(int argc, char **argv);
int tool_log(int argc, char **argv);
int tool_replay(int argc, char **argv);
int tool_recount(int argc, char **argv);
int tool_keys(int argc, char **argv);
int tool_migrate(int argc, char **argv);
int tool_city(int argc, char **argv);
int tool_params(int argc, char **argv);
int tool_vectors(int argc, char **argv);
int tool_parked(int argc, char **argv);
int tool_old(int argc, char **argv);
int tool_outbox(int argc, char **argv);
int tool_factor(int argc, char **argv);
int tool_letter(int argc, char **argv);
int tool_scan(int argc, char **argv);
int tool_root(int argc, char **argv);
int tool_totp(int argc, char **argv);
int tool_new_id(int argc, char **argv);
int tool_help(int argc, char **argv);
int tool_completion(int argc, char **argv);
int tool_manual(int argc, char **argv);

/* keys_destroy, keys_rotate, keys_issue: "hall keys destroy" and so on; argv[0] is "keys". */
int keys_destroy(int argc, char **argv);
int keys_rotate(int argc, char **argv);
int keys_issue(int argc, char **argv);

/* secret_ask: one line from the terminal without echo, or from the standard input when that is no
 * terminal; `what` is the prompt. False when there is none. */
#define PASSWORD_BYTES 160
bool secret_ask(const char *what, char out[PASSWORD_BYTES]);

/* One act of the command line: of the peer `peer`, by the login `token` (NULL: nobody's); `purpose`
 * of a look and the number that it rests on, NULL for none. hall_call
 * sends it; the answer's status, and the answer in the arena where there is one. hall_call_on: by a
 * bus that is open and stays so; `peer` is not looked at. */
typedef struct hall_act {
    const char *peer, *method;
    const ProtobufCMessage *message;
    const uint8_t *token;
    const char *purpose, *reference;
} hall_act;
status hall_call(const hall_act *act, arena *a, Bus__Answer **out);
status hall_call_on(bus *b, const hall_act *act, arena *a, Bus__Answer **out);

/* say_refusal: the sentences of a refused act; its exit code. */
int say_refusal(const char *what, status s, const Bus__Answer *answer);

/* confirm_is_due: whether an act needs a code first. confirm_first: asks for one and sends the
 * confirmation, by `b` or, where that is NULL, by a bus of its own; its status, and the answer in
 * the arena where there is one. */
bool confirm_is_due(const command_type *command, const Bus__Envelope *act);
status confirm_first(bus *b, const Bus__Envelope *act, arena *a, Bus__Answer **out);

/* hall_files: the file store of this hall; NULL when it is not on this machine or cannot be opened,
 * after a sentence. */
struct files *hall_files(void);

/* say: a sentence on stderr, led by "hall: "; returns `code`. */
int say(int code, const char *format, ...) PRINTF_LIKE(2, 3);

/* open_file: for reading; NULL after saying why not, also of a folder. */
FILE *open_file(const char *path);

/* exit_of: the exit code for a status; say_status tells name and both texts, returns the code. */
int exit_of(status s);
int say_status(const char *what, status s);

/* flag: takes "--name=value", "--name value" out of argv; NULL when it is not there. flag_is: the
 * same without a value. flag_number: false after a sentence. What is left is the operands. */
const char *flag(int *argc, char **argv, const char *name);
bool flag_is(int *argc, char **argv, const char *name);
bool flag_number(int *argc, char **argv, const char *name, int64_t least, int64_t most,
                 int64_t *out);

/* hall_bus: the bus of this hall, as the peer `name`; NULL after a sentence. hall_db: a connection;
 * NULL after a sentence. */
bus *hall_bus(const char *name);
pg *hall_db(void);
vault *hall_vault(void);

/* hall_params: the figures of setting `params`, else those built in; NULL after a word of what is
 * wrong. */
struct params_book *hall_params(void);

/* The kept login: 32 bytes. token_get: from --token, HALL_TOKEN or the file; false when there is
 * none. */
bool token_get(const char *given, uint8_t out[32]);
bool token_put(const uint8_t token[32], const char *account);
void token_drop(void);

#endif
