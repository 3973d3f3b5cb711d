/* vm_op: the visible steps of a task: fills in its op, and puts the reply where it belongs. */
#include <stdlib.h>
#include <string.h>

#include "interp/machine.h"

step op_begin(machine *m, uint32_t a, verb_id verb, object *on, const value *arguments, uint32_t count, uint32_t clear)
{
    body *b = m->body;
    op_fill(m->task, b, &b->frames[b->depth - 1], a, verb, on, arguments, count, clear, m->line);
    return STEP_OP;
}

step op_variable(machine *m, uint32_t a, verb_id verb, uint32_t number, const value *arguments, uint32_t count, uint32_t clear)
{
    step done = op_begin(m, a, verb, NULL, arguments, count, clear);
    m->task->op.cell = number;
    return done;
}

/* What is written stays in its register, too. */
step op_store(machine *m, uint32_t variable, const value *item)
{
    step done = op_variable(m, 0, VERB_variable_store, variable, item, 1, 0);
    m->body->pending = PENDING_DROP;
    return done;
}

bool op_timeout(machine *m, value timeout)
{
    int64_t length;
    if (!op_time(timeout, &length, &m->fault))
        return false;
    if (length != NO_TIMEOUT)
        m->task->op.timeout = length;
    return true;
}

/* --- replies --- */

/* Operands are dead now: what is counted is let go. */
static void clear_registers(body *b)
{
    value *r = &b->registers[b->into];
    for (uint32_t i = 1; i <= b->clear; i++)
        if (r[i].tag >= V_COUNTED)
            register_set(&r[i], VALUE_NIL);
}

static void reply_raise(task *t)
{
    body *b = t->body;
    machine m = {.task = t, .body = b, .program = b->program, .thrown = VALUE_UNSET};
    if (t->reply.thrown)
        m.thrown = machine_raised_again(&m, t->reply.value);
    else
        m.fault = (fault){t->reply.error, t->reply.value};
    b->error = machine_error(&m);
    b->raising = true;
}

static bool select_timed_out(task *t)
{
    body *b = t->body;
    const select_table *s = &b->program->selects[b->table];
    bool out = t->reply.outcome == OUT_RAISE && !t->reply.thrown && t->reply.error == ERROR_timeout && (s->after >= 0 || s->otherwise);
    if (!out)
        return false;
    value_drop(t->reply.value);
    register_set(&b->registers[b->into], value_int(-1));
    register_set(&b->registers[b->into + 1], VALUE_NIL);
    return true;
}

static void reply_select(task *t)
{
    body *b = t->body;
    clear_registers(b);
    block_give(b->cases);
    b->cases = NULL;
    if (select_timed_out(t))
        return;
    if (t->reply.outcome == OUT_RAISE) {
        reply_raise(t);
        return;
    }
    register_set(&b->registers[b->into], value_int(t->reply.chosen));
    register_set(&b->registers[b->into + 1], t->reply.value);
}

static void reply_change(task *t)
{
    body *b = t->body;
    const change *c = &b->program->changes[b->table];
    if (t->reply.outcome == OUT_RAISE || t->reply.chosen != 1 || c->what == CHANGE_SET) {
        clear_registers(b);
        if (t->reply.outcome == OUT_RAISE)
            reply_raise(t);
        else
            register_set(&b->registers[b->into], t->reply.value);
        return;
    }
    register_set(&b->registers[b->into + 1], t->reply.value); /* a handle: its verb is what was meant */
    b->redo = true;
}

static __attribute__((noinline)) void reply_otherwise(task *t)
{
    body *b = t->body;
    pending what = b->pending;
    b->pending = PENDING_NOTHING;
    if (t->reply.outcome == OUT_END) {
        value_drop(t->reply.value);
        return;
    }
    if (what == PENDING_SELECT) {
        reply_select(t);
    } else if (what == PENDING_CHANGE) {
        reply_change(t);
    } else {
        clear_registers(b);
        if (t->reply.outcome == OUT_RAISE)
            reply_raise(t);
        else
            value_drop(t->reply.value);
    }
}

/* The calls come last, so that nothing need be saved around them. */
static __attribute__((noinline)) void reply_over_counted(task *t)
{
    body *b = t->body;
    clear_registers(b);
    register_set(&b->registers[b->into], value_load(&t->reply.value));
}

/* Tells by one look at all tags whether anything is to be dropped. */
void machine_reply(task *t)
{
    body *b = t->body;
    value *r = &b->registers[b->into];
    uint64_t tags = r[0].head;
    if (__builtin_expect(b->pending != PENDING_VALUE || t->reply.outcome != OUT_DONE, 0)) {
        reply_otherwise(t);
        return;
    }
    b->pending = PENDING_NOTHING;
    for (uint32_t i = 1; i <= b->clear; i++)
        tags |= r[i].head;
    if (tags & VALUE_HEAD(V_COUNTED))
        reply_over_counted(t);
    else
        value_store(r, value_load(&t->reply.value));
}

