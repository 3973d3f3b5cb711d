/* vm_call: calls whose callee is only known when they are made: functions held by variables, methods, built-ins.
 * A call's layout: R[a] becomes the result, its arguments stand behind it; a method's from R[a+2] on. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "interp/builtins.h"
#include "interp/machine.h"
#include "interp/params.h"

static step wrong(machine *m, const char *format, const char *name, unsigned a, unsigned b)
{
    char text[160];
    snprintf(text, sizeof text, format, name, a, b);
    fault_set(&m->fault, ERROR_type, "%s", text);
    return STEP_FAULT;
}

/* --- arguments in the order of a table's parameters --- */

static step misfit(machine *m, const char *name, const params *p, uint32_t count)
{
    int required = 0;
    for (int i = 0; i < p->count; i++)
        required += !p->at[i].optional;
    bool exact = required == p->positional;
    if ((int)count > p->positional && p->positional == 1)
        return wrong(m, exact ? "%s takes 1 argument, not %u" : "%s takes at most 1 argument, not %u", name, count, 0);
    if ((int)count > p->positional)
        return wrong(m,
                     p->positional == 0 ? "%s takes no arguments"
                     : exact            ? "%s takes %u arguments, not %u"
                                        : "%s takes at most %u arguments, not %u",
                     name, (unsigned)p->positional, count);
    return wrong(m, required == 1 ? "%s needs an argument" : "%s needs %u arguments, not %u", name, (unsigned)required, count);
}

static step named_values(machine *m, const char *name, const params *p, value *given, const value *from, const shape *s)
{
    for (uint32_t i = 0; i < s->named; i++) {
        int to = params_find(p, s->names[i]);
        if (to < 0 || given[to].tag != V_UNSET) {
            fault_set(&m->fault, ERROR_type, to < 0 ? "%s has no argument named %s" : "%s is given the argument %s twice", name,
                      s->names[i]);
            return STEP_FAULT;
        }
        given[to] = from[i];
    }
    return STEP_ON;
}

/* Gathers the arguments in the order of the parameters into `given` (borrowed: the registers still own them). */
static step gather(machine *m, const char *name, const params *p, value *given, const value *first, uint32_t count, const shape *s)
{
    uint32_t named = s ? s->named : 0, positional = count - named, next = 0;
    for (int i = 0; i < p->count; i++)
        given[i] = !p->at[i].named_only && next < positional ? first[next++] : VALUE_UNSET;
    if (next < positional)
        return misfit(m, name, p, positional);
    if (named && named_values(m, name, p, given, first + positional, s) != STEP_ON)
        return STEP_FAULT;
    for (int i = 0; i < p->count; i++)
        if (!p->at[i].optional && given[i].tag == V_UNSET)
            return misfit(m, name, p, count);
    return STEP_ON;
}

/* Puts `total` of them back into the registers where `count` stood. */
static void put_back(value *first, const value *given, uint32_t total, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        first[i] = VALUE_NIL;
    for (uint32_t i = 0; i < total; i++)
        register_set(&first[i], given[i]);
}

/* The arguments as nearly all calls give them: by their places, a time-out behind them at most. */
bool arrange_by_place(const fit *f, value *first, uint32_t count, const shape *s, value *timeout)
{
    *timeout = VALUE_UNSET;
    if (s && s->named) {
        if (!s->timeout || !f->timeout || first[count - 1].tag >= V_COUNTED)
            return false;
        *timeout = first[--count];
    }
    if (count < f->required || count > f->positional)
        return false;
    for (uint32_t i = count; i < f->total; i++)
        register_set(&first[i], VALUE_UNSET);
    return true;
}

