/* vectors: runs a file of test vectors against the compiled rules. */
#include "tools/vectors.h"
#include "tools/hall/hall.h"
#include "tools/params_builtin.h"

int tool_vectors(int argc, char **argv) {
    FILE *in = argc == 2 ? fopen(argv[1], "re") : NULL;
    if (!in)
        return say(EXIT_USAGE, argc == 2 ? "%s cannot be read." : "hall vectors FILE.tsv",
                   argv[argc - 1]);
    params_book *book = params_builtin();
    int failed = book ? vectors_run(&book->set, in, stdout) : -1;
    fclose(in);
    params_close(book);
    return failed == 0 ? EXIT_DONE : EXIT_REFUSED;
}
