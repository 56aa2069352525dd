/* Simple fields, our own numbers, and passwords. */
#include "tests/lib/cmocka.h"

#include "workers/rules/field.h"
#include "workers/rules/identifier/password.h"
#include "workers/rules/identifier/serial.h"

typedef struct field_case {
    const char *text;
    status code;
} field_case;

static void check_all(status (*check)(const char *), const field_case *c) {
    for (; c->text; c++) assert_int_equal(check(c->text), c->code);
}

static void test_phone_numbers_and_postcodes(void **state) {
    (void) state;
    static const field_case mobiles[] = {{"13800000000", OK},        {"12800000000", E_MOBILE},
                                         {"23800000000", E_MOBILE},  {"+8613800000000", E_MOBILE},
                                         {"138000000001", E_MOBILE}, {NULL, OK}};
    static const field_case landlines[] = {{"82771234", OK},
                                           {"8277123", OK},
                                           {"02782771234", OK},
                                           {"027-82771234", OK},
                                           {"0713-8277123", OK},
                                           {"27-82771234", E_FORM},
                                           {"02", E_FORM},
                                           {"027-827", E_FORM},
                                           {"027--8277123", E_FORM},
                                           {"", E_FORM},
                                           {NULL, OK}};
    static const field_case postcodes[] = {{"430000", OK},
                                           {"43000", E_POSTCODE},
                                           {"4300000", E_POSTCODE},
                                           {"430000X", E_POSTCODE},
                                           {NULL, OK}};
    check_all(field_mobile, mobiles);
    check_all(field_landline, landlines);
    check_all(field_postcode, postcodes);
}

static void test_names(void **state) {
    (void) state;
    char long_name[51 * 3 + 1] = "";
    for (int i = 0; i < 51; i++) strcat(long_name, "张");
    static const char *const chinese[] = {"张三", "买买提·吐尔逊", "〇㐂", "𠮷野家"};
    static const char *const wrong[] = {"张",        "",    "·张三",  "张三·",       "张··三",
                                        "ZHANG SAN", "张3", "张\xff", "\xef\xa8\x8e"};
    for (size_t i = 0; i < sizeof chinese / sizeof chinese[0]; i++)
        assert_int_equal(field_name(chinese[i], false), OK);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_int_equal(field_name(wrong[i], false), E_NAME);
    assert_int_equal(field_name(long_name, false), E_NAME);
    assert_int_equal(field_name(long_name + 3, false), OK);
    assert_int_equal(field_name("ANNA MARIA", true), OK);
    assert_int_equal(field_name("ANNA  MARIA", true), E_NAME);
    assert_int_equal(field_name("Anna", true), E_NAME);
    assert_int_equal(field_name("ANNA[", true), E_NAME);
    assert_int_equal(field_name("ANNA1", true), E_NAME);
    static const char *const foreign[] = {"O'BRIEN",     "JEAN-LUC",     "MÜLLER", "SMITH, JOHN",
                                          "JOHN F. DOE", "JOHN DOE JR.", "DVOŘÁK", "NGUYỄN THỊ"};
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++) {
        assert_int_equal(field_name(foreign[i], true), OK);
        assert_int_equal(field_name(foreign[i], false), E_NAME);
    }
    static const char *const odd[] = {"O''BRIEN",   "-ANNA",  "ANNA-",
                                      "ANNA ,BERG", ". ANNA", "ANNA×B"};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
        assert_int_equal(field_name(odd[i], true), E_NAME);
}

static void expect_name(const char *typed, const char *stored) {
    char out[64];
    assert_true(field_name_plain(typed, out, sizeof out));
    assert_string_equal(out, stored);
}

static void test_a_full_stop_in_a_han_name_is_a_middle_dot(void **state) {
    (void) state;
    char small[] = "阿.买";
    expect_name("阿卜杜拉.买买提", "阿卜杜拉·买买提");
    expect_name("阿.卜.杜", "阿·卜·杜");
    expect_name("john f. doe", "JOHN F. DOE");
    expect_name("张三.", "张三.");
    expect_name("张\xff.三", "张\xff.三");
    assert_false(field_name_plain("阿.买", small, sizeof small)); /* no room for the longer dot */
}

static void test_a_mobile_has_one_spelling(void **state) {
    (void) state;
    static const char *const typed[] = {"138-0000-0000",   "138 0000 0000",
                                        "+86 13800000000", "0086-138-00000000",
                                        "8613800000000",   "＋８６１３８００００００００"};
    char out[FIELD_MOBILE_SIZE];
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
        assert_true(field_mobile_plain(typed[i], out));
        assert_string_equal(out, "13800000000");
    }
    assert_true(field_mobile_plain("86138000000", out));
    assert_string_equal(out, "86138000000");
}

static void test_bank_accounts(void **state) {
    (void) state;
    assert_int_equal(field_bank_account("6222021234567890123"), OK);
    assert_int_equal(field_bank_account("62220212345"), E_BANK);
    assert_int_equal(field_bank_account("62220212345678901234"), E_BANK);
    assert_int_equal(field_bank_account("6222 0212 3456"), E_BANK);
    assert_int_equal(field_bank_account("622202123456X"), E_BANK);
    assert_true(field_bank_luhn("4111111111111111"));
    assert_false(field_bank_luhn("4111111111111112"));
}

