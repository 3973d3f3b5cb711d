/* internal: what the files of the engine share. Seen by runtime/os/ only.
 *
 *   shm.c         memory that processes share
 *   seat.c        the places of processes, and what each has in the arena for its OS threads
 *   journal.c     what an OS thread is about to change, and undoing it
 *   handles.c     the handles of a process, and what it holds by them
 *   mutex.c       the lock of an object: one word
 *   gate.c        brings all other OS threads of a process to a standstill
 *   fork.c        how a process begins and ends
 *   park.c        a task's wait: claim, resume, park
 *   gil.c         the one lock of a process, for scenarios that ask for it
 *   roster.c      all tasks that live; making and freeing them
 *   worker.c      OS threads and the loop in which one runs a task
 *   dispatcher.c  one OS thread for the tasks of all timers
 *   supervisor.c  the first thread: recorder, deadlocks, the end
 *   watch.c       the processes that it watches: who has ended or was killed, and what is put in order then
 *   guardian.c    ends all processes should the supervisor be killed
 *   signals.c     interrupts
 *   ticks.c       the clock of the trace
 *   direct.c      tasks take turns, as a schedule says (director.h)
 *
 * All fields that several threads touch are reached by __atomic builtins, or under the lock named beside them. */
#ifndef RUNTIME_OS_INTERNAL_H
#define RUNTIME_OS_INTERNAL_H

#include <pthread.h>
#include <signal.h>

#include "runtime/heap.h"
#include "runtime/journal.h"
#include "runtime/object.h"
#include "runtime/os/shm.h"
#include "runtime/os/futex.h"

enum {
    OS_LINE = 64,   /* bytes of a cache line */
    SEATS = 1 << 16, /* processes at once, and the supervisor */
    SEAT_BLOCK = 256,
    ROW_CHUNKS = 24, ROW_FIRST = 64,
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
typedef struct seat seat;
typedef struct hand hand;
typedef struct handles handles;

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
    union {
        _Alignas(OS_LINE) uint64_t both;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        struct { uint32_t word /* enum park_bits */, told /* the wait of which it was told READY last */; };
#else
        struct { uint32_t told, word; };
#endif
    };
    uint32_t vain, rest;             /* how often in a row it spun in vain; waits since it spun last */
    uint32_t yields;                 /* so often more it lets others have the lock of a condition first */
    uint32_t left_version;           /* of that lock when … */
    const object *left;              /* … it gave it back last: the condition; only compared */
    uint32_t glance;                 /* pauses before it first looks whether an object has changed */
    uint32_t linger, prompt;         /* pauses that it waits on when it has changed; how often it has not done so since */
    bool tired;                      /* it has hesitated already: it does not spin once more */
    bool naps;                       /* its last nap was worth while */
    uint32_t awake, patience;        /* waits without a nap since one was not; how many it lets pass until it tries again */
    bool fresh;                      /* not resumed for the first time yet */
    bool pending;                    /* its op is performed and it has to wait; whoever takes the task on begins with that */
    seat *seat;                      /* of its process, … */
    uint32_t sitting;                /* … and which that is of those who sit there */
    worker *worker;                  /* reserved for it when it is fresh; NULL: the dispatcher runs it */
    int64_t work;                    /* ns of `work` still to do */
    bool turn, stood, restless;      /* directed: has the turn; has begun to wait in it; its wait will end by itself */
    uint32_t moves;                  /* directed: was let go, and is on its way to its next step; atomic */
    int64_t arrived;                 /* directed: when it came to its op */
    bool timed;                      /* has a deadline by which the dispatcher looks at it again; that one's */
    struct os_task *inbox;           /* next in the dispatcher's inbox */
    struct os_task *missed;          /* next of those that it may have missed */
    uint64_t jitters;                /* how often it could be held up so far */
    bool carried;                    /* sleeps with the dispatcher; that one's */
    struct os_task *next, *previous; /* in the roster, under its lock; next: of the dropped (common) */
} os_task;

typedef enum wake { WAKE_REPLY, WAKE_TIMEOUT /* or poked, or done with its work */, WAKE_STOP } wake;

/* What became of a task that was run for a while. */
typedef enum ran {
    RAN_ON /* an op was replied to, or the budget used */,
    RAN_WAITS /* its op has to wait */,
    RAN_ENDED /* to be freed */,
    RAN_GONE /* told to stop */
} ran;

/* What an OS thread that performs ops has: where it records, and what its op is about to change. Its seat's, so that it can be put in order
 * when the process was killed. */
