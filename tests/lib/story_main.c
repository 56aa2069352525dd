/* hall-story: tells the stories of the files it is given and says what differs.
 *     hall-story tests/workers/enrolment/add_member.json */
#include "tests/lib/story.h"
#include "tests/lib/story_slow.h"
#include "workers/engine/params.h"
#include "workers/engine/scope.h"

static const char params_path[] = "deploy/params/wuhan.tsv";

int main(int argc, char **argv) {
    story_count count = {0, 0};
    params_book *book = NULL;
    params_fault fault = {0, 0};
    story_scope = (story_scopes){scope_enter, scope_limit};
    status s = params_open(params_path, &book, &fault);
    if (s != OK) {
        fprintf(stderr, "%s:%d:%d: %s\n", params_path, fault.line, fault.column, status_name(s));
        return 1;
    }
    for (int i = 1; i < argc; i++) story_file(argv[i], &book->set, stdout, &count);
    params_close(book);
    printf("%u of %u stories hold\n", count.run - count.failed, count.run);
    return count.run == 0 || count.failed > 0;
}
