/* event: a flag that tasks can wait for. Setting it lets go all who wait at that moment: they are served before anybody can clear it. */
#include "runtime/kinds/kinds.h"

bool event_make(call *c) { return option_bool(c, c->op->arguments[3], "set", false, &c->object->event.set); }

outcome verb_event_set(call *c)
{
    c->object->event.set = true;
    return OUT_DONE;
}

outcome verb_event_clear(call *c)
{
    c->object->event.set = false;
    return OUT_DONE;
}

outcome verb_event_is_set(call *c) { return call_tell(c, value_bool(c->object->event.set)); }

outcome verb_event_wait(call *c)
{
    c->changed = false;
    return c->object->event.set ? call_done(c, value_bool(true)) : OUT_WAIT;
}

void event_state(run_state *s, const object *o) { state_number(s, o->event.set); }
