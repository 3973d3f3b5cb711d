/* invariant: asks the scenario's invariants, between two steps of a simulated run. Only reads. */
#ifndef INTERP_INVARIANT_H
#define INTERP_INVARIANT_H

#include "interp/code.h"

/* The text of the first invariant that does not hold, NULL when all do. One whose names have no value yet holds. */
const char *invariant_check(world *w);
/* The eventually of that number, from 0 on, and whether it is true now (NULL: nobody wants to know); NULL: there are no more. One whose
 * names have no value yet is not true. */
const claim *eventually_check(world *w, uint32_t which, bool *true_now);

#endif
