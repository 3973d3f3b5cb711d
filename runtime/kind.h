/* kind: what each verb does to an object of its kind. Semantics stand here once, for every engine.
 *
 * A verb's function is given one call. It returns
 *   OUT_DONE   and has changed the state, with its result in c->result;
 *   OUT_WAIT   it cannot be done now; nothing was changed;
 *   OUT_RAISE  it cannot be done at all, c->fault says why (call_raise); nothing was changed, unless c->anyway is set.
 * It never waits, takes no lock and reads no clock. When c->probe is set it is only asked which of the three it would be, and changes nothing.
 * It is called with the object locked. When it returns WAIT for a task that is to wait, the task is put in line and `parked` is called;
 * afterwards it is asked again whenever the object was changed, in the order of the line (perform.c: settle).
 * What takes long and needs no look at the object a verb may prepare, in a function of its own that is called before the object is locked; and name
 * another that is locked in its stead.
 * A verb that lets waiters go itself does so by call_release: they are done whatever happens to the object afterwards. One that changes a
 * second object takes it by call_hold. */
#ifndef RUNTIME_KIND_H
#define RUNTIME_KIND_H

#include "runtime/object.h"

typedef struct pass pass;
typedef struct verb_row verb_row;
struct run_state;

/* Fields that begin alike stand side by side: an op begins with this, and a compiler joins such stores. */
typedef struct call {
    world *world;
    object *object;
    const op *op;
    const verb_row *row;         /* its verb's */
    task *task;                  /* who performs it */
    pass *pass;                  /* perform.c's */
    value result;                /* nil unless set; owned */
    fault fault;
    value detail;                /* for the event: a value to show; borrowed from the call's arguments or result, or not counted; V_UNSET: none */
    const char *word;            /* … or a word in its place */
    int64_t number;              /* … a count, … */
    uint64_t cause;              /* … seq of what it depends on, where the verb knows; 0: what changed the object last, if it waited */
    task *spawned;               /* a new task, to be resumed once the event is recorded */
    process *killed;             /* … and processes to be ended (call_kill) */
    void *prepared;              /* by the verb's own function for that, before the object was locked; the verb's to use or to free. NULL: nothing */
    value held;                  /* … of that: a value as the object will hold it */
    object *aside;               /* set with what is prepared: to lock this one is enough, perhaps. It is locked, and the object is not: the verb
                                  * returns WAIT if it is not enough, and is called again. NULL: the object is locked */
    uint32_t other;              /* for the event: a second object */
    uint32_t place;              /* in the line, where it waits */
    bool probe;
    bool waits;                  /* it stands in the line already, with number `place` */
    bool untold;                 /* no event */
    bool anyway;                 /* of OUT_RAISE: it has changed all the same */
    bool stands;                 /* of OUT_WAIT: that it stands in line makes a difference to others, so it has to at once */
    bool thrown;                 /* of OUT_RAISE: result is a whole error to be raised again; no fault */
    bool follows;                /* the op before it was done in this pass, too: what that has noted it need not note again */
    bool known;                  /* what was prepared has found that it changes nothing, and what the result is */
    uint16_t then;               /* a verb_id: call_then; VERB_none: nothing */
    int64_t deadline;            /* of OUT_WAIT: when it is to be asked again, whatever happens (timer.due); NO_TIMEOUT */
    bool changed;                /* set to false by a verb that found nothing to change; true by default unless the verb only LOOKS */
} call;

typedef outcome verb_function(call *c);

typedef struct kind {
    bool (*make)(call *c);                      /* c->op->arguments: the options, in the order of kinds.def; false: fault is set */
    void (*drop)(world *w, object *o);          /* NULL: nothing but items and name to drop */
    void (*parked)(call *c);                    /* the task has just been put in line */
    void (*left)(call *c);                      /* the task has left the line undone: time-out or cancel */
    /* The task that holds it, with a smallest id above `after`; 0: none. Of what can be held, and of tasks, who hold themselves: who
     * waits for such a thing waits for its holder. */
    uint32_t (*holder)(const object *o, uint32_t after);
    void (*recorded)(call *c, uint64_t seq);    /* c was done, and is the event seq: for those that will depend on it. Nobody was let go yet */
    /* p has ended: what becomes of what it held; true: the object has changed. The result is kept until all is unlocked. */
    bool (*bereaved)(call *c, const process *p);
    /* What its state is, for those who tell states apart (state.h). NULL: it has none but its line. */
    void (*state)(struct run_state *s, const object *o);
    /* o was changed by c, or beside it (c is NULL). May that let go somebody who waits by that verb? False: certainly not, and nobody of
     * these is asked. NULL: it may. */
    bool (*concerns)(const object *o, const call *c, verb_id waiting);
    bool barges;                                /* on the real engine a waiter that sleeps is woken to ask again instead of being served in its absence */
} kind;

