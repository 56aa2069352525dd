/* batch_run: one roster on its way: count the rows, start it, publish one command per row with a
 * window of open ones, record what became of each, write the failed-row workbook, finish. Holds no
 * truth: killed at any moment it begins again from the roster's recorded rows, and the ids of the
 * row commands make repetition harmless (S22). */
#ifndef HALL_BATCH_BATCH_RUN_H
#define HALL_BATCH_BATCH_RUN_H

#include "broker/bus.h"
#include "roster/rows.pb-c.h"
#include "store/files/files.h"
#include "store/files/scratch.h"

typedef struct batch_run batch_run;

/* What all runs share. window: row commands of one roster open at once. workbook: path of
 * hall-workbook, NULL beside this program. room: for the workbook while it is written. */
typedef struct batch_house {
    bus *bus;
    files *files;
    scratch *room;
    const char *workbook;
    uint32_t window, rows_max;
} batch_house;

/* batch_run_open: takes a copy of what it needs of the roster. NULL without memory. */
batch_run *batch_run_open(const batch_house *house, const Roster__RosterShown *roster);
void batch_run_close(batch_run *run);

/* batch_run_turn: goes on as far as it can without waiting; call after every bus_turn. */
void batch_run_turn(batch_run *run);

bool batch_run_done(const batch_run *run);
const char *batch_run_roster(const batch_run *run);

/* batch_run_fd: descriptor that becomes readable when rows of the file are there, -1 for none. */
int batch_run_fd(const batch_run *run);

#endif
