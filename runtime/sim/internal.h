/* internal: what the parts of the engine of virtual time share.
 *   sim.c       the run: the line of those that can go on, their turns, the clock
 *   cores.c   the simulated machine: who computes on its processors, and what starts and switches cost
 *   sim_gil.c       the one lock of a process, for scenarios that ask for it
 *   work.c, heap.c, slab.c   what they are made of */
#ifndef RUNTIME_SIM_INTERNAL_H
#define RUNTIME_SIM_INTERNAL_H

#include "runtime/heap.h"
#include "runtime/sim/sim.h"
#include "runtime/sim/slab.h"
#include "runtime/sim/work.h"

typedef struct sim {
    world *world;
    lane *lane;
    int64_t now;
    task *first, *last;          /* the line, chained by next */
    slab tasks;
    heap sleepers;               /* and those who wait with a deadline */
    uint64_t order;              /* counts them */
    work work;
    service ticks;               /* from one look at the gil to the next; 0: it is handed over by the clock */
    uint32_t gil_waits;          /* tasks in line for a gil */
    bool starts_cost;            /* those of processes or of threads */
    bool gated;                  /* there is a gil, or a switch costs something: not everybody who could go on comes into the line at once */
    uint32_t turns;
    int64_t steps;
    int64_t allowed;             /* as many of them, unless the clock moves */
    int64_t pids;                /* given out so far */
    task *running;               /* whose turn it is */
    sim_task *leaving;           /* those whose process ends: what they hold goes when that is in order */
    bool over;
    run_end end;
} sim;

/* --- sim.c --- */
void sim_line_up(sim *s, sim_task *t);             /* it can go on */
bool sim_wait_over(sim *s, sim_task *t);           /* by its deadline, by cancel or because its work is done; false: it goes on, perhaps with a new deadline */
void sim_unheap(sim *s, sim_task *t);              /* it is in no heap any more */

/* --- cores.c --- */
bool cores_reserve(sim *s);                        /* room for one more task in the heaps, so that it can come into them at any time */
/* t can go on: it takes its turn when it has the gil, and a processor has been switched to it. waited: it had none. */
void cores_ready(sim *s, sim_task *t, bool waited);
void cores_enter(sim *s, sim_task *t, bool waited);     /* the same, with the gil */
void cores_yield(sim *s, sim_task *t);             /* t could go on, but lets the others go first */
void cores_reply(sim *s, sim_task *t);             /* t's wait is over, and its reply is there */
bool cores_charge(sim *s, sim_task *t);            /* t computes for what its op costs, and performs it then; false: it costs nothing */
void cores_work(sim *s, sim_task *t, int64_t length);
void cores_compute(sim *s, sim_task *t);           /* t, which has the gil, computes on */
bool cores_computes(sim *s, const sim_task *t);    /* and is not just done */
void cores_stop(sim *s, sim_task *t);              /* it computes no more for now */
void cores_wake(sim *s);                           /* those whose piece of work has ended by now */

/* --- sim_gil.c --- */
typedef struct gil gil;
static inline gil *gil_of(const sim_task *t) { return t->task.process->gil; }
service sim_gil_ticks(const settings *s);          /* from one look at it to the next */
bool sim_gil_new(const sim *s, process *p);        /* if there is to be one; false: out of memory */
void sim_gil_forget(sim *s, process *p);           /* p ends: whoever waits for its gil waits for nothing any more */
bool sim_gil_take(sim *s, sim_task *t);            /* t has it, as it has when there is none; or it stands in line, and comes to cores_enter */
void sim_gil_release(sim *s, sim_task *t);         /* t, whose turn is over, has it no more */
bool sim_gil_yield(sim *s, sim_task *t);           /* t, which has it, could go on, but another of its process goes first; false: nobody wants it */
bool sim_gil_is_lost(sim *s, sim_task *t);         /* t, about to compute on, has had it for long enough, and another has it now */
service sim_gil_piece(sim *s, sim_task *t, service left);        /* how much of that t computes until the gil is looked at again */
void sim_gil_stopped(const sim *s, sim_task *t, service rest);   /* … of which it lacked so much when it stopped */
void sim_gil_begin(const sim *s, sim_task *t);     /* t, which has got it, has been switched to */
void sim_gil_wake(sim *s, sim_task *t);            /* t, first in line, has waited long enough */
void sim_gil_count(const sim *s, sim_task *t);     /* t's wait ends: if that was for the gil, in the middle of its work, it counts (task.waited) */

#endif
