/* Stories of what a clerk writes for a code: every name of every table means one code, in files and
 * in JSON alike, and a template offers only what its business accepts. */
#include "tests/lib/cmocka.h"

#include "proto/runtime/json/json.h"
#include "proto/runtime/text.h"
#include "store/workbook/contract.h"

static contract_template made;

static const template_column *column_of(const char *method, const char *header) {
    assert_true(contract_fill(catalog_command(method), &made));
    for (unsigned i = 0; i < made.def.n_columns; i++)
        if (!strcmp(made.def.columns[i].header, header)) return &made.def.columns[i];
    fail_msg("no column %s", header);
    return NULL;
}

static void what_a_clerk_writes_is_understood(void **state) {
    (void) state;
    static const struct {
        const char *header, *written;
        int64_t number;
    } cases[] = {
        {"民族", "汉族", 1},
        {"民族", "回族", 3},
        {"民族", "维吾尔族", 5},
        {"民族", "维族", 5},
        {"民族", "汉", 1},
        {"民族", "其他族", 97},
        {"证件类型", "身份证", 201},
        {"证件类型", "护照", 208},
        {"证件类型", "回乡证", 210},
        {"性别", "男性", 1},
        {"性别", "female", 2},
        {"文化程度", "本科", 21},
        {"文化程度", "专科", 31},
        {"文化程度", "研究生", 12},
        {"户口性质", "非农业", 1},
        {"户口性质", "城镇户口", 1},
        {"用工形式", "合同制", 2},
        {"变更原因", "首次参保", 111},
        {"养老", "√", 1},
        {"养老", "y", 1},
        {"养老", "参保", 1},
        {"养老", "×", 2},
        {"养老", "1", 1},
        {"养老", "0", 2},
        {"证件类型", "201 居民身份证", 201},
        {"证件类型", "居民身份证（含港澳台居民居住证）", 201},
        {"证件类型", "港澳居民居住证", 201},
        {"证件类型", "２０１－居民身份证", 201},
        {"民族", "01", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const template_column *column = column_of("enrolment.AddMember", cases[i].header);
        const cell c = {.length = (uint32_t) strlen(cases[i].written), .text = cases[i].written};
        cell_value value;
        if (cell_convert(column, &c, false, &value) != OK || value.number != cases[i].number)
            fail_msg("%s: %s", cases[i].header, cases[i].written);
    }
}

static void what_nobody_means_is_refused(void **state) {
    (void) state;
    static const char *const cases[][2] = {{"民族", "火星"},
                                           {"民族", "族"},
                                           {"性别", "其他"},
                                           {"养老", "未填"},
                                           {"养老", "BLANK"},
                                           {"证件类型", "2011"},
                                           {"养老", "未填（五险均不填视为全部参保）"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const template_column *column = column_of("enrolment.AddMember", cases[i][0]);
        const cell c = {.length = (uint32_t) strlen(cases[i][1]), .text = cases[i][1]};
        cell_value value;
        if (cell_convert(column, &c, false, &value) != E_CODE_VALUE) fail_msg("%s", cases[i][1]);
    }
}

/* Whichever way a value may be written, it is that value that is found: no name has two meanings.
 */
static void every_name_means_one_code(void **state) {
    (void) state;
    for (unsigned t = 0; t < n_code_tables; t++) {
        const code_table *table = &code_tables[t];
        for (unsigned i = 0; i < table->n; i++) {
            const code_value *value = &table->value[i];
            if (code_is_blank(value)) continue;
            assert_ptr_equal(code_find(table, value->text), value);
            assert_ptr_equal(code_find(table, value->label.zh), value);
            assert_ptr_equal(code_find(table, value->label.en), value);
            for (const char *const *also = value->also; also && *also; also++)
                assert_ptr_equal(code_find(table, *also), value);
        }
    }
}

static void a_template_offers_what_its_business_accepts(void **state) {
    (void) state;
    const template_column *reason = column_of("enrolment.AddMember", "变更原因");
    assert_int_equal(reason->n_codes, 3);
    assert_string_equal(reason->codes[0].label.zh, "新参保");
    assert_int_equal(column_of("enrolment.AddMember", "性别")->n_codes, 2);
    assert_int_equal(column_of("enrolment.SuspendMember", "停保原因")->n_codes, 10);
}

static bool is_offered(const template_column *column, const char *label) {
    for (unsigned i = 0; i < column->n_codes; i++)
        if (!strcmp(column->codes[i].label.zh, label)) return true;
    return false;
}

/* An example that is cut, perhaps within a character, would spoil the whole workbook. */
static void an_example_is_whole(void **state) {
    (void) state;
    for (unsigned k = 0; k < n_commands; k++) {
        if (!contract_fill(&commands[k], &made)) continue;
        for (unsigned i = 0; i < made.def.n_columns; i++) {
            const template_column *column = &made.def.columns[i];
            if (!column->example) continue;
            assert_true(text_clean(column->example, strlen(column->example)));
            if (column->kind == TEMPLATE_CODE) assert_true(is_offered(column, column->example));
        }
    }
}

static void json_takes_labels_as_well(void **state) {
    (void) state;
    const char text[] =
        "{\"sex\": \"男性\", \"ethnicity\": \"汉族\", \"reason\": \"111\", \"pension\": \"√\"}";
    const char wrong[] = "{\"sex\": \"火星\"}";
    arena *a = arena_open(1 << 20);
    ProtobufCBinaryData bytes;
    json_fault fault;
    const char *back;
    assert_int_equal(
        json_to_message("enrolment.AddMember", text, sizeof text - 1, 0, a, &bytes, &fault), OK);
    assert_int_equal(json_from_message("enrolment.AddMember", bytes, JSON_PLAIN, a, &back), OK);
    assert_string_equal(back, "{\"sex\":1,\"ethnicity\":1,\"reason\":111,\"pension\":1}");
    assert_int_equal(
        json_to_message("enrolment.AddMember", wrong, sizeof wrong - 1, 0, a, &bytes, &fault),
        E_CODE_VALUE);
    assert_string_equal(fault.field, "sex");
    arena_close(a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_clerk_writes_is_understood),
        cmocka_unit_test(what_nobody_means_is_refused),
        cmocka_unit_test(every_name_means_one_code),
        cmocka_unit_test(a_template_offers_what_its_business_accepts),
        cmocka_unit_test(an_example_is_whole),
        cmocka_unit_test(json_takes_labels_as_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
