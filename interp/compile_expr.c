/* compile_expr: expressions. Each is compiled into a register that its user names; operands that are plain locals are used where they
 * are. */
#include "interp/builtins.h"
#include "interp/compiler.h"

#include <string.h>

enum { INLINE_ITEMS = 250 }; /* longer literals are built piece by piece */

static bool is_simple(const node *n);

static bool are_simple(const node *list)
{
    for (; list; list = list->next)
        if (!is_simple(list))
            return false;
    return true;
}

/* Can evaluating n change no local variable? Calls of methods may, by changing in place. */
static bool is_simple(const node *n)
{
    switch (n->kind) {
    case NODE_NIL:
    case NODE_TRUE:
    case NODE_FALSE:
    case NODE_INT:
    case NODE_FLOAT:
    case NODE_DURATION:
    case NODE_STRING:
    case NODE_NAME:
    case NODE_FUNC: return true;
    case NODE_UNARY:
    case NODE_MEMBER: return is_simple(n->kid[0]);
    case NODE_BINARY:
    case NODE_AND:
    case NODE_OR:
    case NODE_INDEX: return is_simple(n->kid[0]) && is_simple(n->kid[1]);
    case NODE_CALL: return n->kid[0]->kind == NODE_NAME && are_simple(n->kid[1]);
    case NODE_ARG: return is_simple(n->kid[0]);
    case NODE_LIST: return are_simple(n->kid[0]);
    default: return false;
    }
}

int expr_temp(build *b, const node *n)
{
    int reg = reg_new(b);
    expr(b, n, reg);
    return reg;
}

/* The register of a variable that nothing in `later` can change; -1: it is none. */
static int operand_own(const build *b, const node *n, bool changes)
{
    symbol *s = n->kind == NODE_NAME ? symbol_at(b, n) : NULL;
    int own = s ? symbol_register(b, s) : -1;
    return own >= 0 && s->role == SYMBOL_VAR && changes ? -1 : own;
}

int operand(build *b, const node *n, const node *later)
{
    int own = operand_own(b, n, later && !is_simple(later));
    return own >= 0 ? own : expr_temp(b, n);
}

int operand_in(build *b, const node *n, const node *later, int reg)
{
    int own = operand_own(b, n, !are_simple(later));
    if (own < 0)
        expr(b, n, reg);
    return own >= 0 ? own : reg;
}

/* The same as operand, on the way to dst: what needs a register is worked out in dst itself where it may be. */
static int operand_towards(build *b, const node *n, const node *later, int dst)
{
    int own = operand_own(b, n, later && !is_simple(later));
    if (own >= 0 || dst != b->free - 1)
        return own >= 0 ? own : expr_temp(b, n);
    expr(b, n, dst);
    return dst;
}

int result_begin(build *b, int dst) { return dst == b->free - 1 ? dst : reg_new(b); }

void result_end(build *b, int result, int dst)
{
    if (result != dst)
        emit(b, CODE_TAKE, dst, result, 0);
    b->free = result == dst ? dst + 1 : result;
}

/* --- literals --- */

bool is_literal(const node *n) { return n->kind <= NODE_STRING; }

value literal_value(build *b, const node *n)
{
    switch (n->kind) {
    case NODE_NIL: return VALUE_NIL;
    case NODE_TRUE: return value_bool(true);
    case NODE_FALSE: return value_bool(false);
    case NODE_INT: return value_int(n->integer);
    case NODE_FLOAT: return value_float(n->number);
    case NODE_DURATION: return value_duration(n->integer);
    default: return text_value(b->unit, n->text, n->length);
    }
}

static void interpolated(build *b, const node *n, int dst)
{
    int first = b->free, count = 0;
    for (const node *part = n->kid[0]; part; part = part->next, count++) {
        int reg = reg_new(b);
        expr(b, part->kind == NODE_FORMAT ? part->kid[0] : part, reg);
        if (part->kind == NODE_FORMAT && part->text && *part->text) {
            at_node(b, part);
            emit_wide(b, CODE_FORMAT, reg, constant(b, text_value(b->unit, part->text, strlen(part->text))));
        }
    }
    emit(b, CODE_JOIN, dst, first, count);
    b->free = first;
}

/* --- lists and maps --- */

static void push_rest(build *b, const node *item, int list)
{
    for (; item; item = item->next) {
        int reg = expr_temp(b, item);
        emit(b, CODE_PUSH, list, reg, 0);
        b->free = reg;
    }
}

static void list_literal(build *b, const node *n, int dst)
{
    int free = b->free, first = free, count = 0, list = dst;
    const node *item = n->kid[0];
    for (; item && count < INLINE_ITEMS; item = item->next, count++)
        expr_temp(b, item);
    at_node(b, n);
    if (item)
        list = first;
    emit(b, CODE_LIST, list, first, count);
    if (item) {
        b->free = list + 1;
        push_rest(b, item, list);
        emit(b, CODE_TAKE, dst, list, 0);
    }
    b->free = free;
}

