/* causes: goes along the schedule with a trace, whose events tell their causes. Calls the recorder. */
#include "runtime/check/causes.h"

#include <stdlib.h>

#include "runtime/world.h"

enum { FIRST = 256, FAILED_MOST = 32 };

typedef struct failed {
    uint32_t future, step;
    uint8_t error;
} failed;

typedef struct causes {
    sink base;
    const exec *exec;
    uint32_t *by, *steps;       /* of a step, and of an event by its number: 1 + a step */
    uint64_t capacity;          /* of steps */
    failed failed[FAILED_MOST]; /* the first tasks of pools that did */
    uint32_t failed_count;
    bool broken; /* out of memory */
} causes;

static bool causes_room(causes *c, uint64_t seq)
{
    uint64_t capacity = c->capacity ? c->capacity : FIRST;
    while (capacity <= seq)
        capacity *= 2;
    if (capacity == c->capacity)
        return true;
    uint32_t *more = realloc(c->steps, capacity * sizeof *more);
    if (!more)
        return false;
    for (uint64_t i = c->capacity; i < capacity; i++)
        more[i] = 0;
    c->steps = more;
    c->capacity = capacity;
    return true;
}

static void task_fails(causes *c, const event *e, uint32_t step)
{
    if (e->verb == VERB_pool_finish && e->error && c->failed_count < FAILED_MOST)
        c->failed[c->failed_count++] = (failed){e->other, step, e->error};
}

/* 1 + the step in which the task failed whose error is raised here. */
static uint32_t failure_of(const causes *c, const event *e)
{
    for (uint32_t i = 0; e->status == EVENT_RAISED && i < c->failed_count; i++)
        if (c->failed[i].future == e->object && c->failed[i].error == e->error)
            return 1 + c->failed[i].step;
    return 0;
}

static void causes_event(sink *s, const event *e)
{
    causes *c = (causes *)s;
    const exec *x = c->exec;
    if (!x->step || !x->running)
        return;
    uint32_t step = x->step_count - 1;
    c->broken |= !causes_room(c, e->seq);
    if (c->broken)
        return;
    c->steps[e->seq] = 1 + step;
    task_fails(c, e, step);
    if (e->task != x->running->task.id || c->by[step])
        return;
    uint32_t by = e->cause && e->cause < c->capacity ? c->steps[e->cause] : failure_of(c, e);
    c->by[step] = by <= step ? by : 0;
}

static void causes_flush(sink *s) { (void)s; }

static bool causes_end(sink *s)
{
    (void)s;
    return true;
}

static bool causes_failed(const sink *s)
{
    (void)s;
    return false;
}

bool causes_find(exec *e, const schedule *s, uint32_t *by)
{
    causes c = {.base = {causes_event, causes_flush, causes_end, causes_failed}, .exec = e, .by = by};
    recorder *quiet = e->recorder, *told = recorder_new(RECORD_OPS, false, NULL);
    if (!told)
        return false;
    recorder_add(told, &c.base);
    e->recorder = told;
    bool ok = exec_begin(e);
    for (uint32_t i = 0; ok && i < s->count && !exec_over(e) && taskset_has(&e->enabled, s->turns[i].task); i++)
        exec_go(e, s->turns[i].task, s->turns[i].choice);
    exec_finish(e);
    e->recorder = quiet;
    recorder_end(told);
    free(c.steps);
    return ok && !c.broken;
}