extern const kind kinds[KINDS];
struct verb_row {
    verb_function *function;     /* NULL: `perform` does all */
    outcome (*perform)(world *w, task *t);   /* its own way to perform it; NULL: perform.c's */
    bool (*prepare)(call *c);    /* sets c->prepared; false with a fault: it could not, and the verb will say why. Mostly NULL */
    uint16_t flags;              /* verb_flag, as in verb_words */
    bool takes;                  /* it takes a lock */
    bool aside;                  /* it concerns another object than the one it names (pass_target) */
    uint8_t kind, record;        /* record_mask: what has to be wanted for its events to be recorded */
};

extern const verb_row verbs[VERBS];

/* For verbs' functions. */
outcome call_raise(call *c, error_kind error, const char *format, ...) __attribute__((format(printf, 3, 4)));   /* OUT_RAISE */
outcome call_done(call *c, value result);                         /* OUT_DONE; takes the result over */
outcome call_tell(call *c, value result);                         /* the same, and it is the detail to show */
outcome call_handle(call *c, object *o, enum face face);          /* OUT_DONE with a handle to it, or OUT_RAISE */
bool call_int(call *c, value v, const char *what, int64_t *out);  /* an int argument; else a fault of kind type */
excerpt call_excerpt(const call *c);                              /* of the object's name */
#define call_name(c) call_excerpt(c).text

/* The waiters of the object. The caller's own task is passed over. */
uint32_t call_waiters(const call *c, verb_id verb, enum face face);         /* how many */
waiter *call_first(const call *c, verb_id verb, enum face face);            /* who came first, NULL: nobody */
const op *call_waiter_op(const waiter *who);                 /* what that waiter asks for */
/* Lets the waiter go, done, with `result` (taken over); or raising. It is out of the line then. False when it has just gone another way
 * (another case of its select): ask for the next. */
bool call_release(call *c, waiter *who, value result);
bool call_release_raise(call *c, waiter *who, error_kind error, const char *message);
/* The same for one who waits for a condition, whose lock is held: it stands in the line of the lock from now on. */
bool call_release_notified(call *c, waiter *who);
/* Locks a second object until the event is recorded; those who wait for it are then looked after as for the first. Objects are taken in the
 * order condition → its lock, pool → future, and futures by their ids. False: out of memory. */
bool call_hold(call *c, object *o);

/* What the task is to do next with the object, with the first of its arguments, and could do at once: it is done before others come, and
 * the reply is its result instead, where the engine joins steps; elsewhere the task has to ask for it. */
void call_then(call *c, verb_id verb);
bool call_joins(const call *c);                                   /* does it? */

/* Ends another process by that signal, when the event is recorded. */
void call_kill(call *c, process *p, int signal);

/* Cancels a task that is known not to end before the object is unlocked: it raises at its present or next waiting op. */
void call_cancel(call *c, task *t);

/* --- what objects hold --- */

/* A value that an object is to hold is kept in a form that all processes can read; where there is but one, it is the value itself. */
static inline bool store_keep(call *c, value v, value *out);      /* what the object will hold of v; false: c->fault says why not */
static inline bool store_take(call *c, value v, value *out);      /* the same, and v is given up, whatever comes of it */
static inline bool store_copy(call *c, value held, value *out);   /* for the script; the object goes on holding it */
void store_drop(call *c, value held);                             /* the object holds it no more */
void store_free(world *w, value held);                            /* … nor does the object exist any more */
#define STORE_FOREIGN "a function that uses variables of its process cannot be brought from there"
/* Something else than the object itself is about to change. */
void call_change(call *c, void *at, size_t size);

/* Rings of such values. */
bool ring_push(call *c, ring *r, value held);                     /* at the end; takes it over */
bool ring_reserve(call *c, ring *r, uint32_t count);              /* room for so many more: the next pushes cannot fail */
value ring_take(ring *r);                                         /* from the front; the caller's */
value ring_take_last(ring *r);
value *ring_at(const ring *r, uint32_t i);
void ring_clear(call *c, ring *r);
void ring_free(world *w, ring *r);

/* --- Private part --- */
bool store_keep_counted(call *c, value v, value *out);
bool store_copy_counted(call *c, value held, value *out);

static inline bool store_keep(call *c, value v, value *out)
{
    if (__builtin_expect(v.tag >= V_COUNTED, 0))
        return store_keep_counted(c, v, out);
    value_store(out, v);
    return true;
}

static inline bool store_take(call *c, value v, value *out)
{
    if (v.tag < V_COUNTED || !c->world->memory) {
        value_store(out, v);
        return true;
    }
    bool kept = store_keep_counted(c, v, out);
    value_drop(v);
    return kept;
}

static inline bool store_copy(call *c, value held, value *out)
{
    if (__builtin_expect(held.tag >= V_COUNTED, 0))
        return store_copy_counted(c, held, out);
    value_store(out, held);
    return true;
}

#endif
