/* share: what several searches of one scenario, each in a process of its own, have in common: how many schedules were begun, and the
 * tree of an exhaustive search. Its memory and its lock are given by whoever starts them; this file knows no processes. */
#ifndef RUNTIME_CHECK_SHARE_H
#define RUNTIME_CHECK_SHARE_H

#include "base/memory.h"
#include "runtime/check/frontier.h"

enum { SHARE_COUNTERS = 16, SHARE_MOST = 64 };

typedef struct shared {                      /* lies where all of them see it */
    uint64_t tried;                          /* schedules that were begun, by all; atomic */
    uint64_t next[SHARE_COUNTERS];           /* of a strategy, by its search_method: the number of its next schedule; atomic */
    uint64_t executions, steps;              /* that were made, and how long they were together; atomic */
    frontier_tip tips[SHARE_MOST];           /* of each; changed while the tree is locked, and so is … */
    double done;                             /* … how much of all they have tried, about */
    uint32_t found;                          /* bits 1 << finding_kind; atomic */
    uint32_t cut;                            /* an execution was ended by its steps; atomic */
    uint32_t verified;                       /* one of them has seen all states; atomic */
    uint32_t anew;                           /* what was tried so far turned out not to be all: they begin again; atomic */
    frontier tree;
} shared;

typedef struct sharing sharing;
struct sharing {
    shared *shared;
    memory *memory;
    uint32_t number, count;                  /* which of how many it is, from 0 on */
    void (*lock)(sharing *s);
    void (*unlock)(sharing *s);
    void (*rest)(sharing *s);                  /* there is nothing to do for a moment */
};

#endif
