/* pool: workers that share out the tasks given to them. The workers, and one task that runs callbacks, are the prelude's; here is what
 * they take, what comes of it, and when all is done. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/kinds/kinds.h"
#include "runtime/make.h"
#include "runtime/pass.h"

/* One task given to the pool, from submit to the end of its callback. Of a map there is one for each piece, with one future for all. */
typedef struct job {
    struct job *next;
    value future, call /* [f, its arguments] */, callback, error_callback;
    uint32_t part; /* which part of the future it brings */
    uint64_t seq;  /* of the event that brought it where it is, for those that depend on it */
} job;

typedef struct jobs {
    job *first, *last;
    uint32_t count;
} jobs;

typedef struct work {
    job *job; /* NULL: none at the moment */
    task *worker;
    value process; /* of a pool of processes: the worker; V_NIL: it is gone */
    bool leaves;   /* the process has nothing more to do here, and is about to end */
    bool gone;     /* it is to be replaced */
} work;

struct pool {
    uint32_t size, left, running; /* workers; those that have left; tasks being worked on */
    uint32_t owner;               /* the process that made it */
    bool closed /* atomic, for who looks at it before the pool is locked */, terminated, threads;
    bool engaged; /* there is a task for callbacks; atomic, as closed is */
    bool calling; /* a callback is being run */
    jobs tasks, callbacks;
    job *moved;  /* the first of those, at the end of one of the two, that the present op has brought there; NULL: none */
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
    memory *m = c->world->memory;
    struct pool *p = memory_zeroed(m, sizeof *p);
    work *works = p ? memory_zeroed(m, (size_t)size * sizeof *works) : NULL;
    if (!works) {
        memory_give(m, p, sizeof *p);
        return fault_set(&c->fault, ERROR_limit, "out of memory");
    }
    p->size = (uint32_t)size;
    p->threads = threads;
    p->owner = c->task->process->id;
    p->works = works;
    c->object->pool = p;
    return true;
}

/* --- jobs --- */

/* The callbacks are values of the process that made the pool, and of no other. */
static void job_free(world *w, job *j)
{
    store_free(w, j->future);
    store_free(w, j->call);
    if (!w->memory) {
        value_drop(j->callback);
        value_drop(j->error_callback);
    }
    memory_give(w->memory, j, sizeof *j);
}

/* It is done with, within an operation. */
static void job_done(call *c, job *j)
{
    store_drop(c, j->future);
    store_drop(c, j->call);
    if (c->task && c->task->process->id == c->object->pool->owner) {
        value_drop(j->callback);
        value_drop(j->error_callback);
    }
    pass_give(c->pass, j, sizeof *j);
}

/* They are chained already. */
static void jobs_append(call *c, jobs *all, const jobs *more)
{
    if (!more->count)
        return;
    if (all->last)
        call_change(c, &all->last->next, sizeof all->last->next);
    *(all->last ? &all->last->next : &all->first) = more->first;
    all->last = more->last;
    all->count += more->count;
}

