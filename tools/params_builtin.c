/* The parameter files inside the program; see params_builtin.h. PARAMS_FILE and HOLIDAYS_FILE come
 * from CMake. */
#include "tools/params_builtin.h"

__asm__(".section .rodata\n"
        "params_builtin_text:\n.incbin \"" PARAMS_FILE "\"\n"
        "params_builtin_end:\n"
        "holidays_builtin_text:\n.incbin \"" HOLIDAYS_FILE "\"\n"
        "holidays_builtin_end:\n.byte 0\n"
        ".previous\n");
extern const char params_builtin_text[], params_builtin_end[];
extern const char holidays_builtin_text[], holidays_builtin_end[];

static FILE *open_text(const char *text, const char *end) {
    return fmemopen((void *) (uintptr_t) text, (size_t) (end - text), "r");
}

params_book *params_builtin(void) {
    params_book *book = NULL;
    params_fault fault;
    FILE *in = open_text(params_builtin_text, params_builtin_end);
    if (!in) return NULL;
    status code = params_read(in, &book, &fault);
    fclose(in);
    return code == OK ? book : NULL;
}

workday_table *params_builtin_days(void) {
    workday_table *table = NULL;
    params_fault fault;
    FILE *in = open_text(holidays_builtin_text, holidays_builtin_end);
    if (!in) return NULL;
    status code = params_workdays(in, &table, &fault);
    fclose(in);
    return code == OK ? table : NULL;
}
