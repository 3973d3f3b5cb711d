/* lanes_row: what the formats that draw lanes have in common: which events have a row, and how that is marked. Private to trace/. */
#ifndef TRACE_LANES_ROW_H
#define TRACE_LANES_ROW_H

#include "trace/lanes_board.h"

bool row_worth(const event *e);
glyph row_mark(const event *e);

#endif