static void jobs_add(call *c, jobs *all, job *j)
{
    j->next = NULL;
    jobs_append(c, all, &(jobs){j, j, 1});
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

static void jobs_done(call *c, jobs *all)
{
    while (all->count)
        job_done(c, jobs_take(all));
}

void pool_drop(world *w, object *o)
{
    struct pool *p = o->pool;
    if (!p)
        return;
    for (uint32_t i = 0; i < p->size; i++) {
        if (p->works[i].job)
            job_free(w, p->works[i].job);
        store_free(w, p->works[i].process);
    }
    while (p->tasks.count)
        job_free(w, jobs_take(&p->tasks));
    while (p->callbacks.count)
        job_free(w, jobs_take(&p->callbacks));
    memory_give(w->memory, p->works, p->size * sizeof *p->works);
    memory_give(w->memory, p, sizeof *p);
}

/* The pool, which is about to change. */
static struct pool *pool_change(call *c)
{
    struct pool *p = c->object->pool;
    call_change(c, p, sizeof *p);
    return p;
}

outcome verb_pool_size(call *c) { return call_tell(c, value_int(c->object->pool->size)); }

/* --- giving --- */

/* [f, its arguments], or [through, f, arguments] */
static bool pool_call(call *c, const value *given, value *out)
{
    value arguments = given[1], through = given[4];
    if (arguments.tag != V_LIST)
        return fault_set(&c->fault, ERROR_type, "the arguments of a call are given as a list, not as %s", fault_noun(arguments).text);
    if (through.tag != V_NIL)
        return value_list((value[]){through, given[0], arguments}, 3, out, &c->fault);
    if (!value_list_room(1 + arguments.list->length, out, &c->fault))
        return false;
    bool pushed = value_list_push(out, given[0], &c->fault);
    for (uint32_t i = 0; pushed && i < arguments.list->length; i++)
        pushed = value_list_push(out, arguments.list->items[i], &c->fault);
    if (!pushed)
        value_drop(*out);
    return pushed;
}

/* What a task in another process is made of has to be known there. */
static bool pool_may_send(call *c, const value *given)
{
    if (c->object->pool->threads)
        return true;
    if (given[0].tag != V_FUNC && given[0].tag != V_BUILTIN)
        return fault_set(&c->fault, ERROR_type,
                         "a pool of processes calls functions that use only names of the top level and their parameters");
    return value_is_sendable(given[1]) || fault_set(&c->fault, ERROR_type, "a function cannot be an argument of a task in another process");
}

static bool job_fill(call *c, job *j, value future, value called)
{
    const value *given = c->op->arguments;
    if (!store_keep(c, future, &j->future) || !store_keep(c, called, &j->call))
        return false;
    j->callback = value_keep(given[2]);
    j->error_callback = value_keep(given[3]);
    return true;
}

static job *job_new(call *c, value future, value called)
{
    job *j = memory_zeroed(c->world->memory, sizeof *j);
    if (!j)
        fault_set(&c->fault, ERROR_limit, "out of memory");
    if (!j || job_fill(c, j, future, called))
        return j;
    job_free(c->world, j);
    return NULL;
}

/* What is told of a task: its call, and the future of its outcome. */
static void pool_tell(call *c, value called, value future)
{
    c->detail = called;
    c->other = object_of(future)->id;
}

/* May that many tasks be given to the pool by the caller? */
static bool pool_admits(call *c, uint64_t count)
{
    const struct pool *p = c->object->pool;
    int64_t most = c->world->settings.limits.messages;
    if (p->owner != c->task->process->id)
        return fault_set(&c->fault, ERROR_permission, "only the process that made %s may give it tasks", call_name(c));
    if (p->closed)
        return fault_set(&c->fault, ERROR_state, "%s is closed and takes no more tasks", call_name(c));
    if (p->tasks.count + count <= (uint64_t)most)
        return true;
    return fault_set(&c->fault, ERROR_limit, "%s may hold %lld tasks, and no more (limit messages)", call_name(c), (long long)most);
}

/* All of them have one future, the result of the call. */
static outcome pool_given(call *c, value called, value future, const jobs *all)
{
    struct pool *p = c->object->pool;
    if (all->first)
        p->moved = all->first;
    jobs_append(c, &p->tasks, all);
    pool_tell(c, called, future);
    return call_done(c, future);
}

static bool is_callback(value v) { return v.tag != V_UNSET && v.tag != V_NIL; }

/* Has it a callback that nobody would run? */
static bool pool_lacks_help(const call *c)
{
    const value *given = c->op->arguments;
    return (is_callback(given[2]) || is_callback(given[3])) && !__atomic_load_n(&c->object->pool->engaged, __ATOMIC_RELAXED);
}

/* The task and its future, which nobody knows yet. */
bool pool_prepare(call *c)
{
    value called;
    if (__atomic_load_n(&c->object->pool->closed, __ATOMIC_RELAXED) || pool_lacks_help(c) || !pool_may_send(c, c->op->arguments)
        || !pool_call(c, c->op->arguments, &called))
        return false;
    object *future = make_future_object(c);
    if (future) {
        c->prepared = job_new(c, object_stored(future), called);
        object_let_go(future);
    }
    value_drop(called);
    return c->prepared;
}

outcome verb_pool_submit(call *c)
{
    value future;
    pool_change(c);
    bool admitted = pool_admits(c, 1), lacks = admitted && pool_lacks_help(c);
    bool good = admitted && !lacks && (c->prepared || pool_prepare(c));
    job *j = c->prepared;
    if (good && make_told(c, object_of(j->future), &future))
        return pool_given(c, j->call, future, &(jobs){j, j, 1});
    if (j)
        job_free(c->world, j);
    c->changed = false;
    return lacks ? OUT_DONE : OUT_RAISE;
}

/* With its future it goes on to those who wait for their callbacks, if it has one; else it is done. */
static void pool_call_back(call *c, job *j)
{
    struct pool *p = c->object->pool;
    const object *future = object_of(j->future);
    value callback = future->future.ok ? j->callback : j->error_callback;
    if (p->terminated || !future->future.ready || !is_callback(callback)) {
        job_done(c, j);
        return;
    }
    call_change(c, j, sizeof *j);
    j->seq = 0;
    p->moved = j;
    jobs_add(c, &p->callbacks, j);
}

/* --- giving in pieces: of a call [through, f, items] there are made several, each with some of the items --- */

static job *piece_new(call *c, value future, uint32_t at, uint32_t size)
{
    const value *whole = c->op->arguments[0].list->items;
    value piece, called;
    job *j = NULL;
    if (!value_list(whole[2].list->items + at, size, &piece, &c->fault))
        return NULL;
    if (value_list((value[]){whole[0], whole[1], piece}, 3, &called, &c->fault)) {
        j = job_new(c, future, called);
        value_drop(called);
    }
    value_drop(piece);
    return j;
}

static bool pieces_new(call *c, value future, uint32_t size, uint32_t count, jobs *all)
{
    uint32_t length = c->op->arguments[0].list->items[2].list->length;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = i * size, left = length - at;
        job *j = piece_new(c, future, at, left < size ? left : size);
        if (!j)
            return false;
        j->part = i;
        *(all->last ? &all->last->next : &all->first) = j;
        all->last = j;
        all->count++;
    }
    return true;
}

