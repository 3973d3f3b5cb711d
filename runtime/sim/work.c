/* work: processor sharing by a clock of service. */
#include "runtime/sim/work.h"

static bool work_crowded(const work *w) { return w->ends.count > w->cores; }

static void work_advance(work *w, int64_t now)
{
    service passed = service_of(now - w->at);
    if (work_crowded(w))
        passed = (passed * w->cores + w->ends.count - 1) / w->ends.count;
    if (w->ends.count)
        w->served += passed;
    w->at = now;
}

/* The heap's key is whole nanoseconds; their parts stand above the number of arrival. */
static service work_end(const heap_entry *e) { return service_of(e->key) | (service)(e->order >> SERVICE_PART); }

void work_add(work *w, int64_t now, service length, sim_task *t)
{
    const service never = service_of(INT64_MAX);
    work_advance(w, now);
    service end = length < never - w->served ? w->served + length : never;
    heap_add(&w->ends, (int64_t)(end >> SERVICE_PART), (uint64_t)(uint32_t)end << SERVICE_PART | w->order++, &t->task);
}

service work_rest(work *w, int64_t now, const sim_task *t)
{
    work_advance(w, now);
    return work_end(&w->ends.entries[t->task.heaped]) - w->served;
}

service work_remove(work *w, int64_t now, sim_task *t)
{
    service rest = work_rest(w, now, t);
    heap_remove(&w->ends, &t->task);
    return rest;
}

int64_t work_next(const work *w)
{
    const heap_entry *first = heap_first(&w->ends);
    if (!first)
        return INT64_MAX;
    service end = work_end(first), left = end > w->served ? end - w->served : 0, speed = service_of(1);
    if (work_crowded(w)) {
        left *= w->ends.count;
        speed *= w->cores;
    }
    service length = (left + speed - 1) / speed;
    return length > INT64_MAX - w->at ? INT64_MAX : w->at + (int64_t)length;
}

sim_task *work_ended(work *w, int64_t now)
{
    const heap_entry *first = heap_first(&w->ends);
    sim_task *t = first ? (sim_task *)first->task : NULL;
    return t && work_rest(w, now, t) <= 0 ? t : NULL;
}
