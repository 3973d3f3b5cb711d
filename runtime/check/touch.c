/* touch: what a step touches: the objects that are locked for it, seen through a journal that undoes nothing, and the variables that
 * its op names. An object that is not as it was before was changed; another was only looked at. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/large.h"
#include "runtime/check/internal.h"
#include "runtime/pass.h"
#include "runtime/value/method.h"

enum key_space {
    SPACE_OBJECT = 1,
    SPACE_SHARED,
    SPACE_CELL,
    SPACE_NAMES,
    SPACE_OUTPUT,
    SPACE_VARIABLES,
    SPACE_DAEMONS,
    SPACE_WATCHED,
    SPACE_INVARIANT,
    SPACE_WAKES
};
enum { TOUCHED_FIRST = 16, ACCESSES_FIRST = 256 };

static uint64_t key(enum key_space space, uint64_t number) { return (uint64_t)space << 56 | number; }

static uint64_t cell_key(uint32_t owner, uint32_t number)
{
    return number & CELLS_SHARED ? key(SPACE_SHARED, number & ~CELLS_SHARED) : key(SPACE_CELL, (uint64_t)owner << 32 | number);
}

static touched *touch_room(exec *e)
{
    if (e->touched_count == e->touched_capacity) {
        uint32_t capacity = e->touched_capacity ? 2 * e->touched_capacity : TOUCHED_FIRST;
        touched *more = realloc(e->touched, capacity * sizeof *more);
        if (!more) {
            e->broken = true;
            return NULL;
        }
        e->touched = more;
        e->touched_capacity = capacity;
    }
    return &e->touched[e->touched_count++];
}

static touched *touch_find(const exec *e, uint64_t k)
{
    for (uint32_t i = 0; i < e->touched_count; i++)
        if (e->touched[i].key == k)
            return &e->touched[i];
    return NULL;
}

void touch_key(exec *e, uint64_t k, bool write)
{
    touched *t = touch_find(e, k);
    if (!t && (t = touch_room(e)))
        *t = (touched){.key = k};
    if (t)
        t->write |= write;
}

void touch_wakes(exec *e, bool takes) { touch_key(e, key(SPACE_WAKES, 0), takes); }

void touch_all(exec *e) { touch_key(e, KEY_ALL, true); }

void touch_object(exec *e, const object *o, bool write)
{
    bool shared = o->kind == KIND_variable;
    uint64_t k = shared ? key(SPACE_SHARED, (uint64_t)(o - e->world->shared)) : key(SPACE_OBJECT, o->id);
    touched *t = touch_find(e, k);
    if (!t && (t = touch_room(e)))
        *t = (touched){.key = k, .object = shared ? 0 : o->id, .version = o->version, .peek = e->peeking > 0};
    if (!t)
        return;
    t->write |= write;
    t->peek &= e->peeking > 0;
}

/* All that its op is about. */
static void touch_named(exec *e, const task *t, bool write)
{
    const object *one = wait_is_multiple(t) ? NULL : pass_target(e->world, &t->op);
    if (one)
        touch_object(e, one, write);
    for (uint32_t i = 0, n = wait_is_multiple(t) ? pass_objects(t) : 0; i < n; i++)
        if (pass_object(t, i))
            touch_object(e, pass_object(t, i), write);
}

/* It stands in no line any more, where others could see it; that it leaves one is a change to those who await any. */
static void touch_left(exec *e, const task *t)
{
    if (e->world->host->awaits && !t->watch)
        touch_named(e, t, true);
    bool many = t->op.verb == VERB_run_select;
    for (uint32_t i = 0, n = many ? t->op.cases : 1; i < n; i++) {
        const op *o = many ? &t->op.alternatives[i] : &t->op;
        if (!(o->flags & OP_DISABLED) && ready_is_seen(o))
            touch_object(e, o->object, true);
    }
}

/* Had it been cancelled before, it would not have waited any more. */
void touch_released(exec *e, const task *t)
{
    uint32_t peeking = e->peeking;
    e->peeking = 0;
    touch_object(e, t->self, false);
    touch_left(e, t);
    e->peeking = peeking;
}

void touch_cancelled(exec *e, const task *t) { touch_object(e, t->self, true); }

