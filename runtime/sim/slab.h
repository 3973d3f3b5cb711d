/* slab: memory for tasks, many at a time, so that a task costs no more than its size. What is given back is used again; the rest goes at
 * the end of the run. */
#ifndef RUNTIME_SIM_SLAB_H
#define RUNTIME_SIM_SLAB_H

#include "runtime/sim/task.h"

typedef struct slab { struct slabs *all; task *free; } slab;

sim_task *slab_take(slab *s);                /* zeroed; NULL: out of memory */
void slab_give(slab *s, sim_task *t);
void slab_free(slab *s);

#endif