/* Of nothing there is no piece: it is done at once, and so is its callback due. */
static bool nothing_new(call *c, value future)
{
    job *j = job_new(c, future, VALUE_NIL);
    if (j)
        pool_call_back(c, j);
    return j;
}

static bool pool_divide(call *c, value future, uint32_t size, uint32_t count, jobs *all)
{
    if (!future_divide(c, object_of(future), count, value_truth(c->op->arguments[4])))
        return false;
    return count ? pieces_new(c, future, size, count, all) : nothing_new(c, future);
}

/* How long a piece is, and how many there are. */
static bool pool_pieces(call *c, uint32_t *size, uint32_t *count)
{
    const value *whole = c->op->arguments[0].list->items;
    int64_t chunksize;
    uint32_t length = whole[2].list->length;
    if (!call_int(c, c->op->arguments[1], "a chunksize", &chunksize))
        return false;
    if (chunksize < 1)
        return fault_set(&c->fault, ERROR_value, "a chunksize is 1 or more");
    *size = chunksize < length ? (uint32_t)chunksize : length;
    *count = length ? (length - 1) / *size + 1 : 0;
    return pool_admits(c, *count) && pool_may_send(c, whole + 1);
}

outcome verb_pool_share(call *c)
{
    uint32_t size = 0, count = 0;
    value future = VALUE_NIL;
    jobs all = {0};
    pool_change(c)->moved = NULL;
    if (!pool_pieces(c, &size, &count) || !make_future(c, &future))
        return OUT_RAISE;
    if (!pool_divide(c, future, size, count, &all)) {
        while (all.count)
            job_free(c->world, jobs_take(&all));
        value_drop(future);
        return OUT_RAISE;
    }
    c->number = count > 1 ? count : 0;
    return pool_given(c, c->op->arguments[0], future, &all);
}

