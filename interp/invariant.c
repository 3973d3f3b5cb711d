/* invariant: runs the function of an invariant, or of an eventually, outside every task. Its ops only look, so they are answered here,
 * at once. */
#include "interp/invariant.h"

#include <string.h>

#include "interp/machine.h"
#include "interp/vm.h"
#include "runtime/pass.h"

static void look_at_variable(task *t)
{
    uint32_t number = t->op.cell;
    value held = number & CELLS_SHARED ? shared_at(t->world, number)->atom.value : cells_at(t->process->cells, number)->value, given;
    fault f = {0};
    if (held.tag == V_UNSET)
        t->reply = (reply){.outcome = OUT_RAISE, .error = ERROR_state, .value = value_text("no value")};
    else if (number & CELLS_SHARED ? store_get(t->world, held, &given, &f) : (given = value_keep(held), true))
        t->reply = (reply){.outcome = OUT_DONE, .value = given};
    else
        t->reply = (reply){.outcome = OUT_RAISE, .error = f.kind, .value = f.message};
}

static void look_at_object(task *t)
{
    call c = {.world = t->world, .object = t->op.object, .op = &t->op, .task = t, .detail = VALUE_UNSET, .deadline = NO_TIMEOUT};
    if (verbs[t->op.verb].function(&c) == OUT_DONE)
        t->reply = (reply){.outcome = OUT_DONE, .value = c.result};
    else
        t->reply = (reply){.outcome = OUT_RAISE, .error = c.fault.kind, .value = c.fault.message};
}

/* It cannot be told before its variables are declared, nor without memory: of that the run itself will tell. */
static bool cannot_be_told(const struct error *e) { return e->kind == ERROR_state || e->kind == ERROR_limit; }

static bool holds_after(task *t, why end, bool untold_holds)
{
    body *b = t->body;
    if (end == WHY_DONE)
        return value_truth(b->registers[0]);
    bool untold = end == WHY_FAULT && t->reply.value.tag == V_ERROR && cannot_be_told(t->reply.value.error);
    if (end == WHY_FAULT)
        value_drop(t->reply.value);
    return untold && untold_holds;
}

enum { INVARIANT_BUDGET = 1000000 };

static bool holds(world *w, uint32_t index, bool untold_holds)
{
    value callee = {.tag = V_FUNC};
    fault f = {0};
    callee.index = index;
    task t = {.process = w->main, .world = w, .deadline = NO_TIMEOUT};
    t.body = body_begin(w, w->main, callee, VALUE_NIL, &f);
    if (!t.body) {
        value_drop(f.message);
        return untold_holds; /* for want of memory */
    }
    why end;
    while ((end = vm_step(&t, INVARIANT_BUDGET)) == WHY_OP) {
        if (w->engine && w->engine->looks)
            w->engine->looks(w, &t);
        if (verb_words[t.op.verb].kind == KIND_variable)
            look_at_variable(&t);
        else
            look_at_object(&t);
        machine_reply(&t);
    }
    bool result = holds_after(&t, end, untold_holds);
    body_end(w, t.body);
    return result;
}

const char *invariant_check(world *w)
{
    const program *p = w->host->program;
    for (uint32_t i = 0; i < p->invariants.count; i++)
        if (!holds(w, p->invariants.functions[i], true))
            return p->invariants.stated[i].text;
    return NULL;
}

const claim *eventually_check(world *w, uint32_t which, bool *true_now)
{
    const program *p = w->host->program;
    if (which >= p->eventualities.count)
        return NULL;
    if (true_now)
        *true_now = holds(w, p->eventualities.functions[which], false);
    return &p->eventualities.stated[which];
}
