/* loose: time that is not exact. Whoever sleeps, works, or waits with a time-out may be let go at any step, so there is no moment that
 * all share. Each task has a clock: its own waits advance it, and it is never behind what the task has seen of others: who started it or
 * let it go on, and whoever changed last what it touches. So what now() gives depends on nothing but which steps come before which, and
 * steps that have nothing to do with each other stay independent.
 * Calls nothing but memory. Leaves out: who may be let go (ready.c). */
#include "base/memory.h"
#include "runtime/check/internal.h"

typedef struct moment { /* of a thing: the clock of who changed it last */
    uint64_t key;
    int64_t at;
    bool used;
} moment;

enum { MOMENTS_FIRST = 64 };

static moment *moment_place(moment *all, uint32_t capacity, uint64_t key)
{
    uint32_t at = (uint32_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (capacity - 1);
    while (all[at].used && all[at].key != key)
        at = (at + 1) & (capacity - 1);
    return &all[at];
}

static bool moments_grow(exec *e)
{
    uint32_t capacity = e->moments_capacity ? 2 * e->moments_capacity : MOMENTS_FIRST;
    moment *more = block_zeroed(capacity * sizeof *more);
    if (!more)
        return false;
    for (uint32_t i = 0; i < e->moments_capacity; i++)
        if (e->moments[i].used)
            *moment_place(more, capacity, e->moments[i].key) = e->moments[i];
    block_give(e->moments);
    e->moments = more;
    e->moments_capacity = capacity;
    return true;
}

static moment *moment_of(exec *e, uint64_t key)
{
    if (2 * e->moments_used >= e->moments_capacity && !moments_grow(e)) {
        e->broken = true;
        return NULL;
    }
    moment *m = moment_place(e->moments, e->moments_capacity, key);
    if (!m->used) {
        *m = (moment){.key = key, .used = true};
        e->moments_used++;
    }
    return m;
}

void loose_open(exec *e)
{
    e->moments = NULL; /* what there was went with the snap */
    e->moments_used = e->moments_capacity = 0;
}

void loose_goes_on(exec *e, const actor *a)
{
    if (!e->loose)
        return;
    e->now = a->clock;
    if (e->latest < e->now)
        e->latest = e->now;
}

static void clock_reaches(actor *a, int64_t at)
{
    if (a->clock < at)
        a->clock = at;
}

void loose_done(exec *e, uint32_t index)
{
    actor *a = e->actors[index];
    const exec_step *s = e->step;
    if (!e->loose)
        return;
    for (uint32_t i = s->first; i < s->first + s->count; i++) {
        moment *m = moment_of(e, e->accesses[i].key);
        if (m)
            clock_reaches(a, m->at);
    }
    for (uint32_t i = s->first; i < s->first + s->count; i++) {
        moment *m = e->accesses[i].write ? moment_of(e, e->accesses[i].key) : NULL;
        if (m)
            m->at = a->clock;
    }
    for (uint32_t i = taskset_next(&s->released, 0); i < EXEC_TASKS; i = taskset_next(&s->released, i + 1))
        clock_reaches(e->actors[i], a->clock);
}