/* --- working --- */

/* What the worker of the number given is at. */
static work *pool_work(call *c)
{
    work *w = &c->object->pool->works[c->op->arguments[0].integer];
    call_change(c, w, sizeof *w);
    return w;
}

static outcome pool_give(call *c)
{
    struct pool *p = pool_change(c);
    work *w = pool_work(c);
    w->job = jobs_take(&p->tasks);
    call_change(c, w->job, sizeof *w->job);
    w->worker = c->task;
    p->running++;
    c->cause = w->job->seq;
    value called = w->job->call;
    w->job->call = VALUE_NIL;
    pool_tell(c, called, w->job->future);
    return call_done(c, called);
}

/* [f, its arguments]; nil when nothing more can come. */
outcome verb_pool_take(call *c)
{
    struct pool *p = c->object->pool;
    if (p->terminated || (p->closed && !p->tasks.count))
        return OUT_DONE;
    if (!p->tasks.count)
        return OUT_WAIT;
    return c->probe ? OUT_DONE : pool_give(c);
}

/* It is held until it is unlocked. A journal keeps what is dropped by itself. */
static void pool_keep_locked(call *c, value future)
{
    if (!c->world->memory)
        pass_drop(c->pass, value_keep(future));
}

/* The future is ready, unless the pool was terminated meanwhile: then it has died already. */
outcome verb_pool_finish(call *c)
{
    struct pool *p = pool_change(c);
    const value *given = c->op->arguments;
    work *w = pool_work(c);
    job *j = w->job;
    bool ok = value_truth(given[1]);
    if (!j)
        return call_raise(c, ERROR_state, "this worker of %s has no task", call_name(c));
    if (!p->threads && !value_is_sendable(given[2]))
        return call_raise(c, ERROR_type, "a function cannot be the result of a task in another process");
    object *future = object_of(j->future);
    pool_tell(c, given[3], j->future);
    pool_keep_locked(c, j->future);
    if (!p->terminated) {
        if (!call_hold(c, future) || !future_bring(c, future, j->part, ok, given[2]))
            return OUT_RAISE;
    } else { /* only then: a load and a store could undo somebody's cancel in between */
        __atomic_store_n(&c->task->cancelled, false, __ATOMIC_RELAXED);
    }
    w->job = NULL;
    w->worker = NULL;
    p->running--;
    p->moved = NULL;
    pool_call_back(c, j);
    if (p->tasks.count && !p->terminated)
        call_then(c, VERB_pool_take);
    return OUT_DONE;
}

/* --- callbacks --- */

static bool pool_is_done(const struct pool *p) { return p->closed && !p->tasks.count && !p->running; }

/* Is a task needed that runs callbacks? Who is told so starts one, or gives the word back. */
outcome verb_pool_engage(call *c)
{
    struct pool *p = pool_change(c);
    bool wanted = value_truth(c->op->arguments[0]) && !p->closed, first = wanted && !p->engaged;
    c->changed = false;
    __atomic_store_n(&p->engaged, wanted, __ATOMIC_RELAXED);
    return call_done(c, value_bool(first));
}

/* [g, value], of the first that is due. */
static bool pool_callback(call *c, const job *j, value *out)
{
    value told;
    const object *future = object_of(j->future);
    if (!future_read(c, future, &told))
        return false;
    bool made = value_list((value[]){future->future.ok ? j->callback : j->error_callback, told}, 2, out, &c->fault);
    value_drop(told);
    return made;
}

