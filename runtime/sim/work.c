/* work: processor sharing by a clock of service. */
#include "runtime/sim/work.h"

#define PART 32

static bool work_crowded(const work *w) { return w->ends.count > w->cores; }

static void work_advance(work *w, int64_t now)
{
    unsigned __int128 passed = (unsigned __int128)(now - w->at) << PART;
    if (work_crowded(w))
        passed = (passed * w->cores + w->ends.count - 1) / w->ends.count;
    if (w->ends.count)
        w->served += passed;
    w->at = now;
}

/* The heap's key is whole nanoseconds; their parts stand above the number of arrival. */
static unsigned __int128 work_end(const heap_entry *e) { return (unsigned __int128)(uint64_t)e->key << PART | e->order >> PART; }

void work_add(work *w, int64_t now, int64_t length, sim_task *t)
{
    work_advance(w, now);
    unsigned __int128 end = w->served + ((unsigned __int128)(uint64_t)length << PART);
    heap_add(&w->ends, (int64_t)(end >> PART), (uint64_t)(uint32_t)end << PART | w->order++, t);
}

void work_remove(work *w, int64_t now, sim_task *t)
{
    work_advance(w, now);
    heap_remove(&w->ends, t);
}

int64_t work_next(const work *w)
{
    const heap_entry *first = heap_first(&w->ends);
    if (!first)
        return INT64_MAX;
    unsigned __int128 end = work_end(first), left = end > w->served ? end - w->served : 0;
    unsigned __int128 speed = (unsigned __int128)1 << PART;
    if (work_crowded(w)) {
        left *= w->ends.count;
        speed *= w->cores;
    }
    unsigned __int128 length = (left + speed - 1) / speed;
    return length > (unsigned __int128)(INT64_MAX - w->at) ? INT64_MAX : w->at + (int64_t)length;
}

sim_task *work_ended(work *w, int64_t now)
{
    work_advance(w, now);
    const heap_entry *first = heap_first(&w->ends);
    if (!first || work_end(first) > w->served)
        return NULL;
    sim_task *t = first->task;
    heap_remove(&w->ends, t);
    return t;
}
