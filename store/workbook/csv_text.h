/* csv_text: one field of a CSV that a spreadsheet will open. Source: RFC 4180; docs/rules 5.7. */
#ifndef HALL_ROSTER_CSV_TEXT_H
#define HALL_ROSTER_CSV_TEXT_H

#include <stdbool.h>
#include <stdio.h>

#define CSV_START "\xEF\xBB\xBF" /* by which spreadsheets know UTF-8 */
#define CSV_LINE_END "\r\n"

/* csv_put: the field, quoted where it must be; `first` of its line. A text that a spreadsheet would
 * take for a formula (= + - @ tab, also full-width) gets a leading apostrophe, a long number a tab
 * behind it, so that no digit is lost. */
void csv_put(FILE *out, const char *text, bool first);

#endif
