/* fault: writes why a file was refused, with the place, in both languages. */
#include "store/workbook/fault.h"

#include <stdarg.h>
#include <stdio.h>

status fault_at(roster_fault *fault, status code, uint32_t row, uint32_t column, const char *zh,
                const char *en) {
    if (fault->code != OK) return fault->code;
    fault->code = code;
    fault->row = row;
    fault->column = column;
    snprintf(fault->detail_zh, sizeof fault->detail_zh, "%s", zh);
    snprintf(fault->detail_en, sizeof fault->detail_en, "%s", en);
    return code;
}

status fault_set(roster_fault *fault, status code, const char *zh, const char *en) {
    return fault_at(fault, code, 0, FAULT_NO_COLUMN, zh, en);
}

status fault_limits(roster_fault *fault) {
    return fault_set(fault, E_BATCH_UNSAFE, "解析时超出时间或内存限制", "parsing broke its limits");
}

status fault_put(roster_fault *fault, status code, const char *zh, const char *en, ...) {
    if (fault->code != OK) return fault->code;
    char text_zh[sizeof fault->detail_zh], text_en[sizeof fault->detail_en];
    va_list arguments, again;
    va_start(arguments, en);
    va_copy(again, arguments);
    vsnprintf(text_zh, sizeof text_zh, zh, arguments);
    vsnprintf(text_en, sizeof text_en, en, again);
    va_end(again);
    va_end(arguments);
    return fault_set(fault, code, text_zh, text_en);
}
