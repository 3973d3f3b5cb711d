/* task: what the engine of virtual time knows of a task. */
#ifndef RUNTIME_SIM_TASK_H
#define RUNTIME_SIM_TASK_H

#include "runtime/world.h"

enum sim_heap { HEAP_NONE, HEAP_SLEEPS, HEAP_WORKS };
enum sim_next { NEXT_STEP, NEXT_REPLY };     /* what it does when its turn comes: goes on, or takes its reply first */

typedef struct sim_task {
    task task;
    uint32_t place;              /* in the heap it is in */
    uint8_t heap, next;          /* enum sim_heap, sim_next */
    bool begun;
    bool lined;                  /* stands in the line of those that can go on */
    bool gone;                   /* … and never will: it is freed when its turn comes */
} sim_task;

#endif
