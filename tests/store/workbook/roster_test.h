/* roster_test: a small template that the tests of this folder share. */
#ifndef HALL_TESTS_ROSTER_TEST_H
#define HALL_TESTS_ROSTER_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "store/workbook/cells.h"

enum {
    NUMBER_COLUMN,
    NAME_COLUMN,
    SEX_COLUMN,
    START_COLUMN,
    WAGE_COLUMN,
    REMARK_COLUMN,
    N_COLUMNS
};

static const char *const number_aliases[] = {"身份证号", "公民身份号码", NULL};
static const char *const male[] = {"男性", NULL};
static const code_value sexes[] = {{1, "1", {"男", "male"}, male},
                                   {2, "2", {"女", "female"}, NULL},
                                   {9, "09", {"未说明", "not stated"}, NULL}};
static const code_table sex_table = {"sex", 3, sexes, ""};
static const template_column small_columns[N_COLUMNS] = {
    {.header = "证件号码", .aliases = number_aliases, .kind = TEMPLATE_NUMBER, .required = true},
    {.header = "姓名", .kind = TEMPLATE_NAME, .required = true},
    {.header = "性别",
     .kind = TEMPLATE_CODE,
     .required = true,
     .n_codes = 3,
     .codes = sexes,
     .table = &sex_table},
    {.header = "参加工作日期", .kind = TEMPLATE_DATE, .required = true},
    {.header = "申报工资", .kind = TEMPLATE_MONEY, .required = true},
    {.header = "备注", .kind = TEMPLATE_WORDS},
};
static const template_def small_template = {
    .sheet = "增员",
    .title_zh = "增员",
    .title_en = "Add members",
    .version = 3,
    .n_columns = N_COLUMNS,
    .columns = small_columns,
};

#endif
