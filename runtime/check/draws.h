/* draws: the random numbers of a strategy that samples. Every schedule has a stream of its own, so the n-th schedule is the same in all
 * searches with one seed, whatever others drew before. Calls random.h. */
#ifndef RUNTIME_CHECK_DRAWS_H
#define RUNTIME_CHECK_DRAWS_H

#include "runtime/check/exec.h"
#include "runtime/random.h"

typedef struct draws {
    uint64_t seed, schedules, count;
    uint64_t stream;             /* of this schedule */
} draws;

static inline void draws_schedule(draws *d)
{
    d->stream = random_mix(d->seed ^ random_mix(++d->schedules));
    d->count = 0;
}
static inline uint64_t draws_next(draws *d) { return random_at(d->stream, ++d->count); }
static inline uint64_t draws_below(draws *d, uint64_t limit) { return random_below(draws_next(d), limit); }
/* One of them, each as likely; they are not none. */
static inline uint32_t draws_task(draws *d, const taskset *of)
{
    uint64_t left = draws_below(d, taskset_count(of));
    uint32_t who = taskset_next(of, 0);
    while (left--)
        who = taskset_next(of, who + 1);
    return who;
}

#endif
