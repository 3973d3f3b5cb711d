/* future: the outcome of a task given to a pool, to come. */
#include "runtime/kinds/kinds.h"

void future_drop(world *w, object *o) { store_free(w, o->future.outcome); }

bool future_complete(call *c, object *future, bool ok, value result)
{
    value held;
    if (!store_keep(c, result, &held))
        return false;
    future->future.ready = true;
    future->future.ok = ok;
    future->future.outcome = held;
    return true;
}

outcome verb_future_get(call *c)
{
    object *o = c->object;
    c->changed = false;
    if (!o->future.ready)
        return OUT_WAIT;
    value seen;
    if (!store_copy(c, o->future.outcome, &seen))
        return OUT_RAISE;
    if (o->future.ok)
        return call_tell(c, seen);
    c->thrown = true;
    c->result = seen;
    return OUT_RAISE;
}

outcome verb_future_wait(call *c)
{
    c->changed = false;
    return c->object->future.ready ? call_done(c, value_bool(true)) : OUT_WAIT;
}

outcome verb_future_ready(call *c) { return call_tell(c, value_bool(c->object->future.ready)); }

outcome verb_future_successful(call *c)
{
    if (!c->object->future.ready)
        return call_raise(c, ERROR_state, "%s is not ready", call_name(c));
    return call_tell(c, value_bool(c->object->future.ok));
}
