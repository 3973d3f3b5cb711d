/* pool_end: the worker processes of a pool, how it is closed and ended, and what its state is. Leaves out: its tasks (pool.c). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/kinds/kinds.h"
#include "runtime/kinds/pool.h"
#include "runtime/pass.h"
#include "runtime/process.h"
#include "runtime/record.h"

/* --- worker processes --- */

/* An error of kind died, in the name of the pool. Its place is where somebody hears of it. */
static bool pool_death(call *c, const char *text, value *out)
{
    value message, name;
    if (!value_string(text, strlen(text), &message, &c->fault))
        return false;
    bool made = object_name(c->object, &name, &c->fault);
    if (made) {
        made = value_error(ERROR_died, VALUE_UNSET, message, name, 0, out, &c->fault);
        value_drop(name);
    }
    value_drop(message);
    if (made)
        out->error->column = 0;
    return made;
}

outcome verb_pool_threads(call *c) { return call_tell(c, value_bool(pool_of(c->object)->threads)); }

/* The process, not started yet, will be the worker of that number. One without a number is a thread that helps. */
outcome verb_pool_enlist(call *c)
{
    value given = c->op->arguments[1];
    c->other = object_of(given)->id;
    if (c->op->arguments[0].tag != V_INT)
        return OUT_DONE;
    return store_keep(c, given, &pool_work(c)->process) ? OUT_DONE : OUT_RAISE;
}

/* The job of a worker that is gone. */
static void pool_job_died(call *c, work *w, const process *worker)
{
    struct pool *p = pool_of(c->object);
    job *j = w->job;
    value error, held;
    char text[128];
    snprintf(text, sizeof text, "the worker %s died", object_excerpt(worker->self).text);
    w->job = NULL;
    p->now.running--;
    if (!pool_death(c, text, &error))
        error = VALUE_NIL;
    object *future = object_of(j->future);
    bool holds = call_hold(c, future);
    record_lost(c, worker, future); /* who asks it meanwhile has told of that before, or does after */
    pool_keep_locked(c, j->future);
    if (holds && !future->future.ready && future_keep(c, false, error, &held))
        future_bring(c, future, j->part, false, held);
    pool_call_back(c, j);
    value_drop(error);
}

/* The process of a worker: it died, or called exit, or had nothing more to do. */
static bool pool_loses(call *c, const process *worker)
{
    struct pool *p = pool_change_now(c);
    const work *made = __atomic_load_n(&p->works, __ATOMIC_ACQUIRE);
    for (uint32_t i = 0; made && i < p->size; i++) {
        work *w = &p->works[i];
        if (w->process.tag != V_HANDLE || object_of(w->process)->id != worker->id)
            continue;
        pool_shut(c);
        call_change(c, w, offsetof(work, apart));
        if (w->job)
            pool_job_died(c, w, worker);
        store_drop(c, w->process);
        w->process = VALUE_NIL;
        w->leaves |= pool_is_over(p);
        w->gone = !w->leaves;
        p->now.left += w->leaves;
        w->leaves = false;
        return true;
    }
    return false;
}

/* The number of a worker that is to be replaced; nil when none will be. One that has nothing more to do is not. */
outcome verb_pool_replace(call *c)
{
    struct pool *p = pool_change_now(c);
    bool over = pool_is_over(p);
    uint32_t left = p->now.left;
    for (uint32_t i = 0; i < p->size; i++) {
        if (!p->works[i].gone)
            continue;
        left += over;
        call_change(c, &p->works[i], offsetof(work, apart));
        if (!c->probe)
            p->works[i].gone = false;
        if (!over)
            return call_tell(c, value_int(i));
    }
    c->changed = left != p->now.left;
    if (!c->probe)
        p->now.left = left;
    return left == p->size ? OUT_DONE : OUT_WAIT;
}

/* It is the affair of the process that made it. */
static bool pool_is_own(call *c, const char *what)
{
    return pool_of(c->object)->owner == c->task->process->id
           || fault_set(&c->fault, ERROR_permission, "only the process that made %s may %s it", call_name(c), what);
}

outcome verb_pool_close(call *c)
{
    if (!pool_is_own(c, "close"))
        return OUT_RAISE;
    struct pool *p = pool_change(c);
    pool_shut(c);
    __atomic_store_n(&p->closed, true, __ATOMIC_RELAXED);
    return OUT_DONE;
}

/* A worker (by its number), or one of the pool's other tasks (nil), has nothing more to do with it. A process has left when it has ended,
 * if it ever began: who joins the pool finds none of them. */
outcome verb_pool_leave(call *c)
{
    c->changed = c->op->arguments[0].tag == V_INT;
    if (!c->changed)
        return OUT_DONE;
    struct pool *p = pool_change_now(c);
    work *w = pool_work(c);
    if (p->threads || w->process.tag != V_HANDLE || object_of(w->process)->thread.life == LIFE_NEW)
        p->now.left++;
    else
        w->leaves = true;
    return OUT_DONE;
}

/* Whoever knows that the process that made it has ended finds it ended. */
bool pool_settled(call *c)
{
    uint32_t owner = pool_of(c->object)->owner;
    if (owner != c->task->process->id)
        process_outlive_maker(c->world, owner);
    return true;
}

