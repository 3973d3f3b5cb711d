/* task: what the engine of virtual time knows of a task. */
#ifndef RUNTIME_SIM_TASK_H
#define RUNTIME_SIM_TASK_H

#include "runtime/world.h"

enum sim_place { PLACE_NONE, PLACE_SLEEPS, PLACE_WORKS, PLACE_GIL };   /* neither; in the heap of sleepers, or of work; in line for the gil */
enum sim_next { NEXT_STEP, NEXT_REPLY, NEXT_OP };   /* when its turn comes: goes on, takes its reply first, or performs its op, which it has paid for */

typedef struct sim_task {
    task task;
    int64_t left;                /* of its work, or of the start it pays for, beyond the piece it is at: whole ns … */
    union {
        int64_t asked;           /* since when it waits for the gil */
        struct sim_task *after;  /* of one whose process ends: the next of those */
    };
    uint32_t left_part;          /* … and their parts (work.h) */
    uint16_t told;               /* verb_id: as what it was told that it waits for the gil; 0: not at all so far */
    uint8_t where, next;         /* enum sim_place, sim_next */
    bool begun;
    bool lined;                  /* stands in the line of those that can go on */
    bool gone;                   /* … and never will: it is freed when its turn comes */
    bool switched;               /* a processor is being switched to it: the piece it is at is no work of its own */
    bool timed;                  /* of PLACE_GIL: in the heap of sleepers as well, until the moment at which it has waited long enough */
} sim_task;

#endif
