/* internal: what the files of the engine share. Seen by runtime/os/ only.
 *
 *   mutex.c       the lock of an object: one word
 *   park.c        a task's wait: claim, resume, park
 *   gil.c         the one lock of a process, for scenarios that ask for it
 *   roster.c      all tasks that live; making and freeing them
 *   worker.c      OS threads and the loop in which one runs a task
 *   dispatcher.c  one OS thread for the tasks of all timers
 *   supervisor.c  the first thread: recorder, deadlocks, the end
 *   signals.c     interrupts
 *   ticks.c       the clock of the trace
 *
 * All fields that several threads touch are reached by __atomic builtins, or under the lock named beside them. */
#ifndef RUNTIME_OS_INTERNAL_H
#define RUNTIME_OS_INTERNAL_H

#include <pthread.h>
#include <signal.h>

#include "runtime/object.h"
#include "runtime/os/futex.h"

enum {
    OS_LINE = 64,   /* bytes of a cache line */
    NAP_TRIAL = 32, /* waits until a task tries for the first time whether napping pays */
#ifdef CONC_HOSTILE
    OS_BUDGET = 1,
    OS_GIL_BUDGET = 1
#else
    OS_BUDGET = 20000,   /* instructions a task runs before it looks whether the run is to end: well under a millisecond */
    OS_GIL_BUDGET = 2000 /* … or whether others want the gil */
#endif
};

typedef struct os os;
typedef struct worker worker;

/* The word of a task's wait. What is told to the task is added by others and taken, all at once, by the task itself; how it sleeps is
 * set by itself and taken away by who tells it something, so that one alone wakes it. */
enum park_bits {
    PARK_READY = 1,   /* told: t->reply is there (or the object it waits for wants to be asked again) */
    PARK_POKED = 2,   /* told: it is cancelled */
    PARK_STOPPED = 4, /* told: the run ends */
    PARK_TOLD = PARK_READY | PARK_POKED | PARK_STOPPED,
    PARK_SLEEPING = 8, /* sleeps in a futex, or is about to */
    PARK_CARRIED = 16, /* sleeps with the dispatcher: whoever wakes it puts it into the inbox */
    PARK_IDLE = 32,    /* sleeps without a deadline: was taken off os->able, whoever wakes it counts it again */
    PARK_SLEEP = PARK_SLEEPING | PARK_CARRIED | PARK_IDLE
};

typedef struct os_task {
    task task;                       /* first: an engine's task begins with one */
    _Alignas(OS_LINE) uint32_t word; /* enum park_bits */
    uint32_t vain, rest;             /* how often in a row it spun in vain; waits since it spun last */
    uint32_t glance;                 /* pauses before it first looks whether an object has changed */
    bool tired;                      /* it has hesitated already: it does not spin once more */
    bool naps;                       /* its last nap was worth while */
    uint32_t awake, patience;        /* waits without a nap since one was not; how many it lets pass until it tries again */
    bool fresh;                      /* not resumed for the first time yet */
    bool pending;                    /* its op is performed and it has to wait; whoever takes the task on begins with that */
    worker *worker;                  /* reserved for it when it is fresh; NULL: the dispatcher runs it */
    int64_t work;                    /* ns of `work` still to do */
    int64_t wake;                    /* when the dispatcher looks at it again; the dispatcher's */
    uint32_t place;                  /* in the dispatcher's heap, from 1; 0: not there. The dispatcher's */
    struct os_task *inbox;           /* next in the dispatcher's inbox */
    struct os_task *next, *previous; /* in the roster; under its lock */
} os_task;

typedef enum wake { WAKE_REPLY, WAKE_TIMEOUT /* or poked, or done with its work */, WAKE_STOP } wake;

/* What became of a task that was run for a while. */
typedef enum ran {
    RAN_ON /* an op was replied to, or the budget used */,
    RAN_WAITS /* its op has to wait */,
    RAN_ENDED /* to be freed */,
    RAN_GONE /* told to stop */
} ran;

