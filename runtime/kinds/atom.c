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
    c->object->atom.value = given.tag == V_UNSET ? value_int(0) : value_keep(given);
    return true;
}

void atom_drop(world *w, object *o)
{
    (void)w;
    value_drop(o->atom.value);
}

outcome verb_atom_load(call *c) { return call_tell(c, value_keep(c->object->atom.value)); }

outcome verb_atom_store(call *c)
{
    if (!atom_may_hold(c, c->op->arguments[0]))
        return OUT_RAISE;
    value_assign(&c->object->atom.value, value_keep(c->op->arguments[0]));
    c->detail = c->op->arguments[0];
    return OUT_DONE;
}

outcome verb_atom_exchange(call *c)
{
    value old = c->object->atom.value;
    if (!atom_may_hold(c, c->op->arguments[0]))
        return OUT_RAISE;
    c->object->atom.value = value_keep(c->op->arguments[0]);
    return call_tell(c, old);
}

outcome verb_atom_compare_exchange(call *c)
{
    bool same = value_equal(c->object->atom.value, c->op->arguments[0]);
    if (!atom_may_hold(c, c->op->arguments[1]))
        return OUT_RAISE;
    if (same)
        value_assign(&c->object->atom.value, value_keep(c->op->arguments[1]));
    c->changed = same;
    return call_tell(c, value_bool(same));
}

outcome verb_atom_add(call *c)
{
    value sum;
    if (!value_binary(BIN_ADD, c->object->atom.value, c->op->arguments[0], &sum, &c->fault))
        return OUT_RAISE;
    value_assign(&c->object->atom.value, sum);
    return call_tell(c, value_keep(sum));
}
