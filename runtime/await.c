/* await: atomic blocks, and waiting until an expression is true.
 *
 * Both take one hidden rlock. An await takes it, evaluates, noting in its watch every variable and object it looks at, and when the outcome
 * is false gives the lock back and waits. A change to something that is watched makes the watch dirty; a task whose watch is dirty
 * stands in the hidden lock's line and, when its turn comes, holds the lock again and evaluates anew. A change that comes while it
 * still evaluates makes the watch dirty too, so none is missed. Watches and their list are only touched with the object of the hidden lock
 * locked; each step of their owner is one store, so that a watch is whole wherever its owner was killed. */
#include <stdlib.h>

#include "runtime/kinds/kinds.h"
#include "runtime/pass.h"
#include "runtime/record.h"

enum { KEYS_FIRST = 4 };

struct watch {
    struct watch *next;
    task *task;
    int64_t deadline, since; /* since: when it was false the first time, NO_TIMEOUT: not yet */
    uint64_t cause;          /* what made it dirty */
    bool dirty;
    bool parked; /* it waits, and stands in no line yet */
    bool deaf;   /* what it looked at is not noted, for want of memory or because it is anything: anything makes it dirty */
    uint32_t count;
    struct keys *keys;
};

struct keys {
    uint32_t capacity;
    uint64_t at[];
};

static size_t keys_size(uint32_t capacity) { return sizeof(struct keys) + capacity * sizeof(uint64_t); }

/* --- watches --- */

static bool watch_open(task *t, int64_t deadline)
{
    world *w = t->world;
    struct watch *x = memory_zeroed(w->memory, sizeof *x);
    if (!x)
        return false;
    x->task = t;
    x->deadline = deadline;
    x->since = NO_TIMEOUT;
    x->next = w->watches;
    __atomic_add_fetch(&w->awaiting, 1, __ATOMIC_SEQ_CST);
    t->watch = x;
    w->watches = x;
    return true;
}

static void watch_free(world *w, struct watch *x)
{
    if (x->keys)
        memory_give(w->memory, x->keys, keys_size(x->keys->capacity));
    memory_give(w->memory, x, sizeof *x);
}

void await_close(task *t)
{
    world *w = t->world;
    struct watch *x = t->watch, **place = &w->watches;
    while (*place && *place != x)
        place = &(*place)->next;
    if (*place) { /* else it was killed before it had put it there */
        *place = x->next;
        __atomic_sub_fetch(&w->awaiting, 1, __ATOMIC_SEQ_CST);
    }
    t->watch = NULL;
    watch_free(w, x);
}

static bool watch_has(const struct watch *x, uint64_t key)
{
    if (x->deaf || !key)
        return true;
    for (uint32_t i = 0; i < x->count; i++)
        if (x->keys->at[i] == key)
            return true;
    return false;
}

static bool watch_room(world *w, struct watch *x)
{
    struct keys *before = x->keys;
    uint32_t capacity = before ? before->capacity : 0;
    if (x->count < capacity)
        return true;
    struct keys *larger = memory_take(w->memory, keys_size(capacity ? capacity * 2 : KEYS_FIRST));
    if (!larger)
        return false;
    if (before)
        memcpy(larger, before, keys_size(capacity));
    larger->capacity = capacity ? capacity * 2 : KEYS_FIRST;
    x->keys = larger;
    if (before)
        memory_give(w->memory, before, keys_size(capacity));
    return true;
}

/* The hidden lock, for a moment. It is noted in the journal, so that it is given back should t be killed meanwhile. */
static void watches_lock(task *t)
{
    world *w = t->world;
    if (t->journal)
        t->journal->lock(t->journal, w->atomic);
    object_lock(w, w->atomic);
}

static void watches_unlock(task *t, bool passing)
{
    object_unlock(t->world, t->world->atomic);
    if (passing || !t->journal)
        return;
    t->journal->commit(t->journal);
    t->journal->done(t->journal);
}

void await_look(task *t, uint64_t key, bool passing)
{
    struct watch *x = t->watch;
    world *w = t->world;
    watches_lock(t);
    if (!watch_has(x, key)) {
        if (watch_room(w, x))
            x->keys->at[x->count++] = key;
        else
            x->deaf = true;
    }
    watches_unlock(t, passing);
}

void await_look_all(task *t)
{
    watches_lock(t);
    t->watch->deaf = true;
    watches_unlock(t, true);
}

bool await_waits_for(task *t, uint32_t number, bool passing)
{
    uint64_t key = await_key_of_cell(t->process, number);
    bool found = false;
    watches_lock(t);
    for (const struct watch *x = t->world->watches; x && !found; x = x->next)
        found = watch_has(x, key);
    watches_unlock(t, passing);
    return found;
}

await_keys await_looked(const task *t)
{
    const struct watch *x = t->watch;
    if (!x)
        return (await_keys){0};
    return (await_keys){x->keys ? x->keys->at : NULL, x->count, x->deaf, x->dirty};
}

