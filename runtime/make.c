/* make: an object, its name and number, and the event that tells of it. */
#include "runtime/make.h"

#include "runtime/naming.h"
#include "runtime/record.h"

static bool make_number(call *c, value base, bool numbered, uint32_t *out)
{
    process *p = c->task->process;
    word_lock(c->world, &p->lock);
    bool counted = naming_next(p->names, base, numbered, out, &c->fault);
    word_unlock(c->world, &p->lock);
    return counted;
}

/* A task may be given a name of its own; all else is numbered. */
static object *make_new(call *c, kind_id which)
{
    const value *given = c->op->arguments;
    bool has_own = (which == KIND_thread || which == KIND_timer) && given[5].tag != V_UNSET && given[5].tag != V_NIL;
    value base = has_own ? given[5] : given[1];
    uint32_t number = 0;
    if (!value_is_string(base)) {
        fault_set(&c->fault, ERROR_type, "a name is a string, not %s", fault_noun(base).text);
        return NULL;
    }
    if (!has_own && !make_number(c, base, value_truth(given[2]), &number))
        return NULL;
    return object_new(c->world, which, base, number, &c->fault);
}

static void make_done(call *c, object *o, value *out)
{
    record_made(c->task, o);
    *out = object_handle(o, FACE_NONE);
    object_hold_drop(o);
}

bool make_object(call *c, value *out)
{
    kind_id which = (kind_id)c->op->arguments[0].integer;
    object *o = make_new(c, which);
    if (!o)
        return false;
    c->object = o;
    bool made = kinds[which].make(c);
    c->object = NULL;
    if (made)
        make_done(c, o, out);
    else
        object_hold_drop(o);
    return made;
}

bool make_future(call *c, value *out)
{
    uint32_t number = __atomic_add_fetch(&c->task->process->futures, 1, __ATOMIC_RELAXED);
    object *o = object_new(c->world, KIND_future, value_text("future"), number, &c->fault);
    if (o)
        make_done(c, o, out);
    return o;
}