step arrange_verb(machine *m, const verb_word *verb, const fit *f, value *first, uint32_t count, const shape *s, value *timeout,
                  uint32_t *given)
{
    if (arrange_by_place(f, first, count, s, timeout)) {
        *given = f->total;
        return STEP_ON;
    }
    *timeout = VALUE_UNSET;
    params p = params_parse(verb->parameters);
    value in_order[PARAMS_MOST];
    if (gather(m, verb->name, &p, in_order, first, count, s) != STEP_ON)
        return STEP_FAULT;
    int out = params_timeout(&p), total = p.count;
    if (out >= 0) {
        *timeout = in_order[out]; /* a duration or nil: nothing to count */
        memmove(&in_order[out], &in_order[out + 1], (size_t)(--total - out) * sizeof *in_order);
    }
    if (timeout->tag >= V_COUNTED) {
        fault_set(&m->fault, ERROR_type, "a time-out is a duration (write 2s, not 2), not %s", fault_noun(*timeout).text);
        return STEP_FAULT;
    }
    put_back(first, in_order, (uint32_t)total, count);
    *given = (uint32_t)total;
    return STEP_ON;
}

/* --- script functions --- */

static int parameter_named(const code *c, const char *name)
{
    for (uint32_t i = 0; i < c->parameter_count; i++)
        if (!strcmp(c->parameters[i].name, name))
            return (int)i;
    return -1;
}

static step place_named(machine *m, const code *c, value *first, uint32_t count, const shape *s)
{
    value given[UINT8_MAX + 1];
    uint32_t positional = count - s->named;
    if (s->named > UINT8_MAX)
        return wrong(m, "%s: too many arguments", c->name, 0, 0);
    for (uint32_t i = 0; i < s->named; i++) {
        given[i] = first[positional + i];
        first[positional + i] = VALUE_UNSET;
    }
    for (uint32_t i = positional; i < c->parameter_count; i++)
        register_set(&first[i], VALUE_UNSET);
    for (uint32_t i = 0; i < s->named; i++) {
        int to = parameter_named(c, s->names[i]);
        if (to < 0 || first[to].tag != V_UNSET || (uint32_t)to < positional) {
            fault_set(&m->fault, ERROR_type, to < 0 ? "%s has no parameter named %s" : "%s is given the argument %s twice", c->name,
                      s->names[i]);
            for (; i < s->named; i++)
                value_drop(given[i]);
            return STEP_FAULT;
        }
        first[to] = given[i];
    }
    return STEP_ON;
}

/* Calls function `index`, the arguments from first on; a frame's base is the register behind the result's. */
static step call_function(machine *m, uint32_t a, uint32_t index, uint32_t count, const shape *s)
{
    const code *c = m->program->functions[index];
    uint32_t base = m->body->frames[m->body->depth - 1].base + a + 1;
    if (count - (s ? s->named : 0) > c->parameter_count)
        return wrong(m, c->parameter_count == 1 ? "%s takes %u argument, not %u" : "%s takes %u arguments, not %u", c->name,
                     c->parameter_count, count);
    if (!body_push(m, index, base, &m->fault))
        return STEP_FAULT;
    value *first = m->body->registers + base;
    for (uint32_t i = count; i < c->parameter_count; i++)
        register_set(&first[i], VALUE_UNSET);
    if (!s || !s->named)
        return STEP_CALL;
    m->body->depth--; /* a fault belongs to the caller */
    step done = place_named(m, c, first, count, s);
    if (done == STEP_ON)
        m->body->depth++;
    return done == STEP_ON ? STEP_CALL : done;
}

static step call_rest(machine *m, uint32_t a, uint32_t count, const builtin *f, const params *p);

static step call_leaf(machine *m, uint32_t a, uint32_t count, uint32_t index)
{
    const builtin *f = &builtins[index];
    params p = params_parse(f->parameters);
    value *first = machine_registers(m) + a + 1, in_order[PARAMS_MOST];
    if (p.rest && f->call)
        return call_rest(m, a, count, f, &p);
    if (gather(m, f->name, &p, in_order, first, count, NULL) != STEP_ON || !body_room(m->body, a, PARAMS_MOST, &m->fault))
        return STEP_FAULT;
    first = machine_registers(m) + a + 1;
    put_back(first, in_order, (uint32_t)p.count, count);
    return call_builtin_at(m, a, (uint32_t)p.count, index);
}