static void map_literal(build *b, const node *n, int dst)
{
    int map = result_begin(b, dst);
    emit(b, CODE_MAP, map, map, 0);
    for (const node *pair = n->kid[0]; pair; pair = pair->next) {
        int key = expr_temp(b, pair->kid[0]), item = expr_temp(b, pair->kid[1]);
        at_node(b, pair->kid[0]);
        emit(b, CODE_PUT, map, key, item);
        b->free = key;
    }
    result_end(b, map, dst);
}

/* --- comprehensions: nested loops and tests around one PUSH or PUT --- */

typedef struct comprehension {
    const node *item, *clause;
    int into;
} comprehension;

static void comprehend(build *b, const void *context);

static void comprehend_item(build *b, const comprehension *c)
{
    int free = b->free;
    if (c->item->kind == NODE_PAIR) {
        int key = expr_temp(b, c->item->kid[0]), item = expr_temp(b, c->item->kid[1]);
        emit(b, CODE_PUT, c->into, key, item);
    } else {
        emit(b, CODE_PUSH, c->into, expr_temp(b, c->item), 0);
    }
    b->free = free;
}

static void comprehend(build *b, const void *context)
{
    const comprehension *c = context;
    if (!c->clause) {
        comprehend_item(b, c);
        return;
    }
    comprehension inner = {c->item, c->clause->next, c->into};
    if (c->clause->kind == NODE_COMP_FOR) {
        loop_over(b, c->clause->kid[0], c->clause->kid[1], comprehend, &inner);
    } else {
        jumps skip = {0};
        condition(b, c->clause->kid[0], false, &skip);
        comprehend(b, &inner);
        jumps_here(b, &skip);
    }
}

static void comprehension_expr(build *b, const node *n, int dst)
{
    int into = result_begin(b, dst);
    emit(b, n->kind == NODE_MAP_COMP ? CODE_MAP : CODE_LIST, into, into, 0);
    comprehension c = {n->kid[0], n->kid[1], into};
    comprehend(b, &c);
    result_end(b, into, dst);
}

/* --- operators --- */

static const uint16_t binary_codes[OPERATORS] = {
    [OP_ADD] = CODE_ADD,       [OP_SUB] = CODE_SUB, [OP_MUL] = CODE_MUL,         [OP_DIV] = CODE_DIV,       [OP_FLOOR_DIV] = CODE_FLOOR_DIV,
    [OP_MOD] = CODE_MOD,       [OP_POW] = CODE_POW, [OP_BIT_AND] = CODE_BIT_AND, [OP_BIT_OR] = CODE_BIT_OR, [OP_BIT_XOR] = CODE_BIT_XOR,
    [OP_SHL] = CODE_SHL,       [OP_SHR] = CODE_SHR, [OP_RANGE] = CODE_RANGE,     [OP_EQ] = CODE_EQ,         [OP_NE] = CODE_NE,
    [OP_LT] = CODE_LT,         [OP_LE] = CODE_LE,   [OP_GT] = CODE_GT,           [OP_GE] = CODE_GE,         [OP_IN] = CODE_IN,
    [OP_NOT_IN] = CODE_NOT_IN,
};

opcode operator_code(int sign) { return binary_codes[sign]; }

static bool small_int(const node *n) { return n->kind == NODE_INT && n->integer >= INT16_MIN + 1 && n->integer <= INT16_MAX; }

/* With a small int to the right of it. */
static bool binary_int(build *b, int sign, int left, int with, int dst)
{
    if (sign == OP_ADD || sign == OP_SUB)
        emit(b, CODE_ADDI, dst, left, sign == OP_ADD ? with : -with);
    else if ((sign == OP_FLOOR_DIV || sign == OP_MOD) && with > 0)
        emit(b, sign == OP_MOD ? CODE_MODI : CODE_FLOOR_DIVI, dst, left, with);
    else
        return false;
    return true;
}

void binary_into(build *b, int sign, int left, const node *right, int dst)
{
    if (small_int(right) && binary_int(b, sign, left, (int)right->integer, dst))
        return;
    int reg = operand(b, right, NULL);
    emit(b, operator_code(sign), dst, left, reg);
}

static void binary_expr(build *b, const node *n, int dst)
{
    int free = b->free, left = operand_towards(b, n->kid[0], n->kid[1], dst);
    place saved = b->place;
    binary_into(b, n->op, left, n->kid[1], dst);
    at_place(b, saved);
    b->free = free;
}

