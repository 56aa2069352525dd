/* header: matches the header row with the template's columns and compares versions. */
#include "store/workbook/header.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "proto/runtime/fold.h"

#define HEADER_BYTES 256u

static size_t without_stars(const char *text, size_t n) {
    while (n > 0 && text[n - 1] == '*') n--;
    return n;
}

/* The bare name of a header: no blanks, no stars, no note in brackets behind it. */
static void plain_header(const char *text, size_t bytes, char out[HEADER_BYTES]) {
    char folded[CELL_BYTES_MAX + 1];
    size_t n = fold_number(text, bytes < CELL_BYTES_MAX ? bytes : CELL_BYTES_MAX, folded);
    char *at = folded;
    n = without_stars(folded, n);
    if (n > 0 && folded[n - 1] == ')') {
        char *open = strrchr(folded, '(');
        if (open && open != folded) n = without_stars(folded, (size_t) (open - folded));
    }
    while (n > 0 && *at == '*') {
        at++;
        n--;
    }
    snprintf(out, HEADER_BYTES, "%.*s", (int) (n < HEADER_BYTES ? n : HEADER_BYTES - 1), at);
}

static bool same_header(const char *plain, const char *wanted) {
    char other[HEADER_BYTES];
    plain_header(wanted, strlen(wanted), other);
    return strcmp(plain, other) == 0;
}

static bool column_answers_to(const template_column *column, const char *plain) {
    if (same_header(plain, column->header)) return true;
    for (const char *const *alias = column->aliases; alias && *alias; alias++)
        if (same_header(plain, *alias)) return true;
    return false;
}

static bool is_result_header(const char *plain) {
    return same_header(plain, HEADER_CODE) || same_header(plain, HEADER_REASON);
}

static status place(const template_def *def, const cell_row *row, const cell *c, header_map *map,
                    roster_fault *fault) {
    char plain[HEADER_BYTES];
    plain_header(c->text, c->length, plain);
    int16_t *slot = same_header(plain, HEADER_ROW) ? &map->row_column : NULL;
    for (unsigned i = 0; i < def->n_columns && !slot; i++)
        if (column_answers_to(&def->columns[i], plain)) slot = &map->column[i];
    if (!slot) {
        if (*plain != '\0' && !is_result_header(plain)) map->n_unknown++;
        return OK;
    }
    if (*slot != HEADER_ABSENT) {
        fault_put(fault, E_BATCH_HEADER, "列“%s”出现两次", "column \"%s\" stands twice", plain);
        fault->row = row->number;
        fault->column = c->column;
        return fault->code;
    }
    *slot = (int16_t) c->column;
    return OK;
}

static status fill_map(const template_def *def, const cell_row *row, header_map *map,
                       roster_fault *fault) {
    must(def->n_columns <= TEMPLATE_COLUMNS_MAX);
    *map = (header_map){.row_column = HEADER_ABSENT};
    for (unsigned i = 0; i < TEMPLATE_COLUMNS_MAX; i++) map->column[i] = HEADER_ABSENT;
    status s = OK;
    for (unsigned i = 0; i < row->n_cells && s == OK; i++)
        s = place(def, row, &row->cells[i], map, fault);
    return s;
}

static bool is_missing(const template_def *def, const header_map *map, unsigned i) {
    return def->columns[i].required && map->column[i] == HEADER_ABSENT;
}

/* Names as far as there is room in a fault beside its place. */
#define NAMES_BYTES 150u

typedef struct missing_names {
    unsigned n;
    bool cut; /* not all are in the text */
    char zh[NAMES_BYTES], en[NAMES_BYTES];
} missing_names;

static void add_missing(missing_names *names, const char *header) {
    size_t zh = strlen(names->zh), en = strlen(names->en), n = strlen(header);
    const size_t around = sizeof "、“”"; /* the longest of what stands around a name */
    names->n++;
    names->cut = names->cut || (zh > en ? zh : en) + n + around > NAMES_BYTES;
    if (names->cut) return;
    snprintf(names->zh + zh, NAMES_BYTES - zh, "%s“%s”", zh ? "、" : "", header);
    snprintf(names->en + en, NAMES_BYTES - en, "%s\"%s\"", en ? ", " : "", header);
}

/* Names every missing column, so that one correction is enough; when they are too many for a fault,
 * it says how many there are. */
static status all_there(const template_def *def, const cell_row *row, const header_map *map,
                        roster_fault *fault) {
    missing_names names = {.n = 0};
    char zh[NAMES_BYTES + 40], en[NAMES_BYTES + 40];
    for (unsigned i = 0; i < def->n_columns; i++)
        if (is_missing(def, map, i)) add_missing(&names, def->columns[i].header);
    if (names.n == 0) return OK;
    snprintf(zh, sizeof zh, names.cut ? "缺少列%s等，共 %u 列" : "缺少列%s", names.zh, names.n);
    snprintf(en, sizeof en,
             names.cut     ? "columns %s and more are missing, %u in all"
             : names.n > 1 ? "columns %s are missing"
                           : "column %s is missing",
             names.en, names.n);
    fault_at(fault, E_BATCH_HEADER, row->number, FAULT_NO_COLUMN, zh, en);
    return fault->code;
}

status header_match(const template_def *def, const cell_row *row, header_map *out,
                    roster_fault *fault) {
    header_map map;
    status s = fill_map(def, row, &map, fault);
    if (s == OK) s = all_there(def, row, &map, fault);
    if (s == OK) *out = map;
    return s;
}

