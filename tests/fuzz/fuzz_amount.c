/* fuzz_amount: any text as an amount, a rate, a date, a month, and its bytes as money to allocate:
 * what reads can be written and read back, and no fen is lost. */
#include <stdlib.h>
#include <string.h>

#include "workers/rules/calendar/date.h"
#include "workers/rules/calendar/period.h"
#include "workers/rules/money/allocate.h"
#include "workers/rules/money/amount.h"

#define LINES 4

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void texts(const char *text) {
    char written[AMOUNT_SIZE];
    int64_t fen, again;
    int32_t number;
    if (amount_parse(text, &fen) == OK) {
        amount_format(fen, written);
        must(amount_parse(written, &again) == OK && again == fen);
    }
    if (amount_parse_rate(text, &number) == OK) must(number >= 0);
    if (date_parse(text, &number) == OK)
        must(date_valid(number) && date_from_days(date_days(number)) == number);
    if (period_parse(text, &number) == OK) must(period_valid(number));
}

static void money(const uint8_t *data, size_t bytes) {
    struct {
        int64_t amount, due[LINES][PARTS];
    } in;
    allocate_line line[LINES] = {{0}};
    int64_t suspense, paid = 0;
    if (bytes < sizeof in) return;
    memcpy(&in, data, sizeof in);
    for (int i = 0; i < LINES; i++) {
        line[i].period = 202501 + i / 2;
        line[i].insurance = 110 + i % 2;
        memcpy(line[i].due_fen, in.due[i], sizeof line[i].due_fen);
    }
    if (allocate_money(in.amount, line, LINES, &suspense) != OK) return;
    for (int i = 0; i < LINES; i++)
        for (int part = 0; part < PARTS; part++) {
            must(line[i].paid_fen[part] >= 0 && line[i].paid_fen[part] <= line[i].due_fen[part]);
            paid += line[i].paid_fen[part];
        }
    must(suspense >= 0 && paid + suspense == in.amount);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes) {
    char *text = malloc(bytes + 1);
    must(text);
    memcpy(text, data, bytes);
    text[bytes] = 0;
    texts(text);
    free(text);
    money(data, bytes);
    return 0;
}
