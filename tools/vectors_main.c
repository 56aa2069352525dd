/* hall-vectors FILE.tsv: the vectors with the figures built in. Becomes `hall vectors`. */
#include "tools/params_builtin.h"
#include "tools/vectors.h"

int main(int argc, char **argv) {
    params_book *book = params_builtin();
    FILE *in = argc == 2 ? fopen(argv[1], "re") : NULL;
    int failed = in && book ? vectors_run(&book->set, in, stdout) : -1;
    if (in)
        fclose(in);
    else
        fputs("usage: hall-vectors FILE.tsv\n", stderr);
    params_close(book);
    return failed == 0 ? 0 : 1;
}
