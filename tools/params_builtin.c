/* The parameter file inside the program; see params_builtin.h. PARAMS_FILE comes from CMake. */
#include "tools/params_builtin.h"

__asm__(".section .rodata\n"
        "params_builtin_text:\n.incbin \"" PARAMS_FILE "\"\n"
        "params_builtin_end:\n.byte 0\n"
        ".previous\n");
extern const char params_builtin_text[], params_builtin_end[];

params_book *params_builtin(void) {
    params_book *book = NULL;
    params_fault fault;
    size_t bytes = (size_t) (params_builtin_end - params_builtin_text);
    FILE *in = fmemopen((void *) (uintptr_t) params_builtin_text, bytes, "r");
    if (!in) return NULL;
    status code = params_read(in, &book, &fault);
    fclose(in);
    return code == OK ? book : NULL;
}
