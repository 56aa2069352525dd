/* city: placeholder of the table's entry until the generator lands in this folder. */
#include "tools/hall/hall.h"
int tool_city(int argc, char **argv) { (void) argc; (void) argv; return EXIT_DONE; }
