/* variable: reading and changing what tasks share. A cell is locked for the one step, unless a glance is enough; what it held before is dropped
 * after. What processes share stands in an object of its own, which no handle names. */
#include "runtime/cells.h"
#include "runtime/kinds/kinds.h"
#include "runtime/pass.h"
#include "runtime/record.h"
#include "runtime/value/method.h"

typedef struct step {
    task *task;
    value *held;
    value before, result;
    fault fault;
    bool changed, chosen;
    uint64_t seq; /* of its event; 0: there is none */
} step;

static outcome variable_load(step *s)
{
    s->result = value_keep(*s->held);
    return OUT_DONE;
}

static outcome variable_store(step *s, const value *given)
{
    s->before = *s->held;
    *s->held = value_keep(given[0]);
    s->changed = true;
    return OUT_DONE;
}

static outcome variable_store_at(step *s, const value *given, uint32_t count)
{
    s->changed = value_set(s->held, given, count - 1, given[count - 1], &s->fault);
    return s->changed ? OUT_DONE : OUT_RAISE;
}

/* What the path leads to, for a look at its type. */
static bool variable_look(step *s, const value *path, uint32_t length, value *out)
{
    value at = value_keep(*s->held), next;
    for (uint32_t i = 0; i < length; i++) {
        bool found = value_index(at, path[i], &next, &s->fault);
        value_drop(at);
        if (!found)
            return false;
        at = next;
    }
    *out = at;
    return true;
}

/* A method of a value, or, when there is a handle, nothing: the task goes on to call the object (reply.chosen is 1, the result the
 * handle). */
static outcome variable_call(step *s, const value *given, uint32_t count)
{
    const method *m = &methods[given[0].integer];
    uint32_t length = (uint32_t)given[1].integer;
    value target;
    if (!variable_look(s, given + 2, length, &target))
        return OUT_RAISE;
    uint8_t tag = target.tag == V_SHORT ? V_STRING : target.tag;
    if (tag == V_HANDLE) {
        s->chosen = true;
        s->result = target;
        return OUT_DONE;
    }
    const method *own = method_find(tag, m->name);
    if (!own)
        fault_set(&s->fault, ERROR_type, "%s has no method %s", fault_noun(target).text, m->name);
    value_drop(target);
    if (!own)
        return OUT_RAISE;
    s->changed = own->mutates;
    return method_change(s->held, given + 2, length, own, given + 2 + length, count - 2 - length, &s->result, &s->fault) ? OUT_DONE
                                                                                                                         : OUT_RAISE;
}

static bool variable_may_share(step *s, const op *o)
{
    for (uint32_t i = 0; i < o->count; i++)
        if (!value_is_sendable(o->arguments[i]))
            return fault_set(&s->fault, ERROR_type, "a function cannot be shared by processes");
    return true;
}

static outcome variable_step(step *s)
{
    const op *o = &s->task->op;
    if (s->held->tag == V_UNSET && o->verb != VERB_variable_store) {
        const char *name = s->task->world->host->variable ? s->task->world->host->variable(s->task) : NULL;
        fault_set(&s->fault, ERROR_state, "%s is used before its declaration has run: declare it above the task or pool that uses it",
                  name ? name : "this variable");
        return OUT_RAISE;
    }
    if (o->cell & CELLS_SHARED && !variable_may_share(s, o))
        return OUT_RAISE;
    switch (o->verb) {
    case VERB_variable_load: return variable_load(s);
    case VERB_variable_store: return variable_store(s, o->arguments);
    case VERB_variable_store_at: return variable_store_at(s, o->arguments, o->count);
    default: return variable_call(s, o->arguments, o->count);
    }
}

static bool variable_is_awaited(world *w, const step *s, bool passing)
{
    return s->changed && __atomic_load_n(&w->awaiting, __ATOMIC_SEQ_CST) && await_waits_for(s->task, s->task->op.cell, passing);
}

/* What it has read or changed is still locked. */
static void variable_tell(world *w, step *s, outcome r)
{
    task *t = s->task;
    bool passing = t->op.cell & CELLS_SHARED, awaited = variable_is_awaited(w, s, passing);
    if (!awaited && !t->watch && !recorder_wants(w->recorder, RECORD_VARIABLES))
        return;
    if (t->watch && !s->changed)
        await_look(t, await_key_of_cell(t->process, t->op.cell), passing);
    if (record_variable_wanted(t, awaited))
        s->seq = record_variable(t, t->op.cell, r, (error_kind)s->fault.kind, r == OUT_RAISE ? s->fault.message : *s->held);
}

