/* batch_internal: the inside of a run, shared by batch_*.c; nobody else includes it. */
#ifndef HALL_BATCH_BATCH_INTERNAL_H
#define HALL_BATCH_BATCH_INTERNAL_H

#include "proto/runtime/process.h"
#include "store/workbook/reader.h"
#include "store/workbook/result.h"
#include "workers/agents/roster/batch_outcome.h"
#include "workers/agents/roster/batch_row.h"
#include "workers/agents/roster/batch_run.h"

typedef enum run_state {
    COUNTING,
    STARTING,
    CHECKING,
    RESUMING,
    SENDING,
    WRITING,
    FINISHING,
    DONE
} run_state;

enum {
    TIMEOUT_MS = 30000,
    RECORD_ROWS = 200,
    RECORD_WAIT_MS = 300,
    CHECK_WAIT_MS = 1000,
    PAGE_ROWS = 1000,
    ORIGINAL_ROWS = 20
};

typedef struct open_row {
    batch_run *run;
    int64_t row_no, original_row;
    uint8_t id[16];
    ProtobufCBinaryData command; /* malloc'd */
    faults *faults;              /* of its cells, malloc'd; NULL for none */
    char *cells;                 /* batch_cells, malloc'd */
    int64_t again_at_ms;         /* 0 while it is on the bus */
    bool used;
} open_row;

struct batch_run {
    const batch_house *house;
    const command_type *command;
    const template_def *def;
    char roster_no[24], unit_no[24], filer[80], corrects[24], purpose[16];
    char file_id[FILES_NAME_BYTES], result_file[FILES_NAME_BYTES];
    bool dry_run, asking, read_all, header_seen;
    bool repeated_counted; /* the rows of the check that name an earlier one's person */
    bool doubtful;         /* the check refused more than a tenth of the rows */
    run_state state;
    roster_fault fault;
    int fd;
    reader *reader;
    header_map map;
    header_search search;
    arena *arena;
    open_row *open;
    uint32_t n_open;
    int64_t n_rows, n_checked, n_refused, last_page;
    int64_t original_row[ORIGINAL_ROWS]; /* some, where the file says them and no roster */
    size_t n_original_row;
    uint32_t n_remarks;     /* rows passed over: totals, signatures */
    reader_summary summary; /* of the whole file */
    batch_people *people;
    outcome_list *outcomes;
    int64_t record_since_ms;
};

/* batch_run.c: the file. batch_open_reader reads it from its first row;
 * batch_next_row gives data rows that are not blank, READER_FAULT also for a header that does not
 * match. */
bool batch_open_reader(batch_run *run, bool blocking);
void batch_close_reader(batch_run *run);
reader_event batch_next_row(batch_run *run, cell_row *row);

/* batch_run_command: the command of a row; errors as batch_row. */
status batch_run_command(batch_run *run, const cell_row *row, batch_command *out) MUST_CHECK;

/* batch_later: something of ours is missing, the file is not at fault: the run ends without a word
 * to the roster, which is taken on again. */
void batch_later(batch_run *run, const char *what);

/* batch_ask.c: the roster service's own commands, one at a time; each sets the next state. */
void batch_ask_start(batch_run *run);
void batch_ask_checked(batch_run *run);
void batch_ask_recorded(batch_run *run);
void batch_ask_record(batch_run *run);
void batch_ask_finish(batch_run *run);

/* batch_send.c: CHECKING and SENDING. batch_result.c: WRITING. */
void batch_check_rows(batch_run *run);
void batch_send_rows(batch_run *run);
void batch_write_result(batch_run *run);

#endif
