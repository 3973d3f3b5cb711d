/* jitter: holds tasks up here and there, so that runs of one script differ more than the system's own chance makes them. What is held
 * up, and for how long, each task draws from a stream of its own: the same seed holds up the same ops of a task; what comes of it is
 * chance all the same.
 * Calls the system to yield and to nap. */
#include <sched.h>
#include <time.h>

#include "runtime/os/internal.h"
#include "runtime/random.h"

enum { PAUSES_SHORT = 64, PAUSES_LONG = 4096, NAP_MOST = 200000 /* ns */ };
enum { OF = 64, SHORT = 10, LONG = 4, YIELDS = 8, NAPS = 1 }; /* so many of so many ops */

static void jitter_pause(uint64_t bits, uint32_t most)
{
    for (uint64_t i = random_below(bits, most); i; i--)
        cpu_pause();
}

static void jitter_nap(os *s, uint64_t bits)
{
    struct timespec nap = {.tv_nsec = (long)random_below(bits, NAP_MOST)};
    gate_rest(s);
    nanosleep(&nap, NULL);
    gate_rise(s);
}

void jitter_op(os *s, os_task *t)
{
    uint64_t bits = random_at(s->world->settings.jitter ^ t->task.random, ++t->jitters), which = random_below(bits, OF);
    bits = random_mix(bits);
    if (which < SHORT)
        jitter_pause(bits, PAUSES_SHORT);
    else if (which < SHORT + LONG)
        jitter_pause(bits, PAUSES_LONG);
    else if (which < SHORT + LONG + YIELDS)
        sched_yield();
    else if (which < SHORT + LONG + YIELDS + NAPS)
        jitter_nap(s, bits);
}

void jitter_wake(const os *s, const os_task *t)
{
    uint64_t bits = random_at(s->world->settings.jitter ^ t->task.random, task_generation(&t->task));
    if (random_below(bits, OF) < SHORT)
        jitter_pause(random_mix(bits), PAUSES_LONG);
}
