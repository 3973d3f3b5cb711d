/* exec: one execution of a scenario, step by step, in an order that its caller chooses.
 *
 * A step is one visible operation of one task, and whatever private comes after it up to the task's next one. What only concerns the
 * task itself (a print, its own name, the clock) is private too. Time is virtual and stands still as long as anybody can go on; then it
 * jumps to the next deadline. Loose time does not: whoever sleeps or waits with a time-out may be let go at any step (loose.c). A task
 * that would have to wait is not enabled, unless that it stands in line makes a difference to others (a barrier, an event, a condition
 * …): then to begin to wait is a step of its own.
 * One task's steps have the same index, its place in the order in which tasks were started, in all executions that agree so far.
 *
 * Calls perform.h, the host, deadlock.h. Leaves out: who is chosen (strategy.h), what is dependent (trace.h), races (race.h). */
#ifndef RUNTIME_CHECK_EXEC_H
#define RUNTIME_CHECK_EXEC_H

#include "runtime/check/finding.h"
#include "base/snap.h"
#include "runtime/journal.h"
#include "runtime/step.h"

enum { EXEC_TASKS = 128, EXEC_MEMORY = 1 << 28 /* bytes */ };    /* of one execution, at most */
enum { EXEC_BUDGET = 1 << 16, EXEC_BUDGETS = 1000 };     /* who computes longer than that without a step is taken to do so for ever */

typedef struct taskset { uint64_t word[EXEC_TASKS / 64]; } taskset;
static inline void taskset_add(taskset *s, uint32_t i) { s->word[i / 64] |= UINT64_C(1) << i % 64; }
static inline void taskset_remove(taskset *s, uint32_t i) { s->word[i / 64] &= ~(UINT64_C(1) << i % 64); }
static inline bool taskset_has(const taskset *s, uint32_t i) { return s->word[i / 64] >> i % 64 & 1; }
static inline bool taskset_meets(const taskset *a, const taskset *b)
{
    return (a->word[0] & b->word[0]) | (a->word[1] & b->word[1]);
}
uint32_t taskset_next(const taskset *s, uint32_t from);      /* the first from there on; EXEC_TASKS: none */
uint32_t taskset_count(const taskset *s);
static inline bool taskset_any(const taskset *s) { return s->word[0] | s->word[1]; }

/* What is explored: how an execution of it is made. The explorer knows no scripts. */
typedef struct subject {
    world *(*make)(void *context, const engine *e, recorder *r);     /* with its variables; NULL: out of memory */
    value main;                  /* what the main task calls */
    void *context;
} subject;

/* What a step touches. Two steps of different tasks are dependent if they touch one thing and one of them changes it. */
typedef struct touch { uint64_t key; bool write; } touch;

enum { CHOICE_DRAW = UINT32_MAX }; /* as an alternative: the one that e->draw, a random number, makes it */
enum { KEY_ALL = 0 };            /* changed by a step that may concern everybody, looked at by every other */

typedef struct exec_step {
    uint32_t task;
    uint32_t choice, choices;    /* which of how many alternatives; 0 of 1 where there is no choice */
    uint32_t first, count;       /* of the accesses */
    uint32_t line;
    uint32_t object, target;     /* ids of what its op names, and of what it is about (a condition's lock, one end of a pipe for both); 0: nothing */
    uint16_t verb;
    uint8_t kind;                /* step_kind */
    bool later;                  /* time had to go on before it */
    bool waits;                  /* it has begun to wait */
    taskset released;            /* who was let go by it, or started */
    taskset enabled;             /* who could have made a step in its place */
    taskset ending;              /* of these, whose step would have been the end of a wait, by its time or by itself */
} exec_step;

typedef enum actor_state { ACTOR_NEW, ACTOR_RUNS, ACTOR_PENDING, ACTOR_STANDS, ACTOR_AGAIN, ACTOR_ENDING, ACTOR_GONE } actor_state;
typedef enum actor_can { CAN_NOT, CAN_DO, CAN_STAND, CAN_TIME_OUT, CAN_WAKE } actor_can;