/* [g, value]; nil when nothing more can come. Asking says that the last one was run. */
outcome verb_pool_take_callback(call *c)
{
    struct pool *p = pool_change(c);
    c->changed = p->calling;
    if (!c->probe)
        p->calling = false;
    if (p->terminated || (pool_is_done(p) && !p->callbacks.count))
        return OUT_DONE;
    if (!p->callbacks.count)
        return OUT_WAIT;
    c->changed = true;
    if (c->probe)
        return OUT_DONE;
    value both;
    if (!pool_callback(c, p->callbacks.first, &both))
        return OUT_RAISE;
    c->cause = p->callbacks.first->seq;
    job_done(c, jobs_take(&p->callbacks));
    p->calling = true;
    return call_done(c, both);
}

/* Of workers that wait one is woken at a time: who takes a task lets the next come for what is left. */
bool pool_concerns(const call *c, verb_id waiting)
{
    const struct pool *p = c->object->pool;
    switch (c->op->verb) {
    case VERB_pool_submit: return waiting == VERB_pool_take;
    case VERB_pool_take: return p->closed || (waiting == VERB_pool_take && p->tasks.count);
    case VERB_pool_finish: return waiting == VERB_pool_take_callback;
    case VERB_pool_take_callback: return p->closed || waiting == VERB_pool_take_callback;
    default: return true;
    }
}

/* The tasks that were given, or whose callback is due, depend on it. */
void pool_recorded(call *c, uint64_t seq)
{
    uint16_t verb = c->op->verb;
    if (verb == VERB_pool_submit || verb == VERB_pool_share || verb == VERB_pool_finish)
        for (job *j = c->object->pool->moved; j; j = j->next)
            j->seq = seq;
}

/* --- the end --- */

/* --- worker processes --- */

/* An error of kind died, in the name of the pool. */
static bool pool_death(call *c, const char *text, value *out)
{
    value message, name;
    if (!value_string(text, strlen(text), &message, &c->fault))
        return false;
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

outcome verb_pool_threads(call *c) { return call_tell(c, value_bool(c->object->pool->threads)); }

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
    struct pool *p = c->object->pool;
    job *j = w->job;
    value error;
    char text[128];
    snprintf(text, sizeof text, "the worker %s died", object_excerpt(worker->self).text);
    w->job = NULL;
    p->running--;
    p->moved = NULL;
    if (!pool_death(c, text, &error))
        error = VALUE_NIL;
    object *future = object_of(j->future);
    pool_keep_locked(c, j->future);
    if (call_hold(c, future) && !future->future.ready)
        future_bring(c, future, j->part, false, error);
    pool_call_back(c, j);
    value_drop(error);
}

/* It died, or called exit, or had nothing more to do. */
bool pool_bereaved(call *c, const process *worker)
{
    struct pool *p = c->object->pool ? pool_change(c) : NULL; /* NULL: it is being made */
    for (uint32_t i = 0; p && i < p->size; i++) {
        work *w = &p->works[i];
        if (w->process.tag != V_HANDLE || object_of(w->process)->id != worker->id)
            continue;
        call_change(c, w, sizeof *w);
        if (w->job)
            pool_job_died(c, w, worker);
        store_drop(c, w->process);
        w->process = VALUE_NIL;
        w->gone = !w->leaves;
        p->left += w->leaves;
        w->leaves = false;
        return true;
    }
    return false;
}

/* The number of a worker that is to be replaced; nil when none will be. One that has nothing more to do is not. */
outcome verb_pool_replace(call *c)
{
    struct pool *p = pool_change(c);
    bool over = p->terminated || (p->closed && !p->tasks.count);
    uint32_t left = p->left;
    for (uint32_t i = 0; i < p->size; i++) {
        if (!p->works[i].gone)
            continue;
        left += over;
        call_change(c, &p->works[i], sizeof p->works[i]);
        if (!c->probe)
            p->works[i].gone = false;
        if (!over)
            return call_tell(c, value_int(i));
    }
    c->changed = left != p->left;
    if (!c->probe)
        p->left = left;
    return left == p->size ? OUT_DONE : OUT_WAIT;
}