/* The end of its wait, by its time or by cancel: a change of what it awaits would have ended that, and ends it no more; and so would whoever
 * gives back the hidden lock, where there was such a change. */
void touch_awaited(exec *e, const task *t)
{
    await_keys a = await_looked(t);
    if (a.all)
        touch_all(e);
    if (a.stirred)
        touch_object(e, e->world->atomic, false);
    for (uint32_t i = 0; i < a.count; i++) {
        uint64_t k = a.keys[i];
        uint32_t number = await_key_number(k);
        const object *o = await_key_is_cell(k) ? NULL : object_at(e->world, (uint32_t)k);
        if (o)
            touch_object(e, o, false);
        else if (await_key_is_cell(k))
            touch_key(e, cell_key(await_key_process(k), number), false);
    }
}

/* Any other change of what it awaits would have let it evaluate that, had it come before; and it stands in the hidden lock's line now. */
void touch_stirred(exec *e, const task *t)
{
    uint32_t peeking = e->peeking;
    e->peeking = 0;
    touch_awaited(e, t);
    touch_object(e, e->world->atomic, true);
    e->peeking = peeking;
}

/* --- the journal --- */

static exec *exec_of_journal(journal *j) { return (exec *)(void *)((char *)j - offsetof(exec, journal)); }

/* Other steps lock the hidden lock to see whether anybody awaits what they have changed: mostly nobody does. */
static bool is_aside(const exec *e, const object *o)
{
    if (o != e->world->atomic || !e->step)
        return false;
    if (e->step->kind == STEP_END)
        return !e->leaves_block;
    uint16_t verb = e->running->task.op.verb;
    return verb != VERB_run_atomic && verb != VERB_run_atomic_end && verb != VERB_run_await_begin && verb != VERB_run_await;
}

/* Whether a shared variable is changed its verb says. */
static void see_lock(journal *j, object *o)
{
    exec *e = exec_of_journal(j);
    if (o->kind == KIND_variable)
        return;
    bool aside = is_aside(e, o);
    e->peeking += aside;
    touch_object(e, o, o == e->world->atomic && !aside);
    e->peeking -= aside;
    touched *t = o == e->world->atomic ? NULL : touch_find(e, key(SPACE_OBJECT, o->id));
    if (t)
        t->locked = true;
}

static void see_locked(journal *j, object *o)
{
    (void)j;
    (void)o;
}

static void see_change(journal *j, void *at, size_t size)
{
    (void)j;
    (void)at;
    (void)size;
}

static void see_claim(journal *j, task *t, uint32_t generation)
{
    (void)j;
    (void)t;
    (void)generation;
}

static void see_poke(journal *j, task *t)
{
    (void)j;
    (void)t;
}

static void see_poked(journal *j) { (void)j; }

static void see_give(journal *j, memory *m, void *at, size_t size)
{
    (void)j;
    memory_give(m, at, size);
}

/* It may be the last to hold an object that the pass goes on with. */
static void see_drop(journal *j, value held)
{
    exec *e = exec_of_journal(j);
    if (e->dropped_count == e->dropped_capacity) {
        uint32_t capacity = e->dropped_capacity ? 2 * e->dropped_capacity : TOUCHED_FIRST;
        value *more = realloc(e->dropped, capacity * sizeof *more);
        if (!more) {
            e->broken = true; /* and what it held is not given back */
            return;
        }
        e->dropped = more;
        e->dropped_capacity = capacity;
    }
    e->dropped[e->dropped_count++] = held;
}

static void see_done(journal *j)
{
    exec *e = exec_of_journal(j);
    while (e->dropped_count)
        value_drop(e->dropped[--e->dropped_count]);
}

static void see_kill(journal *j, const process *p, int signal)
{
    (void)p;
    (void)signal;
    touch_all(exec_of_journal(j));
}

static void see_end(journal *j) { (void)j; }

void touch_open(exec *e)
{
    e->journal = (journal){.id = 1,
                           .lock = see_lock,
                           .locked = see_locked,
                           .change = see_change,
                           .claim = see_claim,
                           .poke = see_poke,
                           .poked = see_poked,
                           .give = see_give,
                           .drop = see_drop,
                           .kill = see_kill,
                           .commit = see_end,
                           .done = see_done};
}