/* Puts a task whose watch has become dirty in the hidden lock's line. Without memory for that it raises. */
static void watch_stand(pass *p, struct watch *x)
{
    task *t = x->task;
    uint32_t generation = task_generation(t);
    x->parked = false;
    t->place = line_add(p, p->world->atomic, VERB_run_await, FACE_NONE, (waiter){.task = t, .generation = generation}, 0);
    if (t->place || !wait_claim(p, t, generation))
        return;
    pass_raise(t, ERROR_limit, "out of memory");
    pass_resume_later(p, t);
}

static void watch_stir(pass *p, struct watch *x, uint64_t cause)
{
    if (x->dirty)
        return;
    if (p->world->engine->stirs)
        p->world->engine->stirs(p->world, x->task);
    journal_change(p->journal, x, sizeof *x);
    x->dirty = true;
    x->cause = cause;
    if (x->parked)
        watch_stand(p, x);
}

void await_stir(task *t)
{
    pass p;
    pass_begin(&p, t->world, t);
    pass_lock(&p, t->world->atomic);
    watch_stir(&p, t->watch, 0);
    pass_end(&p, t->world->atomic);
}

void await_news(world *w, lane *l, journal *j, uint64_t key, uint64_t cause)
{
    if (w->engine->later)
        w->engine->later(w, key, cause);
    else
        await_changed(w, l, j, key, cause);
}

void await_changed(world *w, lane *l, journal *j, uint64_t key, uint64_t cause)
{
    pass p;
    pass_begin_for(&p, w, l, j);
    p.cause = cause;
    pass_lock(&p, w->atomic);
    for (struct watch *x = w->watches; x; x = x->next)
        if (watch_has(x, key))
            watch_stir(&p, x, cause);
    pass_settle(&p, w->atomic);
    pass_end(&p, w->atomic);
}

/* --- the hidden lock --- */

static outcome atomic_take(call *c)
{
    object *o = c->object;
    task *t = c->task;
    if (o->lock_.owner && o->lock_.owner != t->id)
        return OUT_WAIT;
    if (t->atomic == UINT16_MAX)
        return call_raise(c, ERROR_limit, "atomic blocks nest at most %d deep", UINT16_MAX);
    if (c->probe)
        return OUT_DONE;
    __atomic_store_n(&o->lock_.owner, t->id, __ATOMIC_RELEASE);
    o->lock_.depth = ++t->atomic;
    return OUT_DONE;
}

/* One that was killed may not have come to own it. */
static void atomic_give(object *o, task *t)
{
    t->atomic--;
    if (o->lock_.owner != t->id)
        return;
    o->lock_.depth = t->atomic;
    if (!t->atomic)
        __atomic_store_n(&o->lock_.owner, 0, __ATOMIC_RELEASE);
}

outcome verb_run_atomic(call *c) { return atomic_take(c); }

outcome verb_run_atomic_end(call *c)
{
    if (!c->task->atomic)
        return call_raise(c, ERROR_state, "no atomic block has begun");
    atomic_give(c->object, c->task);
    c->number = c->task->watch != NULL;
    if (c->task->watch)
        await_close(c->task);
    return OUT_DONE;
}

/* Its time counts from when it came for the hidden lock. */
static int64_t await_deadline(call *c, int64_t length)
{
    bool waited = c->waits || c->task->anew != ANEW_NOT;
    return length == NO_TIMEOUT ? NO_TIMEOUT : moment_after(waited ? c->task->since : c->world->engine->now(c->world), length);
}

/* The lock is free soon, for nobody who has it waits: so however short the time is, the condition is looked at once. */
outcome verb_run_await_begin(call *c)
{
    int64_t length;
    if (!op_time(c->op->arguments[0], &length, &c->fault))
        return OUT_RAISE;
    outcome r = atomic_take(c);
    if (r != OUT_DONE || c->probe)
        return r;
    if (watch_open(c->task, await_deadline(c, length)))
        return OUT_DONE;
    atomic_give(c->object, c->task);
    return call_raise(c, ERROR_limit, "out of memory");
}

/* --- await: the expression has been evaluated --- */

/* Holds the hidden lock again, to evaluate anew. */
static void await_retake(pass *p, object *o, task *t)
{
    journal_change(p->journal, t->watch, sizeof *t->watch);
    __atomic_store_n(&o->lock_.owner, t->id, __ATOMIC_RELEASE);
    o->lock_.depth = t->atomic = 1;
    t->watch->dirty = t->watch->parked = false;
    t->watch->count = 0;
}

/* Asked by settle, for a task that stands in line with a dirty watch. */
outcome verb_run_await(call *c)
{
    if (c->object->lock_.owner)
        return OUT_WAIT;
    if (c->probe)
        return OUT_DONE;
    await_retake(c->pass, c->object, c->task);
    c->untold = true;
    c->result = value_bool(false);
    return OUT_DONE;
}

