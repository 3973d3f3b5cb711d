/* world: one run. Its objects, tasks and settings, and what engines and kinds know of each other.
 *
 *   the machine (interp/) implements `host`: takes a task one step on, gives it replies
 *   an engine (os/, sim/) implements `engine`: the clock, waiting and waking
 *   a kind (kinds/NAME.c) says what its verbs do to its objects (kind.h)
 *   perform.c joins them: perform() takes a task's op to its kind, records it, and lets others go on.
 *
 * The arguments of run.make: [0] the kind's number (int), [1] the base of its name (string; V_UNSET: that of the function), [2]
 * numbered: true for "car-1", false for the plain name (then "t-2", "t-3" for further ones), [3…] the options of kinds.def in order,
 * V_UNSET where left out. A thread's are [3] what it calls, [4] the list of arguments, [5] its own name or V_UNSET, [6] daemon or
 * V_UNSET; a process's the same; a timer's the same and [7] the duration, [8] every (bool). The result is a handle.
 * The arguments of variable.store: [value]; store_at: [path…, value]; call: [number of the method (int), length of the path (int),
 * path…, the method's arguments…].
 *
 * Concurrency: with `parallel`, an object's fields are only touched under object_lock; ids are looked up without a lock. */
#ifndef RUNTIME_WORLD_H
#define RUNTIME_WORLD_H

#include "base/memory.h"
#include "runtime/cells.h"
#include "runtime/op.h"
#include "trace/recorder.h"

struct source;

typedef struct world world;
typedef struct task task;
typedef struct object object;
typedef struct process process;
struct run_state;

/* --- tasks, and the host that runs their code --- */

typedef enum why {
    WHY_BUDGET,                  /* the budget is used up; more to do */
    WHY_OP,                      /* t->op is filled in */
    WHY_DONE,                    /* its body has ended */
    WHY_FAULT                    /* an error nobody caught; t->reply holds it, thrown */
} why;

/* A wait is named {id, generation}. It begins by making the generation odd and is over when it is even: whoever makes it so (task_claim,
 * with an object locked in whose line the task stands) has the task in hand: fills in its reply, records the end of the wait, resumes
 * it. */
enum { SIGNAL_KILL = 9, SIGNAL_TERMINATE = 15 };            /* as the system numbers them */
enum anew { ANEW_NOT, ANEW_HESITATED, ANEW_WOKEN, ANEW_TOLD /* to wait, while it stood in no line yet */ };
enum kept { KEPT_NOTHING, KEPT_TRUE, KEPT_FALSE, KEPT_CANCELLED };

struct task {                    /* an engine's own task begins with one */
    uint32_t id;                 /* of its thread or timer object; 1: main */
    uint32_t seen;               /* of a task that hesitates: the version of the object that has to change */
    world *world;
    uint64_t wait;               /* generation of its waits, and above it who ended the last one (journal.h); atomic */
    process *process;
    object *self;                /* its thread or timer */
    void *body;                  /* the host's */
    lane *lane;                  /* where it records (real engine: the lane of the OS thread that runs it) */
    struct journal *journal;     /* … and what it notes its changes in; NULL: nobody will undo them */
    op op;                       /* what it does, or waits for */
    reply reply;
    int64_t since;               /* when it began to wait, ns */
    int64_t deadline;            /* of the wait, ns since the scenario began; NO_TIMEOUT */
    uint32_t place;              /* its number in the line it stands in */
    uint32_t depth;              /* of the lock it gave up to wait */
    uint8_t kept;                /* enum kept: what its op comes to when it has taken back the lock it gave up to wait */
    bool coming;                 /* counted by its group of the line as coming to ask again */
    bool waiting;                /* stands in the line of t->op's object or objects, or sleeps. From op to here: whoever ended its wait changes it */
    bool lined;                  /* it may stand in lines: set before it does, taken back when it has left them all */
    uint8_t cancelled;           /* raises at its present or next waiting op; 2: at its present and its next; atomic */
    uint8_t anew;                /* enum anew: performs its op once more; the wait goes on with its since and deadline */
    bool hesitates;              /* would rather look for a while than wait: set by its engine, which then gets OUT_HESITATE */
    bool caught;                 /* the error of its last failed assertion was caught */
    int64_t waited;              /* of its work: how long another had the gil, ns; the engine's to count */
    uint64_t random;             /* what its own stream of random numbers begins from */
    struct watch *watch;         /* what its await looked at; NULL when it is in none (await.c) */
    struct lent *lent;           /* what its op's arguments are in while it waits and other processes look at them (store.c) */
    task *next;                  /* perform's from claim to resume; the engine's from then on */
    uint32_t draws;              /* random numbers drawn so far */
    uint32_t children;           /* tasks started so far: gives each its own path, so its own stream */
    uint32_t selects;            /* selects made so far */
    uint32_t from;               /* the line that started it; 0: main */
    uint32_t asserted;           /* line of the last assertion of it that failed; 0: none. For those who want to know of caught ones, too */
    uint32_t heaped;             /* its place in the heap of its engine that it is in (heap.h) */
    uint32_t pins;               /* not 0: others are about to end its wait by a cancel (wait.c), and it does not go on from it before they are done; atomic */
    uint16_t atomic;             /* how deep in atomic blocks */
};

