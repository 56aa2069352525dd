/* config_print: what a settings table says about itself. Inner header of config. */
#ifndef HALL_RUNTIME_CONFIG_PRINT_H
#define HALL_RUNTIME_CONFIG_PRINT_H

#include "proto/runtime/config.h"

enum { CONFIG_SETTINGS_MAX = 64 };

/* config_print_wanted: prints and returns true for --help, --version, --sample and --manual. */
bool config_print_wanted(const program *p, const char *argument);

/* config_print_values: the settings in effect, in the form of the file. */
void config_print_values(const program *p, const void *values, FILE *out);

/* config_environment_name: "HALL_BEAT_MS". */
void config_environment_name(const setting *s, char *out, size_t bytes_max);

#endif