/* --- what is looked at in some execution --- */

static bool was_looked_at(const exec *e, uint64_t k)
{
    for (uint32_t i = 0; i < e->looked_count; i++)
        if (e->looked[i] == k)
            return true;
    return false;
}

static void look_at(exec *e, uint64_t k)
{
    if (was_looked_at(e, k))
        return;
    if (e->looked_count == e->looked_capacity) {
        uint32_t capacity = e->looked_capacity ? 2 * e->looked_capacity : TOUCHED_FIRST;
        uint64_t *more = realloc(e->looked, capacity * sizeof *more);
        if (!more) {
            e->broken = true;
            return;
        }
        e->looked = more;
        e->looked_capacity = capacity;
    }
    e->looked[e->looked_count++] = k;
}

void touch_looked(exec *e, const task *t)
{
    look_at(e, verb_words[t->op.verb].kind == KIND_variable ? touch_cell(t) : t->op.object ? key(SPACE_OBJECT, t->op.object->id) : 0);
}

/* A process by its name, which it has in all executions. */
static uint64_t watched_key(exec *e, const object *o)
{
    buf text = {0};
    uint64_t h = 14695981039346656037u;
    object_show_task(e->world, o, &text);
    for (size_t i = 0; i < text.length; i++)
        h = (h ^ (unsigned char)text.data[i]) * 1099511628211u;
    e->broken |= text.failed;
    buf_free(&text);
    return key(SPACE_WATCHED, h >> 8);
}

/* Somebody has daemons that end with the process, or asks whether it has ended: then all its tasks' ends matter, not only the last. */
void touch_watched(exec *e, const object *o) { look_at(e, watched_key(e, o)); }

void touch_task_ends(exec *e, const task *t)
{
    bool keeps_alive = t->self->kind == KIND_process || !t->self->daemon;
    if (keeps_alive && was_looked_at(e, watched_key(e, t->process->self)))
        touch_key(e, key(SPACE_DAEMONS, t->process->id), true);
}

static void touch_process(exec *e, const object *o)
{
    if (o && o->kind == KIND_process) {
        touch_watched(e, o);
        touch_key(e, key(SPACE_DAEMONS, o->id), false);
    }
}

/* An op that can be done whether a process has ended or not. */
static void touch_question(exec *e, const task *t)
{
    for (uint32_t i = 0, n = wait_is_multiple(t) ? pass_objects(t) : 0; i < n; i++)
        touch_process(e, pass_object(t, i));
    if (t->op.verb == VERB_process_is_alive || t->op.verb == VERB_process_exitcode
        || (t->op.verb == VERB_process_join && t->op.timeout != NO_TIMEOUT))
        touch_process(e, t->op.object);
}

/* --- what an op names --- */

uint64_t touch_cell(const task *t) { return cell_key(t->process->id, t->op.cell); }

bool touch_writes(const op *o)
{
    return o->verb != VERB_variable_load && (o->verb != VERB_variable_call || methods[o->arguments[0].integer].mutates);
}

/* 1 and 1.0 are equal, and can be told apart. */
static bool values_alike(value a, value b)
{
    buf one = {0}, other = {0};
    if (a.tag != b.tag || !value_equal(a, b))
        return false;
    value_repr(a, &one);
    value_repr(b, &other);
    bool alike =
        !one.failed && !other.failed && one.length == other.length && (!one.length || memcmp(one.data, other.data, one.length) == 0);
    buf_free(&one);
    buf_free(&other);
    return alike;
}

/* What is given to a variable that has it already changes nothing: in what order several do that makes no difference. But to those who await
 * a change it is one; and what depends on what must not be another thing before somebody awaits and after. */
static bool op_keeps(const exec *e, const task *t)
{
    const op *o = &t->op;
    if (o->verb != VERB_variable_store || e->world->host->awaits)
        return false;
    value held = o->cell & CELLS_SHARED ? shared_at(e->world, o->cell)->atom.value : cells_at(t->process->cells, o->cell)->value;
    return values_alike(held, o->arguments[0]);
}

