/* condition: tasks wait on it, with its lock given back, until they are notified. Whoever was notified, or has waited long enough, waits
 * on, in the line of the lock, until it has that back (`retake`, wait.c). */
#include "runtime/kinds/kinds.h"
#include "runtime/line.h"

static object *condition_lock(const object *o) { return object_of(o->condition.lock); }

bool condition_make(call *c)
{
    value given = c->op->arguments[3];
    if (given.tag == V_UNSET || given.tag == V_NIL) {
        object *own = object_new(c->world, KIND_rlock, c->object->name.base, c->object->name.number, &c->fault);
        if (!own)
            return false;
        c->object->condition.lock = object_stored(own);
        return true;
    }
    if (!object_is(given, KIND_lock) && !object_is(given, KIND_rlock))
        return fault_set(&c->fault, ERROR_type, "a condition takes a lock or an rlock, not %s", fault_noun(given).text);
    c->object->condition.given = true;
    return store_keep(c, given, &c->object->condition.lock);
}

void condition_drop(world *w, object *o) { store_free(w, o->condition.lock); }

/* Nobody goes on by asking: only notify lets them go. */
outcome verb_condition_wait(call *c)
{
    if (!c->waits && !lock_is_held(condition_lock(c->object), c->task))
        return call_raise(c, ERROR_state, "wait needs the lock of %s: acquire it first, or write `with %s { … }`", call_name(c),
                          call_name(c));
    c->stands = true;
    if (!c->waits && !c->probe && !call_hold(c, condition_lock(c->object)))
        return OUT_RAISE;
    return OUT_WAIT;
}

bool condition_concerns(const object *o, const call *c, verb_id waiting)
{
    (void)o;
    (void)c;
    (void)waiting;
    return false;
}

/* The lock is held since before the wait was told of, so that nobody is seen to wait for it behind that. */
void condition_parked(call *c)
{
    object *lock = condition_lock(c->object);
    c->task->depth = lock->lock_.depth;
    lock_give_up(lock);
}

outcome verb_condition_held(call *c) { return call_done(c, value_bool(lock_is_held(condition_lock(c->object), c->task))); }

static outcome condition_notify(call *c, int64_t most)
{
    object *lock = condition_lock(c->object);
    if (!lock_is_held(lock, c->task))
        return call_raise(c, ERROR_state, "notify needs the lock of %s: acquire it first, or write `with %s { … }`", call_name(c),
                          call_name(c));
    waiter *who = most ? call_first(c, VERB_condition_wait, FACE_NONE) : NULL;
    if (who && !call_hold(c, lock))
        return OUT_RAISE;
    for (; who && c->number < most; who = call_first(c, VERB_condition_wait, FACE_NONE))
        c->number += call_release_notified(c, who);
    return OUT_DONE;
}

/* Who holds the lock keeps others from beginning to wait. So where nobody stands there is nobody to be let go, and no need to lock the
 * condition to see that. Where nothing runs in parallel there is nothing to be gained. */
bool condition_foresee(call *c)
{
    const group *g = line_group(c->object, VERB_condition_wait, FACE_NONE);
    bool one = !c->op->count || c->op->arguments[0].tag == V_UNSET;
    c->known = c->world->parallel && one && lock_is_held(condition_lock(c->object), c->task)
               && (!g || !__atomic_load_n(&g->live, __ATOMIC_RELAXED));
    return true;
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

void condition_state(run_state *s, const object *o)
{
    state_value(s, o->condition.lock);
    state_number(s, o->condition.given);
}
