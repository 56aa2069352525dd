/* reader: see reader.h. Starts hall-workbook, takes its records out of a pipe, checks their form.
 */
#include "store/workbook/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/workbook/stream.h"

#define PIPE_BYTES (1 << 20)
#define BUFFER_BYTES (2u * STREAM_RECORD_BYTES)
#define SHEETS_MAX 32u

struct reader {
    pid_t child;
    int fd;
    bool about_seen;
    reader_event last; /* READER_END or READER_FAULT once it is over */
    bool over;
    bool parser_failed;
    int signal; /* that ended the parser before its time, 0 for none */
    reader_info info;
    reader_summary summary;
    roster_fault fault;
    size_t at, bytes; /* unread part of the buffer */
    cell cells[SHEET_COLUMNS_USED];
    uint8_t buffer[BUFFER_BYTES];
};

static bool beside_this_program(char out[PATH_MAX]) {
    ssize_t n = readlink("/proc/self/exe", out, PATH_MAX - 16);
    if (n <= 0) return false;
    out[n] = '\0';
    char *slash = strrchr(out, '/');
    if (!slash) return false;
    strcpy(slash + 1, "hall-workbook");
    return true;
}

static int spawn(reader *r, int file, int out, const char *program, const reader_options *options) {
    char rows[16], cpu[16];
    char *argv[SHEETS_MAX + 4] = {(char *) program, rows, cpu};
    char *environment[] = {NULL};
    snprintf(rows, sizeof rows, "%u", options->rows_max);
    snprintf(cpu, sizeof cpu, "%u", options->cpu_s);
    for (unsigned i = 0; i < options->n_sheets && i < SHEETS_MAX; i++)
        argv[3 + i] = (char *) options->sheets[i];
    posix_spawn_file_actions_t actions;
    if (posix_spawn_file_actions_init(&actions) != 0) return ENOMEM;
    int error = posix_spawn_file_actions_adddup2(&actions, file, STDIN_FILENO);
    if (error == 0) error = posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    if (error == 0) error = posix_spawn(&r->child, program, &actions, NULL, argv, environment);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

/* The pipe's ends are moved above the standard descriptors, so that no dup2 of the child meets
 * them. */
static bool open_pipe(int ends[2]) {
    int raw[2];
    if (pipe2(raw, O_CLOEXEC) != 0) return false;
    for (int i = 0; i < 2; i++) {
        ends[i] = fcntl(raw[i], F_DUPFD_CLOEXEC, 3);
        close(raw[i]);
    }
    fcntl(ends[0], F_SETPIPE_SZ, PIPE_BYTES);
    return ends[0] >= 0 && ends[1] >= 0;
}

status reader_open(reader **out, int fd, const reader_options *options) {
    char beside[PATH_MAX];
    const char *program = options->program;
    if (!program && beside_this_program(beside)) program = beside;
    reader *r = calloc(1, sizeof *r);
    int ends[2] = {-1, -1};
    if (!r || !program) goto failed;
    r->fd = -1;
    if (!open_pipe(ends) || spawn(r, fd, ends[1], program, options) != 0) goto failed;
    close(ends[1]);
    r->fd = ends[0];
    if (!options->blocking) fcntl(r->fd, F_SETFL, O_NONBLOCK);
    *out = r;
    return OK;
failed:
    for (int i = 0; i < 2; i++)
        if (ends[i] >= 0) close(ends[i]);
    free(r);
    return E_INTERNAL;
}

/* Ends and buries the child; its exit status, or -1 when somebody else has buried it. */
static int bury(reader *r, bool kill_it) {
    int how = -1;
    if (r->child <= 0) return how;
    if (kill_it) kill(r->child, SIGKILL);
    while (waitpid(r->child, &how, 0) < 0)
        if (errno != EINTR) break;
    r->child = 0;
    return how;
}

void reader_close(reader *r) {
    if (!r) return;
    if (r->fd >= 0) close(r->fd);
    bury(r, true);
    free(r);
}

int reader_fd(const reader *r) {
    return r->fd;
}

static reader_event finish(reader *r, reader_event event) {
    r->over = true;
    r->last = event;
    bury(r, event == READER_FAULT);
    return event;
}

static reader_event refuse(reader *r, status code, const char *zh, const char *en) {
    fault_set(&r->fault, code, zh, en);
    return finish(r, READER_FAULT);
}

/* The parser is to answer every file with rows or a refusal. One that ends otherwise has a defect,
 * met a call that the sandbox forbids, or was ended by the machine (no memory left). None of these
 * is the file's fault, so the clerk must not be told to mend the file. */
static reader_event our_fault(reader *r) {
    r->parser_failed = true;
    return refuse(r, E_INTERNAL,
                  "读取程序出错，不是文件的问题；文件已保留，请稍后再次上传，仍失败请联系经办机构",
                  "the reading program failed, not the file; the file was kept; upload it again "
                  "later, and ask the office if it fails again");
}

/* The stream broke off. Only SIGXCPU is a limit that the file broke: the sandbox ends the parser by
 * it and by no other signal when its processor time is used up (sandbox.c). A parser that gets no
 * memory refuses the file itself (sheet.c). */
static reader_event broken_off(reader *r) {
    int how = bury(r, false);
    r->signal = how != -1 && WIFSIGNALED(how) ? WTERMSIG(how) : 0;
    if (r->signal != SIGXCPU) return our_fault(r);
    fault_limits(&r->fault);
    return finish(r, READER_FAULT);
}

static reader_event malformed(reader *r) {
    r->parser_failed = true;
    return refuse(r, E_BATCH_UNSAFE, "解析结果异常", "the parser's output is abnormal");
}

static uint32_t payload_bytes(const uint8_t *head) {
    return (uint32_t) head[1] | (uint32_t) head[2] << 8 | (uint32_t) head[3] << 16 |
           (uint32_t) head[4] << 24;
}

/* More bytes behind those that are left. 1 got some, 0 the stream has ended, -1 nothing yet. */
static int fill(reader *r) {
    memmove(r->buffer, r->buffer + r->at, r->bytes - r->at);
    r->bytes -= r->at;
    r->at = 0;
    for (;;) {
        ssize_t n = read(r->fd, r->buffer + r->bytes, BUFFER_BYTES - r->bytes);
        if (n > 0) r->bytes += (size_t) n;
        if (n >= 0) return n > 0;
        if (errno != EINTR) return errno == EAGAIN || errno == EWOULDBLOCK ? -1 : 0;
    }
}

/* Whether a whole record lies at r->at. */
static bool whole_record(const reader *r, bool *too_long) {
    size_t have = r->bytes - r->at;
    *too_long = false;
    if (have < STREAM_HEAD_BYTES) return false;
    uint32_t n = payload_bytes(r->buffer + r->at);
    *too_long = n > STREAM_RECORD_BYTES;
    return !*too_long && have - STREAM_HEAD_BYTES >= n;
}

/* READER_WAIT here means: not an event for the caller, go on. */
static reader_event take_record(reader *r, cell_row *out) {
    const uint8_t *head = r->buffer + r->at, *payload = head + STREAM_HEAD_BYTES;
    uint32_t n = payload_bytes(head);
    r->at += STREAM_HEAD_BYTES + n;
    if (head[0] == 'A' && !r->about_seen && stream_read_about(payload, n, &r->info)) {
        r->about_seen = true;
        return READER_WAIT;
    }
    if (head[0] == 'R' && r->about_seen && stream_read_row(payload, n, r->cells, out))
        return READER_ROW;
    if (head[0] == 'E' && r->about_seen && stream_read_end(payload, n, &r->summary))
        return finish(r, READER_END);
    if (head[0] == 'F' && stream_read_fault(payload, n, &r->fault)) return finish(r, READER_FAULT);
    return malformed(r);
}

reader_event reader_next(reader *r, cell_row *out) {
    bool too_long;
    while (!r->over) {
        if (whole_record(r, &too_long)) {
            reader_event event = take_record(r, out);
            if (event != READER_WAIT) return event;
            continue;
        }
        if (too_long) return malformed(r);
        int filled = fill(r);
        if (filled < 0) return READER_WAIT;
        if (filled == 0) return broken_off(r);
    }
    return r->last;
}

const reader_info *reader_about(const reader *r) {
    return &r->info;
}

const reader_summary *reader_counts(const reader *r) {
    return &r->summary;
}

const roster_fault *reader_refusal(const reader *r) {
    return &r->fault;
}

bool reader_parser_failed(const reader *r, int *signal) {
    *signal = r->signal;
    return r->parser_failed;
}