struct worker { /* an OS thread that runs tasks */
    os *os;
    lane *lane;
    pthread_t thread;
    uint32_t word; /* enum worker_word: whether it has a job */
    os_task *job;  /* NULL: no more work, leave */
    worker *next;  /* in the list of those that are idle */
};

typedef struct dispatcher {
    os *os;
    lane *lane;
    pthread_t thread;
    uint32_t lock; /* guards the start of the thread */
    bool started;
    os_task *inbox;  /* pushed by anybody, taken as a whole */
    os_task *taken;  /* out of the inbox, and not looked at yet */
    uint32_t pushed; /* counts pushes: the word it sleeps on */
    uint32_t sleeping;
    os_task **heap; /* the soonest first; from place 1 on */
    uint32_t count, capacity;
} dispatcher;

typedef struct anchor {
    uint64_t count; /* of ticks, when it was … */
    int64_t ns;
    uint64_t holds, scale; /* ticks that it holds for; ns a tick, times 2^32. 0: the rate is not known yet */
} anchor;

typedef struct ticks {
    _Alignas(OS_LINE) uint32_t version; /* the present anchor is that of this number modulo 2 */
    bool trusted;                       /* set at the beginning: the counter can be used */
    anchor anchors[2];
    _Alignas(OS_LINE) uint32_t lock; /* held by who sets an anchor; guards the rest */
    uint64_t base_count;             /* the moment from which on the rate is measured */
    int64_t base_ns;
} ticks;

struct os {
    world *world;
    int64_t epoch;     /* of CLOCK_MONOTONIC when the scenario began */
    uint32_t cpus;     /* this process may use */
    uint32_t spins;    /* pauses after which spinning has cost as much as sleeping would have */
    uint32_t stopping; /* tasks are to stop at their next op or wake */
    uint32_t ending;   /* why: a run_end + 1; 0: it goes on. Set once, before stopping */
    bool locked;       /* there is a gil */
    int64_t budget;    /* instructions a task runs at once on an OS thread of its own */
    pthread_attr_t attributes;
    /* Tasks that can go on or have a deadline. When it falls to 0 nothing will ever happen again: whoever takes the last one off is the
     * last that could have counted another one again. */
    _Alignas(OS_LINE) uint32_t able;
    _Alignas(OS_LINE) uint32_t busy; /* OS threads that are awake: when there are more than processors nobody spins */
    struct {
        _Alignas(OS_LINE) uint32_t lock;
        os_task *first;
    } roster;
    struct {
        _Alignas(OS_LINE) uint32_t lock, idle_count;
        worker *idle;   /* the last to become idle first; under lock */
        uint32_t alive; /* OS threads that have not come to their last step; a futex word for the supervisor */
        worker *last;   /* the last that ended, to be joined by the next that does */
    } workers;
    _Alignas(OS_LINE) dispatcher dispatcher;
    ticks ticks;
    struct {
        _Alignas(OS_LINE) uint32_t pending; /* something was recorded since the last drain began */
        uint32_t sleeping;                  /* it sleeps until somebody wakes it */
        uint32_t drains;                    /* counts drains: the word that writers without room sleep on */
        uint32_t crowded;                   /* writers without room */
        int bell;                           /* an eventfd */
    } supervisor;
    struct {
        _Alignas(OS_LINE) uint32_t held; /* 0 or 1; a futex word */
        uint32_t waiting;                /* how many want it */
        uint32_t request;                /* one has waited for the whole interval: the holder is to let it go first */
        uint32_t switches;               /* counts how often another than before has taken it; a futex word */
        const os_task *last;             /* who took it last; only compared */
    } gil;
    struct {
        int fd;          /* a signalfd */
        int quit;        /* an eventfd: the watcher is to leave */
        sigset_t before; /* the mask of the first thread */
        uint32_t count;  /* interrupts so far */
        bool watched;    /* there is a watcher */
        pthread_t watcher;
    } signals;
};

static inline os *os_of(const world *w)
{
    return w->engine_state;
}
static inline bool os_stopping(const os *s)
{
    return __atomic_load_n(&s->stopping, __ATOMIC_SEQ_CST) != 0;
}
static inline bool os_may_spin(const os *s)
{
    return s->cpus > 1 && __atomic_load_n(&s->busy, __ATOMIC_RELAXED) <= s->cpus;
}