typedef struct actor {
    task task;                   /* first */
    uint32_t index;
    uint8_t state;               /* actor_state: not begun; to be taken to its next step; at an op; waits; woken to ask again; its body is done; ended */
    uint8_t can;
    bool failed;                 /* of ENDING */
    bool told;                   /* at its op: that it has to wait */
    bool restless;               /* it waits at a condition, and will wake without having been notified, unless it is before */
    int64_t arrived, due;        /* at its op: when, and when its time-out is */
    int64_t clock;               /* of loose time */
    op let_go;                   /* what was done in its stead when it was let go last, by whoever watches; VERB_none: nothing; … */
    value given;                 /* … and with which result: of one that is counted only the tag is of use */
    uint64_t printed;            /* a number for all that it has printed, where the execution keeps account of that */
} actor;

typedef enum exec_end { EXEC_RUNS, EXEC_ENDED, EXEC_STOPPED, EXEC_DEADLOCK, EXEC_CUT /* too many steps */, EXEC_FAILED /* out of memory, too many tasks */ } exec_end;

/* What of an execution belongs to a moment, besides what lies in its snap. */
typedef struct exec_point {
    int64_t now, latest, pids;
    uint32_t wakes;
    uint32_t actor_count, step_count, access_count;
    struct moment *moments;
    uint32_t moments_used, moments_capacity;
    taskset enabled, ending;
    uint64_t held;
    uint8_t end;
    bool later;
} exec_point;

enum { EXEC_RACES = 32 };
typedef struct exec_race { uint64_t key; uint32_t first, second; } exec_race;    /* a variable, and two steps that touch it, which nothing orders */

typedef struct exec exec;
typedef struct watcher watcher;  /* told of each step; race.h */
struct watcher {
    void (*begins)(watcher *w, exec *e);                      /* an execution */
    /* a has performed its op; who was let go stands in e->step. */
    void (*after)(watcher *w, exec *e, const actor *a, outcome r);
    void (*ends)(watcher *w, exec *e, const actor *a);       /* its body has ended, or is not gone on with */
};

struct exec {
    const subject *subject;
    recorder *recorder;
    watcher *watcher;            /* may be NULL */
    uint32_t steps_most;
    uint32_t budgets_most;       /* of private instructions between two steps of a task, EXEC_BUDGET each; 0: EXEC_BUDGETS */
    unsigned known;              /* bits 1 << finding_kind: of these nobody wants to have another explained */
    bool accounts;               /* what each task prints tells states apart */
    bool prints;                 /* a print is a step, too, and prints depend on each other */
    bool tells;                  /* its trace is to be read: who cannot go on is told to wait from then on, though it stands in no line */
    bool loose;                  /* time is not exact */
    uint32_t spurious;           /* so many waits at conditions may end without a notify */
    /* What the scenario's invariants have looked at so far, in all executions: what changes one of these depends on what changes
     * another. When there are more, earlier executions were not told so. */
    uint64_t *looked;
    uint32_t looked_count, looked_capacity;
    bool personal;               /* in some execution something was done that tasks which are otherwise alike do differently (world.personal) */
    bool repeats;                /* nobody is told of what happens: an execution need not begin from nothing each time */
    snap *snap;                  /* where the run lives; exec_free's */
    exec_point first;            /* of those that repeat: the first choice, … */
    uint32_t root_objects;       /* what is there in all states that are compared: the last id that was given out, … */
    size_t root_bytes;           /* … and how much of the snap was in use */
    /* of this execution */
    world *world;
    lane *lane;
    int64_t now, latest, pids;   /* latest: that any task has come to */
    uint32_t wakes;              /* left, of `spurious` */
    actor **actors;
    uint32_t actor_count, actor_capacity;
    taskset enabled, ending;     /* who can make a step now; of these, to end a wait */
    uint64_t held;               /* of the scenario's `eventually`s, as bits: those that have come true */
    exec_step *steps;
    uint32_t step_count, step_capacity;
    touch *accesses;
    uint32_t access_count, access_capacity;
    exec_end end;
    bool later;                  /* time went on since the last step */
    bool pairs;                  /* whoever watches is to put down: */
    exec_race races[EXEC_RACES]; /* one of each two places, as far as there is room */
    uint32_t race_count;
    finding_list findings;       /* of this execution: at most one of each kind, and only races, cycles of waits and caught assertions before the last */
    /* of the step that is made */
    actor *running;
    exec_step *step;
    uint32_t choice;             /* the alternative that it is to take */
    uint64_t draw;               /* for CHOICE_DRAW */
    bool leaves_block;           /* a task ends in an atomic block */
    uint32_t peeking;            /* objects are looked through for what a process has left: only those that change are touched */
    journal journal;             /* it undoes nothing: it sees which objects are locked */
    value *dropped;              /* by the pass that is under way */
    uint32_t dropped_count, dropped_capacity;
    struct moment *moments;      /* of loose time; in the snap */
    uint32_t moments_used, moments_capacity;
    struct touched *touched;
    uint32_t touched_count, touched_capacity;
    buf said;                    /* what the runtime had to complain of */
    bool broken;                 /* out of memory, or: */
    bool crowded;                /* there are more tasks than can be followed */
    bool bulky;                  /* a run takes more memory than it may have here, without a limit of its own */
    bool told;                   /* a finding has ended it, as far as findings go: any but a race and a caught assertion */
    bool endless;                /* it is that it goes round and round for ever */
    buf spins;                   /* of all executions: who has computed on and on without a step, the first of them; "" nobody */
};

