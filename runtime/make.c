/* make: an object, its name and number, and the event that tells of it. */
#include "runtime/make.h"

#include "runtime/kinds/kinds.h"
#include "runtime/naming.h"
#include "runtime/record.h"

static bool make_number(call *c, value base, bool numbered, uint32_t *out)
{
    process *p = c->task->process;
    word_lock(c->world, &p->lock);
    if (!p->names)
        p->names = naming_new();
    bool counted = p->names ? naming_next(p->names, base, numbered, out, &c->fault) : fault_set(&c->fault, ERROR_limit, "out of memory");
    word_unlock(c->world, &p->lock);
    if (counted && c->world->engine->number)
        *out = c->world->engine->number(c->world, base, *out);
    return counted;
}

static object *make_named(call *c, kind_id which, value base, bool numbered)
{
    uint32_t number = 0;
    return make_number(c, base, numbered, &number) ? object_new(c->world, which, base, number, &c->fault) : NULL;
}

static bool make_has_own_name(kind_id which, const value *given)
{
    return kind_words[which].flags & KIND_TASK && given[5].tag != V_UNSET && given[5].tag != V_NIL;
}

/* A task that is made of a function which only a run shows is called after that; a timer's is what its task is to call. */
static object *make_after_function(call *c, kind_id which)
{
    const value *given = c->op->arguments;
    const world *w = c->world;
    value called = which == KIND_timer ? given[4].list->items[0] : given[3];
    const char *known = w->host->function ? w->host->function(w, called) : NULL;
    value base = value_text(known ? known : kind_words[which].name);
    object *o = make_named(c, which, base, true);
    value_drop(base);
    return o;
}

/* A task may be given a name of its own; all else is numbered. */
static object *make_new(call *c, kind_id which)
{
    const value *given = c->op->arguments;
    if (!make_has_own_name(which, given))
        return given[1].tag == V_UNSET ? make_after_function(c, which) : make_named(c, which, given[1], value_truth(given[2]));
    if (value_is_string(given[5]))
        return object_new(c->world, which, given[5], 0, &c->fault);
    fault_set(&c->fault, ERROR_type, "a name is a string, not %s", fault_noun(given[5]).text);
    return NULL;
}

bool make_told(call *c, object *o, value *out)
{
    bool done = object_handle(o, (enum face)(o->kind == KIND_pipe ? o->end.side : 0), out, &c->fault);
    if (done)
        record_made(c->task, o);
    return done;
}

/* Takes over the hold of its maker. */
static bool make_done(call *c, object *o, value *out)
{
    bool done = make_told(c, o, out);
    object_let_go(o);
    return done;
}

/* A pipe has two ends, and is the list of both. */
static bool make_pair(call *c, object *first, value *out)
{
    const value *given = c->op->arguments;
    object *second = make_named(c, KIND_pipe, given[4].tag == V_UNSET ? given[1] : given[4], value_truth(given[2]));
    if (!second) {
        object_let_go(first);
        return false;
    }
    value ends[2] = {VALUE_NIL, VALUE_NIL};
    pipe_join(first, second);
    bool made = make_done(c, first, &ends[0]);
    made &= make_done(c, second, &ends[1]);
    if (made && value_list_take(ends, 2, out, &c->fault))
        return true;
    value_drop(ends[0]);
    value_drop(ends[1]);
    return false;
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
    if (!made) {
        object_let_go(o);
        return false;
    }
    return which == KIND_pipe ? make_pair(c, o, out) : make_done(c, o, out);
}

object *make_future_object(call *c)
{
    uint32_t number = __atomic_add_fetch(&c->task->process->futures, 1, __ATOMIC_RELAXED);
    const engine *e = c->world->engine;
    value base = value_text("future");
    object *o = object_new(c->world, KIND_future, base, e->number ? e->number(c->world, base, number) : number, &c->fault);
    if (o)
        o->future.owner = c->task->process->id;
    return o;
}

bool make_future(call *c, value *out)
{
    object *o = make_future_object(c);
    return o && make_done(c, o, out);
}
