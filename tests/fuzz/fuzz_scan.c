/* fuzz_scan: any bytes as a scan that somebody hands in. What is taken is taken when it is bare as
 * well, as the same form, and a bare picture stays as it is; what is refused is made bare all the
 * same, and nothing is read or written beyond its room. */
#include <stdlib.h>
#include <string.h>

#include "store/files/scan.h"
#include "store/files/scan_bare.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes) {
    const scan_found found = scan_form(data, bytes);
    if (!found.form) return 0;
    uint8_t *bare = malloc(bytes + SCAN_BARE_MORE);
    must(bare);
    const size_t n = scan_bare(found.form, data, bytes, bare);
    must(n <= bytes + SCAN_BARE_MORE);
    const scan_found again = scan_form(bare, n);
    uint8_t *twice = malloc(n + SCAN_BARE_MORE);
    must(twice);
    if (!found.reason) {
        must(!again.reason && again.form == found.form);
        bool same = scan_bare(again.form, bare, n, twice) == n && !memcmp(bare, twice, n);
        must(same || found.form == IDENTITY__SCAN_FORM__PDF);
    }
    free(twice);
    free(bare);
    return 0;
}