/* --- properties --- */

step property_at(machine *m, uint32_t a, uint32_t from, const member *name)
{
    value *r = machine_registers(m), of = r[from], result;
    if (of.tag == V_ERROR) {
        if (!value_property(of, name->name, &result, &m->fault))
            return STEP_FAULT;
        register_set(&r[a], result);
        return STEP_ON;
    }
    uint16_t verb = of.tag == V_HANDLE ? name->verbs[value_kind(of)] : VERB_none;
    if (verb == VERB_none || !(verb_words[verb].flags & (VERB_PROPERTY | VERB_INNER)) || of.tag != V_HANDLE) {
        fault_set(&m->fault, ERROR_type, verb != VERB_none ? "%s.%s is a method: call it with ()" : "%s has no property %s",
                  verb != VERB_none ? value_type_name(of) : fault_noun(of).text, name->name);
        return STEP_FAULT;
    }
    if (verb == VERB_rwlock_read || verb == VERB_rwlock_write) {
        result = value_keep(of);
        result.face = verb == VERB_rwlock_read ? FACE_READ : FACE_WRITE;
        register_set(&r[a], result);
        return STEP_ON;
    }
    step done = op_begin(m, a, verb, object_of(of), NULL, 0, 0);
    m->task->op.face = of.face;
    return done;
}

step set_property_at(machine *m, uint32_t a, const member *name)
{
    value *r = machine_registers(m), of = r[a];
    uint16_t verb = of.tag == V_HANDLE ? name->verbs[value_kind(of)] : VERB_none;
    if (verb == VERB_none || !(verb_words[verb].flags & VERB_SETS)) {
        fault_set(&m->fault, ERROR_type, "%s has no property %s that can be set", fault_noun(of).text, name->name);
        return STEP_FAULT;
    }
    return op_begin(m, a, verb, object_of(of), r + a + 1, 1, 1);
}

/* --- changes in place. From R[a+2] on: the path's indexes, then the arguments. --- */

static bool walk(machine *m, value root, const value *path, uint32_t count, value *out)
{
    value at = value_keep(root);
    for (uint32_t i = 0; i < count; i++) {
        value next;
        bool found = value_index(at, path[i], &next, &m->fault);
        value_drop(at);
        if (!found)
            return false;
        at = next;
    }
    *out = at;
    return true;
}

static step change_handle(machine *m, uint32_t a, const change *c)
{
    value *first = machine_registers(m) + a + 2;
    for (uint32_t i = 0; i < c->path; i++)
        register_set(&first[i], VALUE_NIL);
    memmove(first, first + c->path, c->arguments * sizeof *first);
    for (uint32_t i = c->arguments; i < (uint32_t)c->arguments + c->path; i++)
        first[i] = VALUE_NIL;
    return call_method_at(m, a, first - 1, &m->program->shapes[c->shape]);
}

static void change_done(machine *m, uint32_t a, const change *c, value result)
{
    value *r = machine_registers(m);
    for (uint32_t i = 1; i <= (uint32_t)c->path + c->arguments + 1; i++)
        register_set(&r[a + i], VALUE_NIL);
    register_set(&r[a], result);
}

/* Works out which method of the value at the end of the path is meant; *found NULL with STEP_ON: it is a handle, now in R[a+1]. */
static step change_method(machine *m, uint32_t a, value root, const change *c, const method **found)
{
    const member *name = &m->program->members[m->program->shapes[c->shape].member];
    value *r = machine_registers(m), at = root;
    if (c->path && !walk(m, root, r + a + 2, c->path, &at))
        return STEP_FAULT;
    uint16_t index = name->methods[at.tag];
    *found = NULL;
    if (at.tag == V_HANDLE) {
        register_set(&r[a + 1], c->path ? at : value_keep(at));
        return STEP_ON;
    }
    if (at.tag == V_UNSET)
        fault_set(&m->fault, ERROR_state, "the variable has no value yet: its declaration has not run");
    else if (index == NOT_FOUND)
        fault_set(&m->fault, ERROR_type, "%s has no method %s", fault_noun(at).text, name->name);
    else
        *found = &methods[index];
    if (c->path)
        value_drop(at);
    return index == NOT_FOUND ? STEP_FAULT : STEP_ON;
}

/* Puts a changing method's arguments in the order of its parameters; borrowed. */
static step change_arguments(machine *m, const change *c, const method *found, value *first, uint32_t *count)
{
    const shape *s = &m->program->shapes[c->shape];
    const verb_word as_verb = {.name = found->name, .parameters = found->parameters};
    value timeout;
    return arrange_verb(m, &as_verb, &m->program->members[s->member].method_fits[found->type], first, c->arguments, s, &timeout, count);
}