enum hand_state { HAND_IDLE, HAND_OPEN /* its changes are to be undone */, HAND_COMMITTED /* they are to be finished */ };
typedef struct log_chunk log_chunk;

struct hand {
    journal journal;             /* first */
    lane *lane;
    os *os;
    seat *seat;
    hand *next;                  /* of the seat's */
    uint32_t used;               /* an OS thread has it; atomic */
    uint32_t state;              /* enum hand_state */
    uint32_t poked;              /* of the tasks to be cancelled so many are marked, those noted last */
    bool owes;                   /* there is something to give back or drop when it is done */
    log_chunk *log;              /* the newest; set where there are processes */
};

struct worker { /* an OS thread that runs tasks */
    os *os;
    hand *hand;
    pthread_t thread;
    uint32_t word; /* enum worker_word: whether it has a job */
    bool stays;    /* it began the process, and never leaves */
    os_task *job;  /* NULL: no more work, leave */
    worker *next;  /* in the list of those that are idle */
};

typedef struct dispatcher {
    os *os;
    hand *hand;
    pthread_t thread;
    uint32_t lock; /* guards the start of the thread */
    bool started;
    os_task *taken; /* out of the seat's inbox, and not looked at yet */
    heap timed;     /* those with a deadline, but for … */
    heap_entry soonest; /* … this one, taken out before it is due: then there is no time to lose; task NULL: none is taken out */
    uint64_t order;
    int64_t early; /* ns that it sleeps shorter than until its time, as it has been woken late lately */
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
    int64_t least;                      /* was told when no anchor held; atomic */
    _Alignas(OS_LINE) uint32_t lock; /* held by who sets an anchor; guards the rest */
    uint64_t base_count;             /* the moment from which on the rate is measured */
    int64_t base_ns;
} ticks;

/* The place of a process: what others need to know of it. Kept for the next one when it has ended. */
enum seat_state {
    SEAT_FREE,
    SEAT_TAKEN,    /* it is being made ready; nobody else looks at it */
    SEAT_STARTING, /* ready; forked perhaps, and not told to begin */
    SEAT_RUNNING,
    SEAT_ENDED,    /* by itself: all is in order, and the system's process about to be gone */
    SEAT_DEAD      /* it was killed, and all put in order */
};
enum halt { HALT_STOP = 1 /* its tasks are to stop at their next op or wake */, HALT_GATE = 2 /* its OS threads are to stand still */ };

struct seat {
    uint32_t id;                 /* from 1 on; by it the process holds words */
    uint32_t state;              /* enum seat_state; a futex word for who is to begin */
    uint32_t halt;               /* enum halt; atomic */
    union {
        _Alignas(8) struct sitter {
            int32_t pid;         /* of the system; 0: not known yet */
            uint32_t sitting;    /* counts who sat here */
        } sitter;                /* both at once: seat_sit */
        struct { int32_t pid; uint32_t sitting; };
    };
    uint32_t parent, parent_sitting; /* seat of who forked it, and which that was of those who sat there */
    uint32_t forking;            /* its process is being forked, or is there */
    uint32_t dying;              /* a signal that ends it is under way, or it sees to its end itself; atomic */
    uint32_t reaped;             /* 1 + the sitting whose process its parent is about to reap, or has: then the seat is to be freed; atomic */
    uint32_t wakes;              /* idle tasks of it that were woken so far; atomic */
    process *process;
    hand *hands;                 /* only grows */
    uint32_t spare;              /* hands that no OS thread has, about: is it worth looking for one? */
    object **row[ROW_CHUNKS];    /* what the process holds by its handles (handles.c); chunk k > 0 holds ROW_FIRST << (k - 1) */
    int pidfd;                   /* the supervisor's; -1: none yet */
    uint32_t watched;            /* the sitting that pidfd is of */
    uint32_t looks;              /* at an orphan */
    cache cache;
    /* Tasks that can go on or have a deadline. When it falls to 0 everywhere nothing will ever happen again: whoever takes the last one off
     * is the last that could have counted another one again. */
    _Alignas(OS_LINE) uint32_t able;
    uint32_t directed, moving;   /* tasks that wait for their turn; that were let go and are on their way to their next step; atomic */
    _Alignas(OS_LINE) uint32_t awake; /* its OS threads that do not sleep; a futex word for who shuts the gate */
    struct {                     /* of its dispatcher */
        _Alignas(OS_LINE) os_task *inbox; /* pushed by anybody, taken as a whole */
        os_task *missed;         /* … by the supervisor */
        uint32_t pushed;         /* counts pushes: the word it sleeps on */
        uint32_t sleeping;
    } dispatcher;
};

