/* world: one run. Its objects, tasks and settings, and what engines and kinds know of each other.
 *
 *   the machine (interp/) implements `host`: takes a task one step on, gives it replies
 *   an engine (os/, sim/) implements `engine`: the clock, waiting and waking
 *   a kind (kinds/NAME.c) says what its verbs do to its objects (kind.h)
 *   perform.c joins them: perform() takes a task's op to its kind, records it, and lets others go on.
 *
 * Concurrency: with `parallel`, an object's fields are only touched under object_lock; ids are looked up without a lock. */
#ifndef RUNTIME_WORLD_H
#define RUNTIME_WORLD_H

#include "runtime/cells.h"
#include "runtime/op.h"
#include "trace/recorder.h"

typedef struct world world;
typedef struct task task;
typedef struct object object;
typedef struct process process;

/* --- tasks, and the host that runs their code --- */

typedef enum why {
    WHY_BUDGET,                  /* the budget is used up; more to do */
    WHY_OP,                      /* t->op is filled in */
    WHY_DONE,                    /* its body has ended */
    WHY_FAULT                    /* an error nobody caught; t->reply holds it, thrown */
} why;

struct task {                    /* an engine's own task begins with one */
    uint32_t id;                 /* of its thread or timer object; 1: main */
    uint32_t atomic;             /* how deep in atomic blocks */
    process *process;
    world *world;
    void *body;                  /* the host's */
    lane *lane;                  /* where it records (real engine: the lane of the OS thread that runs it) */
    op op;                       /* what it does, or waits for */
    reply reply;
    uint32_t generation;         /* of its waits: one more at each; {id, generation} names a wait */
    bool cancelled;              /* raises at its present or next waiting op */
    bool waiting;                /* stands in the line of t->op's object or objects, or sleeps */
    int64_t since;               /* when it began to wait, ns */
    int64_t deadline;            /* of the wait, ns since the scenario began; NO_TIMEOUT */
    uint64_t random;             /* state of its own stream */
    uint32_t draws;              /* children made so far: gives each its own path, so its own stream */
    struct watch *watch;         /* what its await looked at; NULL when it is in none (await.c) */
};

typedef struct host {
    /* Runs t's code until it needs an op, ends, fails, or has used `budget` instructions. Never blocks, never calls back. */
    why (*step)(task *t, int64_t budget);
    /* t->op has been performed; t->reply is what became of it. Takes the value over. */
    void (*reply)(task *t);
    /* A body for a new task that calls `callee` with the items of the list `arguments`. NULL with a fault. */
    void *(*begin)(world *w, process *p, value callee, value arguments, fault *f);
    void (*end)(world *w, void *body);
    /* Are all invariants of main's process true? Else the text of the first that is not. Only reads. */
    const char *(*invariant)(world *w);
    void *program;
} host;

/* --- engines --- */

typedef struct engine {
    const char *name;            /* "real", "sim" */
    int64_t (*now)(world *w);                                    /* ns since the scenario began */
    /* The thread or timer object o has been started: make a task for it and let it run. */
    bool (*spawn)(world *w, object *o, fault *f);
    /* Ends the wait {task, generation} for somebody else: NULL when it has ended already. The claimer fills in t->reply, then calls resume. */
    task *(*claim)(world *w, uint32_t task, uint32_t generation);
    void (*resume)(world *w, task *t);
    /* Locks an object's or cell's word; only called when the world is parallel. */
    void (*lock)(world *w, uint32_t *word);
    void (*unlock)(world *w, uint32_t *word);
    void (*failed)(world *w);                                    /* the run should end soon (exit, writing failed) */
} engine;

/* --- the run --- */

typedef struct limits { int64_t tasks, processes, memory, messages, depth, steps; } limits;
typedef enum gil_mode { GIL_OFF, GIL_TIMER, GIL_TICKS } gil_mode;

typedef struct settings {        /* from the header and the command line; times in ns */
    uint64_t seed;
    int64_t stop_after;          /* NO_TIMEOUT: runs to its end */
    int cores;                   /* cpu_count() in sim */
    gil_mode gil;
    int64_t switch_interval, check_interval, cost_process, cost_thread, cost_switch, cost_tick;
    limits limits;
    bool trace_variables;
} settings;

struct process {
    uint32_t id;                 /* of its object; 1: main */
    cells *cells;
    struct names *names;         /* counters for numbering (names.c) */
    uint32_t lock;               /* guards live, daemons, names */
    uint32_t live;               /* tasks that keep it alive */
};

typedef enum run_end { RUN_ENDED, RUN_STOPPED, RUN_DEADLOCK, RUN_EXIT, RUN_INTERRUPTED, RUN_INVARIANT, RUN_STEPS } run_end;

struct world {
    const engine *engine;
    void *engine_state;
    const host *host;
    recorder *recorder;
    settings settings;
    process *main;
    struct objects *objects;     /* the table (object.h) */
    bool parallel;
    uint32_t atomic_lock;        /* id of the hidden rlock that atomic blocks and awaits take */
    uint32_t awaiting;           /* tasks in an await: changes are looked up in their watches only when there are any */
    uint32_t await_lock;
    task **watchers;             /* those tasks (await.c) */
    uint32_t watchers_capacity;
    uint32_t failures;           /* tasks that ended by an uncaught error */
    int exit_code;               /* of exit(n) */
    const char *file;            /* the script's name, for messages */
    const value *arguments;      /* `args`; a list */
    /* Messages of the engine for a person (standard error): an uncaught error, the report of a deadlock. Whole lines. */
    void (*complain)(world *w, const char *text, size_t length);
    void *complain_context;
};

/* What the run came to: 0, 1, 3, 4, 130 as language.md gives them. */
int world_status(const world *w, run_end end, bool told_deadlock);

/* --- perform.c: the one way an op takes --- */

/* Performs t->op as far as it goes now. OUT_DONE, OUT_RAISE, OUT_END: t->reply is filled in (and the event recorded).
 * OUT_WAIT: t stands in line (t->waiting, t->since, t->generation, t->deadline set); the engine parks it until it is claimed
 * or its deadline passes. Verbs that need the engine's own hand (sleep, work, print, now, exit…) are performed here as well, through
 * engine->now and t->deadline: a sleep is an OUT_WAIT with a deadline and no object. */
outcome perform(world *w, task *t);
/* The deadline of t's wait has passed and the engine has ended the wait (as claim does): leaves the lines, fills in t->reply. */
void perform_timeout(world *w, task *t);
/* t, claimed by another, is about to go on: leaves the lines it still stands in (those of a select's other cases), records the end of the wait. */
void perform_resumed(world *w, task *t);
/* t's body has ended (or failed: t->reply holds the error): its object ends, joiners go on, its handles are dropped. False when it was
 * the last that kept its process alive. */
bool perform_end(world *w, task *t, bool failed);

/* --- making a run --- */
world *world_new(const engine *e, const host *h, const settings *s, recorder *r);     /* NULL when memory is out */
void world_free(world *w);
settings settings_default(void);

#endif
