/* vm_error: how an error comes to be, and where it goes on. */
#include <stdio.h>
#include <string.h>

#include "interp/machine.h"

static place place_of(const program *p, const frame *f)
{
    const code *c = p->functions[f->function];
    uint32_t at = f->pc ? f->pc - 1 : 0;
    return at < c->count ? c->places[at] : (place){0};
}

static value stack_line(const machine *m, const frame *f)
{
    char text[200];
    fault ignored = {0};
    value made = VALUE_NIL;
    snprintf(text, sizeof text, "in %s, line %u", m->program->functions[f->function]->name, place_of(m->program, f).line);
    if (!value_string(text, strlen(text), &made, &ignored))
        value_drop(ignored.message);
    return made;
}

enum { STACK_ENDS = 10 }; /* of a deep stack the innermost and outermost calls are told */

/* Takes the text over. */
static void add_line(value *list, value text)
{
    fault ignored = {0};
    if (!value_list_push(list, text, &ignored))
        value_drop(ignored.message);
    value_drop(text);
}

/* The calls that led here, the innermost first; those of the prelude are left out. */
static void add_stack(const machine *m, value *list)
{
    for (uint32_t i = m->body->depth; i-- > 0;) {
        const frame *f = &m->body->frames[i];
        if (m->program->functions[f->function]->prelude || (i >= STACK_ENDS && i + STACK_ENDS < m->body->depth))
            continue;
        add_line(list, i == STACK_ENDS - 1 && m->body->depth > 2 * STACK_ENDS ? value_text("…") : stack_line(m, f));
    }
}

static value stack_of(const machine *m)
{
    value list = VALUE_NIL;
    fault ignored = {0};
    if (!value_list(NULL, 0, &list, &ignored))
        return VALUE_NIL;
    add_stack(m, &list);
    return list;
}

/* Where the script (not the prelude) was. A task of a built-in function is nowhere in it, but was started there. */
static place script_place(const machine *m)
{
    for (uint32_t i = m->body->depth; i-- > 0;)
        if (!m->program->functions[m->body->frames[i].function]->prelude)
            return place_of(m->program, &m->body->frames[i]);
    return (place){.line = m->body->frames[0].function == m->program->task_apply ? m->task->from : 0};
}

uint32_t machine_script_line(const machine *m) { return script_place(m).line; }

/* Owned. */
static value task_name(const machine *m)
{
    value name;
    fault none;
    if (!m->task->self)
        return value_text("main");
    return object_name(m->task->self, &name, &none) ? name : value_text("");
}

static void complete(machine *m, value error)
{
    place at = script_place(m);
    error.error->line = at.line;
    error.error->column = at.column;
    value_assign(&error.error->task, task_name(m));
    value_assign(&error.error->stack, stack_of(m));
}

/* An error that is told here for the first time; when there is no memory for it, that. */
static value told_here(machine *m, uint8_t kind, value own_name, value message)
{
    value made;
    fault none = {0};
    if (!value_error(kind, own_name, message, VALUE_NIL, 0, &made, &none))
        return value_error_memory();
    complete(m, made);
    if (kind == ERROR_assert)
        m->task->asserted = made.error->line;
    return made;
}

/* The value an error was made as stays as it is: others may raise it, too. Takes it over. */
static value raised_here(machine *m, value error)
{
    const struct error *e = error.error;
    if (value_unique(error)) {
        complete(m, error);
        return error;
    }
    value made = told_here(m, e->kind, e->kind == ERROR_own ? e->name : VALUE_UNSET, e->message);
    value_drop(error);
    return made;
}

value machine_raised_again(const machine *m, value error)
{
    const struct error *e = error.error;
    char text[200];
    const char *who;
    value made, marked = VALUE_NIL;
    fault none = {0};
    if (e->line == 0 || e->stack.tag != V_LIST || !value_error(e->kind, e->name, e->message, e->task, e->line, &made, &none))
        return error;
    size_t length = value_string_bytes(&e->task, &who);
    snprintf(text, sizeof text, "of %.*s, raised again", (int)length, who);
    made.error->column = e->column;
    made.error->stack = value_keep(e->stack);
    if (value_string(text, strlen(text), &marked, &none))
        add_line(&made.error->stack, marked);
    add_stack(m, &made.error->stack);
    value_drop(none.message);
    value_drop(error);
    return made;
}

value machine_error(machine *m)
{
    if (m->thrown.tag != V_UNSET) {
        value error = m->thrown;
        m->thrown = VALUE_UNSET;
        return error.tag == V_ERROR && error.error->line == 0 ? raised_here(m, error) : error;
    }
    value error = told_here(m, m->fault.kind, VALUE_UNSET, m->fault.message);
    value_drop(m->fault.message);
    m->fault = (fault){0};
    return error;
}

static const handler *handler_for(const code *c, uint32_t at)
{
    for (uint32_t i = 0; i < c->handler_count; i++)
        if (c->handlers[i].from <= at && at < c->handlers[i].to)
            return &c->handlers[i];
    return NULL;
}

bool machine_unwind(machine *m, value error)
{
    body *b = m->body;
    while (b->depth) {
        frame *f = &b->frames[b->depth - 1];
        const code *c = m->program->functions[f->function];
        const handler *h = handler_for(c, f->pc ? f->pc - 1 : 0);
        if (h) {
            value_assign(&b->registers[f->base + h->error], error);
            f->pc = h->target;
            return true;
        }
        body_pop(b, c->registers);
    }
    m->task->reply = (reply){.outcome = OUT_RAISE, .thrown = true, .value = error};
    return false;
}

step machine_raise(machine *m, value raised)
{
    if (raised.tag == V_ERROR) {
        m->thrown = value_keep(raised);
        return STEP_FAULT;
    }
    if (value_is_string(raised)) {
        m->fault = (fault){ERROR_error, value_keep(raised)};
        return STEP_FAULT;
    }
    fault_set(&m->fault, ERROR_type, "raise takes a text or an error, not %s", fault_noun(raised).text);
    return STEP_FAULT;
}