typedef struct common { /* what all processes of the run share */
    uint32_t ending;   /* why: a run_end + 1; 0: it goes on. Set once, before tasks are told to stop */
    uint32_t top;      /* seats that were ever taken */
    uint32_t killed;   /* processes that were; atomic */
    uint32_t hands;    /* made so far, in all seats; atomic */
    os_task *dropped;  /* those of processes that are over whose waits others have ended, and who may not have been told yet */
    _Alignas(OS_LINE) uint32_t busy; /* OS threads that are awake: when there are more than processors nobody spins */
    ticks ticks;
    struct {
        _Alignas(OS_LINE) uint32_t pending; /* something was recorded, or a process came, since the last drain began */
        uint32_t sleeping;                  /* it sleeps until somebody wakes it */
        uint32_t drains;                    /* counts drains: the word that writers without room sleep on */
        uint32_t crowded;                   /* since the last drain somebody has begun to wait for room */
        int bell;                           /* an eventfd */
        int32_t pid;
    } supervisor;
    seat **seats[SEATS / SEAT_BLOCK]; /* by id - 1, in blocks made when they are needed first; NULL: never taken */
} common;

struct os { /* of this process */
    uint32_t locker;   /* first (world.engine_state): its seat's id … */
    uint32_t here;     /* … and its process's; 0: it is the supervisor's */
    bool shared;       /* there may be other processes */
    bool locked;       /* there is a gil */
    world *world;
    common *common;
    seat *seat;
    int64_t epoch;     /* of CLOCK_MONOTONIC when the scenario began */
    uint32_t cpus;     /* this process may use */
    bool jitters;      /* tasks are held up here and there */
    bool held;         /* … or wait for their turns */
    int64_t still;     /* directed: where the clock stands while a task begins to wait for its time; 0: it goes on. Atomic */
    uint32_t stuck;    /* 1 + the step at which the supervisor saw that nobody comes; 0: somebody may */
    bool aside;        /* an invariant has looked at a variable that this process alone sees */
    lane *gating;      /* of the OS thread that has shut the gate */
    uint32_t spins;    /* pauses after which spinning has cost as much as sleeping would have */
    int64_t budget;    /* instructions a task runs at once on an OS thread of its own */
    pthread_attr_t attributes;
    handles *handles;  /* NULL: there are no others */
    struct {
        _Alignas(OS_LINE) uint32_t lock;
        os_task *first;
    } roster;
    struct {
        _Alignas(OS_LINE) uint32_t lock, idle_count;
        worker *idle;   /* the last to become idle first; under lock */
        uint32_t alive; /* OS threads that have not come to their last step; a futex word for who waits for them */
        worker *last;   /* the last that ended, to be joined by the next that does */
    } workers;
    _Alignas(OS_LINE) dispatcher dispatcher;
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
    struct {             /* the supervisor's; but for its hand, where there are processes */
        hand *hand;
        int lifeline;    /* a pipe that only it holds; the guardian reads the other end */
        int32_t guardian, group; /* process ids */
        int epoll;       /* of the processes */
        bool here;       /* this process is the supervisor of others */
    } guard;
    uint32_t over;       /* the process ends: one OS thread has set that, and sees to it; atomic */
    uint32_t children;   /* of the system's processes, that are not reaped yet; atomic */
    uint32_t reaping;    /* held by who reaps or ends one of them */
};

static inline os *os_of(const world *w)
{
    return w->engine_state;
}
static inline bool os_ending(const os *s) { return __atomic_load_n(&s->common->ending, __ATOMIC_SEQ_CST) != 0; }
static inline bool os_stopping(const os *s) { return (__atomic_load_n(&s->seat->halt, __ATOMIC_SEQ_CST) & HALT_STOP) != 0; }
static inline bool os_may_spin(const os *s) { return s->cpus > 1 && __atomic_load_n(&s->common->busy, __ATOMIC_RELAXED) <= s->cpus; }
static inline seat *seat_of(const os_task *t) { return t->seat; }
static inline uint32_t seat_state(const seat *x) { return __atomic_load_n(&x->state, __ATOMIC_ACQUIRE); }
static inline bool state_lives(uint32_t state) { return state == SEAT_RUNNING || state == SEAT_STARTING; }
static inline bool seat_lives(const seat *x) { return state_lives(seat_state(x)); }