/* Who waits may be moved on to another op, with another object locked than its engine knows of (wait_go_on). */
static inline verb_id task_verb(const task *t) { return (verb_id)__atomic_load_n(&t->op.verb, __ATOMIC_RELAXED); }
static inline int64_t task_deadline(const task *t) { return __atomic_load_n(&t->deadline, __ATOMIC_RELAXED); }

/* Virtual time has an end. */
static inline int64_t moment_after(int64_t now, int64_t length) { return length > INT64_MAX - now ? INT64_MAX : now + length; }

static inline uint32_t task_generation(const task *t) { return (uint32_t)__atomic_load_n(&t->wait, __ATOMIC_ACQUIRE); }
static inline void task_turn(task *t) { __atomic_store_n(&t->wait, (uint32_t)(t->wait + 1), __ATOMIC_RELEASE); }   /* of a task in hand */

static inline bool task_claim(task *t, uint32_t generation, uint32_t by);

typedef struct script_word { const char *text; size_t length; } script_word;

typedef struct claim {           /* what the script says of itself */
    const char *text;
    uint32_t line, column;       /* where */
} claim;

typedef struct host {
    /* Runs t's code until it needs an op, ends, fails, or has used `budget` instructions. Never blocks, never calls back. */
    why (*step)(task *t, int64_t budget);
    /* t->op has been performed; t->reply is what became of it. Takes the value over. */
    void (*reply)(task *t);
    /* A body for a new task that calls `callee` with the items of the list `arguments`. NULL with a fault. */
    void *(*begin)(world *w, process *p, value callee, value arguments, fault *f);
    void (*end)(world *w, void *body);
    /* May that function be called with so many arguments? A fault says why not; what is built in says so when it is called. NULL: any may. */
    bool (*takes)(const world *w, value callee, uint32_t count, fault *f);
    /* For the trace: what the variable is called that t's op reads or changes; the function that a value is. May be NULL, and give NULL. */
    const char *(*variable)(const task *t);
    const char *(*function)(const world *w, value callee);
    /* Are all invariants of main's process true? Else the text of the first that is not. Only reads. NULL: there are none. */
    const char *(*invariant)(world *w);
    /* The `eventually` of that number, and whether it is true now; NULL: there are no more. NULL: there are none. */
    const claim *(*eventually)(world *w, uint32_t which, bool *true_now);
    /* For a search: some task may notice whether another has ended otherwise than by waiting for that; end another's wait for a lock or a
     * join; look at an object without being ordered after what it sees; ask what time it is; draw a random number; tasks other than main may start some; task_done may
     * be called; something may be joined. */
    bool watches_ends, breaks_waits, looks, reads_clock, draws, starts_inside, tells_done, joins, awaits;
    void *program;
    /* Of the variable that t's op reads no more is wanted than one element: its index, borrowed. False: the whole. May be NULL. */
    bool (*element)(const task *t, value *out);
    void (*state)(const task *t, struct run_state *s);              /* how far its body has come, and what it holds, for a search (state.h) */
} host;

/* --- engines --- */

