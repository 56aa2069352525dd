/* listing_chart: a list whose rows have numbers that the contract calls a chart's is drawn as well:
 * on a sheet of its own, as numbers, with stacked bars of them. Internal to this folder. */
#ifndef HALL_ROSTER_LISTING_CHART_H
#define HALL_ROSTER_LISTING_CHART_H

#include <xlsxwriter.h>

#include "proto/runtime/catalog.h"

typedef struct listing_chart {
    lxw_workbook *book;
    lxw_worksheet *sheet; /* NULL: rows of this type have none */
    const message_type *row;
    uint32_t n_rows;
} listing_chart;

/* listing_chart_open: adds the sheet, where the type has such numbers. listing_chart_add: a row.
 * listing_chart_finish: the bars, where there is any row. False: it could not be written. */
bool listing_chart_open(listing_chart *c, lxw_workbook *book, const message_type *row) MUST_CHECK;
bool listing_chart_add(listing_chart *c, const ProtobufCMessage *row) MUST_CHECK;
bool listing_chart_finish(listing_chart *c) MUST_CHECK;

#endif