/* On words that other processes may look at, too, where there are any. */
static inline void os_wait(const os *s, const uint32_t *word, uint32_t seen, int64_t until)
{
    futex_wait(word, seen, until, s->shared ? 0 : FUTEX_PRIVATE_FLAG);
}
static inline void os_wake(const os *s, const uint32_t *word, int count) { futex_wake(word, count, s->shared ? 0 : FUTEX_PRIVATE_FLAG); }

/* A moment of the scenario by the system's clock. */
static inline int64_t os_clock(const os *s, int64_t moment)
{
    return moment_after(s->epoch, moment);
}

/* --- seat.c --- */
seat *seat_take(os *s, const seat *parent); /* NULL: there is no other, or no memory */
bool seat_sit(seat *x, uint32_t sitting, int32_t pid); /* pid is who sits there, if it is still that sitting and nobody does yet */
void seat_free(os *s, seat *x);          /* for the next; its process is gone */
seat *seat_at(const os *s, uint32_t index);
hand *hand_take(os *s, seat *x);         /* for an OS thread of that process; NULL: out of memory */
void hand_leave(hand *h);

/* --- journal.c --- */
bool journal_open(hand *h, uint32_t id);      /* a new hand's; false: out of memory */
/* The process of that seat was killed: its part of the trace is whole, … */
void journal_tell(seat *x);
/* … and all the rest: what its hands had begun is undone, what they had committed is finished. */
void journal_recover(os *s, seat *x);

/* --- handles.c --- */
bool handles_open(os *s);                                /* of a process that is to begin: it has none yet */
void handles_close(os *s);
struct handle *os_handle(world *w, object *o);
bool os_forget(world *w, struct handle *h);
bool handles_copy(os *s, seat *to);                      /* a child is about to be forked: it will hold all that this process does */
void handles_clear(memory *m, seat *x);                  /* the process has ended: it holds nothing any more */

/* --- gate.c --- */
void gate_rest(os *s);  /* this OS thread is about to sleep … */
void gate_rise(os *s);  /* … and is awake again: waits while the gate is shut */
void gate_pass(os *s);  /* waits while the gate is shut */
void jitter_op(os *s, os_task *t);                       /* t, about to perform an op, may be held up */
void jitter_wake(const os *s, const os_task *t);         /* whoever is about to wake t may be */
void gate_shut(os *s);  /* all other OS threads of this process sleep from here on, none in the middle of changing what the process alone sees */
void gate_open(os *s);

/* --- fork.c --- */
bool fork_spawn(os *s, task *parent, object *o, fault *f);
void fork_begin(os *s, os_task *t);                      /* the process may begin, whose first task this is */
bool fork_main(os *s, value callee, fault *f);           /* starts the first one, where there may be others */
void fork_undo(os *s, seat *x, process *p);              /* p, which sits there, does not come to begin */
void fork_leave(os *s, seat *x, process *p);             /* all of p is in order */
void fork_over(os *s, hand *h, int status);              /* this process ends; returns to all OS threads but one, which it ends */
void fork_kill(os *s, seat *x, uint32_t sitting, int signal); /* whoever sits there, if that is still the same */
void os_kill(world *w, process *p, int signal);
void os_outlive(world *w, const process *p);
void os_drop(world *w, task *t);

/* --- watch.c --- */
bool watch_start(os *s);
bool watch_look(os *s);      /* at the processes: new ones, and those that have ended; true: look again soon */
void watch_outlive(os *s, seat *x, uint32_t sitting);     /* a signal is about to end whoever sits there: comes back when all is in order */
void watch_hear(os *s);      /* what those that are dead had committed is shown, before they are put in order */
void watch_rescue(os *s, uint32_t holder); /* the supervisor waits for a word that one holds who may have been killed */
uint32_t watch_able(const os *s); /* tasks that can go on, of all processes, about */
bool watch_any_able(const os *s);    /* is there one? */
bool watch_idle(os *s);      /* no task of any process can go on; exactly */
/* Some process but this one is about to end, or changes something; or one is about to begin, or to be found out never to have been started. */
bool watch_others_stir(const os *s);
void watch_end(os *s);       /* ends and reaps all */

/* --- guardian.c --- */
bool guardian_start(os *s);
void guardian_end(os *s);

/* --- mutex.c --- */
void mutex_wait(world *w, uint32_t *word); /* engine.lock */
void mutex_wake(world *w, uint32_t *word); /* engine.unlock */

