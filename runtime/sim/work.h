/* work: the processors of the simulated machine, shared fairly: with n tasks working on c processors each runs at min(1, c/n) of full speed.
 * A clock of service runs at the speed that one task gets; a piece of work ends when that clock has come as far as it is long. The service
 * is counted in parts of a nanosecond and rounded up, so that an end falls on the whole nanosecond it should, or the next one up. */
#ifndef RUNTIME_SIM_WORK_H
#define RUNTIME_SIM_WORK_H

#include "runtime/sim/heap.h"

typedef struct work {
    heap ends;                   /* by service */
    unsigned __int128 served;    /* in 1/2^32 ns */
    int64_t at;                  /* up to when `served` is counted */
    uint32_t cores, order;
} work;

void work_add(work *w, int64_t now, int64_t length, sim_task *t);   /* there is heap_room */
void work_remove(work *w, int64_t now, sim_task *t);
int64_t work_next(const work *w);            /* when the next one ends; INT64_MAX: none works */
sim_task *work_ended(work *w, int64_t now);  /* one that has ended by now, taken out; NULL: none */

#endif
