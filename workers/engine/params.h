/* params: the text form of the business parameters, deploy/params/wuhan.tsv and holidays.tsv, read
 * into rows for workers/rules. Only reading: approved proposals live in tables of the database. */
#ifndef HALL_WORKERS_PARAMS_H
#define HALL_WORKERS_PARAMS_H

#include <stdio.h>

#include "workers/rules/calendar/workday.h"
#include "workers/rules/params.h"

#define PARAMS_MARK_SIZE 16
#define PARAMS_SOURCE_SIZE 160

/* How sure a figure is and where it comes from, as written in the file. */
typedef struct param_note {
    char mark[PARAMS_MARK_SIZE], source[PARAMS_SOURCE_SIZE];
} param_note;

/* A file in memory; note[i] belongs to set.row[i]. Read-only for everybody. */
typedef struct params_book {
    param_set set;
    param_span span[PARAM_KINDS];
    const param_note *note;
} params_book;

/* Where reading stopped: line from 1, column from 1, 0 for the line as a whole. */
typedef struct params_fault {
    int line, column;
} params_fault;

/* params_read: tab-separated: a header line of exactly the columns of wuhan.tsv, "#" lines skipped.
 * The book is the caller's until params_close (NULL allowed). fault is written on error. Errors:
 * E_FORM columns or header, E_CODE_VALUE, E_PERIOD, E_AMOUNT, E_RANGE, E_OVERFLOW cell or row
 * (params_check), E_TOO_LONG note, E_UNAVAILABLE memory or reading. */
status params_read(FILE *in, params_book **out, params_fault *fault) MUST_CHECK;
void params_close(params_book *book);

/* params_open: params_read of a file by path. Errors besides: E_NOT_FOUND. */
status params_open(const char *path, params_book **out, params_fault *fault) MUST_CHECK;

/* params_workdays: holidays.tsv; the table is the caller's until params_workdays_close. Dates must
 * ascend. Errors: as params_read, and E_DATE. */
status params_workdays(FILE *in, workday_table **out, params_fault *fault) MUST_CHECK;
void params_workdays_close(workday_table *table);

#endif