step change_at(machine *m, uint32_t a, value *root, uint32_t index)
{
    const change *c = &m->program->changes[index];
    value *r = machine_registers(m), *path = r + a + 2, *arguments = path + c->path, result = VALUE_NIL;
    const method *found;
    uint32_t count = 0;
    if (c->what == CHANGE_SET) {
        if (!value_set(root, path, c->path, *arguments, &m->fault))
            return STEP_FAULT;
        change_done(m, a, c, VALUE_NIL);
        return STEP_ON;
    }
    if (c->what == CHANGE_APPEND && root->tag == V_LIST) {
        if (!value_list_push(root, *arguments, &m->fault))
            return STEP_FAULT;
        register_set(arguments, VALUE_NIL);
        register_set(&r[a], VALUE_NIL);
        return STEP_ON;
    }
    if (change_method(m, a, *root, c, &found) != STEP_ON)
        return STEP_FAULT;
    if (!found)
        return change_handle(m, a, c);
    if (change_arguments(m, c, found, arguments, &count) != STEP_ON
        || !method_change(root, path, c->path, found, arguments, count, &result, &m->fault))
        return STEP_FAULT;
    change_done(m, a, c, result);
    for (uint32_t i = c->arguments; i < count; i++)
        register_set(&arguments[i], VALUE_NIL);
    return STEP_ON;
}

/* The number of some method of this name: which one is decided by what the cell holds when the change is made. */
static uint32_t any_method(const member *name)
{
    for (int t = 0; t < V_TAGS; t++)
        if (name->methods[t] != NOT_FOUND)
            return name->methods[t];
    return 0;
}

enum { PADDING = 3 }; /* changing methods have no more parameters than that; compile_change.c makes room for them */

/* Named arguments are put where the first type that has a method with such parameters wants them. */
static step shared_arguments(machine *m, const change *c, const member *name, value *first, uint32_t *given)
{
    step done = STEP_FAULT;
    *given = c->arguments;
    if (!m->program->shapes[c->shape].named)
        return STEP_ON;
    for (int t = 0; t < V_TAGS && done != STEP_ON; t++)
        if (name->methods[t] != NOT_FOUND) {
            value_drop(m->fault.message);
            m->fault = (fault){0};
            done = change_arguments(m, c, &methods[name->methods[t]], first, given);
        }
    return done;
}

static step shared_operands(machine *m, uint32_t a, const change *c, uint32_t *count)
{
    const member *name = &m->program->members[m->program->shapes[c->shape].member];
    value *r = machine_registers(m) + a;
    uint32_t given;
    if (shared_arguments(m, c, name, r + 2 + c->path, &given) != STEP_ON)
        return STEP_FAULT;
    register_set(&r[0], value_int(any_method(name)));
    register_set(&r[1], value_int(c->path));
    *count = 2u + c->path + given;
    for (uint32_t i = given; i < PADDING; i++)
        register_set(&r[(*count)++], VALUE_UNSET);
    return STEP_ON;
}

step change_shared_at(machine *m, uint32_t a, uint32_t holder, uint32_t index)
{
    const change *c = &m->program->changes[index];
    value *r = machine_registers(m);
    uint32_t cell_number = r[holder].index;
    step done;
    register_set(&r[holder], VALUE_NIL);
    if (c->what == CHANGE_SET) {
        done = op_variable(m, a, VERB_variable_store_at, cell_number, r + a + 2, c->path + 1u, c->path + 2u);
    } else {
        uint32_t count;
        if (shared_operands(m, a, c, &count) != STEP_ON)
            return STEP_FAULT;
        done = op_variable(m, a, VERB_variable_call, cell_number, r + a, count, count);
    }
    m->body->pending = PENDING_CHANGE;
    m->body->table = (uint16_t)index;
    return done;
}

step change_redo(machine *m)
{
    body *b = m->body;
    uint32_t a = b->into - b->frames[b->depth - 1].base;
    b->redo = false;
    return change_handle(m, a, &m->program->changes[b->table]);
}

/* --- select --- */

