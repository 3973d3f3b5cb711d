/* work: the processors of the simulated machine, shared fairly: with n tasks working on c processors each runs at min(1, c/n) of full
 * speed. A clock of service runs at the speed that one task gets; a piece of work ends when that clock has come as far as it is long.
 * The service is counted in parts of a nanosecond and rounded up, so that an end falls on the whole nanosecond it should, or the next
 * one up. */
#ifndef RUNTIME_SIM_WORK_H
#define RUNTIME_SIM_WORK_H

#include "runtime/heap.h"
#include "runtime/sim/task.h"

enum { SERVICE_PART = 32 };
typedef __int128 service;        /* time of a processor, in 1/2^32 ns */
static inline service service_of(int64_t ns) { return (service)ns << SERVICE_PART; }

typedef struct work {
    heap ends;                   /* by service */
    service served;
    int64_t at;                  /* up to when `served` is counted */
    uint32_t cores, order;
} work;

void work_add(work *w, int64_t now, service length, sim_task *t);   /* there is heap_room */
service work_rest(work *w, int64_t now, const sim_task *t);   /* how much it lacks; below 0: it got more, for what ends within a nanosecond ends with it */
service work_remove(work *w, int64_t now, sim_task *t);      /* the same, and it works no more */
int64_t work_next(const work *w);            /* when the next one ends; INT64_MAX: none works */
sim_task *work_ended(work *w, int64_t now);  /* one that has ended by now; NULL: none */

#endif
