/* cmocka with the headers it wants before itself. */
#ifndef HALL_TESTS_CMOCKA_H
#define HALL_TESTS_CMOCKA_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#endif