typedef struct engine {
    const char *name;            /* "real", "sim" */
    int64_t (*now)(world *w);                                    /* ns since the scenario began */
    int64_t (*stamp)(world *w);                                  /* the same for the trace: it may be a little behind, never ahead, and costs less */
    /* The thread or timer object o is being started (and locked): makes a task for it by task_begin. It runs once it is resumed the
     * first time. */
    bool (*spawn)(world *w, task *parent, object *o, fault *f);
    /* p, another process, is to end at once by that signal (SIGTERM, SIGKILL; 0: it ends already). The table's reap word may be held. */
    void (*kill)(world *w, process *p, int signal);
    /* Comes back when p, which is held and was to end, or is about to, is gone and all that it left is in order. With nothing locked. NULL: it is at once. */
    void (*outlive)(world *w, const process *p);
    /* t, of a process that has ended, never runs again, and nothing names it any more. */
    void (*drop)(world *w, task *t);
    void (*resume)(world *w, task *t);                           /* its reply is there (or it is new): it goes on, by perform_resumed */
    void (*poke)(world *w, task *t);                             /* t->cancelled was set: if t is parked it is to call perform_timeout soon */
    void (*pause)(world *w);                                     /* lets others go on, for the caller has to wait for one of them and holds nothing; where something runs in parallel */
    void (*untimed)(world *w, task *t);                          /* t, parked, goes on waiting without its deadline; NULL: what comes of it finds out */
    /* Of word_lock and word_unlock, when others are in the way: takes a word that was not free; wakes one who sleeps for it. NULL where
     * nothing runs in parallel. */
    void (*lock)(world *w, uint32_t *word);
    void (*unlock)(world *w, uint32_t *word);
    bool (*awake)(world *w, const task *t);                      /* does t, who waits, look all the time whether it is told something? NULL: nobody does */
    void (*failed)(world *w);                                    /* the run should end soon (writing failed) */
    bool (*idle)(world *w);                                      /* nobody can go on but the task that asks, which has begun to wait; may be NULL */
    void (*looks)(world *w, const task *t);                      /* an invariant looks at what t's op names; NULL: nobody wants to know */
    void (*stirs)(world *w, const task *t);                      /* what t awaits changes, so it evaluates that anew; NULL: nobody wants to know */
    /* Which of n (2 or more) alternatives t's op takes: of choose, or of the cases of a select that are ready. NULL: by t's own stream.
     * Whoever has it makes waiters ask again by themselves for a lock they gave up to wait, instead of being handed it in their absence. */
    uint32_t (*choose)(world *w, task *t, uint32_t n);
    /* Where processes have handles of their own (world.memory): that of o, kept once more; NULL: out of memory. And: nobody keeps it any
     * more. */
    struct handle *(*handle)(world *w, object *o);
    bool (*forget)(world *w, struct handle *h);                  /* frees it, unless it has been asked for again: false */
    /* What is open on real threads, for an engine that repeats what happened there; elsewhere NULL.
     * id: of the next object; number: the one behind the name of the next one called `base`, the same number where things are numbered
     * in turn; serves: is t, which waits for any of several, served by this one, or by another that can do it, too; is it the one who
     * gets the hidden lock? later: those who await a change of what key names are not told at once, but by await_changed whenever it
     * likes. */
    uint32_t (*id)(world *w);
    uint32_t (*number)(world *w, value base, uint32_t number);
    bool (*serves)(world *w, const task *t, const op *o, const object *by);
    void (*later)(world *w, uint64_t key, uint64_t cause);
    bool (*anew)(world *w, const task *t);                       /* does t, whose await is false, evaluate it once more at once? */
    bool (*late)(world *w, const task *t, int64_t deadline);     /* has the time of t's await, which is false, passed? NULL: the clock says so */
    /* What follows the end of a wait by its time or by cancel is the engine's to do: to take a condition's lock back, as an op of its
     * own; to pass on what a task was woken for and did not take (wait_pass_on). */
    bool apart;
    bool joins;                                                  /* two ops of a task may be one step (call_then) */
} engine;

/* --- the run --- */

typedef struct limits {
#define LIMIT(name, most, words, about) int64_t name;
#include "runtime/limits.def"
#undef LIMIT
} limits;
typedef enum gil_mode { GIL_OFF, GIL_TIMER, GIL_TICKS } gil_mode;

typedef struct settings {        /* from the header and the command line; times in ns */
    uint64_t seed;
    int64_t stop_after;          /* NO_TIMEOUT: runs to its end */
    int cores;                   /* cpu_count() in sim */
    gil_mode gil;
    int64_t switch_interval, check_interval, cost_process, cost_thread, cost_switch, cost_tick;
    limits limits;
    bool trace_variables;
    bool jitters;                /* tasks are held up here and there, on the real engine, … */
    uint64_t jitter;             /* … as drawn from this seed */
} settings;

