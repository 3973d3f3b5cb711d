/* pool: what pool.c and pool_end.c share.
 *
 * Whoever gives tasks, works, or runs callbacks wants the pool for each task. So that they do not all wait for one lock, and for one line of the
 * cache, there are two trays beside it, each an object that nobody can name, with a lock of its own:
 *
 *   inlet    what was given since a worker came by. It is open as long as one is sure to come by: one who has found nothing looks again soon, or was
 *            woken and is on its way; or all have a task. Whoever comes by empties it, and lets the next come for what is left. Who has to stand
 *            in line, or leaves others standing there, shuts it: tasks are given to the pool itself then.
 *   outlet   what the task that runs callbacks has taken to run, one after the other. Until that is done, it is calling.
 *
 * Both only on the real engine, and where a worker that is done takes the next task in the same pass. They are locked after the pool. */
#ifndef RUNTIME_KINDS_POOL_H
#define RUNTIME_KINDS_POOL_H

#include "runtime/kind.h"

/* One task given to the pool, from submit to the end of its callback. It stands behind its future, unless that of a map: there is one
 * for each piece, with one future for all. */
typedef struct job job;
struct job {
    job *next;
    value future, call /* [f, its arguments] */, callback, error_callback;
    uint32_t part;               /* which part of the future it brings */
    uint64_t seq;                /* of the event that brought it where it is, for those that depend on it */
};

_Static_assert(sizeof(job) <= OBJECT_BEHIND, "a task has room behind its future");

typedef struct work {            /* fills a line of the cache */
    job *job;                    /* NULL: none at the moment */
    task *worker;
    value process;               /* of a pool of processes: the worker; V_NIL: it is gone */
    bool leaves;                 /* the process has nothing more to do here, and is about to end */
    bool gone;                   /* it is to be replaced */
    char apart[OBJECT_LINE - 2 * sizeof(void *) - sizeof(value) - 2];
} work;

_Static_assert(sizeof(work) == OBJECT_LINE, "what a worker is at stands in a line of its own");

struct pool {
    uint32_t size;               /* workers */
    uint32_t owner;              /* the process that made it */
    bool threads;
    bool closed;                 /* atomic, for who looks at it before the pool is locked */
    bool engaged;                /* there is a task for callbacks; atomic, as closed is */
    object *inlet, *outlet;
    work *works;                 /* by the number of the worker; NULL: the pool is being made */
    char apart[OBJECT_LINE];     /* what is only looked at is in no line of the cache that changes */
    struct pool_now {            /* what most operations change */
        uint32_t left, running;  /* workers that have left; tasks being worked on */
        bool terminated;
        bool open;               /* the inlet is */
        bool calling;            /* a callback is being run */
        jobs tasks, callbacks;
    } now;
};

_Static_assert(sizeof(struct pool) <= OBJECT_POOL, "a pool has room behind its object");

/* Known without a look at the object, which may be in another processor's hands. */
static inline struct pool *pool_of(const object *o) { return (struct pool *)(void *)((char *)o + OBJECT_WHOLE); }

/* Workers have nothing more to take. */
static inline bool pool_is_over(const struct pool *p) { return p->now.terminated || (p->closed && !p->now.tasks.count); }

/* The pool, what most operations change of it, and the worker of the number given, which are about to change. */
struct pool *pool_change(call *c);
struct pool *pool_change_now(call *c);
work *pool_work(call *c);

void pool_job_free(world *w, job *j);
void pool_job_done(call *c, job *j);          /* it is done with, within an operation */
void pool_jobs_done(call *c, jobs *all);
job *pool_jobs_take(jobs *all);
void pool_call_back(call *c, job *j);         /* with its future it goes on to those who wait for their callbacks, if it has one; else it is done */
void pool_shut(call *c);                      /* the inlet is emptied, and tasks are given to the pool itself from now on */
void pool_forget_callbacks(call *c);
void pool_keep_locked(call *c, value future); /* it is held until it is unlocked */

#endif
