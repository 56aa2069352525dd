/* json_map: the C face of libprotobuf's JSON utility, the only C++ of the hall. Inner header of
 * json. */
#ifndef HALL_RUNTIME_JSON_MAP_H
#define HALL_RUNTIME_JSON_MAP_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum json_map_result { JSON_MAP_OK, JSON_MAP_BAD } json_map_result;

/* Takes a copy of the result; called at most once, before json_map_* returns. */
typedef void json_map_keep(void *self, const char *data, size_t bytes);

/* json_map_in: JSON -> protobuf bytes; json_map_out: the reverse, `style` as in json.h. On
 * JSON_MAP_BAD libprotobuf's reason is in `reason`, cut to `reason_max` and ended by NUL. */
json_map_result json_map_in(const char *type_name, const char *text, size_t bytes,
                            json_map_keep *keep, void *self, char *reason, size_t reason_max);
json_map_result json_map_out(const char *type_name, const void *data, size_t bytes, unsigned style,
                             json_map_keep *keep, void *self, char *reason, size_t reason_max);

#ifdef __cplusplus
}
#endif

#endif
