/* hall-bench-rules: person-months a second on one core, beside a loop that only reads and writes
 * the same bytes. Prints two lines: name, person-months per second, nanoseconds each. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tools/params_builtin.h"
#include "workers/rules/money/money.h"
#include "workers/rules/money/month.h"

#define PERSONS (1u << 16) /* rows in and out together exceed the caches */
#define SECONDS_LEAST 1.0

typedef status pass_function(const month_plan *plan, const month_person *in, month_line *out);

static double now_s(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double) at.tv_sec + (double) at.tv_nsec / 1e9;
}

/* Reads every byte of a person and writes every byte of a line. */
static status bare(const month_plan *plan, const month_person *in, month_line *out) {
    (void) plan;
    memset(out, (int) ((uint32_t) in->wage_fen ^ in->insurances), sizeof *out);
    __asm__ volatile("" : : "r"(out), "r"(in) : "memory");
    return OK;
}

static bool measure(const char *name, pass_function *pass, const month_plan *plan,
                    const month_person *in, month_line *out) {
    double start = now_s(), took = 0;
    uint64_t n = 0;
    for (; took < SECONDS_LEAST; took = now_s() - start)
        for (size_t i = 0; i < PERSONS; i++, n++)
            if (pass(plan, &in[i], &out[i]) != OK) return false;
    printf("%-24s %12.0f person-months/s %8.1f ns each\n", name, (double) n / took,
           took * 1e9 / (double) n);
    return true;
}

static status computed(const month_plan *plan, const month_person *in, month_line *out) {
    return month_plan_line(plan, in, out);
}

int main(void) {
    params_book *book = params_builtin();
    month_person *in = calloc(PERSONS, sizeof *in);
    month_line *out = calloc(PERSONS, sizeof *out);
    month_terms terms = {
        .period = 202601, .area = 1, .injury_class = 1, .injury_factor = MONEY_RATE_ONE};
    month_plan plan;
    bool done = false;
    if (book && in && out && month_plan_make(&book->set, &terms, &plan) == OK) {
        for (size_t i = 0; i < PERSONS; i++) /* wages below, between and above the limits */
            in[i] = (month_person){.insurances = INSURANCE_ALL,
                                   .employment_form = 2,
                                   .wage_fen = 300000 + (int64_t) (i * 7919 % 2500000)};
        done = measure("rules.person_month", computed, &plan, in, out) &&
               measure("rules.bare_loop", bare, &plan, in, out);
    }
    free(in);
    free(out);
    params_close(book);
    return done ? 0 : 1;
}
