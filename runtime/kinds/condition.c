/* condition: tasks wait on it, with its lock given back, until they are notified. A wait ends without the lock: the prelude's wait asks
 * for the depth before and takes the lock back to that depth after. */
#include "runtime/kinds/kinds.h"

static object *condition_lock(const object *o) { return object_of(o->condition.lock); }

bool condition_make(call *c)
{
    value given = c->op->arguments[3];
    if (given.tag == V_UNSET || given.tag == V_NIL) {
        object *own = object_new(c->world, KIND_rlock, c->object->name.base, c->object->name.number, &c->fault);
        if (!own)
            return false;
        c->object->condition.lock = object_handle(own, FACE_NONE);
        object_hold_drop(own);
        return true;
    }
    if (!object_is(given, KIND_lock) && !object_is(given, KIND_rlock))
        return fault_set(&c->fault, ERROR_type, "a condition takes a lock or an rlock, not %s", fault_noun(given).text);
    c->object->condition.lock = value_keep(given);
    return true;
}

void condition_drop(world *w, object *o)
{
    (void)w;
    value_drop(o->condition.lock);
}

/* Nobody goes on by asking: only notify lets them go. */
outcome verb_condition_wait(call *c)
{
    if (!c->waits && !lock_is_held(condition_lock(c->object), c->task))
        return call_raise(c, ERROR_state, "wait needs the lock of %s: acquire it first, or write `with %s { … }`", call_name(c),
                          call_name(c));
    return OUT_WAIT;
}

void condition_parked(call *c)
{
    object *lock = condition_lock(c->object);
    if (call_hold(c, lock))
        lock_give_up(lock);
}

outcome verb_condition_depth(call *c)
{
    object *lock = condition_lock(c->object);
    return call_done(c, value_int(lock_is_held(lock, c->task) ? lock->lock_.depth : 0));
}

static outcome condition_notify(call *c, int64_t most)
{
    if (!lock_is_held(condition_lock(c->object), c->task))
        return call_raise(c, ERROR_state, "notify needs the lock of %s: acquire it first, or write `with %s { … }`", call_name(c),
                          call_name(c));
    waiter *who;
    while (c->number < most && (who = call_first(c, VERB_condition_wait, FACE_NONE)))
        c->number += call_release(c, who, value_bool(true));
    return OUT_DONE;
}

outcome verb_condition_notify(call *c)
{
    int64_t most;
    if (!option_int(c, c->op->arguments[0], "the number to notify", 1, &most))
        return OUT_RAISE;
    if (most < 0)
        return call_raise(c, ERROR_value, "notify takes a number from 0 on, not %lld", (long long)most);
    return condition_notify(c, most);
}

outcome verb_condition_notify_all(call *c) { return condition_notify(c, INT64_MAX); }
