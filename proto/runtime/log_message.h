/* log_message: a message of the contract in one short line, personal fields masked, for log.c:
 *     {unit_no:10001 name:*三 insurance:[1,2] wage:***}
 * Fields with default values are left out. Inner header of log. */
#ifndef HALL_RUNTIME_LOG_MESSAGE_H
#define HALL_RUNTIME_LOG_MESSAGE_H

#include <protobuf-c/protobuf-c.h>

#include "proto/runtime/status.h"

/* A text being written; what does not fit is dropped and `full` set. */
typedef struct line {
    char *out;
    size_t used, bytes_max;
    bool full;
} line;

void line_put(line *l, const char *text, size_t bytes);
void line_printf(line *l, const char *format, ...) PRINTF_LIKE(2, 3);
void line_message(line *l, const ProtobufCMessage *message);

#endif