step call_value_at(machine *m, uint32_t a, uint32_t count, const shape *s)
{
    value callee = machine_registers(m)[a];
    switch (callee.tag) {
    case V_FUNC: return call_function(m, a, callee.index, count, s);
    case V_CLOSURE: return call_function(m, a, callee.closure->function, count, s);
    case V_BUILTIN:
        if (s && s->named)
            return wrong(m, "%s takes no named arguments when it is called through a variable", builtins[callee.index].name, 0, 0);
        return call_leaf(m, a, count, callee.index);
    default: fault_set(&m->fault, ERROR_type, "%s cannot be called: it is no function", fault_noun(callee).text); return STEP_FAULT;
    }
}

/* _apply([f, x …]): f(x …). */
step call_spread(machine *m, uint32_t a)
{
    value list = machine_registers(m)[a + 1];
    if (list.tag != V_LIST || !list.list->length)
        return wrong(m, "%s is not a call", fault_noun(list).text, 0, 0);
    uint32_t count = list.list->length - 1;
    if (count > UINT8_MAX)
        return wrong(m, "%s: more than %u arguments in one call", "pool", UINT8_MAX, 0);
    if (!body_room(m->body, a, count + 1, &m->fault))
        return STEP_FAULT;
    value *r = machine_registers(m);
    r[a + 1] = VALUE_NIL;
    for (uint32_t i = 0; i <= count; i++)
        register_set(&r[a + i], value_keep(list.list->items[i]));
    value_drop(list);
    return call_value_at(m, a, count, NULL);
}

/* --- built-ins --- */

/* A built-in called through a variable, with the arguments by their places only; what its table row names besides is left out. */
static uint32_t leaf_arguments(const machine *m, uint32_t a, uint32_t count, const params *p, value *arguments)
{
    memcpy(arguments, machine_registers(m) + a + 1, count * sizeof *arguments);
    for (int i = 0; i < p->count; i++)
        if (p->at[i].named_only)
            arguments[count++] = VALUE_UNSET;
    return count;
}

static step call_rest(machine *m, uint32_t a, uint32_t count, const builtin *f, const params *p)
{
    value arguments[UINT8_MAX + PARAMS_MOST + 1], result;
    if (!f->call(arguments, leaf_arguments(m, a, count, p, arguments), &result, &m->fault))
        return STEP_FAULT;
    value *r = machine_registers(m);
    for (uint32_t i = 1; i <= count; i++)
        register_set(&r[a + i], VALUE_NIL);
    register_set(&r[a], result);
    return f->kind == BUILTIN_TEXT ? op_begin(m, a, VERB_run_print, NULL, r + a, 1, 0) : STEP_ON;
}

/* No leaf: the engine does it, or the machine knows it. */
static step call_engine(machine *m, uint32_t a, uint32_t count, const builtin *f)
{
    uint32_t verb = builtin_verb(f), timed = builtin_is_timed(f);
    value *first = machine_registers(m) + a + 1;
    if (verb == VERB_none) {
        assert(f->kind == BUILTIN_ENGINE && !f->parameters[0]);
        register_set(first - 1, value_int(m->task->world->settings.cores)); /* cpu_count */
        return STEP_ON;
    }
    step done = op_begin(m, a, verb, NULL, first, count - timed, count);
    return !timed || op_timeout(m, first[count - 1]) ? done : STEP_FAULT;
}

step call_builtin_at(machine *m, uint32_t a, uint32_t count, uint32_t index)
{
    const builtin *f = &builtins[index];
    value *r = machine_registers(m), result;
    if (!f->call)
        return call_engine(m, a, count, f);
    if (!f->call(r + a + 1, count, &result, &m->fault))
        return STEP_FAULT;
    for (uint32_t i = 1; i <= count; i++)
        register_set(&r[a + i], VALUE_NIL);
    register_set(&r[a], result);
    return STEP_ON;
}

