/* fuzz_workbook: any bytes as an uploaded file, through the parser that runs in hall-workbook:
 * sniffing, zip and XML, compound files and BIFF records, CSV. Rows go through the stream and back,
 * as between the two processes. Small limits keep each run short. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "store/workbook/sheet.h"
#include "store/workbook/stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static status about(void *context, const reader_info *info) {
    (void) context;
    must(memchr(info->sheet, '\0', sizeof info->sheet));
    return OK;
}

/* What every row must be, whatever the file: ascending columns, bounded and ended texts. */
static status on_row(void *context, const cell_row *row) {
    (void) context;
    must(row->n_cells > 0 && row->number > 0 && row->number <= SHEET_ROWS_MAX);
    for (unsigned i = 0; i < row->n_cells; i++) {
        const cell *c = &row->cells[i];
        must(c->length <= CELL_BYTES_MAX && c->text[c->length] == '\0');
        must(c->column < SHEET_COLUMNS_USED && (i == 0 || c[-1].column < c->column));
    }
    return OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes) {
    static const sheet_limits limits = {
        .rows_max = 10000,
        .entries_max = 50,
        .part_bytes_max = 1 << 20,
        .total_bytes_max = 4 << 20,
        .strings_bytes_max = 1 << 20,
        .csv_bytes_max = 1 << 20,
    };
    sheet_sink sink = {.about = about, .row = on_row};
    int fd = memfd_create("workbook", MFD_CLOEXEC);
    must(fd >= 0 && write(fd, data, bytes) == (ssize_t) bytes);
    sheet_job job = {.fd = fd, .limits = &limits, .sink = &sink};
    status s = sheet_parse(&job);
    must(s == OK || s == E_INTERNAL || job.fault.code != OK);
    close(fd);
    return 0;
}