/* A moment of the scenario by the system's clock. */
static inline int64_t os_clock(const os *s, int64_t moment)
{
    return moment > INT64_MAX - s->epoch ? INT64_MAX : moment + s->epoch;
}

/* --- mutex.c --- */
void mutex_wait(world *w, uint32_t *word); /* engine.lock */
void mutex_wake(world *w, uint32_t *word); /* engine.unlock */

/* --- park.c --- */
void park_tell(os *s, os_task *t, uint32_t bit);  /* one of PARK_TOLD; wakes t when it sleeps */
uint32_t park_calibrate(void);                    /* for os->spins */
bool park_claimed(const task *t);                 /* somebody has ended its wait: a resume is under way */
bool park_mark(os *s, os_task *t, uint32_t bits); /* t, the caller's, sleeps from now on, as bits say; false: it was told something */
wake park_take(os_task *t);                       /* awake: takes what it was told; WAKE_TIMEOUT when that is nothing */
bool park_watch(const os *s, os_task *t, const object *o, uint32_t *left); /* looks until o has changed; false: tired of it */
bool park_nap(os *s, os_task *t, const object *o);  /* the same, asleep for a moment where that pays */
uint32_t park_spins(const os *s, os_task *t);     /* for how many pauses it may spin now */
void park_learn(os_task *t, bool in_vain);        /* what came of it */
wake park_wait(os *s, os_task *t);                /* waits on the task's own OS thread */

/* --- gil.c --- */
void gil_take(os *s, const os_task *t);
void gil_drop(os *s);
void gil_yield(os *s, const os_task *t); /* lets one who waits go first */
static inline bool gil_wanted(const os *s)
{
    return s->locked && __atomic_load_n(&s->gil.request, __ATOMIC_RELAXED);
}

/* --- roster.c --- */
void roster_stop(os *s);            /* wakes all that sleep: the run ends */
void roster_clear(os *s);           /* frees those that are left, when no OS thread runs any more */
void roster_end(os *s, os_task *t); /* frees it */
bool os_spawn(world *w, task *parent, object *o, fault *f);

/* --- worker.c --- */
worker *worker_reserve(os *s, fault *f);            /* an OS thread that waits for its task */
void worker_call(worker *k, os_task *t);            /* gives it that; NULL: no task, leave */
ran worker_steps(os *s, os_task *t, int64_t budget, uint32_t steps); /* runs t for so many ops, or slices of the budget, at most */
ran worker_wait_for(os *s, os_task *t);             /* waits on this OS thread */
ran worker_woken(os *s, os_task *t, wake how);      /* its wait may be over */
void worker_comes(os *s);                           /* an OS thread is about to be made … */
void worker_gone(os *s);                            /* … and has done all it does, but to return */
void worker_dismiss(os *s);                         /* the run ends: those that are idle leave */
void worker_join(os *s);                            /* no OS thread is alive any more: joins the last */

/* --- dispatcher.c --- */
bool dispatcher_start(os *s, fault *f);  /* there is one from now on */
void dispatcher_push(os *s, os_task *t); /* runs t from now on: it is fresh, told something, or its op pending */
void dispatcher_stop(os *s);             /* the run ends: wakes it */
void dispatcher_join(os *s);

/* --- supervisor.c --- */
void supervisor_end(os *s, run_end end); /* the first call counts */
void supervisor_ring(os *s);             /* look around now */

/* --- ticks.c --- */
void ticks_open(ticks *k);    /* zeroed before; until then, and where there is no such counter, it asks the system */
int64_t ticks_now(ticks *k);  /* ns of CLOCK_MONOTONIC, or a little behind */

/* --- signals.c --- */
bool signals_catch(os *s); /* from now on, for this thread and those it makes */
void signals_read(os *s);  /* ends the run when one has come */
void signals_watch(os *s); /* reads them on a thread of its own as well, from the first call on */
void signals_release(os *s);

#endif
