/* template: what a batch workbook looks like, as plain data, and the workbook clerks download. The
 * definition is derived from the contract by contract.h; nothing here knows a
 * business. Not the reader (reader.h) and not the failed-row workbook (result.h).
 * Source: S24; docs/rules 5.7. */
#ifndef HALL_ROSTER_TEMPLATE_H
#define HALL_ROSTER_TEMPLATE_H

#include "proto/runtime/code.h"
#include "store/files/scratch.h"

#define TEMPLATE_COLUMNS_MAX 64u

/* The sheets beside the data, of which that of notes is in results only, and the labels by which
 * its marks are found again. */
#define TEMPLATE_GUIDE_SHEET "说明"
#define TEMPLATE_CODE_SHEET "代码"
#define TEMPLATE_NOTE_SHEET "提示"
#define TEMPLATE_VERSION_LABEL "模板版本"
#define TEMPLATE_ROSTER_LABEL "原批次号"
#define TEMPLATE_VERSION_PROPERTY "hall_template_version"
#define TEMPLATE_ROSTER_PROPERTY "hall_roster_no"

/* How a cell of the column is read (cells.h) and shown. */
typedef enum template_kind {
    TEMPLATE_IGNORED, /* a serial number or a remark of the clerk's own: never looked at */
    TEMPLATE_WORDS,   /* free text */
    TEMPLATE_NAME,    /* a person's name */
    TEMPLATE_NUMBER,  /* document, phone, account or person number: text of digits and capitals */
    TEMPLATE_DATE,    /* YYYYMMDD as a number */
    TEMPLATE_PERIOD,  /* YYYYMM as a number */
    TEMPLATE_MONEY,   /* fen */
    TEMPLATE_WHOLE,   /* a whole number */
    TEMPLATE_CODE     /* one of `table`: label, code, or both (code_find) */
} template_kind;

/* One column. header: as shown, without star. aliases: other headers accepted, NULL-terminated, or
 * NULL. note_zh/note_en, example: for the explanation sheet, NULL for none. width: in characters,
 * 0 to derive it. table: what is understood; codes: what is offered of it. */
typedef struct template_column {
    const char *header;
    const char *const *aliases;
    const char *note_zh, *note_en, *example;
    const char *needed_zh, *needed_en; /* when it is needed though not required, NULL for never */
    bool dated;                        /* the example is a day or month of now */
    template_kind kind;
    bool required;
    unsigned width;
    unsigned n_codes;
    const code_value *codes;
    const code_table *table;
} template_column;

/* One template; sheet is the sheet's name ("增员"). Everything is borrowed and constant. */
typedef struct template_def {
    const char *sheet, *title_zh, *title_en;
    uint32_t version;
    unsigned n_columns;
    const template_column *columns;
} template_def;

/* template_month: YYYYMM in Beijing of seconds since 1970-01-01 UTC. */
int32_t template_month(int64_t now_s);

/* template_write: the empty workbook as a file of `room` without a name, at offset 0; the caller
 * closes it. Its examples are of the month `period` (YYYYMM). Deterministic: the same definition
 * and month give the same sheets. Errors: E_UNAVAILABLE no room; E_INTERNAL when the file cannot be
 * written. */
status template_write(const template_def *def, int32_t period, const scratch *room,
                      int *fd) MUST_CHECK;

#endif