/* A fork copies all variables of a process: what changes one of them is ordered with it, but not with what changes another. */
static void touch_variable(exec *e, const task *t)
{
    bool writes = touch_writes(&t->op) && !op_keeps(e, t);
    touch_key(e, touch_cell(t), writes);
    if (writes && !(t->op.cell & CELLS_SHARED))
        touch_key(e, key(SPACE_VARIABLES, t->process->id), false);
}

/* It could have been cancelled before, and what it waited for could have come. */
void touch_timed_out(exec *e, const task *t)
{
    touch_object(e, t->self, false);
    touch_awaited(e, t);
    touch_question(e, t);
    touch_left(e, t);
}

void touch_op(exec *e, const actor *a)
{
    const task *t = &a->task;
    if (a->state == ACTOR_PENDING && wait_is_cancelled(t))
        touch_named(e, t, false); /* it is asked nothing, and would have been, had it come first */
    if (verb_words[t->op.verb].kind == KIND_variable)
        touch_variable(e, t);
    touch_question(e, t);
    if (verb_words[t->op.verb].flags & VERB_WAITS)
        touch_object(e, t->self, false); /* it can be cancelled */
    switch (t->op.verb) {
    case VERB_run_print: touch_key(e, key(SPACE_OUTPUT, 0), true); break;
    case VERB_run_make: touch_key(e, key(SPACE_NAMES, t->process->id), true); break;
    case VERB_process_start:
    case VERB_pool_replace: touch_key(e, key(SPACE_VARIABLES, t->process->id), true); break;
    case VERB_run_threads:
    case VERB_run_children:
    case VERB_pool_terminate:
    case VERB_process_kill:
    case VERB_process_terminate: touch_all(e); break;
    default: break;
    }
}

const object *exec_object(const exec *e, uint64_t k) { return k >> 56 == SPACE_OBJECT ? object_at(e->world, (uint32_t)k) : NULL; }

bool exec_is_rooted(const exec *e, uint64_t k)
{
    switch (k >> 56) {
    case SPACE_OBJECT:
    case SPACE_NAMES:
    case SPACE_VARIABLES:
    case SPACE_DAEMONS: return (uint32_t)k <= e->root_objects;
    case SPACE_CELL: return (k >> 32 & 0xffffff) <= e->root_objects && (uint32_t)k < e->world->main->cells->fixed;
    default: return true;
    }
}

touch_kind exec_touch_kind(const exec *e, touch t, uint32_t *number)
{
    *number = (uint32_t)t.key;
    switch (t.key >> 56) {
    case KEY_ALL: return t.write ? TOUCH_OTHER : TOUCH_NONE;
    case SPACE_OBJECT: return TOUCH_OBJECT;
    case SPACE_SHARED: return TOUCH_SHARED;
    case SPACE_CELL: return (t.key >> 32 & 0xffffff) == e->world->main->id ? TOUCH_CELL : TOUCH_OTHER;
    case SPACE_NAMES: return TOUCH_PROCESS;
    case SPACE_VARIABLES:
    case SPACE_DAEMONS: return t.write ? TOUCH_OTHER : TOUCH_PROCESS;
    default: return TOUCH_OTHER;
    }
}

bool exec_is_task(const exec *e, uint64_t k)
{
    const object *o = exec_object(e, k);
    return o && (o->kind == KIND_thread || o->kind == KIND_process || o->kind == KIND_timer);
}

/* --- daemons --- */

void touch_ends(exec *e, const process *p) { touch_key(e, key(SPACE_DAEMONS, p->id), true); }

static const process *process_parent(exec *e, const process *p)
{
    const object *o = p->parent == e->world->main->id ? NULL : object_at(e->world, p->parent);
    return o && o->kind == KIND_process ? o->thread.process : e->world->main;
}

/* Whoever else there is, or was, in the process would have come no further, had it been ended before. */
void touch_exits(exec *e, const process *p)
{
    for (uint32_t i = 0; i < e->actor_count; i++)
        if (e->actors[i] != e->running && e->actors[i]->task.process == p)
            touch_all(e);
}

