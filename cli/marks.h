/* marks: which events of a real run are those that decide what its schedule comes to. They are known of the run in virtual time, by
 * whose steps it is led. */
#ifndef CLI_MARKS_H
#define CLI_MARKS_H

#include "cli/explain.h"

typedef struct marks marks;

/* how: as for explain. NULL: out of memory. */
marks *marks_of(const explained *x, const exec *how);
void marks_free(marks *m);
/* A sink that passes on to `to`, which it takes over, the events of a run, those that m knows marked. m outlives it. NULL: out of
 * memory, and `to` is ended. */
sink *marks_put(marks *m, sink *to);

#endif
