/* Letters, read back the way a person reads them: by the text that lies on the paper (pdftotext).
 */
#include "store/letter/letter.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/lib/cmocka.h"

#define TEXT(literal) ((char *) (uintptr_t) (literal))

enum { DOCUMENT_BYTES = 4 << 20, PAGES = 3 };

static Identity__ActivationLetter unit_letter(const char *account, const char *unit_name) {
    Identity__ActivationLetter out = IDENTITY__ACTIVATION_LETTER__INIT;
    out.account_no = TEXT(account);
    out.role = KERNEL__ROLE__UNIT_OPERATOR;
    out.unit_no = TEXT("10000001");
    out.unit_name = TEXT(unit_name);
    out.district_code = TEXT("420106");
    out.name = TEXT("王*明");
    out.mobile = TEXT("139****0000");
    out.code = TEXT("KM37-QX52-RT94-HB68");
    out.code_expires_at_us = 1794535200000000;
    out.made_by = TEXT("admin01");
    return out;
}

static status print(Identity__ActivationLetter **list, size_t n, int fd, char missing[]) {
    Identity__LettersTaken all = IDENTITY__LETTERS_TAKEN__INIT;
    all.letter = list;
    all.n_letter = n;
    all.taken_at_us = 1794276000000000;
    return letter_print(&all, fd, missing);
}

static void read_text(int fd, char *out) {
    char command[96];
    snprintf(command, sizeof command, "pdftotext -raw -x 0 -y 0 -W 595 -H 842 /proc/%d/fd/%d -",
             (int) getpid(), fd);
    FILE *in = popen(command, "r");
    assert_non_null(in);
    size_t n = fread(out, 1, DOCUMENT_BYTES - 1, in), kept = 0;
    assert_int_equal(pclose(in), 0);
    for (size_t i = 0; i < n; i++) /* where a line is broken is no matter */
        if (out[i] != '\n' && out[i] != ' ') out[kept++] = out[i];
    out[kept] = '\0';
}

static void all_that_a_holder_needs_stands_on_his_page(void **state) {
    (void) state;
    static const char *const wanted[] = {"社会保险网上办事大厅账号激活通知单",
                                         "打印日期：2026年11月10日",
                                         "江汉软件有限公司（10000001）",
                                         "单位操作员",
                                         "王*明（139****0000）",
                                         "unit20001",
                                         "KM37-QX52-RT94-HB68",
                                         "2026年11月13日10时00分",
                                         "区社会保险经办机构（admin01）",
                                         "只允许设置新密码",
                                         "绑定验证器",
                                         "重新发放",
                                         "中华人民共和国社会保险法",
                                         "validuntil2026-11-1310:00(UTC+8)",
                                         "setapasswordofyourown",
                                         "punishablebylaw."};
    Identity__ActivationLetter one = unit_letter("unit20001", "江汉软件有限公司");
    Identity__ActivationLetter *list[] = {&one};
    char missing[LETTER_SIGN_BYTES], *text = malloc(DOCUMENT_BYTES);
    int fd = memfd_create("letter", 0);
    assert_int_equal(print(list, 1, fd, missing), OK);
    read_text(fd, text);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (!strstr(text, wanted[i])) fail_msg("not on the page: %s", wanted[i]);
    free(text);
    close(fd);
}

static void each_account_has_a_page_and_rare_signs_are_printed(void **state) {
    (void) state;
    Identity__ActivationLetter letter[PAGES] = {unit_letter("first01", "𠮷祥商行"),
                                                unit_letter("second02", "㐂洋行"),
                                                unit_letter("third03", "䶮氏")};
    Identity__ActivationLetter *list[PAGES] = {&letter[0], &letter[1], &letter[2]};
    char missing[LETTER_SIGN_BYTES], *text = malloc(DOCUMENT_BYTES);
    int fd = memfd_create("letter", 0);
    assert_int_equal(print(list, PAGES, fd, missing), OK);
    read_text(fd, text);
    const char *second = strchr(text, '\f'), *third = second ? strchr(second + 1, '\f') : NULL;
    assert_non_null(third);
    assert_non_null(strstr(text, "𠮷祥商行"));
    assert_true(strstr(second, "second02") < third && strstr(second, "second02"));
    assert_non_null(strstr(third, "third03"));
    free(text);
    close(fd);
}

/* The longest name that a unit may have leaves room for all the rest. */
static void a_long_name_pushes_nothing_off_the_paper(void **state) {
    (void) state;
    enum { SIGNS = 200 };
    char name[3 * SIGNS + 1] = "", missing[LETTER_SIGN_BYTES], *text = malloc(DOCUMENT_BYTES);
    for (int i = 0; i < SIGNS; i++) memcpy(name + 3 * i, "汉", 4);
    Identity__ActivationLetter one = unit_letter("unit20001", name), *list[] = {&one};
    int fd = memfd_create("letter", 0);
    assert_int_equal(print(list, 1, fd, missing), OK);
    read_text(fd, text);
    assert_non_null(strstr(text, "punishablebylaw."));
    free(text);
    close(fd);
}

static void two_prints_are_the_same_bytes(void **state) {
    (void) state;
    Identity__ActivationLetter one = unit_letter("unit20001", "江汉软件有限公司");
    Identity__ActivationLetter *list[] = {&one};
    char missing[LETTER_SIGN_BYTES];
    char *data[2] = {malloc(DOCUMENT_BYTES), malloc(DOCUMENT_BYTES)};
    ssize_t n[2];
    for (int i = 0; i < 2; i++) {
        int fd = memfd_create("letter", 0);
        assert_int_equal(print(list, 1, fd, missing), OK);
        n[i] = pread(fd, data[i], DOCUMENT_BYTES, 0);
        close(fd);
    }
    assert_true(n[0] > 0 && n[0] < DOCUMENT_BYTES);
    assert_int_equal(n[0], n[1]);
    assert_memory_equal(data[0], data[1], (size_t) n[0]);
    free(data[0]);
    free(data[1]);
}

static void a_sign_without_a_glyph_stops_the_print(void **state) {
    (void) state;
    Identity__ActivationLetter one = unit_letter("unit20001", "江汉\xEE\x80\x81公司"); /* U+E001 */
    Identity__ActivationLetter *list[] = {&one};
    char missing[LETTER_SIGN_BYTES] = "";
    int fd = memfd_create("letter", 0);
    assert_int_equal(print(list, 1, fd, missing), E_TEXT);
    assert_string_equal(missing, "\xEE\x80\x81");
    close(fd);
}

static void a_full_disk_is_told(void **state) {
    (void) state;
    Identity__ActivationLetter one = unit_letter("unit20001", "江汉软件有限公司");
    Identity__ActivationLetter *list[] = {&one};
    char missing[LETTER_SIGN_BYTES];
    int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
    assert_int_equal(print(list, 1, fd, missing), E_UNAVAILABLE);
    close(fd);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_that_a_holder_needs_stands_on_his_page),
        cmocka_unit_test(each_account_has_a_page_and_rare_signs_are_printed),
        cmocka_unit_test(a_long_name_pushes_nothing_off_the_paper),
        cmocka_unit_test(two_prints_are_the_same_bytes),
        cmocka_unit_test(a_sign_without_a_glyph_stops_the_print),
        cmocka_unit_test(a_full_disk_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