static void unary_expr(build *b, const node *n, int dst)
{
    int free = b->free, reg = operand_towards(b, n->kid[0], NULL, dst);
    emit(b, n->op == OP_NEG ? CODE_NEG : n->op == OP_INVERT ? CODE_INVERT : CODE_NOT, dst, reg, 0);
    b->free = free;
}

static void logical(build *b, const node *n, int dst)
{
    jumps end = {0};
    int result = result_begin(b, dst);
    expr(b, n->kid[0], result);
    jump_test(b, n->kind == NODE_AND ? CODE_JUMP_FALSE : CODE_JUMP_TRUE, result, &end);
    expr(b, n->kid[1], result);
    jumps_here(b, &end);
    result_end(b, result, dst);
}

static void compare(build *b, const node *n, int dst)
{
    jumps end = {0};
    const node *link = n->kid[1];
    int free = b->free, result = link->next ? result_begin(b, dst) : dst; /* of a chain the result comes before its last operand */
    int left = operand(b, n->kid[0], link->kid[0]);
    for (; link; link = link->next) {
        int right = operand(b, link->kid[0], link->next ? link->next->kid[0] : NULL);
        at_node(b, n);
        emit(b, operator_code(link->op), result, left, right);
        if (link->next)
            jump_test(b, CODE_JUMP_FALSE, result, &end);
        left = right;
    }
    jumps_here(b, &end);
    result_end(b, result, dst);
    b->free = free;
}

static void conditional(build *b, const node *n, int dst)
{
    jumps otherwise = {0}, end = {0};
    int result = result_begin(b, dst);
    condition(b, n->kid[1], false, &otherwise);
    expr(b, n->kid[0], result);
    jump_later(b, &end);
    jumps_here(b, &otherwise);
    expr(b, n->kid[2], result);
    jumps_here(b, &end);
    result_end(b, result, dst);
}

/* --- conditions --- */

static void condition_both(build *b, const node *n, bool sense, jumps *out)
{
    jumps skip = {0};
    bool either = n->kind == NODE_OR; /* what decides early */
    condition(b, n->kid[0], either, sense == either ? out : &skip);
    condition(b, n->kid[1], sense, out);
    jumps_here(b, &skip);
}

static bool test_int(build *b, int sign, int left, int64_t with, bool sense, jumps *out)
{
    static const uint16_t codes[OPERATORS] = {
        [OP_EQ] = CODE_IF_EQI, [OP_NE] = CODE_IF_EQI, [OP_LT] = CODE_IF_LTI,
        [OP_LE] = CODE_IF_LEI, [OP_GT] = CODE_IF_GTI, [OP_GE] = CODE_IF_GEI,
    };
    if (!codes[sign])
        return false;
    emit(b, codes[sign], left, (int)with, sign == OP_NE ? !sense : sense);
    jump_later(b, out);
    return true;
}

static bool test_registers(build *b, int sign, int left, int right, bool sense, jumps *out)
{
    switch (sign) {
    case OP_EQ: emit(b, CODE_IF_EQ, left, right, sense); break;
    case OP_NE: emit(b, CODE_IF_EQ, left, right, !sense); break;
    case OP_LT: emit(b, CODE_IF_LT, left, right, sense); break;
    case OP_LE: emit(b, CODE_IF_LE, left, right, sense); break;
    case OP_GT: emit(b, CODE_IF_LT, right, left, sense); break;
    case OP_GE: emit(b, CODE_IF_LE, right, left, sense); break;
    default: return false;
    }
    jump_later(b, out);
    return true;
}

static bool condition_compare(build *b, const node *n, bool sense, jumps *out)
{
    const node *link = n->kid[1];
    if (link->next || link->op == OP_IN || link->op == OP_NOT_IN)
        return false;
    int free = b->free, left = operand(b, n->kid[0], link->kid[0]);
    at_node(b, n);
    if (!small_int(link->kid[0]) || !test_int(b, link->op, left, link->kid[0]->integer, sense, out)) {
        int right = operand(b, link->kid[0], NULL);
        at_node(b, n);
        test_registers(b, link->op, left, right, sense, out);
    }
    b->free = free;
    return true;
}

void condition(build *b, const node *n, bool sense, jumps *out)
{
    if (n->kind == NODE_AND || n->kind == NODE_OR) {
        condition_both(b, n, sense, out);
    } else if (n->kind == NODE_UNARY && n->op == OP_NOT) {
        condition(b, n->kid[0], !sense, out);
    } else if (n->kind != NODE_COMPARE || !condition_compare(b, n, sense, out)) {
        int free = b->free, reg = operand(b, n, NULL);
        jump_test(b, sense ? CODE_JUMP_TRUE : CODE_JUMP_FALSE, reg, out);
        b->free = free;
    }
}

/* --- the rest --- */