outcome verb_pool_close(call *c)
{
    __atomic_store_n(&pool_change(c)->closed, true, __ATOMIC_RELAXED);
    return OUT_DONE;
}

/* A worker (by its number), or one of the pool's other tasks (nil), has nothing more to do with it. A process has left when it has ended:
 * who joins the pool finds none of them. */
outcome verb_pool_leave(call *c)
{
    c->changed = c->op->arguments[0].tag == V_INT;
    if (!c->changed)
        return OUT_DONE;
    struct pool *p = pool_change(c);
    if (p->threads)
        p->left++;
    else
        pool_work(c)->leaves = true;
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

static int futures_order(const void *a, const void *b)
{
    uint32_t one = (*(object *const *)a)->id, other = (*(object *const *)b)->id;
    return (one > other) - (one < other);
}

/* Nobody completes a future without the pool. */
static bool pool_kill(call *c, object *future, value error)
{
    return future->future.ready || (call_hold(c, future) && future_complete(c, future, false, error));
}

/* The futures of all tasks that are not done, in the order of their ids, one perhaps several times; NULL: out of memory. They were mostly given in
 * that order, but one may have been prepared before another and given after it. */
static object **pool_futures(call *c, uint32_t *count)
{
    const struct pool *p = c->object->pool;
    object **all = block_take((p->size + (size_t)p->tasks.count) * sizeof(object *));
    if (!all)
        fault_set(&c->fault, ERROR_limit, "out of memory");
    *count = 0;
    for (uint32_t i = 0; all && i < p->size; i++)
        if (p->works[i].job)
            all[(*count)++] = object_of(p->works[i].job->future);
    for (const job *j = p->tasks.first; all && j; j = j->next)
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
    struct pool *p = c->object->pool;
    for (uint32_t i = 0; p->threads && i < p->size; i++)
        if (p->works[i].worker)
            call_cancel(c, p->works[i].worker);
}

/* Its worker processes are ended when this is told of; the one that is named last ends first. */
static void pool_end_processes(call *c)
{
    struct pool *p = c->object->pool;
    for (uint32_t i = p->size; i-- > 0;) {
        object *o = p->works[i].process.tag == V_HANDLE ? object_of(p->works[i].process) : NULL;
        if (o && o->thread.life == LIFE_RUNNING && !p->works[i].leaves)
            call_kill(c, o->thread.process, SIGNAL_TERMINATE);
    }
}

outcome verb_pool_terminate(call *c)
{
    struct pool *p = pool_change(c);
    value error;
    if (p->owner != c->task->process->id)
        return call_raise(c, ERROR_permission, "only the process that made %s may terminate it", call_name(c));
    __atomic_store_n(&p->closed, true, __ATOMIC_RELAXED);
    if (p->terminated)
        return OUT_DONE;
    if (!pool_death(c, "the pool was terminated", &error))
        return OUT_RAISE;
    p->terminated = true;
    bool killed = pool_kill_all(c, error);
    pool_cancel_all(c);
    pool_end_processes(c);
    value_drop(error);
    jobs_done(c, &p->callbacks);
    return killed ? OUT_DONE : OUT_RAISE;
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
    const struct pool *p = o->pool;
    unsigned flags = p->closed | p->terminated << 1 | p->threads << 2 | p->engaged << 3 | p->calling << 4;
    state_number(s, flags);
    state_number(s, p->left);
    state_number(s, p->size);
    jobs_state(s, &p->tasks);
    jobs_state(s, &p->callbacks);
    for (uint32_t i = 0; i < p->size; i++) {
        job_state(s, p->works[i].job);
        state_value(s, p->works[i].process);
        state_number(s, p->works[i].leaves | (unsigned)p->works[i].gone << 1);
    }
}