/* Its steps depend on the ends of those processes that end it. */
static void touch_as_daemon(exec *e, const task *t)
{
    const process *p = t->process;
    if (t->self->kind != KIND_process && t->self->daemon)
        touch_key(e, key(SPACE_DAEMONS, p->id), false);
    for (; p->daemon; p = process_parent(e, p))
        touch_key(e, key(SPACE_DAEMONS, p->parent), false);
}

/* --- the end of a step --- */

/* That it begins to wait others see at what it waits for, not at itself. */
static bool touch_changed(const exec *e, const touched *t)
{
    const object *o = t->object ? object_at(e->world, t->object) : NULL;
    bool waits = e->step->waits && !t->peek && t->object != e->running->task.id;
    return t->write || (t->object && (waits || !o || o->version != t->version));
}

/* To those who await a change all that is locked together has changed when any of it has; what is only looked at is locked by itself. */
static bool touch_told(const exec *e)
{
    bool told = false;
    for (uint32_t i = 0; i < e->touched_count && e->world->host->awaits && !told; i++)
        told = e->touched[i].locked && touch_changed(e, &e->touched[i]);
    return told;
}

static bool accesses_room(exec *e, uint32_t count)
{
    uint64_t capacity = e->access_capacity ? e->access_capacity : ACCESSES_FIRST;
    if ((uint64_t)e->access_count + count <= e->access_capacity)
        return true;
    while (capacity < (uint64_t)e->access_count + count)
        capacity *= 2;
    touch *more = capacity <= UINT32_MAX ? large_resize(e->accesses, capacity * sizeof *more) : NULL;
    if (!more)
        return false;
    e->accesses = more;
    e->access_capacity = (uint32_t)capacity;
    return true;
}

static bool access_add(exec *e, uint64_t k, bool write)
{
    if (!accesses_room(e, 1))
        return false;
    e->accesses[e->access_count++] = (touch){k, write};
    return true;
}

bool touch_again(exec *e, exec_step *s, const touch *accesses, uint32_t count)
{
    if (!accesses_room(e, count))
        return false;
    s->first = e->access_count;
    s->count = count;
    for (uint32_t i = 0; i < count; i++)
        e->accesses[e->access_count++] = accesses[i];
    return true;
}

void touch_done(exec *e)
{
    exec_step *s = e->step;
    touch_as_daemon(e, &e->running->task);
    touch_key(e, KEY_ALL, false);
    s->first = e->access_count;
    bool told = touch_told(e), looked_at = false; /* an invariant is asked anew */
    for (uint32_t i = 0; i < e->touched_count; i++) {
        const touched *t = &e->touched[i];
        bool changed = touch_changed(e, t) || (told && t->locked && !t->peek);
        if (t->peek && !changed)
            continue;
        e->broken |= !access_add(e, t->key, changed);
        looked_at |= changed && e->looked_count && was_looked_at(e, t->key);
    }
    if (looked_at)
        e->broken |= !access_add(e, key(SPACE_INVARIANT, 0), true);
    s->count = e->access_count - s->first;
    e->touched_count = 0;
}

/* --- what a task wants that has not made its step yet --- */

static void want_object(exec *e, const object *o, bool write)
{
    if (o)
        touch_object(e, o, write);
}

uint32_t exec_wanted(exec *e, uint32_t index)
{
    const actor *a = e->actors[index];
    const task *t = &a->task;
    uint32_t before = e->access_count;
    bool writes = !(verb_words[t->op.verb].flags & VERB_LOOKS);
    e->touched_count = 0;
    if (a->state == ACTOR_PENDING)
        touch_op(e, a);
    for (uint32_t i = 0, n = wait_is_multiple(t) ? pass_objects(t) : 0; i < n; i++)
        want_object(e, pass_object(t, i), true);
    if (!wait_is_multiple(t) && verb_words[t->op.verb].kind != KIND_variable)
        want_object(e, pass_target(e->world, &t->op), writes);
    touch_as_daemon(e, t);
    touch_key(e, KEY_ALL, false);
    for (uint32_t i = 0; i < e->touched_count; i++)
        e->broken |= !access_add(e, e->touched[i].key, e->touched[i].write);
    uint32_t added = e->access_count - before;
    e->access_count = before;
    e->touched_count = 0;
    return added;
}