bool is_constant(const node *n)
{
    switch (n->kind) {
    case NODE_NIL:
    case NODE_TRUE:
    case NODE_FALSE:
    case NODE_INT:
    case NODE_FLOAT:
    case NODE_DURATION: return true;
    case NODE_STRING: return !n->kid[0];
    default: return false;
    }
}

/* Evaluating n makes no visible step. */
static bool is_private(const build *b, const node *n)
{
    switch (n->kind) {
    case NODE_NAME: return symbol_at(b, n) && !symbol_at(b, n)->shared && symbol_at(b, n)->role != SYMBOL_SHARED_VAR;
    case NODE_UNARY: return is_private(b, n->kid[0]);
    case NODE_BINARY: return is_private(b, n->kid[0]) && is_private(b, n->kid[1]);
    default: return is_constant(n);
    }
}

static bool is_shared_name(const build *b, const node *n)
{
    return n->kind == NODE_NAME && symbol_at(b, n) && (symbol_at(b, n)->shared || symbol_at(b, n)->role == SYMBOL_SHARED_VAR);
}

/* Of a variable that others may see, the element is known when the variable is read (told.c): the index, which nobody can see being worked
 * out, comes first. */
static void shared_index_expr(build *b, const node *n, int dst)
{
    int free = b->free, index = operand(b, n->kid[1], NULL), of = expr_temp(b, n->kid[0]);
    at_node(b, n);
    emit(b, CODE_INDEX, dst, of, index);
    b->free = free;
}

static void index_expr(build *b, const node *n, int dst)
{
    if (is_shared_name(b, n->kid[0]) && is_private(b, n->kid[1])) {
        shared_index_expr(b, n, dst);
        return;
    }
    int free = b->free, of = operand_towards(b, n->kid[0], n->kid[1], dst), index = operand(b, n->kid[1], NULL);
    at_node(b, n);
    emit(b, CODE_INDEX, dst, of, index);
    b->free = free;
}

static void slice_bound(build *b, const node *n, int reg)
{
    if (n)
        expr(b, n, reg);
    else
        load(b, reg, VALUE_UNSET);
}

static void slice_expr(build *b, const node *n, int dst)
{
    int free = b->free, of = expr_temp(b, n->kid[0]), bounds = reg_run(b, 2);
    slice_bound(b, n->kid[1], bounds);
    slice_bound(b, n->kid[2], bounds + 1);
    at_node(b, n);
    emit(b, CODE_SLICE, dst, of, bounds);
    b->free = free;
}

static void member_expr(build *b, const node *n, int dst)
{
    int result = result_begin(b, dst);
    expr(b, n->kid[0], result);
    at_node(b, n);
    emit(b, CODE_PROPERTY, result, result, (int)member_index(b->unit, n->text));
    result_end(b, result, dst);
}

void expr_function(build *b, const node *n, int dst)
{
    function *f = b->unit->names->function_of[n->id];
    compile_function(b->unit, b, f);
    load_function(b, f, dst);
}

static void name_expr(build *b, const node *n, int dst)
{
    symbol *s = symbol_at(b, n);
    if (s->role != SYMBOL_BUILTIN) {
        load_symbol(b, s, dst);
        return;
    }
    if (!strcmp(s->name, "args")) {
        emit(b, CODE_ARGS, dst, 0, 0);
        return;
    }
    bool written = builtins[s->index].kind == BUILTIN_PRELUDE; /* in the language itself */
    value v = {.tag = written ? V_FUNC : V_BUILTIN};
    v.index = written ? (uint32_t)prelude_index(b, s->name) : s->index;
    emit_wide(b, CODE_LOADK, dst, constant(b, v));
}

void expr(build *b, const node *n, int dst)
{
    at_node(b, n);
    switch (n->kind) {
    case NODE_INTERP: interpolated(b, n, dst); break;
    case NODE_NAME: name_expr(b, n, dst); break;
    case NODE_LIST: list_literal(b, n, dst); break;
    case NODE_MAP: map_literal(b, n, dst); break;
    case NODE_LIST_COMP:
    case NODE_MAP_COMP: comprehension_expr(b, n, dst); break;
    case NODE_UNARY: unary_expr(b, n, dst); break;
    case NODE_BINARY: binary_expr(b, n, dst); break;
    case NODE_AND:
    case NODE_OR: logical(b, n, dst); break;
    case NODE_COMPARE: compare(b, n, dst); break;
    case NODE_COND: conditional(b, n, dst); break;
    case NODE_CALL: call(b, n, dst); break;
    case NODE_INDEX: index_expr(b, n, dst); break;
    case NODE_SLICE: slice_expr(b, n, dst); break;
    case NODE_MEMBER: member_expr(b, n, dst); break;
    case NODE_FUNC: expr_function(b, n, dst); break;
    default: load(b, dst, literal_value(b, n)); break;
    }
}
