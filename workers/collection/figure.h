/* figure: shows a figure of the rules, with what its row says beside it. */
#ifndef HALL_WORKERS_COLLECTION_FIGURE_H
#define HALL_WORKERS_COLLECTION_FIGURE_H

#include "gen/collection/list_parameters.h"
#include "workers/rules/parameter.h"

/* figure_show: `row` NULL: it is only proposed. */
FigureShown figure_show(const param *figure, const Parameter *row);

#endif
