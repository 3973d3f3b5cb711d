/* pool: workers that share out the tasks given to them. The workers, and one task that runs callbacks, are the prelude's; here is what
 * they take, what comes of it, and when all is done. */
#include <stdlib.h>

#include "runtime/kinds/kinds.h"
#include "runtime/make.h"

typedef struct job {
    value future, callback, error_callback;
    task *worker;
} job;

struct pool {
    uint32_t size, left, running; /* workers; those that have left; tasks being worked on */
    uint32_t caller;              /* the task that runs callbacks, 0: none has come yet */
    bool closed, terminated, threads;
    bool calling, gone; /* a callback is being run; its task has left */
    ring tasks;         /* [future, f, args, callback, error_callback] */
    ring callbacks;     /* [g, value] */
    job *jobs;          /* size of them; those not running have no future */
};

bool pool_make(call *c)
{
    int64_t size;
    bool threads;
    if (!option_int(c, c->op->arguments[3], "a pool's size", c->world->settings.cores, &size))
        return false;
    if (!option_bool(c, c->op->arguments[4], "threads", false, &threads))
        return false;
    if (size < 1 || size > c->world->settings.limits.tasks)
        return fault_set(&c->fault, ERROR_value, "a pool has 1 worker or more, not %lld", (long long)size);
    struct pool *p = calloc(1, sizeof *p);
    job *jobs = p ? calloc((size_t)size, sizeof *jobs) : NULL;
    if (!jobs) {
        free(p);
        return fault_set(&c->fault, ERROR_limit, "out of memory (limit memory)");
    }
    p->size = (uint32_t)size;
    p->threads = threads;
    p->jobs = jobs;
    c->object->pool = p;
    return true;
}

static void job_drop(job *j)
{
    value_drop(j->future);
    value_drop(j->callback);
    value_drop(j->error_callback);
    *j = (job){0};
}

void pool_drop(world *w, object *o)
{
    (void)w;
    struct pool *p = o->pool;
    if (!p)
        return;
    for (uint32_t i = 0; i < p->size; i++)
        job_drop(&p->jobs[i]);
    free(p->jobs);
    ring_free(&p->tasks);
    ring_free(&p->callbacks);
    free(p);
}

outcome verb_pool_size(call *c) { return call_tell(c, value_int(c->object->pool->size)); }

/* --- giving --- */

outcome verb_pool_submit(call *c)
{
    struct pool *p = c->object->pool;
    const value *given = c->op->arguments;
    if (p->closed)
        return call_raise(c, ERROR_state, "%s is closed and takes no more tasks", call_name(c));
    if (p->tasks.count >= c->world->settings.limits.messages)
        return call_raise(c, ERROR_limit, "%s holds %lld tasks already, as many as may be (limit messages)", call_name(c),
                          (long long)c->world->settings.limits.messages);
    value future, entry;
    if (!make_future(c, &future))
        return OUT_RAISE;
    value items[] = {future, given[0], given[1], given[2], given[3]};
    bool given_in = value_list(items, 5, &entry, &c->fault);
    if (given_in) {
        given_in = ring_push(&p->tasks, entry, &c->fault);
        value_drop(entry);
    }
    if (!given_in) {
        value_drop(future);
        return OUT_RAISE;
    }
    return call_tell(c, future);
}

/* --- working --- */

static job *pool_job(struct pool *p, value future)
{
    for (uint32_t i = 0; i < p->size; i++)
        if (future.tag == V_NIL ? p->jobs[i].future.tag != V_HANDLE
                                : p->jobs[i].future.tag == V_HANDLE && p->jobs[i].future.handle == future.handle)
            return &p->jobs[i];
    return NULL;
}

static outcome pool_give(call *c, job *j)
{
    struct pool *p = c->object->pool;
    const value *items = ring_at(&p->tasks, 0)->list->items;
    value result;
    if (!value_list(items, 3, &result, &c->fault))
        return OUT_RAISE;
    *j = (job){value_keep(items[0]), value_keep(items[3]), value_keep(items[4]), c->task};
    value_drop(ring_take(&p->tasks));
    p->running++;
    c->detail = result.list->items[0];
    return call_done(c, result);
}

/* [future, f, args]; nil when nothing more can come. */
outcome verb_pool_take(call *c)
{
    struct pool *p = c->object->pool;
    job *j = pool_job(p, VALUE_NIL);
    if (p->terminated || (p->closed && !p->tasks.count)) {
        c->untold = !c->waits;
        c->word = "nothing more"; /* told to a worker that has waited */
        return OUT_DONE;
    }
    if (!p->tasks.count || !j)
        return OUT_WAIT;
    return c->probe ? OUT_DONE : pool_give(c, j);
}

