/* pool: workers that share out the tasks given to them. The workers, and one task that runs callbacks, are the prelude's; here is what
 * they take, what comes of it, and when all is done. */
#include <stdlib.h>

#include "runtime/kinds/kinds.h"
#include "runtime/make.h"

/* One task given to the pool, from submit to the end of its callback. */
typedef struct job {
    struct job *next;
    value future, call /* [f, its arguments] */, callback, error_callback;
    value result; /* what the callback gets */
} job;

typedef struct jobs {
    job *first, *last;
    uint32_t count;
} jobs;

typedef struct work {
    job *job; /* NULL: none at the moment */
    task *worker;
} work;

struct pool {
    uint32_t size, left, running; /* workers; those that have left; tasks being worked on */
    uint32_t caller;              /* the task that runs callbacks, 0: none has come yet */
    bool closed, terminated, threads;
    bool calling, gone; /* a callback is being run; its task has left */
    jobs tasks, callbacks;
    work *works; /* by the number of the worker */
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
    work *works = p ? calloc((size_t)size, sizeof *works) : NULL;
    if (!works) {
        free(p);
        return fault_set(&c->fault, ERROR_limit, "out of memory");
    }
    p->size = (uint32_t)size;
    p->threads = threads;
    p->works = works;
    c->object->pool = p;
    return true;
}

/* --- jobs --- */

static void job_free(job *j)
{
    value_drop(j->future);
    value_drop(j->call);
    value_drop(j->callback);
    value_drop(j->error_callback);
    value_drop(j->result);
    free(j);
}

static void jobs_add(jobs *all, job *j)
{
    j->next = NULL;
    *(all->last ? &all->last->next : &all->first) = j;
    all->last = j;
    all->count++;
}

static job *jobs_take(jobs *all)
{
    job *j = all->first;
    all->first = j->next;
    if (!all->first)
        all->last = NULL;
    all->count--;
    return j;
}

static void jobs_free(jobs *all)
{
    while (all->count)
        job_free(jobs_take(all));
}

void pool_drop(world *w, object *o)
{
    (void)w;
    struct pool *p = o->pool;
    if (!p)
        return;
    for (uint32_t i = 0; i < p->size; i++)
        if (p->works[i].job)
            job_free(p->works[i].job);
    free(p->works);
    jobs_free(&p->tasks);
    jobs_free(&p->callbacks);
    free(p);
}

outcome verb_pool_size(call *c) { return call_tell(c, value_int(c->object->pool->size)); }

/* --- giving --- */

/* [f, its arguments] */
static bool pool_call(call *c, value f, value arguments, value *out)
{
    if (arguments.tag != V_LIST)
        return fault_set(&c->fault, ERROR_type, "the arguments of a call are given as a list, not as %s", fault_noun(arguments).text);
    if (!value_list_room(1 + arguments.list->length, out, &c->fault))
        return false;
    bool pushed = value_list_push(out, f, &c->fault);
    for (uint32_t i = 0; pushed && i < arguments.list->length; i++)
        pushed = value_list_push(out, arguments.list->items[i], &c->fault);
    if (!pushed)
        value_drop(*out);
    return pushed;
}

static job *job_new(call *c)
{
    const value *given = c->op->arguments;
    job *j = calloc(1, sizeof *j);
    if (!j) {
        fault_set(&c->fault, ERROR_limit, "out of memory");
        return NULL;
    }
    if (!pool_call(c, given[0], given[1], &j->call) || !make_future(c, &j->future)) {
        job_free(j);
        return NULL;
    }
    j->callback = value_keep(given[2]);
    j->error_callback = value_keep(given[3]);
    return j;
}

