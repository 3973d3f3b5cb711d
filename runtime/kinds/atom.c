/* atom: one value, changed in single steps. */
#include "runtime/kinds/kinds.h"

/* All processes see it, and a function belongs to one. */
static bool atom_may_hold(call *c, value v)
{
    return value_is_sendable(v) || fault_set(&c->fault, ERROR_type, "a function cannot be the value of an atom");
}

bool atom_make(call *c)
{
    value given = c->op->arguments[3];
    if (!atom_may_hold(c, given))
        return false;
    return store_keep(c, given.tag == V_UNSET ? value_int(0) : given, &c->object->atom.value);
}

void atom_drop(world *w, object *o) { store_free(w, o->atom.value); }

outcome verb_atom_load(call *c)
{
    value seen;
    return store_copy(c, c->object->atom.value, &seen) ? call_tell(c, seen) : OUT_RAISE;
}

/* `old` is the caller's then. */
static bool atom_set(call *c, value v, value *old)
{
    value held;
    if (!atom_may_hold(c, v) || !store_keep(c, v, &held))
        return false;
    *old = c->object->atom.value;
    c->object->atom.value = held;
    return true;
}

static bool atom_replace(call *c, value v)
{
    value old;
    if (!atom_set(c, v, &old))
        return false;
    store_drop(c, old);
    return true;
}

outcome verb_atom_store(call *c)
{
    c->detail = c->op->arguments[0];
    return atom_replace(c, c->detail) ? OUT_DONE : OUT_RAISE;
}

outcome verb_atom_exchange(call *c)
{
    value old;
    return atom_set(c, c->op->arguments[0], &old) ? call_tell(c, old) : OUT_RAISE;
}

outcome verb_atom_compare_exchange(call *c)
{
    c->changed = value_equal(c->object->atom.value, c->op->arguments[0]);
    if (c->changed && !atom_replace(c, c->op->arguments[1]))
        return OUT_RAISE;
    c->number = c->changed;
    c->detail = c->object->atom.value; /* the new one, or that which was in the way */
    return call_done(c, value_bool(c->changed));
}

outcome verb_atom_add(call *c)
{
    value sum;
    if (!value_binary(BIN_ADD, c->object->atom.value, c->op->arguments[0], &sum, &c->fault))
        return OUT_RAISE;
    if (atom_replace(c, sum))
        return call_tell(c, sum);
    value_drop(sum);
    return OUT_RAISE;
}

void atom_state(run_state *s, const object *o) { state_value(s, o->atom.value); }
