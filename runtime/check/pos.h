/* pos: partial order sampling: each task's next step has a random priority, the highest goes first, and then it and those that race with
 * it are given new ones (X. Yuan, J. Yang, R. Gu, Partial Order Aware Concurrency Sampling, CAV 2018).
 * A part that strategies are made with. Calls draws.h, trace.h. */
#ifndef RUNTIME_CHECK_POS_H
#define RUNTIME_CHECK_POS_H

#include "runtime/check/draws.h"

typedef struct pos {
    draws draws;
    uint64_t priority[EXEC_TASKS];           /* of each task's next step */
} pos;

void pos_schedule(pos *p);                   /* another schedule begins */
uint32_t pos_first(const pos *p, const taskset *of);     /* the highest of them, which are not none */
void pos_after(pos *p, exec *e);             /* the last step of e was made */

#endif
