/* invariant: asks the scenario's invariants, between two steps of a simulated run. Only reads. */
#ifndef INTERP_INVARIANT_H
#define INTERP_INVARIANT_H

#include "interp/code.h"

/* The text of the first invariant that does not hold, NULL when all do. One whose names have no value yet holds. */
const char *invariant_check(world *w);

#endif
