/* parameter: one name=value of a request's query, decoded. Without a value, the value is "". */
#ifndef HALL_WEB_PARAMETER_H
#define HALL_WEB_PARAMETER_H

enum { QUERY_PARAMETERS_MAX = 64 };

typedef struct parameter {
    const char *name, *value;
} parameter;

#endif
