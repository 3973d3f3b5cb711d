/* compare: where two runs part, and what follows from it. */
#ifndef TRACE_COMPARE_H
#define TRACE_COMPARE_H

#include "trace/history.h"

typedef enum comparison { COMPARED_SAME, COMPARED_DIFFERENT, COMPARED_NOT /* memory was out */ } comparison;

/* Adds what there is to say to `out`, a few lines. a and b are called by these names in it. lines: what is done at another line of the
 * script is not the same; where the scripts are two, this would say nothing. */
comparison compare(const history *a, const history *b, bool lines, buf *out);

#endif