/* --- park.c --- */
void park_tell(os *s, os_task *t, uint32_t bit);  /* one of PARK_TOLD; wakes t when it sleeps */
bool park_looks(const os *s, const os_task *t);   /* t, which waits, is about to see what it is told, for it spins; as far as can be known */
uint32_t park_calibrate(void);                    /* for os->spins */
bool park_claimed(const task *t);                 /* somebody has ended its wait: a resume is under way */
bool park_mark(os *s, os_task *t, uint32_t bits); /* t, the caller's, sleeps from now on, as bits say; false: it was told something */
wake park_take(os_task *t);                       /* awake: takes what it was told; WAKE_TIMEOUT when that is nothing */
bool park_hesitates(const os *s, os_task *t);     /* will it look before it stands in line the next time? asked when it begins, and after each wait */
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
os_task *roster_new(os *s, seat *x, process *p, task *parent);   /* not linked yet; NULL: out of memory */
void roster_link(os *s, os_task *t);
void roster_give(os *s, os_task *t);                         /* its memory */
void roster_drop(os *s, os_task *t);                         /* the same, of a process that is over: as soon as nobody has it in hand */
void roster_sweep(os *s);                                    /* the supervisor: gives the memory of those that nobody has in hand any more */

/* --- worker.c --- */
worker *worker_reserve(os *s, fault *f);            /* an OS thread that waits for its task */
void worker_call(worker *k, os_task *t);            /* gives it that; NULL: no task, leave */
void worker_stay(os *s, hand *h, os_task *t);       /* this OS thread runs t, and whatever is given to it later; never returns */
ran worker_steps(os *s, os_task *t, int64_t budget, uint32_t steps); /* runs t for so many ops, or slices of the budget, at most */
ran worker_wait_for(os *s, os_task *t);             /* waits on this OS thread */
ran worker_woken(os *s, os_task *t, wake how);      /* its wait may be over */
void worker_comes(os *s);                           /* an OS thread is about to be made … */
void worker_gone(os *s);                            /* … and has done all it does, but to return */
void worker_dismiss(os *s);                         /* the run ends: those that are idle leave */
void worker_join(os *s);                            /* no OS thread is alive any more: joins the last */

ran worker_parked(os *s, os_task *t);               /* the same, whoever directs */

/* --- direct.c: where s->world->director is set --- */
bool direct_op(os *s, os_task *t);                  /* before its op; false: the run ends */
void direct_stands(os *s, os_task *t);              /* its op has to wait */
ran direct_wait_for(os *s, os_task *t);             /* as worker_wait_for */
ran direct_woken(os *s, os_task *t, wake how);      /* as worker_woken */
bool direct_ends(os *s, os_task *t, bool failed);   /* its body is over; false: the run ends */
void direct_gone(os *s, os_task *t);                /* and now it has ended, and its process goes on */
void direct_lets_go(os *s, os_task *t);             /* t is about to go on, by another's step */
void direct_over(os *s, const seat *x);             /* the process has ended, or was killed */
uint32_t direct_choose(world *w, task *t, uint32_t n); /* engine.choose */
void direct_looks(world *w, const task *t);         /* engine.looks */
bool direct_late(world *w, const task *t, int64_t deadline);  /* engine.late */
bool direct_goes_on(const os *s);                   /* the supervisor is to look now and then … */
void direct_look(os *s);                            /* … whether everybody can follow */

/* --- dispatcher.c --- */
bool dispatcher_start(os *s, fault *f);  /* there is one from now on */
void dispatcher_push(os *s, os_task *t); /* runs t from now on: it is fresh, told something, or its op pending */
void dispatcher_look(os *s, os_task *t); /* t was told something by one who was killed before it was pushed, perhaps; the supervisor */
void dispatcher_stop(os *s);             /* the run ends: wakes it */
void dispatcher_join(os *s);

/* --- supervisor.c --- */
void supervisor_end(os *s, run_end end); /* the first call counts */
void supervisor_ring(os *s);             /* look around now */
void supervisor_suspect(os *s);          /* no task of this process can go on; perhaps nobody can */
void supervisor_relieve(os *s);          /* it waits for a word: makes room in the trace, for which the holder may be waiting */
void supervisor_wake(void *os);          /* there is something to look at */

/* --- ticks.c --- */
void ticks_open(ticks *k);    /* zeroed before; until then, and where there is no such counter, it asks the system */
int64_t ticks_now(ticks *k);  /* ns of CLOCK_MONOTONIC, or a little behind */

/* --- signals.c --- */
#define SIGNAL_KNOCK SIGURG                              /* to the supervisor, from who cannot ring it */
bool signals_catch(os *s); /* from now on, for this thread and those it makes */
void signals_read(os *s);  /* ends the run when one has come */
void signals_watch(os *s); /* reads them on a thread of its own as well, from the first call on */
void signals_release(os *s);

#endif
