/* hall-workbook: parses one uploaded file and ends. The file is standard input (already open), the
 * row stream (stream.h) goes to standard output. Started by reader.c for each file; of no use to
 * people. It shuts itself in before it reads the first byte. Exit code 0: the stream is complete
 * (it may be a refusal); 1: it could not be set up. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "store/workbook/sandbox.h"
#include "store/workbook/sheet.h"
#include "store/workbook/stream.h"

#define CPU_S_DEFAULT 60u

static uint32_t number_argument(const char *text, uint32_t otherwise) {
    unsigned long value = strtoul(text, NULL, 10);
    return value > 0 && value < UINT32_MAX ? (uint32_t) value : otherwise;
}

/* The C library would look for the machine's time zone when libzip reads an entry's date. */
static void settle_time_zone(void) {
    setenv("TZ", "UTC0", 1);
    tzset();
}

/* hall-workbook ROWS_MAX CPU_S [SHEET]...; 0 for the defaults. */
int main(int argc, char **argv) {
    if (argc < 3) {
        fputs("usage: hall-workbook ROWS_MAX CPU_S [SHEET]... <file >rows\n", stderr);
        return 2;
    }
    sheet_limits limits = sheet_default_limits;
    limits.rows_max = number_argument(argv[1], limits.rows_max);
    settle_time_zone();
    stream_writer *writer = stream_writer_open(STDOUT_FILENO);
    if (!writer || !sheet_prepare() || sandbox_close(number_argument(argv[2], CPU_S_DEFAULT)) != OK)
        return 1;
    sheet_sink sink = {.context = writer, .about = stream_write_about, .row = stream_write_row};
    sheet_job job = {.fd = STDIN_FILENO,
                     .limits = &limits,
                     .sink = &sink,
                     .sheets = (const char *const *) (argv + 3),
                     .n_sheets = (unsigned) argc - 3};
    status s = sheet_parse(&job);
    if (s != OK && job.fault.code == OK) job.fault.code = s;
    s = s == OK ? stream_write_end(writer, &job.summary) : stream_write_fault(writer, &job.fault);
    /* Without the handlers of a normal exit: they may want calls the sandbox has taken away. */
    _exit(s == OK ? 0 : 1);
}