static unsigned count_known(const template_def *def, const header_map *map) {
    unsigned n = 0;
    for (unsigned i = 0; i < def->n_columns; i++) n += map->column[i] != HEADER_ABSENT;
    return n;
}

header_step header_look(header_search *search, const template_def *def, const cell_row *row,
                        header_map *out, roster_fault *fault) {
    header_map map;
    roster_fault lacks = {0};
    if (fill_map(def, row, &map, fault) != OK) return HEADER_REFUSED;
    unsigned n_known = count_known(def, &map);
    if (n_known > 0 && all_there(def, row, &map, &lacks) == OK) {
        *out = map;
        return HEADER_FOUND;
    }
    if (n_known > search->n_known) {
        search->n_known = n_known;
        search->closest = lacks;
    }
    if (++search->n_rows < HEADER_ROWS) return HEADER_NEXT;
    header_missed(search, fault);
    return HEADER_REFUSED;
}

status header_missed(const header_search *search, roster_fault *fault) {
    if (search->n_known == 0)
        return fault_set(fault, E_BATCH_HEADER, "前 10 行中没有找到表头",
                         "header not found in the first 10 rows");
    if (fault->code == OK) *fault = search->closest;
    return fault->code;
}

/* The number in a version mark; -1 when it is no number ("v3" is). */
static int64_t version_number(const char *mark) {
    char folded[64];
    if (strlen(mark) >= sizeof folded) return -1;
    fold_number(mark, strlen(mark), folded);
    const char *at = folded + (folded[0] == 'V');
    size_t n = strspn(at, "0123456789");
    if (n == 0 || n > 9 || at[n] != '\0') return -1;
    int64_t value = 0;
    for (; *at != '\0'; at++) value = value * 10 + (*at - '0');
    return value;
}

status header_version(const template_def *def, const char *mark, roster_fault *fault) {
    if (*mark == '\0') return OK;
    int64_t version = version_number(mark);
    if (version == (int64_t) def->version) return OK;
    if (version < 0)
        return fault_put(fault, E_BATCH_VERSION, "模板版本“%s”无法识别，现行版本为 %" PRIu32,
                         "template version \"%s\" is not known; the current one is %" PRIu32, mark,
                         def->version);
    return fault_put(fault, E_BATCH_VERSION, "文件的模板版本为 %" PRId64 ", 现行版本为 %" PRIu32,
                     "the file has template version %" PRId64 "; the current one is %" PRIu32,
                     version, def->version);
}

bool header_row_is_blank(const template_def *def, const header_map *map, const cell_row *row) {
    for (unsigned i = 0; i < def->n_columns; i++) {
        if (def->columns[i].kind == TEMPLATE_IGNORED || map->column[i] == HEADER_ABSENT) continue;
        const cell *c = cell_at(row, (unsigned) map->column[i]);
        if (c && (c->flags != 0 || !fold_is_blank(c->text, c->length))) return false;
    }
    return true;
}

/* With what such a row begins. */
static const char *const remark_words[] = {
    "合计", "总计", "小计", "共计",   "累计",     "制表",       "填表",    "填报",
    "经办", "审核", "复核", "负责人", "单位盖章", "单位（盖章", "盖章",    "签字",
    "签名", "日期", "注：", "备注：", "说明：",   "以上",       "以下空白"};

static bool is_remark_word(const cell *c) {
    char folded[CELL_BYTES_MAX + 1];
    fold_number(c->text, c->length < CELL_BYTES_MAX ? c->length : CELL_BYTES_MAX, folded);
    for (size_t i = 0; i < sizeof remark_words / sizeof remark_words[0]; i++) {
        char word[32];
        size_t n = fold_number(remark_words[i], strlen(remark_words[i]), word);
        if (strncmp(folded, word, n) == 0) return true;
    }
    return false;
}

/* Digits and capitals, as long as the shortest number of a person. */
static bool is_persons_number(const cell *c) {
    char folded[CELL_BYTES_MAX + 1];
    size_t n =
        fold_number(c->text, c->length < CELL_BYTES_MAX ? c->length : CELL_BYTES_MAX, folded);
    return n >= 6 && strspn(folded, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ()-") == n;
}

bool header_row_is_remark(const template_def *def, const header_map *map, const cell_row *row) {
    /* nearly every row has a number: of those no word is compared */
    for (unsigned i = 0; i < def->n_columns; i++) {
        if (def->columns[i].kind != TEMPLATE_NUMBER || map->column[i] == HEADER_ABSENT) continue;
        const cell *c = cell_at(row, (unsigned) map->column[i]);
        if (c && is_persons_number(c)) return false;
    }
    for (unsigned i = 0; i < row->n_cells; i++)
        if (!fold_is_blank(row->cells[i].text, row->cells[i].length))
            return is_remark_word(&row->cells[i]);
    return false;
}

uint32_t header_original_row(const header_map *map, const cell_row *row) {
    if (map->row_column == HEADER_ABSENT) return 0;
    const cell *c = cell_at(row, (unsigned) map->row_column);
    char digits[32];
    if (!c || c->length >= sizeof digits) return 0;
    size_t n = fold_number(c->text, c->length, digits);
    if (n == 0 || n > 7 || digits[strspn(digits, "0123456789")] != '\0') return 0;
    uint32_t row_number = 0;
    for (const char *at = digits; *at != '\0'; at++)
        row_number = row_number * 10 + (uint32_t) (*at - '0');
    return row_number;
}