/* An execution begins, by itself up to the first choice. False: out of memory. */
bool exec_begin(exec *e);
/* One of the enabled makes its step, taking that alternative (0: the first). It is then e->steps[e->step_count - 1]. */
void exec_go(exec *e, uint32_t index, uint32_t choice);
/* A step that is known is put behind the others, as one that was chosen of those who are enabled, with what it touches; the run is not
 * changed by that. False: out of memory. */
bool exec_note(exec *e, const exec_step *s, const touch *accesses, uint32_t count);
/* Those who cannot go on begin to wait for what they want, as the report of a deadlock wants them to. It is not gone on with. */
void exec_stand(exec *e);
void exec_finish(exec *e);                   /* it is not gone on with; steps and findings can still be looked at */
void exec_forget(exec *e);                   /* the next execution begins from nothing */
void exec_free(exec *e);
static inline bool exec_over(const exec *e) { return e->end != EXEC_RUNS; }
/* Does what comes depend on how late it is, and not only on how long somebody waits yet? */
static inline bool exec_is_clocked(const exec *e) { return e->world->settings.stop_after != NO_TIMEOUT || e->world->host->reads_clock; }
static inline const task *exec_task(const exec *e, uint32_t index) { return &e->actors[index]->task; }
/* What the task, which is at a step or waits, is going to touch, as far as can be told. As accesses behind the last: their number; they are
 * overwritten by the next step. */
uint32_t exec_wanted(exec *e, uint32_t index);
const object *exec_object(const exec *e, uint64_t key);   /* the one that the key is of; NULL: of none */
bool exec_is_rooted(const exec *e, uint64_t key);        /* it is the same thing's in all states that are compared (e->root_objects) */
/* What a touch is of, and its number: the object's id, the variable's place. OTHER: of what is not told of by itself. */
typedef enum touch_kind { TOUCH_NONE, TOUCH_OBJECT, TOUCH_SHARED, TOUCH_CELL, TOUCH_PROCESS, TOUCH_OTHER } touch_kind;
touch_kind exec_touch_kind(const exec *e, touch t, uint32_t *number);
bool exec_is_task(const exec *e, uint64_t key);  /* the key is a task's: of its start, its end, its being joined */
void exec_tell(exec *e, finding_kind kind, const char *text);     /* a finding */
const claim *exec_undone(const exec *e);     /* one of the scenario's `eventually`s that has not come true; NULL: there is none */

#endif
