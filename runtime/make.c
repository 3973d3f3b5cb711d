/* make: an object, its name and number, and the event that tells of it. */
#include "runtime/make.h"

#include "runtime/naming.h"
#include "runtime/record.h"

static void names_lock(world *w, process *p)
{
    if (w->parallel)
        w->engine->lock(w, &p->lock);
}
static void names_unlock(world *w, process *p)
{
    if (w->parallel)
        w->engine->unlock(w, &p->lock);
}

static bool make_name(call *c, value base, bool numbered, value *out)
{
    process *p = c->task->process;
    names_lock(c->world, p);
    bool named = naming_next(p->names, base, numbered, out, &c->fault);
    names_unlock(c->world, p);
    return named;
}

static bool make_own_name(call *c, value given, value *out)
{
    if (!value_is_string(given))
        return fault_set(&c->fault, ERROR_type, "a name is a string, not %s", fault_noun(given).text);
    *out = value_keep(given);
    return true;
}

/* A task may be given a name of its own; all else is numbered. */
static bool make_find_name(call *c, kind_id which, value *out)
{
    const value *given = c->op->arguments;
    bool has_own = which == KIND_thread || which == KIND_timer;
    if (has_own && given[5].tag != V_UNSET && given[5].tag != V_NIL)
        return make_own_name(c, given[5], out);
    return make_name(c, given[1], value_truth(given[2]), out);
}

static object *make_new(call *c, kind_id which, value name)
{
    object *o = object_new(c->world, which, name, &c->fault);
    value_drop(name);
    return o;
}

bool make_object(call *c, value *out)
{
    kind_id which = (kind_id)c->op->arguments[0].integer;
    value name;
    if (!make_find_name(c, which, &name))
        return false;
    object *o = make_new(c, which, name);
    if (!o)
        return false;
    c->object = o;
    bool made = kinds[which].make(c);
    c->object = NULL;
    if (!made) {
        object_hold_drop(o);
        return false;
    }
    record_made(c->task, o);
    *out = object_handle(o, FACE_NONE);
    object_hold_drop(o);
    return true;
}

bool make_future(call *c, value *out)
{
    value name;
    if (!make_name(c, value_text("future"), true, &name))
        return false;
    object *o = make_new(c, KIND_future, name);
    if (!o)
        return false;
    record_made(c->task, o);
    *out = object_handle(o, FACE_NONE);
    object_hold_drop(o);
    return true;
}
