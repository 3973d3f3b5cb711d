/* heap: the items of a queue with priorities: the least first, equals in the order of their arrival. Laid out in a ring whose first
 * place is 0: each item is followed by the number of its arrival. */
#ifndef RUNTIME_KINDS_HEAP_H
#define RUNTIME_KINDS_HEAP_H

#include "runtime/kind.h"

bool heap_put(call *c, ring *r, value held, uint64_t arrival);   /* takes it over; a fault of kind type when it cannot be compared */
void heap_tell(call *c, ring *r, uint64_t arrival, uint64_t seq);          /* the item put last, of that arrival, was put by the event seq */
value heap_take(call *c, ring *r, uint64_t *seq);                          /* the caller's */

#endif