static void test_pasted_digits_are_one_spelling(void **state) {
    (void) state;
    char out[20], phone[FIELD_MOBILE_SIZE];
    static const char *const typed[] = {"62220213 0400-1234",
                                        " 6222\xE2\x80\x93"
                                        "0213.0400\xC2\xA0"
                                        "1234\n",
                                        "\xEF\xBC\x96\xEF\xBC\x92"
                                        "22(0213)04001234"};
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
        assert_true(field_digits_plain(typed[i], out, sizeof out));
        assert_string_equal(out, "6222021304001234");
    }
    assert_true(field_digits_plain("1234567890123456789", out, sizeof out));
    assert_false(field_digits_plain("12345678901234567890", out, sizeof out));
    assert_true(field_phone_plain("(027) 8765-4321", phone));
    assert_string_equal(phone, "02787654321");
    assert_int_equal(field_phone(phone), OK);
    assert_true(field_phone_plain("+86 138 0000 0000", phone));
    assert_int_equal(field_phone(phone), OK);
    assert_int_equal(field_phone("0278765432"), OK);
    assert_int_equal(field_phone("876543"), E_FORM);
}

static void test_email(void **state) {
    (void) state;
    static const char *const good[] = {"a@b.cn", "zhang.san+1@mail.example.com.cn"};
    static const char *const bad[] = {"",        "a",       "a@b",       "@b.cn",    "a@.cn",
                                      "a@b.",    "a@b.c",   "a b@c.cn",  "a@b@c.cn", "a..b@c.cn",
                                      ".a@c.cn", "a.@c.cn", "\xE5@c.cn", "a@c_d.cn", "a@-c.cn"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_int_equal(field_email(good[i]), OK);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(field_email(bad[i]), E_FORM);
}

static void test_a_case_number_comes_back_as_it_was_made(void **state) {
    (void) state;
    char text[SERIAL_CASE_SIZE];
    case_no made = {20250131, 42, 255}, read;
    assert_int_equal(serial_case_make(made, text), OK);
    assert_memory_equal(text, "202501310000042255", 18);
    assert_int_equal(serial_case_parse(text, &read), OK);
    assert_int_equal(read.date, 20250131);
    assert_int_equal(read.sequence, 42);
    assert_int_equal(read.shard, 255);
}

static void test_every_single_wrong_digit_of_a_case_number_is_refused(void **state) {
    (void) state;
    char text[SERIAL_CASE_SIZE];
    case_no read;
    assert_int_equal(serial_case_make((case_no){20251231, 9999999, 17}, text), OK);
    for (int at = 0; at < 19; at++) {
        char right = text[at];
        for (char other = '0'; other <= '9'; other++) {
            text[at] = other;
            assert_int_equal(serial_case_parse(text, &read), other == right ? OK : E_CASE_NO);
        }
        text[at] = right;
    }
}

/* A number of 18 digits with its fitting Luhn digit. */
static const char *with_luhn(const char *digits, char out[SERIAL_CASE_SIZE]) {
    strcpy(out, digits);
    out[18] = serial_luhn(digits, 18);
    out[19] = 0;
    return out;
}

static void test_impossible_case_numbers(void **state) {
    (void) state;
    char text[SERIAL_CASE_SIZE];
    case_no read;
    assert_int_equal(serial_case_make((case_no){20250230, 1, 1}, text), E_DATE);
    assert_int_equal(serial_case_make((case_no){9991231, 1, 1}, text), E_DATE);
    assert_int_equal(serial_case_make((case_no){20250131, -1, 1}, text), E_RANGE);
    assert_int_equal(serial_case_make((case_no){20250131, 10000000, 1}, text), E_RANGE);
    assert_int_equal(serial_case_make((case_no){20250131, 1, 256}, text), E_RANGE);
    assert_int_equal(serial_case_make((case_no){20250131, 1, -1}, text), E_RANGE);
    assert_int_equal(serial_case_parse(with_luhn("202513310000042255", text), &read), E_CASE_NO);
    assert_int_equal(serial_case_parse(with_luhn("202501310000042256", text), &read), E_CASE_NO);
    assert_int_equal(serial_case_parse("2025", &read), E_CASE_NO);
    assert_int_equal(serial_case_parse("2025013100000422550123", &read), E_CASE_NO);
    assert_int_equal(serial_case_parse("2025013100000422550X", &read), E_CASE_NO);
}

static void test_a_person_number_carries_its_shard(void **state) {
    (void) state;
    int64_t person_no;
    assert_int_equal(serial_person_make(1000000, 7, &person_no), OK);
    assert_int_equal(person_no, 1000000007);
    assert_int_equal(serial_person_shard(person_no), 7);
    assert_int_equal(serial_person_shard(9999999255), 255);
    assert_int_equal(serial_person_shard(1000000256), -1);
    assert_int_equal(serial_person_shard(999999007), -1);
    assert_int_equal(serial_person_shard(10000000007), -1);
    assert_int_equal(serial_person_shard(-1000000007), -1);
    assert_int_equal(serial_person_make(999999, 7, &person_no), E_RANGE);
    assert_int_equal(serial_person_make(10000000, 7, &person_no), E_RANGE);
    assert_int_equal(serial_person_make(1000000, 256, &person_no), E_RANGE);
}

static void test_passwords_that_somebody_who_knows_the_owner_would_try(void **state) {
    (void) state;
    password_facts facts = {.document_no = "11010519491231002X",
                            .mobile = "13812345678",
                            .card_no = "A12345678",
                            .account = "zhangsan",
                            .birth = 19491231};
    static const char *const weak[] = {
        "231002",       /* the default of the old system */
        "19491231",     /* birth date */
        "9491231002x",  /* part of the number, any case */
        "13812345678",  /* one class only */
        "x13812345678", /* holds the mobile number */
        "ZhangSan1",    /* holds the account */
        "a19491231b",   /* holds the birth date */
        "abcdefgh",     /* one class */
        "Abc1",         /* short */
        "中文密码a1",   /* counted in characters */
    };
    const struct {
        const char *password, *reason;
    } strong[] = {{"Lotus{231002}pond", "holds_document_no"}, /* digits 12 to 17, in a strong one */
                  {"Lotus{491231}pond", "holds_birth_date"},
                  {"Lotus{194912}pond", "holds_birth_date"},
                  {"Lotus{345678}pond", "holds_mobile"},
                  {"Lotus-13812345678", "holds_mobile"},
                  {"Lotus{23100}4912", NULL}};
    for (size_t i = 0; i < sizeof strong / sizeof strong[0]; i++) {
        const char *reason = password_told(strong[i].password, &facts);
        assert_true(strong[i].reason ? reason && !strcmp(reason, strong[i].reason) : !reason);
        assert_int_equal(password_check(PASSWORD_OPERATOR, strong[i].password, &facts),
                         strong[i].reason ? E_PWD_WEAK : OK);
    }
    for (size_t i = 0; i < sizeof weak / sizeof weak[0]; i++)
        assert_int_equal(password_check(PASSWORD_CITIZEN, weak[i], &facts), E_PWD_WEAK);
    assert_int_equal(password_check(PASSWORD_CITIZEN, "lotus-pond", &facts), OK);
    assert_int_equal(password_check(PASSWORD_CITIZEN, "中文密码也可以a1", &facts), OK);
}

static void test_the_own_name_in_pinyin_is_no_secret(void **state) {
    (void) state;
    static const struct {
        const char *name, *password;
        bool told;
    } tried[] = {{"王小明", "Wang-Xiaoming7", true},    {"王小明", "xiaoming.wang8", true},
                 {"王小明", "7XiaoMing$", true},        {"单雄信", "Shan_Xiong_Xin1", true},
                 {"单雄信", "dan.pond.lotus1", false},  {"李玉", "2026-liyu-!", true},
                 {"李玉", "liyun-harbour7", false},     {"王小明", "wangxiao-7river", false},
                 {"JOHN SMITH", "Lotus-pond-7", false}, {"", "Lotus-pond-7", false}};
    for (size_t i = 0; i < sizeof tried / sizeof tried[0]; i++) {
        password_facts facts = {.name = tried[i].name};
        const char *reason = password_told(tried[i].password, &facts);
        assert_true(tried[i].told ? reason && !strcmp(reason, "holds_name") : !reason);
    }
}

static void test_operators_need_more(void **state) {
    (void) state;
    password_facts nothing = {0};
    assert_int_equal(password_check(PASSWORD_OPERATOR, "lotus-pond-7", &nothing), OK);
    assert_int_equal(password_check(PASSWORD_OPERATOR, "lotus-pond", &nothing), E_PWD_WEAK);
    assert_int_equal(password_check(PASSWORD_OPERATOR, "Lotus-7", &nothing), E_PWD_WEAK);
    assert_int_equal(password_check(PASSWORD_OPERATOR, "LotusPond{77~", &nothing), OK);
    password_facts brief = {.account = "pond"}; /* too short to matter inside a password */
    assert_int_equal(password_check(PASSWORD_OPERATOR, "lotus-pond-7", &brief), OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_phone_numbers_and_postcodes),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_a_full_stop_in_a_han_name_is_a_middle_dot),
        cmocka_unit_test(test_a_mobile_has_one_spelling),
        cmocka_unit_test(test_bank_accounts),
        cmocka_unit_test(test_pasted_digits_are_one_spelling),
        cmocka_unit_test(test_email),
        cmocka_unit_test(test_a_case_number_comes_back_as_it_was_made),
        cmocka_unit_test(test_every_single_wrong_digit_of_a_case_number_is_refused),
        cmocka_unit_test(test_impossible_case_numbers),
        cmocka_unit_test(test_a_person_number_carries_its_shard),
        cmocka_unit_test(test_passwords_that_somebody_who_knows_the_owner_would_try),
        cmocka_unit_test(test_the_own_name_in_pinyin_is_no_secret),
        cmocka_unit_test(test_operators_need_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
