/* story: stories that hold pass silently; each kind of difference is named where it is. */
#include "tests/lib/story.h"

#include <stdlib.h>
#include <unistd.h>

#include "tests/lib/cmocka.h"

#define BACKGROUND                                                                                 \
    "{\"background\": {\"context\": {\"now\": \"2026-11-02 09:00\", \"actor\": {\"role\": "        \
    "\"UNIT_OPERATOR\"}}, \"when\": {\"canary.SingSong\": {\"person_no\": \"1\"}}}, \"stories\": " \
    "[{"                                                                                           \
    "\"story\": \"a bird\", "

/* What is printed about one story whose rest is `rest`; "" when it holds. */
static char *told(const char *rest) {
    char path[] = "/tmp/hall-story-XXXXXX", *text = NULL;
    size_t bytes = 0;
    story_count count = {0, 0};
    FILE *file = fdopen(mkstemp(path), "w"), *out = open_memstream(&text, &bytes);
    fprintf(file, BACKGROUND "%s}]}", rest);
    fclose(file);
    story_file(path, NULL, out, &count);
    fclose(out);
    unlink(path);
    assert_int_equal(count.run, 1);
    assert_int_equal(count.failed, *text != 0);
    return text;
}

static void expect(const char *rest, const char *fault) {
    char *text = told(rest);
    if (!strstr(text, fault)) fail_msg("\"%s\" is not in: %s", fault, text);
    free(text);
}

static void good_stories_hold(void **state) {
    (void) state;
    story_count count = {0, 0};
    story_file("tests/proto/canary/good.json", NULL, stderr, &count);
    assert_int_equal(count.run, 11);
    assert_int_equal(count.failed, 0);
}

static void each_difference_is_named(void **state) {
    (void) state;
    expect("\"then\": {\"status\": \"E_BUSY\"}", "then.status: expected \"E_BUSY\", was \"OK\"");
    expect("\"then\": {\"reply\": {\"count\": 2}}", "then.reply.count: expected 2, was 1");
    expect("\"then\": {\"reply\": {\"cound\": 2}}", "then.reply.cound: expected 2, was absent");
    expect("\"then\": {\"events\": []}", "then.events: expected 0, was 1");
    expect("\"then\": {\"events\": [{\"canary.SongHeard\": {\"number\": 9}}]}",
           "then.events[0].canary.SongHeard.number: expected 9, was 1");
    expect("\"then\": {\"rules\": {\"is_in_tune\": false}}",
           "then.rules.is_in_tune: expected false");
    expect("\"then\": {\"rows\": [{\"canary.Bird\": {\"person_no\": \"1\", \"number\": 1, "
           "\"songs\": 7}}]}",
           "then.rows[0].canary.Bird.songs: expected 7, was 1");
    expect("\"then\": {\"rows\": [{\"canary.Bird\": {\"person_no\": \"2\", \"songs\": 7}}]}",
           "then.rows[0].canary.Bird: expected");
}

static void slips_of_the_pen_are_named(void **state) {
    (void) state;
    expect("\"thne\": {}", "a story has no member thne");
    expect("\"then\": {\"staus\": \"OK\"}", "then has no member staus");
    expect("\"context\": {\"now\": \"yesterday\"}", "now is");
    expect("\"context\": {\"actor\": {\"role\": \"KING\"}}", "no role KING");
    expect("\"given\": [{\"canary.Brid\": {}}]", "not canary.Brid");
    expect("\"given\": [{\"canary.Bird\": {\"nome\": 1}}]",
           "canary.Bird.nome: there is no such field");
    expect("\"when\": {\"canary.Hum\": {}}", "not canary.Hum");
    expect("\"earlier\": [{\"canary.SingSong\": {}}]",
           "earlier[0] was refused: E_REQUIRED person_no");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_stories_hold),
        cmocka_unit_test(each_difference_is_named),
        cmocka_unit_test(slips_of_the_pen_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
