/* variable: reading and changing what tasks share. A cell is locked for the one step; what it held before is dropped after. */
#include "runtime/cells.h"
#include "runtime/pass.h"
#include "runtime/record.h"
#include "runtime/value/method.h"

typedef struct step {
    task *task;
    cell *cell;
    value before, result;
    fault fault;
    bool changed, chosen;
} step;

static outcome variable_load(step *s)
{
    s->result = value_keep(s->cell->value);
    return OUT_DONE;
}

static outcome variable_store(step *s, const value *given)
{
    s->before = s->cell->value;
    s->cell->value = value_keep(given[0]);
    s->changed = true;
    return OUT_DONE;
}

static outcome variable_store_at(step *s, const value *given, uint32_t count)
{
    s->changed = value_set(&s->cell->value, given, count - 1, given[count - 1], &s->fault);
    return s->changed ? OUT_DONE : OUT_RAISE;
}

/* What the path leads to, for a look at its type. */
static bool variable_look(step *s, const value *path, uint32_t length, value *out)
{
    value at = value_keep(s->cell->value), next;
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

/* A method of a value, or, when there is a handle, nothing: the task goes on to call the object (reply.chosen is 1, the result the handle). */
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
    return method_change(&s->cell->value, given + 2, length, own, given + 2 + length, count - 2 - length, &s->result, &s->fault)
               ? OUT_DONE
               : OUT_RAISE;
}

static outcome variable_step(step *s)
{
    const op *o = &s->task->op;
    if (s->cell->value.tag == V_UNSET && o->verb != VERB_variable_store) {
        fault_set(&s->fault, ERROR_state, "this variable is used before its declaration has run");
        return OUT_RAISE;
    }
    switch (o->verb) {
    case VERB_variable_load: return variable_load(s);
    case VERB_variable_store: return variable_store(s, o->arguments);
    case VERB_variable_store_at: return variable_store_at(s, o->arguments, o->count);
    default: return variable_call(s, o->arguments, o->count);
    }
}

static void variable_tell(step *s, outcome r)
{
    task *t = s->task;
    if (t->watch && !s->changed)
        await_look(t, await_key_of_cell(t->op.cell));
    if (record_variable_wanted(t))
        record_variable(t, t->op.cell, r, (error_kind)s->fault.kind, r == OUT_RAISE ? s->fault.message : s->cell->value);
}

outcome variable_perform(world *w, task *t)
{
    step s = {.task = t, .cell = cells_at(t->process->cells, t->op.cell), .before = VALUE_NIL, .result = VALUE_NIL};
    word_lock(w, &s.cell->lock);
    outcome r = variable_step(&s);
    if (t->watch || recorder_wants(w->recorder, RECORD_VARIABLES))
        variable_tell(&s, r);
    word_unlock(w, &s.cell->lock);
    value_drop(s.before);
    t->reply =
        (reply){.outcome = (uint8_t)r, .error = s.fault.kind, .chosen = s.chosen, .value = r == OUT_RAISE ? s.fault.message : s.result};
    if (s.changed && __atomic_load_n(&w->awaiting, __ATOMIC_SEQ_CST))
        await_changed(w, t->lane, await_key_of_cell(t->op.cell), 0);
    return r;
}
