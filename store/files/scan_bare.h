/* scan_bare: a scan without what it tells besides the picture: where, when and with what it was
 * made, by whom, comments, a smaller copy of the picture. The picture itself stays as it is, to the
 * byte, and so does which way up it is shown. A picture that is bare already stays the same. Inner
 * header of files.
 *   JPEG  keeps JFIF, the colour profile (ICC) and Adobe's mark; of EXIF the orientation.
 *   PNG   keeps what the picture needs, by name; of eXIf the orientation.
 *   PDF   keeps its length: metadata of the pictures in it, packets of XMP and the names of author
 *         and programs become blanks. A signed one stays as it is, else its signature would not
 *         hold. What it holds in compressed parts is not seen.
 * Source: docs/rules 2.20; CIPA DC-008 (EXIF) 4.6.2. */
#ifndef HALL_FILES_SCAN_BARE_H
#define HALL_FILES_SCAN_BARE_H

#include "identity/rows.pb-c.h"

/* So much room `out` has beyond `bytes`. */
#define SCAN_BARE_MORE 64

/* scan_bare: of a file that scan_form took. Returns how many bytes were written to `out`. */
size_t scan_bare(Identity__ScanForm form, const void *data, size_t bytes, void *out);

#endif
