/* compile_change: assignments, and methods that change a variable in place. What is changed is always a variable, reached
 * by a path of indexes; the indexes and arguments stand in registers in a row behind the result's. */
#include "interp/compiler.h"

#include <limits.h>
#include <string.h>

/* --- where a change ends up --- */

typedef struct target {
    symbol *root;
    uint32_t path;
} target;

static bool find_target(const build *b, const node *n, target *t)
{
    t->path = 0;
    for (; n->kind == NODE_INDEX; n = n->kid[0])
        t->path++;
    if (n->kind != NODE_NAME)
        return false;
    t->root = symbol_at(b, n);
    return t->root && (t->root->role == SYMBOL_VAR || t->root->role == SYMBOL_SHARED_VAR);
}

static void path_registers(build *b, const node *n)
{
    if (n->kind != NODE_INDEX)
        return;
    path_registers(b, n->kid[0]);
    expr_temp(b, n->kid[1]);
}

static int change_index(build *b, change what)
{
    program *p = b->unit->program;
    for (uint32_t i = 0; i < p->change_count; i++)
        if (!memcmp(&p->changes[i], &what, sizeof what))
            return (int)i;
    change *changes = grow(b->unit, p->changes, &p->change_capacity, p->change_count + 1, sizeof *changes);
    if (!changes)
        return 0;
    p->changes = changes;
    p->changes[p->change_count] = what;
    return (int)p->change_count++;
}

static void emit_change(build *b, const target *t, int base, change what)
{
    if (t->root->shared && !t->root->global)
        what.variable = (uint16_t)member_index(b->unit, t->root->name);
    int index = change_index(b, what), own = symbol_register(b, t->root);
    if (own >= 0) {
        emit(b, CODE_CHANGE, base, own, index);
        return;
    }
    int holder = reg_new(b);
    load_cell(b, t->root, holder);
    emit(b, t->root->shared ? CODE_CHANGE_VAR : CODE_CHANGE_CELL, base, holder, index);
}

/* R[dst] := R[dst][path…] */
static void index_along(build *b, uint32_t path, int first, int dst)
{
    for (uint32_t i = 0; i < path; i++)
        emit(b, CODE_INDEX, dst, dst, first + (int)i);
}

/* --- xs[0].append(1) --- */

/* xs.sort(key: f): the keys are worked out first, then the list is sorted by them in one step. */
static uint32_t sort_by_keys(build *b, const node *n, const target *t, int path, const node *key)
{
    int base = reg_run(b, 3);
    load_symbol(b, t->root, base + 1);
    at_node(b, n->kid[0]->kid[0]);
    index_along(b, t->path, path, base + 1);
    expr(b, key->kid[0], base + 2);
    emit(b, CODE_CALL_FUNC, base, 2, prelude_index(b, "keys_of"));
    const node *reverse = argument_named(n->kid[1], "reverse");
    b->free = base + 1;
    if (reverse)
        expr_temp(b, reverse->kid[0]);
    else
        load(b, reg_new(b), value_bool(false));
    return 2;
}

bool change_call(build *b, const node *n, int dst)
{
    const node *callee = n->kid[0], *key = NULL;
    target t;
    if (!method_name_mutates(callee->text) || !find_target(b, callee->kid[0], &t))
        return false;
    int base = call_begin(b, dst, 2);
    path_registers(b, callee->kid[0]);
    change what = {.what = CHANGE_METHOD, .path = (uint16_t)t.path};
    if (!strcmp(callee->text, "sort") && (key = argument_named(n->kid[1], "key"))) {
        what.arguments = (uint16_t)sort_by_keys(b, n, &t, base + 2, key);
        what.shape = (uint16_t)shape_index(b->unit, "sort_by", 0, NULL, 0);
    } else {
        call_args args = method_args(b, callee->text, n->kid[1], NULL);
        what.arguments = (uint16_t)args.count;
        what.shape = (uint16_t)args.shape;
    }
    if (!strcmp(callee->text, "append") && t.path == 0 && what.arguments == 1 && n->kid[1]->kind != NODE_ARG)
        what.what = CHANGE_APPEND;
    arrange_room(b, callee->text, what.arguments);
    reg_run(b, 3); /* what vm_op.c pads the arguments of a shared variable's change with */
    at_node(b, n);
    emit_change(b, &t, base, what);
    result_end(b, base, dst);
    return true;
}

/* --- assignments --- */

static void set_path(build *b, const node *n, const target *t, int base, int from)
{
    int item = reg_new(b);
    emit(b, CODE_MOVE, item, from, 0);
    reg_run(b, 2);
    at_node(b, n);
    emit_change(b, t, base, (change){.what = CHANGE_SET, .path = (uint16_t)t->path, .arguments = 1});
}

static void assign_index(build *b, const node *n, int from)
{
    target t;
    int free = b->free;
    if (!find_target(b, n, &t))
        return; /* told by the resolver */
    int own = symbol_register(b, t.root);
    if (own >= 0 && t.path == 1) {
        int index = operand(b, n->kid[1], NULL);
        at_node(b, n);
        emit(b, CODE_SETINDEX, own, index, from);
    } else {
        int base = reg_run(b, 2);
        path_registers(b, n);
        set_path(b, n, &t, base, from);
    }
    b->free = free;
}