/* Its detail is the text of the expression. */
static void await_call(call *c, pass *p, task *t, object *o)
{
    pass_call(c, p, o, &t->op, t);
    c->detail = t->op.arguments[1];
}

static void await_finish(pass *p, task *t, call *c, outcome r)
{
    int64_t since = t->watch->since;
    uint64_t cause = since == NO_TIMEOUT ? 0 : t->watch->cause;
    await_close(t);
    atomic_give(c->object, t);
    p->cause = record_call(c, r, cause, since);
    pass_reply(t, c, r);
    pass_settle(p, c->object);
}

/* It has to wait: the lock is given back, and t waits for a change, or for its turn if there was one already. */
static outcome await_park(pass *p, task *t, object *o)
{
    struct watch *x = t->watch;
    atomic_give(o, t);
    pass_settle(p, o);
    wait_lend(t); /* for the report of a deadlock; without memory for that it does without */
    wait_begin(t, x->deadline);
    if (x->since == NO_TIMEOUT) {
        x->since = t->since;
        call c;
        await_call(&c, p, t, o);
        record_waiting(&c);
    }
    x->parked = !x->dirty;
    if (x->dirty)
        watch_stand(p, x);
    return OUT_WAIT;
}

static outcome await_again(pass *p, task *t, object *o)
{
    bool anew = t->watch->dirty && line_empty(o);
    if (p->world->engine->anew)
        anew = p->world->engine->anew(p->world, t);
    if (!anew)
        return await_park(p, t, o);
    await_retake(p, o, t);
    t->reply = (reply){.outcome = OUT_DONE, .value = value_bool(false)};
    return OUT_DONE;
}

static bool await_is_late(world *w, const task *t)
{
    int64_t deadline = t->watch->deadline;
    if (deadline == NO_TIMEOUT)
        return false;
    return w->engine->late ? w->engine->late(w, t, deadline) : w->engine->now(w) >= deadline;
}

static outcome await_false(pass *p, task *t, object *o)
{
    call c;
    pass_call(&c, p, o, &t->op, t);
    outcome r;
    if (t->atomic > 1)
        r = call_raise(&c, ERROR_state, "await would have to wait, and nothing may wait inside atomic");
    else if (await_is_late(p->world, t))
        r = call_raise(&c, ERROR_timeout, "it did not become true in time");
    else
        return await_again(p, t, o);
    await_finish(p, t, &c, r);
    return r;
}

outcome await_perform(world *w, task *t)
{
    pass p;
    pass_begin(&p, w, t);
    object *o = w->atomic;
    pass_lock(&p, o);
    outcome r;
    if (value_truth(t->op.arguments[0])) {
        call c;
        await_call(&c, &p, t, o);
        r = call_done(&c, value_bool(true));
        await_finish(&p, t, &c, r);
    } else {
        r = await_false(&p, t, o);
    }
    bool late = r == OUT_WAIT && wait_is_late(&p, t, o);
    pass_end(&p, o);
    return late ? wait_ended(t) : r;
}

/* Out of all atomic blocks that are nested deeper than that. */
static void await_unwind(pass *p, task *t, uint16_t depth)
{
    object *o = p->world->atomic;
    if (t->watch)
        await_close(t);
    while (t->atomic > depth)
        atomic_give(o, t);
    pass_settle(p, o);
    pass_end(p, o);
}

/* It may stand in an atomic block that goes on. Told before the lock is unlocked: whoever finds it taken tells of that sooner. */
void await_cancelled(world *w, task *t, uint64_t cause)
{
    pass p;
    pass_begin(&p, w, t);
    pass_lock(&p, w->atomic);
    record_wait(w, t->lane, t, EVENT_CANCELLED, cause, NULL);
    await_unwind(&p, t, (uint16_t)(t->atomic - 1));
}

void await_abandon(world *w, task *t)
{
    pass p;
    pass_begin(&p, w, t);
    pass_lock(&p, w->atomic);
    await_unwind(&p, t, 0);
}

bool await_has_waited(const task *t) { return t->watch && t->watch->since != NO_TIMEOUT; }

int64_t await_until(const task *t) { return t->watch ? t->watch->deadline : NO_TIMEOUT; }

int64_t await_since(const task *t)
{
    bool awaits = t->watch && t->op.verb == VERB_run_await && t->watch->since != NO_TIMEOUT;
    return awaits ? t->watch->since : t->since;
}

void await_free(world *w)
{
    for (struct watch *x = w->watches, *next; x; x = next) {
        next = x->next;
        watch_free(w, x);
    }
    w->watches = NULL;
}

/* What it looked at is what it would look at again as long as none of that changes. */
void await_state(const task *t, run_state *s)
{
    const struct watch *x = t->watch;
    state_number(s, x ? 1 + (x->dirty | (unsigned)x->parked << 1) : 0);
    state_time(s, x ? x->deadline : NO_TIMEOUT);
}
