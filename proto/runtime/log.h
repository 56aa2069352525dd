/* log: one logfmt line on stderr per event, so that journald, grep and a table all read it:
 *     time=2026-07-04T09:00:00.000Z level=info program=hall-worker event=command_done status=OK
 * took_us=812 Every line has a stable `event` word. Fields marked personal in the contract are
 * masked by the printer; texts given with log_text must not be personal data. Only a program's main
 * and the runner log; libraries return a status.
 *
 *     log_info("worker_started", log_text("name", name), log_number("shards", n));
 *
 * thread  any, but log_hold; each line is one write(2). A line longer than 4 KiB is cut and ends
 * with cut=1. */
#ifndef HALL_RUNTIME_LOG_H
#define HALL_RUNTIME_LOG_H

#include <protobuf-c/protobuf-c.h>

#include "proto/runtime/status.h"

typedef enum log_level { LEVEL_ERROR, LEVEL_WARN, LEVEL_INFO, LEVEL_DEBUG } log_level;

/* log_open: the program's name, the least important level still written, and where to (2 is
 * stderr). Once, before threads start. Without it: program=hall, LEVEL_INFO, stderr. */
void log_open(const char *program, log_level level, int fd);

/* log_level_find: "error", "warn", "info" or "debug"; false for another word. */
bool log_level_find(const char *name, log_level *out);

typedef struct log_field {
    const char *key; /* snake_case, a literal */
    enum { LOG_END, LOG_TEXT, LOG_NUMBER, LOG_BYTES, LOG_MESSAGE } kind;
    int64_t number; /* LOG_BYTES: how many */
    const void *data;
} log_field;

static inline log_field log_text(const char *key, const char *text) {
    return (log_field){key, LOG_TEXT, 0, text};
}
static inline log_field log_number(const char *key, int64_t number) {
    return (log_field){key, LOG_NUMBER, number, NULL};
}
static inline log_field log_status(status code) {
    return (log_field){"status", LOG_TEXT, 0, status_name(code)};
}
/* log_id: 16 bytes as a UUID, anything else as hexadecimal. */
static inline log_field log_id(const char *key, const void *data, size_t bytes) {
    return (log_field){key, LOG_BYTES, (int64_t) bytes, data};
}
/* log_message: a message of the contract, personal fields masked, wages hidden. NULL prints "". */
static inline log_field log_message(const char *key, const ProtobufCMessage *message) {
    return (log_field){key, LOG_MESSAGE, 0, message};
}
/* log_errno: the text of an errno value. */
log_field log_errno(int error);

/* log_hold, log_release: lines of a program with one thread that logs, written between the two,
 * leave together, 4 KiB at most in one write(2); errors and warnings at once, after what waits. A
 * process that is killed between the two loses the lines. */
void log_hold(void);
void log_release(void);

#define log_error(event, ...) log_at(LEVEL_ERROR, event, __VA_ARGS__)
#define log_warn(event, ...) log_at(LEVEL_WARN, event, __VA_ARGS__)
#define log_info(event, ...) log_at(LEVEL_INFO, event, __VA_ARGS__)
#define log_debug(event, ...) log_at(LEVEL_DEBUG, event, __VA_ARGS__)
#define log_at(level, event, ...)                                                                  \
    log_write(level, event, (const log_field[]){__VA_ARGS__ __VA_OPT__(, ){NULL, LOG_END, 0, NULL}})

/* log_write: what the macros call; `fields` end with a LOG_END. */
void log_write(log_level level, const char *event, const log_field *fields);

/* log_format: the line without time and program, into `out`, always ended by NUL; for tests and for
 * callers that show a message in short. Returns its length. */
size_t log_format(char *out, size_t bytes_max, const char *event, const log_field *fields);

#endif