/* xs[i] = 0; false: it is none of these. */
static bool assign_literal(build *b, const node *to, const node *item)
{
    target t;
    if (to->kind != NODE_INDEX || !is_literal(item) || !find_target(b, to, &t) || t.path != 1)
        return false;
    int own = symbol_register(b, t.root), free = b->free, k = own < 0 ? INT_MAX : constant(b, literal_value(b, item));
    if (k > UINT16_MAX)
        return false;
    int index = operand(b, to->kid[1], NULL);
    at_node(b, to);
    emit(b, CODE_SETINDEXK, own, index, k);
    b->free = free;
    return true;
}

static void assign_member(build *b, const node *n, int from)
{
    int of = reg_run(b, 2);
    expr(b, n->kid[0], of);
    emit(b, CODE_MOVE, of + 1, from, 0);
    at_node(b, n);
    emit(b, CODE_SETPROP, of, of + 1, (int)member_index(b->unit, n->text));
    b->free = of;
}

void assign_from(build *b, const node *n, int from)
{
    at_node(b, n);
    if (n->kind == NODE_NAME)
        store_symbol(b, symbol_at(b, n), from);
    else if (n->kind == NODE_INDEX)
        assign_index(b, n, from);
    else
        assign_member(b, n, from);
}

/* x += e, where the old value is in a temporary */
static void compound_name(build *b, const node *n, const node *to)
{
    symbol *s = symbol_at(b, to);
    int own = symbol_register(b, s), free = b->free;
    if (own >= 0) {
        int left = operand(b, to, n->kid[1]);
        at_node(b, n);
        place saved = b->place;
        binary_into(b, n->op, left, n->kid[1], own);
        at_place(b, saved);
    } else {
        int old = expr_temp(b, to);
        at_node(b, n);
        binary_into(b, n->op, old, n->kid[1], old);
        at_node(b, n);
        store_symbol(b, s, old);
    }
    b->free = free;
}

static void compound_index(build *b, const node *n, const node *to)
{
    target t;
    int free = b->free;
    if (!find_target(b, to, &t))
        return;
    int base = reg_run(b, 2);
    path_registers(b, to);
    int old = reg_new(b);
    load_symbol(b, t.root, old);
    at_node(b, to);
    index_along(b, t.path, base + 2, old);
    at_node(b, n);
    binary_into(b, n->op, old, n->kid[1], old);
    b->free = old + 1;
    reg_run(b, 2);
    at_node(b, n);
    emit_change(b, &t, base, (change){.what = CHANGE_SET, .path = (uint16_t)t.path, .arguments = 1});
    b->free = free;
}

static void compound_member(build *b, const node *n, const node *to)
{
    int of = reg_run(b, 2);
    expr(b, to->kid[0], of);
    at_node(b, to);
    int name = (int)member_index(b->unit, to->text);
    emit(b, CODE_PROPERTY, of + 1, of, name);
    binary_into(b, n->op, of + 1, n->kid[1], of + 1);
    at_node(b, n);
    emit(b, CODE_SETPROP, of, of + 1, name);
    b->free = of;
}

/* May n be compiled straight into a local that it also reads? Not where the result's register is written before all is read. */
static bool writes_last(const node *n)
{
    return is_literal(n) || n->kind == NODE_BINARY || n->kind == NODE_UNARY || n->kind == NODE_NAME || n->kind == NODE_INDEX;
}

static void assign_one(build *b, const node *to, const node *item)
{
    int own = to->kind == NODE_NAME ? symbol_register(b, symbol_at(b, to)) : -1, free = b->free;
    if (own >= 0 && writes_last(item)) {
        if (own == free - 1)
            reg_new(b); /* it is not dead */
        expr(b, item, own);
    } else if (own >= 0) {
        int temp = expr_temp(b, item);
        emit(b, CODE_TAKE, own, temp, 0);
    } else if (!assign_literal(b, to, item)) {
        assign_from(b, to, operand(b, item, to));
    }
    b->free = free;
}

static void assign_many(build *b, const node *n, uint32_t count)
{
    const node *from = n->kid[1];
    int first = b->free, i = 0;
    if (from->kind == NODE_LIST && count_nodes(from->kid[0]) == count) {
        for (const node *item = from->kid[0]; item; item = item->next)
            expr_temp(b, item);
    } else {
        first = reg_run(b, (int)count);
        int list = operand(b, from, NULL);
        at_node(b, n);
        emit(b, CODE_UNPACK, first, list, (int)count);
        b->free = first + (int)count;
    }
    for (const node *to = n->kid[0]; to; to = to->next)
        assign_from(b, to, first + i++);
    b->free = first;
}

void assign(build *b, const node *n)
{
    const node *to = n->kid[0];
    uint32_t count = count_nodes(to);
    if (count > 1)
        assign_many(b, n, count);
    else if (n->op == OP_NONE)
        assign_one(b, to, n->kid[1]);
    else if (to->kind == NODE_NAME)
        compound_name(b, n, to);
    else if (to->kind == NODE_INDEX)
        compound_index(b, n, to);
    else
        compound_member(b, n, to);
}
