/* sheet: the parser of uploaded files. Runs inside hall-workbook after the sandbox is closed, and
 * in the fuzzer only. Looks at the content, never at the name; opens no file;
 * memory is bounded by the limits, not by the file. What it refuses, it refuses with a fault
 * (fault.h). Source: docs/rules 8.7. */
#ifndef HALL_ROSTER_SHEET_H
#define HALL_ROSTER_SHEET_H

#include "store/workbook/reader.h"

#define SHEET_ROWS_MAX 1048576u
#define SHEET_COLUMNS_MAX 16384u
#define SHEET_COLUMNS_USED 256u /* cells further right are counted and ignored */

typedef struct sheet_limits {
    uint32_t rows_max;          /* data rows */
    uint32_t entries_max;       /* of the zip */
    uint64_t part_bytes_max;    /* one part, inflated */
    uint64_t total_bytes_max;   /* all parts read, inflated */
    uint64_t strings_bytes_max; /* text of the shared strings kept in memory */
    uint64_t csv_bytes_max;
} sheet_limits;

extern const sheet_limits sheet_default_limits;

/* Where the rows go. about: once, before the first row. row: the header row first. A status other
 * than OK from either ends the parse. */
typedef struct sheet_sink {
    void *context;
    status (*about)(void *context, const reader_info *info);
    status (*row)(void *context, const cell_row *row);
} sheet_sink;

typedef struct sheet_job {
    int fd;
    const sheet_limits *limits;
    const char *const *sheets;
    unsigned n_sheets;
    const sheet_sink *sink;
    reader_summary summary;
    roster_fault fault;
} sheet_job;

/* sheet_prepare: what must be done while files may still be opened (the GB18030 tables). Once,
 * before the sandbox closes. False: the system lacks them. */
bool sheet_prepare(void);

/* sheet_parse: sniffs the file and parses it. job->summary and job->fault are filled. */
status sheet_parse(sheet_job *job) MUST_CHECK;

/* The formats; sheet_parse chooses among them. */
status xlsx_parse(sheet_job *job) MUST_CHECK;
status xls_parse(sheet_job *job) MUST_CHECK;
status csv_parse(sheet_job *job) MUST_CHECK;

#endif