outcome verb_pool_submit(call *c)
{
    struct pool *p = c->object->pool;
    if (p->closed)
        return call_raise(c, ERROR_state, "%s is closed and takes no more tasks", call_name(c));
    if (p->tasks.count >= c->world->settings.limits.messages)
        return call_raise(c, ERROR_limit, "%s holds %lld tasks already, as many as may be (limit messages)", call_name(c),
                          (long long)c->world->settings.limits.messages);
    job *j = job_new(c);
    if (!j)
        return OUT_RAISE;
    jobs_add(&p->tasks, j);
    return call_tell(c, value_keep(j->future));
}

/* --- working --- */

/* What the worker of the number given is at. */
static work *pool_work(const call *c) { return &c->object->pool->works[c->op->arguments[0].integer]; }

static outcome pool_give(call *c)
{
    struct pool *p = c->object->pool;
    work *w = pool_work(c);
    *w = (work){jobs_take(&p->tasks), c->task};
    p->running++;
    c->detail = w->job->future;
    value called = w->job->call;
    w->job->call = VALUE_NIL;
    return call_done(c, called);
}

/* [f, its arguments]; nil when nothing more can come. */
outcome verb_pool_take(call *c)
{
    struct pool *p = c->object->pool;
    if (p->terminated || (p->closed && !p->tasks.count)) {
        c->untold = !c->waits;
        c->word = "nothing more"; /* told to a worker that has waited */
        return OUT_DONE;
    }
    if (!p->tasks.count)
        return OUT_WAIT;
    return c->probe ? OUT_DONE : pool_give(c);
}

/* The job goes on to those who wait for its callback, if it has one; else it is done. */
static void pool_call_back(struct pool *p, job *j, bool ok, value result)
{
    value callback = ok ? j->callback : j->error_callback;
    if (p->gone || p->terminated || callback.tag == V_UNSET || callback.tag == V_NIL) {
        job_free(j);
        return;
    }
    if (!ok) {
        j->error_callback = j->callback;
        j->callback = callback;
    }
    j->result = value_keep(result);
    jobs_add(&p->callbacks, j);
}

/* The future is ready, unless the pool was terminated meanwhile: then it has died already. */
outcome verb_pool_finish(call *c)
{
    struct pool *p = c->object->pool;
    const value *given = c->op->arguments;
    work *w = pool_work(c);
    job *j = w->job;
    bool ok = value_truth(given[1]);
    if (!j)
        return call_raise(c, ERROR_state, "this worker of %s has no task", call_name(c));
    object *future = object_of(j->future);
    if (!p->terminated) {
        if (!call_hold(c, future))
            return OUT_RAISE;
        future_complete(future, ok, given[2]);
    } else { /* only then: a load and a store could undo somebody's cancel in between */
        __atomic_store_n(&c->task->cancelled, false, __ATOMIC_RELAXED);
    }
    *w = (work){0};
    p->running--;
    value told = value_keep(j->future); /* stays at least until it is unlocked */
    pool_call_back(p, j, ok, given[2]);
    return call_tell(c, told);
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
    value both;
    job *j = p->callbacks.first;
    if (!value_list((value[]){j->callback, j->result}, 2, &both, &c->fault))
        return OUT_RAISE;
    job_free(jobs_take(&p->callbacks));
    p->calling = true;
    return call_done(c, both);
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
    jobs_free(&p->callbacks);
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
    for (const job *j = p->tasks.first; j; j = j->next)
        if (!pool_kill(c, j->future, error))
            return false;
    for (uint32_t i = 0; i < p->size; i++)
        if (p->works[i].job && !pool_kill(c, p->works[i].job->future, error))
            return false;
    return true;
}

/* Threads cannot be killed, but what they wait for raises. A worker does not end before it has come back to the pool. */
static void pool_cancel_all(call *c)
{
    struct pool *p = c->object->pool;
    for (uint32_t i = 0; i < p->size; i++)
        if (p->works[i].worker)
            call_cancel(c, p->works[i].worker);
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
    jobs_free(&p->callbacks);
    return killed ? OUT_DONE : OUT_RAISE;
}
