/* sort: orders an array in place inside the sandboxed parser. qsort of the C library takes a buffer
 * and asks the kernel for the size of the memory (sysinfo) once the array has a kilobyte; the
 * sandbox forbids that call, so qsort killed every workbook with 47 parts. This sort takes no
 * memory and makes no system call. */
#ifndef HALL_ROSTER_SORT_H
#define HALL_ROSTER_SORT_H

#include <stddef.h>

/* sort_items: n items of `bytes` each, ascending by `compare` (as for qsort). Heapsort: n log n for
 * every order, so no file can make it slow. Equal items end in no particular order. */
void sort_items(void *items, size_t n, size_t bytes, int (*compare)(const void *, const void *));

#endif
