/* barrier: lets its parties through together. Who waits in its line has arrived; the last one to come lets all of them go itself. */
#include "runtime/kinds/kinds.h"

bool barrier_make(call *c)
{
    int64_t parties;
    if (!call_int(c, c->op->arguments[3], "a barrier's number of parties", &parties))
        return false;
    if (parties < 1 || parties > UINT32_MAX)
        return fault_set(&c->fault, ERROR_value, "a barrier has from 1 to %u parties, not %lld", UINT32_MAX, (long long)parties);
    c->object->barrier.parties = (uint32_t)parties;
    return true;
}

static void barrier_disperse(call *c, const char *message)
{
    waiter *who;
    while ((who = call_first(c, VERB_barrier_wait, FACE_NONE)))
        call_release_raise(c, who, ERROR_broken, message);
}

outcome verb_barrier_wait(call *c)
{
    object *o = c->object;
    if (o->barrier.broken)
        return call_raise(c, ERROR_broken, "%s is broken", call_name(c));
    c->stands = true; /* it has arrived */
    c->number = (int64_t)o->barrier.parties - call_waiters(c, VERB_barrier_wait, FACE_NONE) - 1;
    if (c->waits || c->number > 0)
        return OUT_WAIT;
    if (c->probe)
        return OUT_DONE;
    int64_t place = 0;
    waiter *who;
    while ((who = call_first(c, VERB_barrier_wait, FACE_NONE)))
        call_release(c, who, value_int(place++));
    return call_tell(c, value_int(o->barrier.parties - 1));
}

/* One who has arrived gives up: the others will never be complete. */
void barrier_left(call *c)
{
    c->object->barrier.broken = true;
    barrier_disperse(c, "another party gave up waiting");
}

outcome verb_barrier_abort(call *c)
{
    c->object->barrier.broken = true;
    barrier_disperse(c, "the barrier was aborted");
    return OUT_DONE;
}

outcome verb_barrier_reset(call *c)
{
    c->object->barrier.broken = false;
    barrier_disperse(c, "the barrier was reset");
    return OUT_DONE;
}

outcome verb_barrier_parties(call *c) { return call_tell(c, value_int(c->object->barrier.parties)); }

outcome verb_barrier_waiting(call *c) { return call_tell(c, value_int(call_waiters(c, VERB_barrier_wait, FACE_NONE))); }

outcome verb_barrier_broken(call *c) { return call_tell(c, value_bool(c->object->barrier.broken)); }

void barrier_state(run_state *s, const object *o)
{
    state_number(s, o->barrier.parties);
    state_number(s, o->barrier.broken);
}
