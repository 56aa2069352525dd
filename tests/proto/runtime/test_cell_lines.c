/* cell_lines: the cell of a field is found by the field's whole name, wherever its line stands. */
#include <string.h>

#include "proto/runtime/cell_lines.h"
#include "tests/lib/cmocka.h"

/* The last line has no end, as a text that was cut. */
static const char CELLS[] = "document\tno\ndocument_no\t4201****1234\nname\t=1+1\nempty\t\nlast\tx";

static void check(const char *field, const char *wanted) {
    size_t bytes = 0;
    const char *line = cell_lines_find(CELLS, field, &bytes);
    assert_non_null(line);
    assert_memory_equal(line, field, strlen(field));
    const char *text = cell_lines_text(line, &bytes);
    assert_int_equal(bytes, strlen(wanted));
    assert_memory_equal(text, wanted, bytes);
}

static void a_cell_is_found_by_its_field(void **state) {
    (void) state;
    check("document", "no");
    check("document_no", "4201****1234");
    check("name", "=1+1");
    check("empty", "");
    check("last", "x");
}

static void what_is_no_field_is_not_found(void **state) {
    (void) state;
    static const char *const fields[] = {"", "doc", "no", "document_no\t", "document\tno", "laste"};
    size_t bytes;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        assert_null(cell_lines_find(CELLS, fields[i], &bytes));
    assert_null(cell_lines_find("", "name", &bytes));
}

static void a_line_is_taken_with_its_end(void **state) {
    (void) state;
    size_t bytes;
    assert_non_null(cell_lines_find(CELLS, "name", &bytes));
    assert_int_equal(bytes, strlen("name\t=1+1\n"));
    assert_non_null(cell_lines_find(CELLS, "last", &bytes));
    assert_int_equal(bytes, strlen("last\tx"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cell_is_found_by_its_field),
        cmocka_unit_test(what_is_no_field_is_not_found),
        cmocka_unit_test(a_line_is_taken_with_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