static step select_case_at(machine *m, value *r, const select_case *c, op *out)
{
    const shape *s = &m->program->shapes[c->shape];
    const member *name = &m->program->members[s->member];
    value receiver = r[c->base], timeout;
    uint32_t given;
    *out = (op){.flags = OP_DISABLED, .timeout = NO_TIMEOUT, .line = m->line};
    if (receiver.tag == V_NIL || (c->condition >= 0 && !value_truth(r[c->condition])))
        return STEP_ON;
    uint16_t verb = receiver.tag == V_HANDLE ? name->verbs[value_kind(receiver)] : VERB_none;
    if (verb == VERB_none || !(verb_words[verb].flags & VERB_SELECT)) {
        fault_set(&m->fault, ERROR_type, "%s.%s cannot be a case of select", value_type_name(receiver), name->name);
        return STEP_FAULT;
    }
    if (arrange_verb(m, &verb_words[verb], &name->verb_fits[value_kind(receiver)], r + c->base + 1, c->arguments, s, &timeout, &given)
        != STEP_ON)
        return STEP_FAULT;
    if (timeout.tag != V_UNSET) {
        fault_set(&m->fault, ERROR_type, "a case of select has no time-out of its own: use after");
        return STEP_FAULT;
    }
    *out = (op){.verb = verb,
                .face = receiver.face,
                .count = (uint16_t)given,
                .object = object_of(receiver),
                .line = m->line,
                .timeout = NO_TIMEOUT,
                .arguments = r + c->base + 1};
    return STEP_ON;
}

step select_at(machine *m, uint32_t a, uint32_t index)
{
    const select_table *s = &m->program->selects[index];
    value *r = machine_registers(m) + a;
    op *cases = block_zeroed((s->count + 1u) * sizeof *cases);
    if (!cases) {
        fault_set(&m->fault, ERROR_limit, "out of memory");
        return STEP_FAULT;
    }
    m->body->cases = cases;
    for (uint32_t i = 0; i < s->count; i++)
        if (select_case_at(m, r, &s->cases[i], &cases[i]) != STEP_ON)
            goto failed;
    uint32_t last = s->count ? (uint32_t)s->cases[s->count - 1].base + s->cases[s->count - 1].arguments : 1;
    op_begin(m, a, VERB_run_select, NULL, NULL, 0, last);
    m->body->pending = PENDING_SELECT;
    m->body->table = (uint16_t)index;
    m->task->op.cases = s->count;
    m->task->op.alternatives = cases;
    if (s->otherwise)
        m->task->op.timeout = 0;
    if (s->after < 0 || op_timeout(m, r[s->after]))
        return STEP_OP;
failed:
    block_give(cases);
    m->body->cases = NULL;
    return STEP_FAULT;
}

/* --- with --- */

/* What the dispatch loop does not do by itself: a pool needs nothing to be entered, and ends when it is left. */
static bool is_pool(value v) { return object_is(v, KIND_pool); }

static step with_fault(machine *m, value held)
{
    fault_set(&m->fault, ERROR_type, "with takes something to be acquired and released, or a pool, not %s", fault_noun(held).text);
    return STEP_FAULT;
}

step enter_at(machine *m, value held) { return is_pool(held) ? STEP_ON : with_fault(m, held); }

step leave_at(machine *m, uint32_t a, value held)
{
    if (!is_pool(held))
        return with_fault(m, held);
    value *count = machine_registers(m) + a + 1;
    register_set(count, VALUE_UNSET);
    return op_begin(m, a, VERB_pool_terminate, object_of(held), count, 1, 1);
}

/* --- for: what is no range written out --- */

static bool each_ended(value v, const value *position) { return v.tag == V_LIST && position->integer >= (int64_t)v.list->length; }

static step each_pair(machine *m, value *r, uint32_t a, uint32_t names)
{
    value pair[2];
    if (r[a].tag != V_MAP || names != 2)
        return STEP_ON;
    pair[0] = r[a + 2];
    if (!value_map_get(r[a], pair[0], &pair[1], &m->fault))
        return STEP_FAULT;
    value both;
    bool done = value_list(pair, 2, &both, &m->fault);
    value_drop(pair[1]);
    if (!done)
        return STEP_FAULT;
    register_set(&r[a + 2], both);
    return STEP_ON;
}

/* The iterators of the prelude are functions that are called for each item. */
static step each_call(machine *m, value *r, uint32_t a)
{
    register_set(&r[a + 2], value_keep(r[a]));
    return call_value_at(m, a + 2, 0, NULL);
}

step each_at(machine *m, uint32_t a, uint32_t names, uint32_t *skip)
{
    value *r = machine_registers(m), item;
    *skip = 1; /* past the JUMP, to END_EACH */
    if (r[a].tag == V_HANDLE)
        return op_begin(m, a + 2, VERB_queue_next, object_of(r[a]), NULL, 0, 0);
    if (r[a].tag == V_CLOSURE)
        return each_call(m, r, a);
    m->fault = (fault){0};
    *skip = 0;
    if (each_ended(r[a], &r[a + 1]) || !value_next(r[a], &r[a + 1].integer, &item, &m->fault))
        return m->fault.message.tag == V_NIL && !m->fault.kind ? STEP_ON : STEP_FAULT;
    *skip = 2;
    register_set(&r[a + 2], item);
    return each_pair(m, r, a, names);
}
