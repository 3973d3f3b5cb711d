/* ample: what is known of steps without looking at what the others are going to do: the end of a task that others can only wait for; a start, where main alone
 * starts tasks; what main does before it has started anybody; any step, where nobody else can make one, inside an atomic block. */
#include "runtime/check/ample.h"

#include "runtime/process.h"

/* An error is told, and ends the way: others may have to be told of first. */
static bool ends_unnoticed(const actor *a) { return a->state == ACTOR_ENDING && !a->failed; }

static bool starts_unnoticed(const actor *a)
{
    return a->state == ACTOR_PENDING && a->task.op.verb == VERB_thread_start && a->can == CAN_DO;
}

static bool is_alone_in_block(const exec *e, uint32_t who)
{
    return e->actors[who]->task.atomic && taskset_next(&e->enabled, who + 1) == EXEC_TASKS;
}

/* What may have to wait is left to those who know of waiting. */
static bool begins_alone(const exec *e)
{
    const actor *a = e->actors[0];
    return e->actor_count == 1 && a->state == ACTOR_PENDING && a->can == CAN_DO && !(verb_words[a->task.op.verb].flags & VERB_WAITS);
}

uint32_t ample_task(const exec *e)
{
    const host *h = e->world->host;
    uint32_t first = taskset_next(&e->enabled, 0);
    if (first < EXEC_TASKS && (begins_alone(e) || is_alone_in_block(e, first)))
        return first;
    for (uint32_t i = first; i < EXEC_TASKS && !h->watches_ends; i = taskset_next(&e->enabled, i + 1))
        if (ends_unnoticed(e->actors[i]) || (!h->starts_inside && starts_unnoticed(e->actors[i])))
            return i;
    return EXEC_TASKS;
}
