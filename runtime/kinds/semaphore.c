/* semaphore: a counter that acquire takes one from and release gives to. */
#include "runtime/kinds/kinds.h"

bool semaphore_make(call *c)
{
    object *o = c->object;
    if (!option_int(c, c->op->arguments[3], "a semaphore's value", 1, &o->semaphore.start))
        return false;
    if (!option_bool(c, c->op->arguments[4], "bounded", false, &o->semaphore.bounded))
        return false;
    o->semaphore.value = o->semaphore.start;
    return o->semaphore.start >= 0
           || fault_set(&c->fault, ERROR_value, "a semaphore begins at 0 or more, not %lld", (long long)o->semaphore.start);
}

outcome verb_semaphore_acquire(call *c)
{
    object *o = c->object;
    if (o->semaphore.value == 0)
        return OUT_WAIT;
    if (c->waits || c->task->anew != ANEW_NOT)
        c->cause = o->semaphore.released;
    if (!c->probe)
        c->number = --o->semaphore.value;
    return call_done(c, value_bool(true));
}

outcome verb_semaphore_release(call *c)
{
    object *o = c->object;
    int64_t n;
    if (!option_int(c, c->op->arguments[0], "the number to release", 1, &n))
        return OUT_RAISE;
    if (n < 1)
        return call_raise(c, ERROR_value, "release gives back 1 or more, not %lld", (long long)n);
    if (o->semaphore.bounded && n > o->semaphore.start - o->semaphore.value)
        return call_raise(c, ERROR_state, "%s would hold more than the %lld it began with", call_name(c), (long long)o->semaphore.start);
    if (n > INT64_MAX - o->semaphore.value)
        return call_raise(c, ERROR_overflow, "%s would hold more than fits into 64 bits", call_name(c));
    c->number = o->semaphore.value += n;
    c->detail = value_int(n);
    return OUT_DONE;
}

void semaphore_recorded(call *c, uint64_t seq)
{
    if (c->op->verb == VERB_semaphore_release)
        c->object->semaphore.released = seq;
}

outcome verb_semaphore_value(call *c) { return call_tell(c, value_int(c->object->semaphore.value)); }

void semaphore_state(run_state *s, const object *o)
{
    state_int(s, o->semaphore.value);
    state_int(s, o->semaphore.start);
    state_number(s, o->semaphore.bounded);
}
