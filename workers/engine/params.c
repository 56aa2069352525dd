/* Parameter files; see params.h. */
#include "workers/engine/params.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/period.h"
#include "workers/rules/money/amount.h"

#define COLUMNS 16
#define DAY_COLUMNS 4

static const char PARAMS_HEADER[] = "kind\tinsurance\tpayer\tgroup\tfrom\tto\trate\tround_to\t"
                                    "age_from\tage_to\tstep\tamount\tfloor\tceiling\tmark\tsource";
static const char DAYS_HEADER[] = "date\tday\tmark\tsource";

/* A list that grows; `size` bytes an item. */
typedef struct params_list {
    char *item;
    size_t n, room, size;
} params_list;

/* Room for one more item, NULL without memory; what `item` points to may move. */
static void *params_more(params_list *list) {
    if (list->n == list->room) {
        size_t room = list->room ? list->room * 2 : 64;
        char *item = reallocarray(list->item, room, list->size);
        if (!item) return NULL;
        list->item = item;
        list->room = room;
    }
    return memset(list->item + list->n++ * list->size, 0, list->size);
}

/* A word of a column as the number it stands for; "-" is 0. */
typedef struct params_word {
    const char *text;
    int32_t value;
} params_word;

static const params_word kinds[] = {{"limit", PARAM_LIMIT},
                                    {"rate", PARAM_RATE},
                                    {"account", PARAM_ACCOUNT},
                                    {"relief", PARAM_RELIEF},
                                    {"injury", PARAM_INJURY},
                                    {"float", PARAM_FLOAT},
                                    {"fixed", PARAM_FIXED},
                                    {"tier", PARAM_TIER},
                                    {"interest", PARAM_INTEREST},
                                    {"credit", PARAM_CREDIT},
                                    {"retirement", PARAM_RETIREMENT},
                                    {"grade", PARAM_GRADE},
                                    {"login", PARAM_LOGIN},
                                    {"appointment", PARAM_APPOINTMENT},
                                    {"service", PARAM_SERVICE},
                                    {"term", PARAM_TERM},
                                    {NULL, 0}};
static const params_word payers[] = {{"-", PAYER_NONE},        {"unit", PAYER_UNIT},
                                     {"person", PAYER_PERSON}, {"flex", PAYER_FLEX},
                                     {"base", CREDIT_OF_BASE}, {"pension", CREDIT_OF_PENSION},
                                     {"fixed", CREDIT_FIXED},  {NULL, 0}};

static status params_look_up(const params_word *word, const char *text, int32_t *out) {
    for (; word->text; word++)
        if (strcmp(word->text, text) == 0) {
            *out = word->value;
            return OK;
        }
    return E_CODE_VALUE;
}

static status params_integer(const char *text, int32_t *out) {
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (end == text || *end || errno || value < 0 || value > INT32_MAX) return E_RANGE;
    *out = (int32_t) value;
    return OK;
}

/* The cell in column `i` (from 0) into its field. */
static status params_cell(int i, const char *text, param *row) {
    int32_t *whole[] = {[1] = &row->insurance, [3] = &row->group,  [7] = &row->round_to,
                        [8] = &row->age_from,  [9] = &row->age_to, [10] = &row->step};
    int64_t *money[] = {&row->amount_fen, &row->floor_fen, &row->ceiling_fen};
    int32_t kind = 0;
    status code;
    switch (i) {
    case 0:
        code = params_look_up(kinds, text, &kind);
        row->kind = (param_kind) kind;
        return code;
    case 2:
        return params_look_up(payers, text, &row->payer);
    default:
        break;
    }
    if (strcmp(text, "-") == 0) return OK;
    switch (i) {
    case 4:
        return period_parse(text, &row->from);
    case 5:
        return period_parse(text, &row->to);
    case 6:
        return amount_parse_rate(text, &row->rate);
    case 11:
    case 12:
    case 13:
        return amount_parse(text, money[i - 11]);
    default:
        return params_integer(text, whole[i]);
    }
}

/* Cuts a line into exactly `columns` cells in place. */
static bool params_cut(char *line, char **cell, int columns) {
    int n = 0;
    for (char *rest = line, *at; (at = strsep(&rest, "\t")); n++)
        if (n < columns) cell[n] = at;
    return n == columns;
}

static status params_note_of(char *const *cell, param_note *note) {
    if (strlen(cell[0]) >= sizeof note->mark || strlen(cell[1]) >= sizeof note->source)
        return E_TOO_LONG;
    strcpy(note->mark, cell[0]);
    strcpy(note->source, cell[1]);
    return OK;
}

/* What reads one line into the lists of a reader. */
typedef struct params_reader params_reader;
struct params_reader {
    const char *header;
    status (*line)(params_reader *reader, char *line, int *column);
    params_list rows, notes;
    bool headed;
};