outcome verb_pool_join(call *c)
{
    struct pool *p = pool_of(c->object);
    if (!p->closed)
        return call_raise(c, ERROR_state, "%s must be closed or terminated before it is joined", call_name(c));
    c->changed = false;
    return p->now.left < p->size || p->now.callbacks.count || p->now.calling ? OUT_WAIT : call_done(c, value_bool(true));
}

static int futures_order(const void *a, const void *b)
{
    uint32_t one = (*(object *const *)a)->id, other = (*(object *const *)b)->id;
    return (one > other) - (one < other);
}

/* Nobody completes a future without the pool. */
static bool pool_kill(call *c, object *future, value error)
{
    value held;
    if (future->future.ready)
        return true;
    if (!call_hold(c, future) || !future_keep(c, false, error, &held))
        return false;
    future_complete(future, false, held);
    return true;
}

/* The futures of all tasks that are not done, in the order of their ids, one perhaps several times; NULL: out of memory. They were
 * mostly given in that order, but one may have been prepared before another and given after it. */
static object **pool_futures(call *c, uint32_t *count)
{
    const struct pool *p = pool_of(c->object);
    object **all = block_take((p->size + (size_t)p->now.tasks.count) * sizeof(object *));
    if (!all)
        fault_set(&c->fault, ERROR_limit, "out of memory");
    *count = 0;
    for (uint32_t i = 0; all && i < p->size; i++)
        if (p->works[i].job)
            all[(*count)++] = object_of(p->works[i].job->future);
    for (const job *j = p->now.tasks.first; all && j; j = j->next)
        all[(*count)++] = object_of(j->future);
    if (all)
        qsort(all, *count, sizeof(object *), futures_order);
    return all;
}

static bool pool_kill_all(call *c, value error)
{
    uint32_t count;
    object **all = pool_futures(c, &count);
    bool killed = all;
    for (uint32_t i = 0; killed && i < count; i++)
        killed = pool_kill(c, all[i], error);
    block_give(all);
    return killed;
}

/* Threads cannot be killed, but what they wait for raises. A worker does not end before it has come back to the pool. */
static void pool_cancel_all(call *c)
{
    struct pool *p = pool_of(c->object);
    for (uint32_t i = 0; p->threads && i < p->size; i++)
        if (p->works[i].worker)
            call_cancel(c, p->works[i].worker);
}

/* Its worker processes are ended when this is told of; the one that is named last ends first. */
static void pool_end_processes(call *c)
{
    struct pool *p = pool_of(c->object);
    for (uint32_t i = p->size; i-- > 0;) {
        object *o = p->works[i].process.tag == V_HANDLE ? object_of(p->works[i].process) : NULL;
        if (o && o->thread.life == LIFE_RUNNING && !p->works[i].leaves)
            call_kill(c, o->thread.process, SIGNAL_TERMINATE);
    }
}

/* It takes and does nothing more, and what is not done has died of that. False: out of memory. */
static bool pool_end(call *c, const char *text)
{
    struct pool *p = pool_change(c);
    value error;
    pool_shut(c);
    __atomic_store_n(&p->closed, true, __ATOMIC_RELAXED);
    if (p->now.terminated)
        return true;
    if (!pool_death(c, text, &error))
        return false;
    p->now.terminated = true;
    pool_forget_callbacks(c);
    bool killed = pool_kill_all(c, error);
    value_drop(error);
    return killed;
}

outcome verb_pool_terminate(call *c)
{
    if (!pool_is_own(c, "terminate"))
        return OUT_RAISE;
    bool first = !pool_of(c->object)->now.terminated, ended = pool_end(c, "the pool was terminated");
    if (first) {
        pool_cancel_all(c);
        pool_end_processes(c);
    }
    return ended ? OUT_DONE : OUT_RAISE;
}

/* The process that made it has ended, and with that those who ran its callbacks and replaced its workers. Who joins it waits for nothing. */
static bool pool_is_orphaned(call *c)
{
    struct pool *p = pool_change_now(c);
    if (!__atomic_load_n(&p->works, __ATOMIC_ACQUIRE))
        return false; /* it was being made */
    pool_end(c, "the process that made the pool has ended");
    p->now.calling = false;
    p->now.left = p->size;
    return true;
}

bool pool_bereaved(call *c, const process *ended)
{
    return pool_of(c->object)->owner == ended->id ? pool_is_orphaned(c) : pool_loses(c, ended);
}

/* --- its state --- */

static void job_state(run_state *s, const job *j)
{
    state_number(s, j != NULL);
    if (!j)
        return;
    state_number(s, j->part);
    state_value(s, j->future);
    state_value(s, j->call);
    state_value(s, j->callback);
    state_value(s, j->error_callback);
}

static void jobs_state(run_state *s, const jobs *all)
{
    state_number(s, all->count);
    for (const job *j = all->first; j; j = j->next)
        job_state(s, j);
}

void pool_state(run_state *s, const object *o)
{
    const struct pool *p = pool_of(o);
    unsigned flags = p->closed | p->now.terminated << 1 | p->threads << 2 | p->engaged << 3 | p->now.calling << 4;
    state_number(s, flags);
    state_number(s, p->now.left);
    state_number(s, p->size);
    jobs_state(s, &p->now.tasks);
    jobs_state(s, &p->now.callbacks);
    for (uint32_t i = 0; i < p->size; i++) {
        job_state(s, p->works[i].job);
        state_value(s, p->works[i].process);
        state_number(s, p->works[i].leaves | (unsigned)p->works[i].gone << 1);
    }
}
