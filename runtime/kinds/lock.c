/* lock, rlock: held by one task at a time; an rlock's holder may take it again. A condition's acquire, release, locked and retake come
 * here with the condition's lock as the object. The owner is stored atomically for those who look for cycles of waits. */
#include "runtime/kinds/kinds.h"

bool lock_make(call *c)
{
    (void)c;
    return true;
}

uint32_t lock_holder(const object *o, uint32_t after)
{
    uint32_t owner = __atomic_load_n(&o->lock_.owner, __ATOMIC_SEQ_CST);
    return owner > after ? owner : 0;
}

bool lock_is_held(const object *o, const task *t) { return __atomic_load_n(&o->lock_.owner, __ATOMIC_RELAXED) == t->id; }

void lock_give_up(object *o)
{
    o->lock_.depth = 0;
    __atomic_store_n(&o->lock_.owner, 0, __ATOMIC_RELEASE);
}

/* It is the caller's now, but whoever held it has ended and may have left things half done. A `with` does not keep it. */
static outcome lock_is_abandoned(call *c)
{
    c->object->lock_.abandoned = false;
    if (c->op->flags & OP_WITH)
        lock_give_up(c->object);
    c->anyway = true;
    return call_raise(c, ERROR_abandoned, "the process that held %s has ended", call_name(c));
}

static outcome lock_take(call *c, uint32_t depth)
{
    object *o = c->object;
    if (o->lock_.owner && !(o->kind == KIND_rlock && lock_is_held(o, c->task)))
        return OUT_WAIT;
    if (o->lock_.depth > UINT32_MAX - depth)
        return call_raise(c, ERROR_limit, "%s was taken too many times", call_name(c));
    if (c->probe)
        return OUT_DONE;
    o->lock_.depth += depth;
    o->lock_.process = c->task->process->id;
    c->number = o->lock_.depth > depth ? o->lock_.depth : 0; /* taken again */
    __atomic_store_n(&o->lock_.owner, c->task->id, __ATOMIC_RELEASE);
    if (__builtin_expect(o->lock_.abandoned, 0))
        return lock_is_abandoned(c);
    return call_done(c, value_bool(true));
}

/* The process has ended: what one of its tasks held is nobody's. */
bool lock_bereaved(call *c, const process *p)
{
    object *o = c->object;
    if (!o->lock_.owner || o->lock_.process != p->id)
        return false;
    lock_give_up(o);
    return o->lock_.abandoned = true;
}

static outcome lock_release(call *c)
{
    object *o = c->object;
    if (!o->lock_.owner)
        return call_raise(c, ERROR_state, "%s is held by nobody, so it cannot be released", call_name(c));
    if (!lock_is_held(o, c->task))
        return call_raise(c, ERROR_state, "%s is held by another task, so it cannot be released here", call_name(c));
    if (c->probe)
        return OUT_DONE;
    c->number = --o->lock_.depth;
    if (!c->number)
        lock_give_up(o);
    return OUT_DONE;
}

static outcome lock_locked(call *c) { return call_tell(c, value_bool(c->object->lock_.owner != 0)); }

/* Who has just taken it lets nobody go on. */
bool lock_concerns(const object *o, const call *c, verb_id waiting)
{
    (void)c;
    (void)waiting;
    return !o->lock_.owner;
}

outcome verb_lock_acquire(call *c) { return lock_take(c, 1); }
outcome verb_lock_release(call *c) { return lock_release(c); }
outcome verb_lock_locked(call *c) { return lock_locked(c); }
outcome verb_rlock_acquire(call *c) { return lock_take(c, 1); }
outcome verb_rlock_release(call *c) { return lock_release(c); }
outcome verb_rlock_locked(call *c) { return lock_locked(c); }
outcome verb_condition_acquire(call *c) { return lock_take(c, 1); }
outcome verb_condition_release(call *c) { return lock_release(c); }
outcome verb_condition_locked(call *c) { return lock_locked(c); }

/* After a wait: as deep as it was. */
outcome verb_condition_retake(call *c) { return lock_take(c, c->task->depth); }

void lock_state(run_state *s, const object *o)
{
    state_task(s, o->lock_.owner);
    state_number(s, o->lock_.depth);
    state_number(s, o->lock_.abandoned);
}