static status params_line(params_reader *reader, char *line, int *column) {
    char *cell[COLUMNS];
    if (!params_cut(line, cell, COLUMNS)) return E_FORM;
    param *row = params_more(&reader->rows);
    param_note *note = params_more(&reader->notes);
    if (!row || !note) return E_UNAVAILABLE;
    for (int i = 0; i < COLUMNS - 2; i++) {
        status code = params_cell(i, cell[i], row);
        *column = i + 1;
        if (code != OK) return code;
    }
    *column = COLUMNS - 1;
    status code = params_note_of(cell + COLUMNS - 2, note);
    if (code != OK) return code;
    *column = 0;
    return params_check(row);
}

static status params_day(params_reader *reader, char *line, int *column) {
    static const params_word days[] = {{"off", 0}, {"work", 1}, {NULL, 0}};
    char *cell[DAY_COLUMNS];
    int32_t works = 0;
    if (!params_cut(line, cell, DAY_COLUMNS)) return E_FORM;
    workday_exception *day = params_more(&reader->rows);
    if (!day) return E_UNAVAILABLE;
    *column = 1;
    status code = date_parse(cell[0], &day->date);
    if (code == OK && reader->rows.n > 1 && day->date <= day[-1].date) code = E_RANGE;
    if (code != OK) return code;
    *column = 2;
    code = params_look_up(days, cell[1], &works);
    day->works = works == 1;
    day->provisional = strcmp(cell[2], "PROV") == 0;
    return code;
}

/* Reads all lines; on error `fault` tells where. */
static status params_lines(params_reader *reader, FILE *in, params_fault *fault) {
    char *line = NULL;
    size_t room = 0;
    status code = OK;
    *fault = (params_fault){0, 0};
    while (code == OK && getline(&line, &room, in) >= 0) {
        fault->line++;
        line[strcspn(line, "\r\n")] = 0;
        if (line[0] == 0 || line[0] == '#') continue;
        if (reader->headed)
            code = reader->line(reader, line, &fault->column);
        else if (strcmp(line, reader->header) != 0)
            code = E_FORM;
        reader->headed = true;
    }
    if (code == OK && ferror(in)) code = E_UNAVAILABLE;
    if (code == OK && !reader->headed) code = E_FORM;
    free(line);
    return code;
}

static void params_reader_close(params_reader *reader) {
    free(reader->rows.item);
    free(reader->notes.item);
}

status params_read(FILE *in, params_book **out, params_fault *fault) {
    params_reader reader = {.header = PARAMS_HEADER,
                            .line = params_line,
                            .rows = {.size = sizeof(param)},
                            .notes = {.size = sizeof(param_note)}};
    params_book *book = malloc(sizeof *book);
    status code = params_lines(&reader, in, fault);
    if (code == OK && !book) code = E_UNAVAILABLE;
    if (code != OK) {
        free(book);
        params_reader_close(&reader);
        return code;
    }
    const param *row = (const param *) (void *) reader.rows.item;
    params_spans(row, reader.rows.n, book->span);
    book->set = (param_set){row, reader.rows.n, book->span};
    book->note = (const param_note *) (void *) reader.notes.item;
    *out = book;
    return OK;
}

void params_close(params_book *book) {
    if (!book) return;
    free((void *) (uintptr_t) book->set.row);
    free((void *) (uintptr_t) book->note);
    free(book);
}

status params_open(const char *path, params_book **out, params_fault *fault) {
    *fault = (params_fault){0, 0};
    FILE *in = fopen(path, "re");
    if (!in) return E_NOT_FOUND;
    status code = params_read(in, out, fault);
    fclose(in);
    return code;
}

status params_workdays(FILE *in, workday_table **out, params_fault *fault) {
    params_reader reader = {
        .header = DAYS_HEADER, .line = params_day, .rows = {.size = sizeof(workday_exception)}};
    workday_table *table = calloc(1, sizeof *table);
    status code = params_lines(&reader, in, fault);
    if (code == OK && !table) code = E_UNAVAILABLE;
    if (code != OK) {
        free(table);
        params_reader_close(&reader);
        return code;
    }
    table->exception = (const workday_exception *) (void *) reader.rows.item;
    table->n = reader.rows.n;
    if (table->n > 0) {
        table->first_year = table->exception[0].date / 10000;
        table->last_year = table->exception[table->n - 1].date / 10000;
    }
    for (size_t i = 0; i < table->n; i++)
        if (!table->exception[i].provisional)
            table->announced_year = table->exception[i].date / 10000;
    *out = table;
    return OK;
}

void params_workdays_close(workday_table *table) {
    if (!table) return;
    free((void *) (uintptr_t) table->exception);
    free(table);
}