struct process {
    uint32_t id;                 /* of its object; 1: main */
    object *self;                /* held until it has ended */
    uint32_t parent;             /* id of who started it; 0: main's */
    uint32_t phase;              /* enum process_phase (process.h); atomic */
    process *next;               /* of all there are, the youngest first */
    int64_t pid, parent_pid;     /* as the script sees them */
    process *doomed;             /* the next of those that one op ends, by: */
    int signal;
    bool daemon;
    bool failed;                 /* an uncaught error; atomic */
    bool ends;                   /* what it leaves is being put in order, or is; atomic */
    uint32_t status;             /* of exit(n), + 1; 0: it was not called. Atomic */
    void *seat;                  /* the engine's, … */
    uint32_t sitting;            /* … for it is used again */
    cells *cells;                /* of its variables; means something in the process itself only, as does: */
    struct names *names;         /* counters for numbering (naming.c); NULL: none yet */
    struct gil *gil;             /* of the engine of virtual time (sim/sim_gil.c); NULL: there is none */
    uint32_t lock;               /* guards live, daemons, names */
    uint32_t live;               /* tasks that keep it alive; atomic */
    uint32_t tasks;              /* of world.tasks, those that it has begun or is about to; atomic */
    uint32_t counting;           /* how many of its threads are changing that; atomic */
    char apart[48];              /* that changes often: in no line of the cache with what is looked at */
    uint32_t futures;            /* made so far; atomic */
    char behind[60];
};

typedef enum run_end { RUN_ENDED, RUN_STOPPED, RUN_DEADLOCK, RUN_INTERRUPTED, RUN_INVARIANT, RUN_STEPS } run_end;

struct world {
    struct handle_owner owner;   /* of its handles; first: a handle leads to its world */
    const engine *engine;
    void *engine_state;          /* of this process */
    const host *host;
    recorder *recorder;
    memory *memory;              /* where objects, tasks and all they hold live; NULL: one process sees it all */
    settings settings;
    process *main;
    process *processes;          /* all that still matter, the youngest first; under the table's reap word */
    object *shared;              /* the variables that all processes see: objects without a name or a place in the table */
    uint32_t shareds;
    uint32_t running;            /* processes that have not ended; atomic */
    bool over;                   /* the last of them that is no daemon is at its end; set under the table's reap word; atomic */
    struct objects *objects;     /* the table (object.c) */
    object *atomic;              /* the hidden rlock that atomic blocks and awaits take */
    lane *lane;                  /* of whoever makes and ends the run */
    bool parallel;
    bool at_once;                /* variables are read and changed without an op: nobody is told of that, or has to be asked. The engine's to set */
    bool *personal;              /* set when something is done that tasks which are otherwise alike do differently: one's name or number is asked for, or in
                                  * which order they began; one draws a random number. NULL: nobody wants to know */
    struct director *director;   /* whom tasks of the real engine ask before each step (director.h); NULL: they go on as they like */
    uint32_t tasks;              /* started and not ended; atomic */
    uint32_t begun;              /* how many were started so far, before they are seen to be; atomic */
    uint32_t awaiting;           /* tasks in an await: changes are looked up in their watches only when there are any; atomic */
    struct watch *watches;       /* of those tasks (await.c) */
    uint32_t failures;           /* tasks that ended by an uncaught error; atomic */
    uint32_t told;               /* cycles of waits that were told while others ran on; atomic */
    uint32_t interrupted;        /* set (also by a signal handler) to end the run; atomic */
    const char *file;            /* the script's name, for messages */
    const struct source *script; /* … and its text; NULL: its lines are not shown */
    const script_word *words;           /* the strings of `args`; no values, for a search goes back to before they were counted */
    uint32_t word_count;
    /* Messages of the engine for a person (standard error): an uncaught error, the report of a deadlock. Whole lines. */
    void (*complain)(world *w, const char *text, size_t length);
    void *complain_context;
};

