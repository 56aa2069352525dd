/* roster_dump: what the reader makes of a file, one JSON line for each row, then one line for the
 * end or the refusal. For the scripts that compare our reader with others. Usage: roster_dump
 * HALL_WORKBOOK FILE [SHEET]... */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "store/workbook/reader.h"

static void put_text(const char *text) {
    putchar('"');
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char) *text;
        if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c < 0x20)
            printf("\\u%04x", c);
        else
            putchar(c);
    }
    putchar('"');
}

static void put_row(const cell_row *row) {
    printf("{\"row\":%u,\"cells\":[", row->number);
    for (unsigned i = 0; i < row->n_cells; i++) {
        printf("%s[%u,", i ? "," : "", row->cells[i].column);
        put_text(row->cells[i].text);
        printf(",%u]", row->cells[i].flags);
    }
    puts("]}");
}

/* The child's peak; it has ended and was waited for when the end is known. */
static long peak_kib(void) {
    struct rusage usage;
    return getrusage(RUSAGE_CHILDREN, &usage) == 0 ? usage.ru_maxrss : -1;
}

static void put_end(const reader *r) {
    const reader_summary *n = reader_counts(r);
    const reader_info *about = reader_about(r);
    printf("{\"end\":{\"rows\":%u,\"blank\":%u,\"hidden\":%u,\"others\":%u,\"unseen\":%u,"
           "\"ignored\":%u,\"format\":%d,"
           "\"date_1904\":%d,\"peak_kib\":%ld,\"version\":",
           n->rows, n->blank_rows, n->hidden_sheets, n->other_sheets, n->hidden_rows,
           n->ignored_cells, (int) about->format, about->date_1904, peak_kib());
    put_text(about->version);
    printf(",\"roster_no\":");
    put_text(about->roster_no);
    printf(",\"sheet\":");
    put_text(about->sheet);
    puts("}}");
}

static void put_fault(const reader *r) {
    const roster_fault *f = reader_refusal(r);
    int signal;
    reader_parser_failed(r, &signal);
    printf("{\"signal\":%d,\"fault\":\"%s\",\"row\":%u,\"column\":%d,\"zh\":", signal,
           status_name(f->code), f->row, (int) f->column);
    put_text(f->detail_zh);
    printf(",\"en\":");
    put_text(f->detail_en);
    puts("}");
}

int main(int argc, char **argv) {
    int fd = argc < 3 ? -1 : open(argv[2], O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        fputs("usage: roster_dump HALL_WORKBOOK FILE [SHEET]...\n", stderr);
        return 2;
    }
    reader_options options = {.program = argv[1],
                              .sheets = (const char *const *) (argv + 3),
                              .n_sheets = (unsigned) argc - 3,
                              .blocking = true,
                              .rows_max =
                                  getenv("ROWS_MAX") ? (uint32_t) atoi(getenv("ROWS_MAX")) : 0};
    reader *r;
    cell_row row;
    reader_event event;
    if (reader_open(&r, fd, &options) != OK) return 1;
    while ((event = reader_next(r, &row)) == READER_ROW) put_row(&row);
    if (event == READER_END)
        put_end(r);
    else
        put_fault(r);
    reader_close(r);
    close(fd);
    return 0;
}