/* --- methods --- */

static step no_method(machine *m, value receiver, const char *name)
{
    fault_set(&m->fault, ERROR_type, "%s has no method %s", fault_noun(receiver).text, name);
    return STEP_FAULT;
}

/* A method of the prelude: its first parameter is the receiver. */
static step call_wrapped(machine *m, uint32_t a, const verb_word *verb, uint32_t index, value receiver, const shape *s)
{
    value *first = machine_registers(m) + a + 2, in_order[PARAMS_MOST];
    const code *c = m->program->functions[index];
    uint32_t given = c->parameter_count - 1u;
    if (s->places && s->wrapped == value_kind(receiver)) {
        for (uint32_t i = 0; i < given; i++)
            in_order[i] = s->places[i] == NO_PLACE ? VALUE_UNSET : first[s->places[i]];
    } else {
        params p = params_parse(verb->parameters);
        if (gather(m, verb->name, &p, in_order, first, s->count, s) != STEP_ON)
            return STEP_FAULT;
    }
    put_back(first, in_order, given, s->count);
    register_set(first - 1, value_keep(receiver));
    return call_function(m, a, index, given + 1, NULL);
}

static step call_verb(machine *m, uint32_t a, value receiver, const shape *s, const member *name)
{
    value *r = machine_registers(m), timeout;
    uint8_t kind = value_kind(receiver);
    uint16_t verb = name->verbs[kind];
    const verb_word *word = &verb_words[verb];
    uint32_t count = s->count, given;
    if (verb == VERB_none || ((word->flags & VERB_INNER) && !s->inner))
        return no_method(m, receiver, name->name);
    if ((word->flags & VERB_PROPERTY) && !s->inner)
        return wrong(m, "%s is a property: write it without ()", name->name, 0, 0);
    if (name->wrapped[kind] != NOT_FOUND)
        return call_wrapped(m, a, word, name->wrapped[kind], receiver, s);
    if (arrange_verb(m, word, &name->verb_fits[kind], r + a + 2, count, s, &timeout, &given) != STEP_ON)
        return STEP_FAULT;
    step done = op_begin(m, a, verb, object_of(receiver), r + a + 2, given, given > count ? given + 1 : count + 1);
    m->task->op.face = receiver.face;
    return op_timeout(m, timeout) ? done : STEP_FAULT;
}

/* Calls a method that only looks with its arguments named, or by places that do not fit. */
static bool call_gathered(machine *m, const method *found, value *self, const value *arguments, const shape *s, value *result)
{
    value in_order[PARAMS_MOST];
    params p = params_parse(found->parameters);
    return gather(m, found->name, &p, in_order, arguments, s->count, s) == STEP_ON
           && found->call(self, in_order, (size_t)p.count, result, &m->fault);
}

static step call_value_method(machine *m, uint32_t a, value *self, const shape *s, const member *name)
{
    value *r = machine_registers(m), *arguments = r + a + 2, timeout, result;
    uint16_t index = name->methods[self->tag];
    if (index == NOT_FOUND)
        return no_method(m, *self, name->name);
    const method *found = &methods[index];
    const fit *f = &name->method_fits[self->tag];
    if (found->mutates)
        return wrong(m, "%s would change what no variable holds", name->name, 0, 0);
    if (arrange_by_place(f, arguments, s->count, s, &timeout) ? !found->call(self, arguments, f->total, &result, &m->fault)
                                                              : !call_gathered(m, found, self, arguments, s, &result))
        return STEP_FAULT;
    for (uint32_t i = 0; i <= s->count; i++)
        register_set(&r[a + 1 + i], VALUE_NIL);
    register_set(&r[a], result);
    return STEP_ON;
}

step call_method_at(machine *m, uint32_t a, value *receiver, const shape *s)
{
    if (receiver->tag == V_HANDLE)
        return call_verb(m, a, *receiver, s, &m->program->members[s->member]);
    return call_value_method(m, a, receiver, s, &m->program->members[s->member]);
}
