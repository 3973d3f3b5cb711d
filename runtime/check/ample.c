/* ample: what is known of steps without looking at what the others are going to do: the end of a task that others can only wait for; a
 * start, where main alone starts tasks; what main does before it has started anybody; any step, where nobody else can make one, inside
 * an atomic block. */
#include "runtime/check/ample.h"

#include "runtime/process.h"

/* An error is told, and ends the way: others may have to be told of first. */
static bool ends_unnoticed(const actor *a) { return a->state == ACTOR_ENDING && !a->failed; }

static bool starts_unnoticed(const actor *a)
{
    return a->state == ACTOR_PENDING && a->task.op.verb == VERB_thread_start && a->can == CAN_DO;
}

void ample_mark(const actor *a, ample_marks *m)
{
    if (ends_unnoticed(a))
        taskset_add(&m->ends, a->index);
    if (starts_unnoticed(a))
        taskset_add(&m->starts, a->index);
    if (a->task.atomic)
        taskset_add(&m->inside, a->index);
}

/* What may have to wait is left to those who know of waiting. */
static bool begins_alone(const exec *e)
{
    const actor *a = e->actors[0];
    return e->actor_count == 1 && a->state == ACTOR_PENDING && a->can == CAN_DO && !(verb_words[a->task.op.verb].flags & VERB_WAITS);
}

uint32_t ample_among(const exec *e, const ample_marks *m)
{
    const host *h = e->world->host;
    uint32_t first = taskset_next(&e->enabled, 0);
    bool alone = first < EXEC_TASKS && taskset_next(&e->enabled, first + 1) == EXEC_TASKS;
    if (alone && (taskset_has(&m->inside, first) || begins_alone(e)))
        return first;
    for (uint32_t i = first; i < EXEC_TASKS && !h->watches_ends; i = taskset_next(&e->enabled, i + 1))
        if (taskset_has(&m->ends, i) || (!h->starts_inside && taskset_has(&m->starts, i)))
            return i;
    return EXEC_TASKS;
}

uint32_t ample_task(const exec *e)
{
    ample_marks m = {0};
    for (uint32_t i = taskset_next(&e->enabled, 0); i < EXEC_TASKS; i = taskset_next(&e->enabled, i + 1))
        ample_mark(e->actors[i], &m);
    return ample_among(e, &m);
}