/* Done, and nothing is locked any more. */
static outcome variable_reply(world *w, step *s, outcome r)
{
    task *t = s->task;
    value_drop(s->before);
    t->reply =
        (reply){.outcome = (uint8_t)r, .error = s->fault.kind, .chosen = s->chosen, .value = r == OUT_RAISE ? s->fault.message : s->result};
    if (s->changed && __atomic_load_n(&w->awaiting, __ATOMIC_SEQ_CST))
        await_news(w, t->lane, t->journal, await_key_of_cell(t->process, t->op.cell), s->seq);
    return r;
}

static outcome variable_of_process(world *w, step *s)
{
    cell *own = cells_at(s->task->process->cells, s->task->op.cell);
    word_lock(w, &own->lock);
    value held = value_load(&own->value);
    s->held = &held;
    outcome r = variable_step(s);
    if (held.head != own->value.head || held.payload != own->value.payload)
        cells_put(own, held);
    variable_tell(w, s, r);
    word_unlock(w, &own->lock);
    return r;
}

/* --- what nobody is told of --- */

static bool variable_is_private(const task *t, uint32_t number) { return t->world->at_once && !(number & CELLS_SHARED) && !t->watch; }

static __attribute__((noinline)) void variable_load_locked(world *w, cell *own, value *out)
{
    word_lock(w, &own->lock);
    value_store(out, value_keep(value_load(&own->value)));
    word_unlock(w, &own->lock);
}

bool variable_load_at_once(task *t, uint32_t number, value *out)
{
    if (!variable_is_private(t, number))
        return false;
    cell *own = cells_at(t->process->cells, number);
    if (__builtin_expect(!cells_glance(own, out), 0))
        variable_load_locked(t->world, own, out);
    return out->tag != V_UNSET;
}

/* Who begins to await in between has either seen the new value, or is seen here. */
bool variable_store_at_once(task *t, uint32_t number, const value *given)
{
    world *w = t->world;
    if (!variable_is_private(t, number) || __atomic_load_n(&w->awaiting, __ATOMIC_SEQ_CST))
        return false;
    cell *own = cells_at(t->process->cells, number);
    value now = value_keep(value_load(given));
    word_lock(w, &own->lock);
    value before = cells_put(own, now);
    word_unlock(w, &own->lock);
    value_drop(before);
    if (__atomic_load_n(&w->awaiting, __ATOMIC_SEQ_CST))
        await_news(w, t->lane, t->journal, await_key_of_cell(t->process, number), 0);
    return true;
}

/* --- what processes share --- */

/* Where they are many, each works on a copy of its own, which is put in the place of the value by one store. */
static outcome shared_step(call *c, step *s)
{
    object *o = c->object;
    value copy = VALUE_NIL, held, old = o->atom.value;
    bool looks = c->op->verb != VERB_variable_store || old.tag == V_UNSET;
    s->held = &copy;
    bool seen = !looks || store_get(c->world, old, &copy, &s->fault);
    outcome r = seen ? variable_step(s) : OUT_RAISE;
    if (s->changed && (s->changed = store_put(c->world, copy, &held, &s->fault))) {
        o->atom.value = held;
        store_drop(c, old);
    } else if (s->fault.kind && r == OUT_DONE) {
        value_drop(s->result);
        r = OUT_RAISE;
    }
    s->held = &o->atom.value;
    value_drop(copy);
    return r;
}

static outcome variable_of_all(world *w, step *s)
{
    task *t = s->task;
    object *o = shared_at(w, t->op.cell);
    pass p;
    call c;
    pass_begin(&p, w, t);
    pass_call(&c, &p, o, &t->op, t);
    pass_lock(&p, o);
    s->held = &o->atom.value;
    outcome r = w->memory ? shared_step(&c, s) : variable_step(s);
    variable_tell(w, s, r);
    pass_end(&p, o);
    return r;
}

outcome variable_perform(world *w, task *t)
{
    step s = {.task = t, .before = VALUE_NIL, .result = VALUE_NIL};
    return variable_reply(w, &s, t->op.cell & CELLS_SHARED ? variable_of_all(w, &s) : variable_of_process(w, &s));
}
