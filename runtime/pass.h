/* pass: what perform.c, wait.c, select.c, await.c and task.c share: one way of an op through its objects, and the waits.
 *
 * A pass begins with the objects locked. A verb is asked; its event recorded; the waiters of the changed objects are looked after, their
 * replies filled in and the ends of their waits recorded; then everything is unlocked and those who were let go are resumed. */
#ifndef RUNTIME_PASS_H
#define RUNTIME_PASS_H

#include "runtime/kind.h"
#include "runtime/journal.h"
#include "runtime/line.h"

enum { PASS_HELD = 4, PASS_WASTE = 6 };

typedef struct tasks { task *first, *last; } tasks;    /* chained by next */
typedef struct lent lent;

typedef struct waste { value held; void *at; } waste;       /* what an object held; or, where at is set, a block */

struct pass {
    world *world;
    lane *lane;
    journal *journal;
    task *task;                  /* who performs */
    uint64_t cause;              /* seq of its event */
    bool changed;                /* some object is not as it was */
    bool more;                   /* there is more to do at its end than to unlock the object */
    tasks released;              /* let go by a verb, their events not recorded yet */
    tasks resumed;               /* to be resumed at the end */
    task *spawned;
    process *killed;             /* to be ended at the end, chained by doomed */
    task **poked;                /* to be cancelled when the event is recorded, and then those of them whose waits are to be ended; set with the first */
    uint32_t poked_count, poked_capacity;
    task *few_poked[PASS_HELD];
    object **held;               /* by call_hold; set with the first */
    uint32_t held_count, held_capacity;
    object *few[PASS_HELD];
    uint32_t waste_count;
    waste waste[PASS_WASTE];     /* without a journal: to be dropped and given back when nothing is locked any more */
};

