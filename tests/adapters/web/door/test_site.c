/* Stories about the portal's files: what of a folder is served, and in which form. */
#include "adapters/web/door/site.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/cmocka.h"

static char folder[] = "/tmp/hall-site-XXXXXX", secret[] = "/tmp/hall-site-secret-XXXXXX";

static const char *in_folder(const char *name) {
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void put(const char *name, const char *text) {
    FILE *out = fopen(in_folder(name), "w");
    assert_non_null(out);
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
}

static int build(void **state) {
    (void) state;
    if (!mkdtemp(folder) || close(mkstemp(secret))) return -1;
    mkdir(in_folder("assets"), 0755);
    put("index.html", "<!doctype html><p>the portal of the hall, long enough");
    put("index.html.gz", "zipped");
    put("index.html.br", "br");
    put("icon.png", "png");
    put("icon.png.br", "larger than the file itself");
    put("assets/app-Ab3_d-F9.js", "script");
    put("assets/app.js", "script");
    put("lone.css.gz", "nothing that it is a form of");
    put("notes.txt", "no type of the portal");
    put(".env", "PASSWORD=1");
    return symlink(secret, in_folder("leak.js")) || symlink("/etc", in_folder("etc"));
}

static int remove_all(void **state) {
    char command[64];
    (void) state;
    snprintf(command, sizeof command, "rm -r %s %s", folder, secret);
    return system(command);
}

static site *opened(void) {
    site *s = NULL;
    assert_int_equal(site_open(folder, &s), OK);
    assert_non_null(s);
    return s;
}

static void a_file_is_found_by_its_whole_name(void **state) {
    (void) state;
    site *s = opened();
    const site_file *index = site_find(s, "/index.html");
    assert_ptr_equal(index, site_index(s));
    assert_string_equal(index->type, "text/html; charset=utf-8");
    assert_false(index->lasting);
    assert_non_null(site_find(s, "/assets/app.js"));
    site_close(s);
}

static void only_what_is_meant_to_be_served_is_found(void **state) {
    (void) state;
    static const char *const names[] = {
        "",          "/",           "index.html",      "/.env",
        "/leak.js",  "/etc/passwd", "/notes.txt",      "/lone.css.gz",
        "/lone.css", "/assets",     "/assets/../.env", "/index.html.gz"};
    site *s = opened();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) assert_null(site_find(s, names[i]));
    site_close(s);
}

static void a_name_that_follows_from_the_content_lasts(void **state) {
    (void) state;
    site *s = opened();
    assert_true(site_find(s, "/assets/app-Ab3_d-F9.js")->lasting);
    assert_false(site_find(s, "/assets/app.js")->lasting);
    assert_false(site_find(s, "/icon.png")->lasting);
    site_close(s);
}

static void the_smallest_form_that_the_browser_takes_is_chosen(void **state) {
    (void) state;
    site *s = opened();
    const site_file *index = site_index(s);
    assert_int_equal(site_choose(index, "gzip, deflate, br"), SITE_BROTLI);
    assert_int_equal(site_choose(index, "gzip, br;q=0"), SITE_GZIP);
    assert_int_equal(site_choose(index, "gzip;q=0.0,br;q=0"), SITE_PLAIN);
    assert_int_equal(site_choose(index, "bro, xgzip"), SITE_PLAIN);
    assert_int_equal(site_choose(index, ""), SITE_PLAIN);
    assert_int_equal(site_choose(index, NULL), SITE_PLAIN);
    assert_int_equal(site_choose(site_find(s, "/icon.png"), "br"), SITE_PLAIN);
    site_close(s);
}

static void without_a_first_page_there_is_no_portal(void **state) {
    (void) state;
    site *s = (site *) 1;
    assert_int_equal(site_open("", &s), OK);
    assert_null(s);
    assert_int_equal(site_open("/no/such/folder", &s), OK);
    assert_null(s);
    assert_int_equal(site_open(in_folder("assets"), &s), OK);
    assert_null(s);
    assert_null(site_find(s, "/index.html"));
}

static void a_folder_that_is_no_portal_is_refused(void **state) {
    (void) state;
    site *s = NULL;
    put("film.png", "");
    assert_int_equal(truncate(in_folder("film.png"), SITE_BYTES_MAX + 1L), 0);
    assert_int_equal(site_open(folder, &s), E_TOO_LARGE);
    assert_null(s);
    assert_int_equal(unlink(in_folder("film.png")), 0);
}

static void an_address_is_a_page_unless_it_names_a_file_or_the_interface(void **state) {
    (void) state;
    assert_true(site_page("/"));
    assert_true(site_page("/unit/members"));
    assert_true(site_page("/r/2026112300000010425"));
    assert_true(site_page("/unit/file/enrolment.AddMember"));
    assert_false(site_page("/assets/app-00000000.js"));
    assert_false(site_page("/api/v1/query/no-such"));
    assert_false(site_page("/unit/../../etc/shadow.bak"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_found_by_its_whole_name),
        cmocka_unit_test(only_what_is_meant_to_be_served_is_found),
        cmocka_unit_test(a_name_that_follows_from_the_content_lasts),
        cmocka_unit_test(the_smallest_form_that_the_browser_takes_is_chosen),
        cmocka_unit_test(without_a_first_page_there_is_no_portal),
        cmocka_unit_test(a_folder_that_is_no_portal_is_refused),
        cmocka_unit_test(an_address_is_a_page_unless_it_names_a_file_or_the_interface),
    };
    return cmocka_run_group_tests(tests, build, remove_all);
}