/* An atomic claim holds the processor up, so it is made only where something runs in parallel. */
static inline bool task_claim(task *t, uint32_t generation, uint32_t by)
{
    uint64_t waits = generation, over = (uint64_t)by << 32 | (uint32_t)(generation + 1);
    if (t->world->parallel)
        return __atomic_compare_exchange_n(&t->wait, &waits, over, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
    bool waited = __atomic_load_n(&t->wait, __ATOMIC_RELAXED) == waits;
    if (waited)
        __atomic_store_n(&t->wait, over, __ATOMIC_RELAXED);
    return waited;
}

static inline world *world_of(const struct handle *h) { return (world *)(uintptr_t)h->owner; }

static inline void world_is_personal(const world *w)
{
    if (__builtin_expect(w->personal != NULL, 0))
        *w->personal = true;
}

/* --- locks: a word, LOCK_FREE or the number of the process that holds it, with LOCK_CONTENDED when somebody sleeps. Nothing is done where
 * nothing runs in parallel; where something does, engine_state begins with that number, and with world_here's. --- */
#define LOCK_FREE UINT32_C(0)
#define LOCK_CONTENDED (UINT32_C(1) << 31)

/* The number of the process that this is, which is no other's in the whole run; 0: of none of the script's. Only where they share memory. */
static inline uint32_t world_here(const world *w)
{
    return w->engine_state ? ((const uint32_t *)w->engine_state)[1] : 0;
}

static inline void word_lock(world *w, uint32_t *word)
{
    uint32_t seen = LOCK_FREE;
    if (w->parallel && __builtin_expect(!__atomic_compare_exchange_n(word, &seen, *(const uint32_t *)w->engine_state, false,
                                                                     __ATOMIC_ACQUIRE, __ATOMIC_RELAXED), 0))
        w->engine->lock(w, word);
}

static inline void word_unlock(world *w, uint32_t *word)
{
    if (w->parallel && __builtin_expect(__atomic_exchange_n(word, LOCK_FREE, __ATOMIC_RELEASE) & LOCK_CONTENDED, 0))
        w->engine->unlock(w, word);
}

/* Tells it; when there was no memory to put it together, that. */
static inline void world_complain(world *w, const buf *text)
{
    static const char bare[] = "error: limit: out of memory, and too little is left to tell more\n";
    if (w->complain && text->failed)
        w->complain(w, bare, sizeof bare - 1);
    else if (w->complain && text->length)
        w->complain(w, text->data, text->length);
}

/* What the run came to: 0, 1, 3, 4, 130 as language.md gives them. */
int world_status(const world *w, run_end end, bool told_deadlock);

/* --- perform.c: the one way an op takes --- */

/* Performs t->op as far as it goes now. OUT_DONE, OUT_RAISE, OUT_END: t->reply is filled in (and the event recorded). OUT_WAIT: t stands
 * in line (t->waiting, t->since, t->generation, t->deadline set); the engine parks it until it is claimed or its deadline passes.
 * OUT_HESITATE, only with t->hesitates: nothing has happened yet; the engine calls again when the op's object has changed
 * (perform_target: its version is not t->seen any more) or it is tired of looking, with t->anew at ANEW_HESITATED until it is done.
 * Verbs that need the engine's own hand (sleep, work, print, now, exit…) are performed here as well, through engine->now and
 * t->deadline: a sleep is an OUT_WAIT with a deadline and no object. */
outcome perform(world *w, task *t);
object *perform_target(const task *t);    /* the object of t->op */
/* The deadline of t's wait has passed, or t was poked, or its work is done; called for a wait nobody is known to have claimed, by the
 * thread that runs t (sim: at once). True: it claimed the wait, left the lines and filled in t->reply. False: another has claimed it (a
 * resume is under way), or the wait goes on, with t->deadline perhaps changed: park again. */
bool perform_timeout(world *w, task *t);
/* t waits at a condition, and goes on although nobody has notified it; as perform_timeout. Only for engines that have `apart`. */
bool perform_wake(world *w, task *t);
/* t, claimed and resumed by another, is about to go on: leaves the lines it still stands in (those of a select's other cases). OUT_WAIT:
 * it was woken to ask again, did, and has to be parked again. Otherwise t->reply is filled in. */
outcome perform_resumed(world *w, task *t);
/* A fresh, zeroed task t of o in the process p, as engine->spawn has to make it, in two steps. Its body, from what o is to call; then it
 * begins, and o has no use for that any more. parent: NULL for main. */
bool task_embody(world *w, process *p, task *t, object *o, fault *f);
void task_begin(task *parent, process *p, task *t, object *o);
/* t's body has ended (or failed: t->reply holds the error): its object ends, joiners go on, its handles are dropped. False when it was
 * the last that kept its process alive. */
bool perform_end(world *w, task *t, bool failed);

/* --- kinds/variable.c --- */

/* Where nobody is told of an access to a variable of t's process, it is made at once, in the midst of a step. False: it has to
 * be an op. */
bool variable_load_at_once(task *t, uint32_t number, value *out);     /* out: kept */
bool variable_store_at_once(task *t, uint32_t number, const value *given);   /* keeps it */

/* --- making a run --- */
world *world_new(const engine *e, const host *h, const settings *s, recorder *r, memory *m);     /* NULL when memory is out */
bool world_share(world *w, uint32_t count);                   /* so many variables are one for all processes */
bool world_main(world *w, value callee, fault *f);            /* what the main thread calls; then engine->spawn of object 1 */
void world_free(world *w);                                    /* after the host's bodies and cells were freed */
settings settings_default(void);

#endif
