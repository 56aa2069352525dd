/* log: see log.h. A line is built in a buffer on the stack, so that logging needs no memory when
 * memory is what ran out. */
#include "proto/runtime/log.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "proto/runtime/log_message.h"
#include "proto/runtime/uuid.h"

enum { LINE_BYTES_MAX = 4096 };
#define CUT " cut=1"

static struct {
    const char *program;
    log_level level;
    int fd;
} sink = {"hall", LEVEL_INFO, 2};

static const char *const level_name[] = {"error", "warn", "info", "debug"};

void log_open(const char *program, log_level level, int fd) {
    sink.program = program;
    sink.level = level;
    sink.fd = fd;
}

bool log_level_find(const char *name, log_level *out) {
    for (size_t i = 0; i < sizeof level_name / sizeof *level_name; i++)
        if (!strcmp(name, level_name[i])) {
            *out = (log_level) i;
            return true;
        }
    return false;
}

log_field log_errno(int error) {
    return log_text("error", strerrordesc_np(error) ? strerrordesc_np(error) : "unknown error");
}

static bool needs_quotes(const char *text) {
    if (!*text) return true;
    for (; *text; text++)
        if ((unsigned char) *text <= ' ' || *text == '"' || *text == '=' || *text == '\\' ||
            *text == 0x7F)
            return true;
    return false;
}

static void put_quoted(line *l, const char *text) {
    line_put(l, "\"", 1);
    for (; *text; text++) {
        unsigned char c = (unsigned char) *text;
        if (c == '"' || c == '\\')
            line_printf(l, "\\%c", c);
        else if (c == '\n')
            line_put(l, "\\n", 2);
        else if (c < ' ' || c == 0x7F)
            line_printf(l, "\\u%04x", c);
        else
            line_put(l, text, 1);
    }
    line_put(l, "\"", 1);
}

static void put_text(line *l, const char *text) {
    if (!text) text = "";
    if (needs_quotes(text))
        put_quoted(l, text);
    else
        line_put(l, text, strlen(text));
}

static void put_bytes(line *l, const uint8_t *bytes, size_t n) {
    char text[UUID_TEXT_BYTES];
    if (n == UUID_BYTES) {
        uuid_text(bytes, text);
        line_put(l, text, strlen(text));
        return;
    }
    if (n == 0) line_put(l, "\"\"", 2);
    for (size_t i = 0; i < n; i++) line_printf(l, "%02x", bytes[i]);
}

static void put_message(line *l, const ProtobufCMessage *message) {
    char text[LINE_BYTES_MAX];
    line inner = {text, 0, sizeof text, false};
    if (message) line_message(&inner, message);
    text[inner.used] = 0;
    put_text(l, text);
}

static void put_field(line *l, const log_field *f) {
    line_printf(l, " %s=", f->key);
    if (f->kind == LOG_TEXT)
        put_text(l, f->data);
    else if (f->kind == LOG_NUMBER)
        line_printf(l, "%lld", (long long) f->number);
    else if (f->kind == LOG_BYTES)
        put_bytes(l, f->data, (size_t) f->number);
    else
        put_message(l, f->data);
}

static void put_event(line *l, const char *event, const log_field *fields) {
    line_printf(l, "event=%s", event);
    for (const log_field *f = fields; f->kind != LOG_END; f++) put_field(l, f);
}

/* A cut line keeps whole characters, so that it stays UTF-8. */
static void end_line(line *l) {
    if (l->full) {
        while (l->used > 0 && (l->out[l->used - 1] & 0xC0) == 0x80) l->used--;
        if (l->used > 0 && (l->out[l->used - 1] & 0x80)) l->used--;
        memcpy(l->out + l->used, CUT, strlen(CUT));
        l->used += strlen(CUT);
    }
    l->out[l->used] = 0;
}

size_t log_format(char *out, size_t bytes_max, const char *event, const log_field *fields) {
    must(bytes_max > sizeof CUT);
    line l = {out, 0, bytes_max - sizeof CUT, false};
    put_event(&l, event, fields);
    end_line(&l);
    return l.used;
}

static void put_head(line *l, log_level level) {
    struct timespec now;
    struct tm utc;
    char text[32];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
    line_printf(l, "time=%s.%03ldZ level=%s program=%s ", text, now.tv_nsec / 1000000,
                level_name[level], sink.program);
}

/* Whole lines that wait to be written together; never more than a pipe takes in one piece. */
static struct {
    bool held;
    size_t used;
    char text[LINE_BYTES_MAX];
} waiting;

static void put_out(const char *text, size_t bytes) {
    ssize_t written = write(sink.fd, text, bytes);
    (void) written; /* a failed write of a log line cannot be logged */
}

static void put_waiting(void) {
    if (waiting.used) put_out(waiting.text, waiting.used);
    waiting.used = 0;
}

void log_hold(void) {
    waiting.held = true;
}

void log_release(void) {
    put_waiting();
    waiting.held = false;
}

void log_write(log_level level, const char *event, const log_field *fields) {
    char text[LINE_BYTES_MAX];
    if (level > sink.level) return;
    line l = {text, 0, sizeof text - sizeof CUT - 1, false};
    put_head(&l, level);
    put_event(&l, event, fields);
    end_line(&l);
    text[l.used++] = '\n';
    if (waiting.used + l.used > sizeof waiting.text) put_waiting();
    if (!waiting.held || level < LEVEL_INFO) {
        put_waiting();
        put_out(text, l.used);
        return;
    }
    memcpy(waiting.text + waiting.used, text, l.used);
    waiting.used += l.used;
}
