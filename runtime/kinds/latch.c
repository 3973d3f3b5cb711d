/* latch: opens when it was counted down to zero; a wait group. */
#include "runtime/kinds/kinds.h"

bool latch_make(call *c)
{
    int64_t *count = &c->object->latch.count;
    if (!option_int(c, c->op->arguments[3], "a latch's count", 0, count))
        return false;
    return *count >= 0 || fault_set(&c->fault, ERROR_value, "a latch counts from 0 on, not from %lld", (long long)*count);
}

static outcome latch_add(call *c, int64_t n)
{
    object *o = c->object;
    int64_t sum;
    if (__builtin_add_overflow(o->latch.count, n, &sum))
        return call_raise(c, ERROR_overflow, "%s would count beyond 64 bits", call_name(c));
    if (sum < 0)
        return call_raise(c, ERROR_state, "%s would count below zero", call_name(c));
    c->number = o->latch.count = sum;
    return OUT_DONE;
}

outcome verb_latch_add(call *c)
{
    int64_t n;
    if (!option_int(c, c->op->arguments[0], "the number to add", 1, &n))
        return OUT_RAISE;
    return latch_add(c, n);
}

outcome verb_latch_done(call *c) { return latch_add(c, -1); }

outcome verb_latch_wait(call *c)
{
    c->changed = false;
    c->number = c->object->latch.count;
    return c->object->latch.count ? OUT_WAIT : call_done(c, value_bool(true));
}

outcome verb_latch_count(call *c) { return call_tell(c, value_int(c->object->latch.count)); }

void latch_state(run_state *s, const object *o) { state_int(s, o->latch.count); }