static bool pool_call_back(call *c, value callback, value result)
{
    struct pool *p = c->object->pool;
    if (p->gone || callback.tag == V_UNSET || callback.tag == V_NIL)
        return true;
    value items[] = {callback, result}, both;
    if (!value_list(items, 2, &both, &c->fault))
        return false;
    bool kept = ring_push(&p->callbacks, both, &c->fault);
    value_drop(both);
    return kept;
}

/* The future is ready, unless the pool was terminated meanwhile: then it has died already. */
outcome verb_pool_finish(call *c)
{
    struct pool *p = c->object->pool;
    const value *given = c->op->arguments;
    bool ok = value_truth(given[1]);
    job *j = pool_job(p, given[0]);
    c->detail = given[0];
    if (!j)
        return call_raise(c, ERROR_state, "nobody works on this task of %s", call_name(c));
    object *future = object_of(j->future);
    if (!p->terminated) {
        if (!call_hold(c, future) || !pool_call_back(c, ok ? j->callback : j->error_callback, given[2]))
            return OUT_RAISE;
        future_complete(future, ok, given[2]);
    }
    if (p->terminated) /* only then: a load and a store could undo somebody's cancel in between */
        __atomic_store_n(&c->task->cancelled, false, __ATOMIC_RELAXED);
    job_drop(j); /* the caller's op still holds the future */
    p->running--;
    return OUT_DONE;
}

/* --- callbacks --- */

static bool pool_is_done(const struct pool *p) { return p->closed && !p->tasks.count && !p->running; }

/* [g, value]; nil when nothing more can come. Asking says that the last one was run. */
outcome verb_pool_take_callback(call *c)
{
    struct pool *p = c->object->pool;
    c->changed = p->calling;
    if (!c->probe) {
        p->caller = c->task->id;
        p->calling = false;
    }
    if (p->terminated || (pool_is_done(p) && !p->callbacks.count))
        return OUT_DONE;
    if (!p->callbacks.count)
        return OUT_WAIT;
    c->changed = true;
    if (c->probe)
        return OUT_DONE;
    p->calling = true;
    return call_done(c, ring_take(&p->callbacks));
}

/* --- the end --- */

outcome verb_pool_close(call *c)
{
    c->object->pool->closed = true;
    return OUT_DONE;
}

/* A worker, or the task that runs callbacks, has nothing more to do with it. */
outcome verb_pool_leave(call *c)
{
    struct pool *p = c->object->pool;
    if (c->task->id != p->caller) {
        p->left++;
        return OUT_DONE;
    }
    p->gone = true;
    p->calling = false;
    while (p->callbacks.count)
        value_drop(ring_take(&p->callbacks));
    return OUT_DONE;
}

outcome verb_pool_join(call *c)
{
    struct pool *p = c->object->pool;
    if (!p->closed)
        return call_raise(c, ERROR_state, "%s must be closed or terminated before it is joined", call_name(c));
    c->changed = false;
    return p->left < p->size || p->callbacks.count || p->calling ? OUT_WAIT : call_done(c, value_bool(true));
}

static bool pool_kill(call *c, value future, value error)
{
    object *o = object_of(future);
    if (!call_hold(c, o))
        return false;
    if (!o->future.ready)
        future_complete(o, false, error);
    return true;
}

static bool pool_kill_all(call *c, value error)
{
    struct pool *p = c->object->pool;
    for (uint32_t i = 0; i < p->tasks.count; i++)
        if (!pool_kill(c, ring_at(&p->tasks, i)->list->items[0], error))
            return false;
    for (uint32_t i = 0; i < p->size; i++)
        if (p->jobs[i].future.tag == V_HANDLE && !pool_kill(c, p->jobs[i].future, error))
            return false;
    return true;
}

/* Threads cannot be killed, but what they wait for raises. A worker does not end before it has come back to the pool. */
static void pool_cancel_all(call *c)
{
    struct pool *p = c->object->pool;
    for (uint32_t i = 0; i < p->size; i++)
        if (p->jobs[i].worker)
            call_cancel(c, p->jobs[i].worker);
}

/* What the futures of its tasks raise. */
static bool pool_death(call *c, value *out)
{
    value message = value_text("the pool was terminated"), name;
    bool made = object_name(c->object, &name, &c->fault);
    if (made) {
        made = value_error(ERROR_died, VALUE_UNSET, message, name, c->op->line, out, &c->fault);
        value_drop(name);
    }
    value_drop(message);
    if (made)
        out->error->column = 0;
    return made;
}

outcome verb_pool_terminate(call *c)
{
    struct pool *p = c->object->pool;
    value error;
    p->closed = true;
    if (p->terminated)
        return OUT_DONE;
    if (!pool_death(c, &error))
        return OUT_RAISE;
    p->terminated = true;
    bool killed = pool_kill_all(c, error);
    pool_cancel_all(c);
    value_drop(error);
    while (p->callbacks.count)
        value_drop(ring_take(&p->callbacks));
    return killed ? OUT_DONE : OUT_RAISE;
}
