/* figures: a small set of parameters for tests, complete for 2025, with round numbers where the
 * test is about the arithmetic. */
#ifndef HALL_TESTS_FIGURES_H
#define HALL_TESTS_FIGURES_H

#include "workers/rules/params.h"

#define FIGURE(kind_, insurance_, payer_, group_, ...)                                             \
    { .kind = kind_, .insurance = insurance_, .payer = payer_, .group = group_, __VA_ARGS__ }
#define LIMIT_2025(insurance)                                                                      \
    FIGURE(PARAM_LIMIT, insurance, 0, 1, .from = 202501, .amount_fen = 749600,                     \
           .floor_fen = 449800, .ceiling_fen = 2248800)

static const param figures_rows[] = {
    LIMIT_2025(110),
    LIMIT_2025(210),
    LIMIT_2025(310),
    LIMIT_2025(410),
    LIMIT_2025(510),
    FIGURE(PARAM_RATE, 110, PAYER_UNIT, 0, .from = 201605, .to = 201905, .rate = 19000),
    FIGURE(PARAM_RATE, 110, PAYER_UNIT, 0, .from = 201905, .rate = 16000),
    FIGURE(PARAM_RATE, 110, PAYER_PERSON, 0, .from = 200601, .rate = 8000),
    FIGURE(PARAM_RATE, 110, PAYER_FLEX, 0, .from = 200601, .rate = 20000),
    FIGURE(PARAM_RATE, 210, PAYER_UNIT, 0, .from = 201605, .rate = 700),
    FIGURE(PARAM_RATE, 210, PAYER_PERSON, 0, .from = 201605, .rate = 300),
    FIGURE(PARAM_RATE, 310, PAYER_UNIT, 0, .from = 202001, .rate = 8700),
    FIGURE(PARAM_RATE, 310, PAYER_PERSON, 0, .from = 200101, .rate = 2000),
    FIGURE(PARAM_RATE, 310, PAYER_FLEX, 0, .from = 202501, .rate = 10000, .round_to = 100),
    FIGURE(PARAM_RATE, 510, PAYER_UNIT, 0, .from = 202001),
    FIGURE(PARAM_FIXED, 330, PAYER_PERSON, 0, .from = 200601, .amount_fen = 700),
    FIGURE(PARAM_FIXED, 330, PAYER_FLEX, 0, .from = 200601, .amount_fen = 700),
    FIGURE(PARAM_ACCOUNT, 110, 0, 0, .from = 200601, .rate = 8000),
    FIGURE(PARAM_INJURY, 0, 0, 1, .from = 201510, .rate = 200),
    FIGURE(PARAM_FLOAT, 0, 0, 1, .from = 201510, .rate = 150000),
    FIGURE(PARAM_RELIEF, 110, PAYER_UNIT, 2, .from = 202002, .to = 202101, .rate = 0),
    FIGURE(PARAM_RELIEF, 310, PAYER_UNIT, 2, .from = 202502, .to = 202503, .rate = 50000),
    FIGURE(PARAM_TIER, 110, 0, 60, .from = 202501, .amount_fen = 449800),
    FIGURE(PARAM_TIER, 310, 0, 0, .from = 202501, .amount_fen = 749600),
    FIGURE(PARAM_INTEREST, 110, 0, 0, .from = 202401, .to = 202501, .rate = 2620),
    FIGURE(PARAM_INTEREST, 110, 0, 0, .from = 202501, .to = 202601, .rate = 1500),
    FIGURE(PARAM_CREDIT, 0, CREDIT_OF_BASE, 1, .from = 200101, .rate = 3100, .age_to = 35),
    FIGURE(PARAM_CREDIT, 0, CREDIT_OF_BASE, 1, .from = 200101, .rate = 3400, .age_from = 35,
           .age_to = 45),
    FIGURE(PARAM_CREDIT, 0, CREDIT_OF_PENSION, 2, .from = 200101, .to = 202302, .rate = 4800,
           .age_to = 70),
    FIGURE(PARAM_CREDIT, 0, CREDIT_FIXED, 2, .from = 202302, .amount_fen = 8300, .age_to = 200),
    FIGURE(PARAM_RETIREMENT, 0, 0, RETIRE_MAN, .from = 190001, .to = 196501, .age_from = 720,
           .age_to = 720),
    FIGURE(PARAM_RETIREMENT, 0, 0, RETIRE_MAN, .from = 196501, .age_from = 720, .age_to = 756,
           .step = 4),
    FIGURE(PARAM_RETIREMENT, 0, 0, RETIRE_WOMAN_55, .from = 197001, .age_from = 660, .age_to = 696,
           .step = 4),
    FIGURE(PARAM_RETIREMENT, 0, 0, RETIRE_WOMAN_50, .from = 197501, .age_from = 600, .age_to = 660,
           .step = 2),
};
static const param_set figures = {.row = figures_rows,
                                  .n = sizeof figures_rows / sizeof figures_rows[0]};

#endif