void pass_begin(pass *p, world *w, task *t);
void pass_begin_for(pass *p, world *w, lane *l, journal *j);   /* no task performs */
static inline outcome pass_ask(call *c) { return c->row->function(c); }
void pass_reply(task *t, call *c, outcome r);                 /* moves result or fault into t->reply */
void pass_raise(task *t, error_kind kind, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* The call was done or raised: its event, and what follows from its changes. */
void pass_done(call *c, outcome r);
void pass_touch(pass *p, object *o);                          /* it has changed */
void pass_settle(pass *p, object *o);                         /* lets go who can go on now */
void pass_settle_one(pass *p, object *o, const task *t);      /* the same for one, wherever it stands; it waits for nothing else */
/* Everything is unlocked (o may be NULL) and those let go are resumed. */
static inline void pass_end(pass *p, object *o);
void pass_end_all(pass *p, object **objects, uint32_t count);
void pass_flush(pass *p);
void pass_came(pass *p, task *t, object *o);                           /* t, which was woken to ask again, asks */
void pass_poke(pass *p, task *t);                             /* cancels t, which cannot end before the objects are unlocked; it notices that soon */
void pass_resume_later(pass *p, task *t);
void pass_drop(pass *p, value held);                          /* what an object held goes, soon */
void pass_give(pass *p, void *at, size_t size);               /* … and a block, before it is sure that nothing is undone */
void pass_released(pass *p, task *t);                         /* t was claimed and has its reply; its event is due after the performer's */
void call_drop(call *c, outcome r);                           /* what it came to is not used */

/* The object an op concerns, where there is one: a condition's lock for acquire …, the hidden lock for atomic blocks. */
static inline object *pass_target(world *w, const op *o);
object *pass_locked(object *o);                               /* the one that is locked in its stead: of a pipe, the first end */
const op *pass_waiter_op(const task *t, const waiter *who);
/* Of a wait on several objects: how many there are, and the i-th (NULL: a case that is never ready). */
uint32_t pass_objects(const task *t);
object *pass_object(const task *t, uint32_t i);
const object *pass_named(const task *t, uint32_t i);           /* the same as the script names it; NULL: no case that could be done */
#define PASS_NONE "nothing"                                    /* as the words call what a select waits for that has no other cases */

/* --- store.c, where w->memory is set --- */
struct lent {                                                 /* the arguments and cases of an op that waits, for who looks after the line */
    size_t size;
    const value *arguments;                                       /* the task's own */
    op *alternatives;
    uint32_t count;                                               /* of values; the cases come behind them */
    value values[];
};
bool store_put(world *w, value v, value *out, fault *f);      /* as store_keep and store_copy, out of an operation */
bool store_get(world *w, value held, value *out, fault *f);
void store_give(task *t);                                     /* t's own process: its reply is given to the script */
void store_send(task *t);                                     /* another's: its reply can be read there */
bool store_lend(task *t, fault *f);                           /* t begins to wait */
void store_lent(task *t);                                     /* its op, where its own process may not be read any more, is what it lent */
static inline void store_return(task *t);                     /* it stands in no line any more */
void store_return_lent(task *t);

/* t is one of a pool's own tasks, and has nothing to do: no news for a reader. */
static inline bool pass_is_idle(const task *t) { return verb_words[t->op.verb].kind == KIND_pool && t->self->daemon; }

/* --- wait.c --- */
#define WAIT_NEVER INT64_MAX                                  /* as the beginning of a wait, for the trace: there was none */
static inline bool wait_defers(task *t);                      /* t, which comes for a lock, hesitates before it asks at all */
__attribute__((noinline)) bool wait_defers_to(task *t, const object *o);
bool wait_may_hesitate(const call *c);                        /* would it rather look for a while whether the object changes, and ask again? */
outcome single_wait(call *c);                                 /* c could not be done now; ends the pass. OUT_WAIT, or what it came to */
static inline bool wait_is_cancelled(const task *t);          /* it was, and its op may raise that */
bool wait_was_cancelled(const task *t);
outcome wait_cancelled(task *t);                              /* raises it */
void wait_mark(task *t);                                      /* t, whose object is locked, is cancelled */
/* Is t, which is marked, to be taken out of its wait by whoever cancels it? Then it stays in that until wait_end_pinned. */
bool wait_pin(task *t);
void wait_end_pinned(world *w, lane *l, journal *j, task *t);
/* t has just begun to wait in the line of o, or of several (NULL), all locked. True: it was cancelled before, and waits no more. */
bool wait_is_late(pass *p, task *t, object *o);
outcome wait_ended(task *t);                                  /* its wait is over, and nothing locked: what it came to, or OUT_WAIT for its lock */
void wait_part(const task *t);                                /* it waits no more, and nothing is locked: whoever was about to end its wait has seen that */
static inline bool wait_is_multiple(const task *t) { return task_verb(t) == VERB_run_select || task_verb(t) == VERB_run_wait_any; }
/* A wait begins: t->since, deadline, generation. A woken task that asks again goes on with those it has. `until`: when the wait ends
 * whatever the time-out says. */
void wait_begin(task *t, int64_t until);
/* For an engine whose tasks do not stand in line before they must: t would have to wait now, and is told to, from now on. It performs with
 * t->anew at ANEW_TOLD then. */
void wait_foretell(task *t);
/* t, claimed and replied to, goes on waiting in the line of the lock of its condition, which is locked. False: it has to be resumed, to
 * take it by itself. */
bool wait_go_on(pass *p, task *t);
void wait_reply_kept(task *t);                                /* it has the lock back: what its op came to before */
bool wait_claim(pass *p, task *t, uint32_t generation);       /* ends it, for somebody who holds the object; false: it had ended */
static inline bool wait_lend(task *t);                        /* its op can be read by all who serve it; false: raises */
bool wait_lend_stored(task *t);
void wait_undo(task *t);                                      /* it did not come to that */
/* May an op that cannot be done now wait for it? Else *r is what it comes to, with the reply filled in and the event recorded. */
static inline bool wait_allowed(task *t, const call *asked, outcome *r);
void wait_refuse(task *t, const call *asked, outcome *r);
void wait_abandon(world *w, lane *l, journal *j, task *t);              /* t never goes on: it leaves all lines, and gives back the hidden lock */
void wait_pass_on(world *w, task *t);                         /* t was woken to ask again, and does not: the next may */
outcome wait_timed_out(task *t);                              /* fills in the reply of a passed time-out */

/* task.c */
void task_end_quietly(world *w, lane *l, journal *j, task *t);            /* its object ends, and its joiners go on; nobody is told */

/* select.c */
outcome select_perform(world *w, task *t);
outcome wait_any_perform(world *w, task *t);
bool wait_is_ready(task *t);                                  /* would t's select or wait_any not have to wait now? Where nothing runs in parallel */
uint32_t wait_any_ready(task *t);                             /* how many of those that its op names, a list, are; 0: it names others, too */
outcome wait_any_ask(call *c);                                /* is c->object ready? the result is the list of it */

/* await.c */
outcome await_perform(world *w, task *t);
/* passing: within a pass of t's. */
void await_look(task *t, uint64_t key, bool passing);         /* t, in an await, has looked at it */
void await_look_all(task *t);                                 /* … at who there is, which any change may be one of; within a pass */
/* What key names has changed (0: many things): told to those who await it, or left to the engine. No object is locked. */
void await_news(world *w, lane *l, journal *j, uint64_t key, uint64_t cause);
void await_changed(world *w, lane *l, journal *j, uint64_t key, uint64_t cause);
void await_stir(task *t);                                     /* t, in an await, is to evaluate it once more */
bool await_waits_for(task *t, uint32_t number, bool passing); /* is there an await that has looked at this variable of t's process? */
void await_close(task *t);                                    /* t is in no await any more */
void await_cancelled(world *w, task *t, uint64_t cause);      /* t, which has evaluated its await, goes out of it and tells: gives back the hidden lock */
void await_abandon(world *w, task *t);                        /* t ends: it gives back the hidden lock */
int64_t await_until(const task *t);                          /* its deadline; NO_TIMEOUT */
bool await_has_waited(const task *t);                        /* its await was false, and that was told */
int64_t await_since(const task *t);                           /* when t, which waits, began to: of an await, when it was false the first time */
void await_free(world *w);                                    /* at the end of the run: whatever watches are left */
/* Keys: of an object its id; of a variable this, with CELLS_SHARED or of that process. */
static inline uint64_t await_key_of_cell(const process *p, uint32_t number)
{
    return UINT64_C(1) << 63 | (number & CELLS_SHARED ? 0 : (uint64_t)p->id) << 31 | number;
}
static inline bool await_key_is_cell(uint64_t key) { return key >> 63; }
static inline uint32_t await_key_process(uint64_t key) { return (uint32_t)(key >> 31); }
static inline uint32_t await_key_number(uint64_t key) { return (uint32_t)key & (CELLS_SHARED | (CELLS_SHARED - 1)); }
/* What t has looked at in its await since it began to evaluate it: a change of that stirs it. stirred: one has, and it waits for the
 * hidden lock, in its line. */
typedef struct await_keys { const uint64_t *keys; uint32_t count; bool all, stirred; } await_keys;
await_keys await_looked(const task *t);

/* perform.c */
outcome sleep_perform(world *w, task *t);

/* kinds/variable.c */
outcome variable_perform(world *w, task *t);

/* --- Private part --- */
object *pass_aside(world *w, const op *o);
static inline object *pass_target(world *w, const op *o)
{
    uint16_t verb = __atomic_load_n(&o->verb, __ATOMIC_RELAXED); /* who waits may be moved on to another (wait_go_on) */
    return __builtin_expect(!verbs[verb].aside, 1) ? o->object : pass_aside(w, o);
}

/* Field by field: a compiler would clear the whole of it first, with an instruction that takes as long as the rest of a step. */
static inline void pass_call(call *c, pass *p, object *o, const op *what, task *t)
{
    c->world = p->world;
    c->object = o;
    c->op = what;
    c->row = &verbs[what->verb];
    c->task = t;
    c->pass = p;
    value_store(&c->result, VALUE_NIL);
    c->fault.kind = 0;
    value_store(&c->fault.message, VALUE_NIL);
    value_store(&c->detail, VALUE_UNSET);
    c->word = NULL;
    c->number = 0;
    c->cause = 0;
    c->spawned = NULL;
    c->killed = NULL;
    c->prepared = NULL;
    c->aside = NULL;
    c->other = c->place = 0;
    c->probe = c->waits = c->untold = c->anyway = c->stands = c->thrown = c->known = c->follows = false;
    c->then = VERB_none;
    c->deadline = NO_TIMEOUT;
    c->changed = !(c->row->flags & VERB_LOOKS);
}

static inline bool wait_is_cancelled(const task *t)
{
    return __builtin_expect(__atomic_load_n(&t->cancelled, __ATOMIC_ACQUIRE), 0) && wait_was_cancelled(t);
}

static inline bool wait_lend(task *t) { return __builtin_expect(!t->world->memory, 1) || wait_lend_stored(t); }

/* Mostly the lock is free. */
static inline bool wait_defers(task *t)
{
    const object *o = pass_target(t->world, &t->op);
    return __builtin_expect(__atomic_load_n(&o->lock_.owner, __ATOMIC_RELAXED) != 0, 0) && wait_defers_to(t, o);
}

static inline bool wait_allowed(task *t, const call *asked, outcome *r)
{
    if (__builtin_expect(t->op.timeout != 0 && !t->atomic, 1))
        return true;
    wait_refuse(t, asked, r);
    return false;
}

static inline void store_return(task *t)
{
    if (__builtin_expect(t->lent != NULL, 0))
        store_return_lent(t);
}

static inline bool pass_is_watched(const pass *p) { return p->changed && __atomic_load_n(&p->world->awaiting, __ATOMIC_SEQ_CST) != 0; }

/* From here on it cannot be undone. */
static inline void pass_commit(const pass *p)
{
    if (__builtin_expect(p->journal != NULL, 0))
        p->journal->commit(p->journal);
}

static inline void pass_committed(const pass *p)
{
    if (__builtin_expect(p->journal != NULL, 0))
        p->journal->done(p->journal);
}

/* Mostly one object was changed, and nobody cares. */
static inline void pass_end(pass *p, object *o)
{
    if (__builtin_expect(p->more || pass_is_watched(p), 0)) {
        pass_end_all(p, &o, o ? 1 : 0);
        return;
    }
    pass_commit(p);
    if (o)
        object_unlock(p->world, o);
    pass_committed(p);
}

/* What of t's await matters (await.c). */
void await_state(const task *t, struct run_state *s);

/* Is t served now, who could be? It may be up to the engine. */
static inline bool pass_serves(world *w, const task *t, const op *o, const object *by)
{
    return !w->engine->serves || w->engine->serves(w, t, o, by);
}

/* Locks an object for the pass; it may change from here on. */
static inline void pass_lock(pass *p, object *o)
{
    if (__builtin_expect(p->journal != NULL, 0))
        p->journal->lock(p->journal, o);
    object_lock(p->world, o);
    if (__builtin_expect(p->journal != NULL, 0))
        p->journal->locked(p->journal, o);
}

#endif
