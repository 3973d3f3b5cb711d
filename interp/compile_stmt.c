/* compile_stmt: statements and loops. The registers of a block's variables are given back at its end. */
#include "interp/compiler.h"

/* --- declarations of variables --- */

static void declare_one(build *b, const node *ident, const node *first)
{
    symbol *s = symbol_at(b, ident);
    if (!s->global && !(s->captured && s->role == SYMBOL_VAR)) {
        s->slot = reg_new(b);
        expr(b, first, s->slot);
        return;
    }
    int temp = expr_temp(b, first);
    at_node(b, ident);
    if (s->global) {
        declare_symbol(b, s, temp);
        b->free = temp;
    } else {
        s->slot = temp; /* the cell takes the place of its first value */
        emit(b, CODE_CELLNEW, temp, temp, 0);
    }
}

/* The values stand in registers in a row from `first` on; the symbols' own registers come to lie there, too, where they can. */
void declare_row(build *b, const node *names, int first)
{
    int i = first;
    for (const node *ident = names; ident; ident = ident->next, i++) {
        symbol *s = symbol_at(b, ident);
        s->slot = i;
        if (s->global)
            declare_symbol(b, s, i);
        else if (s->captured && s->role == SYMBOL_VAR)
            emit(b, CODE_CELLNEW, i, i, 0);
    }
}

static void declare_many(build *b, const node *n)
{
    int count = (int)count_nodes(n->kid[0]), first = reg_run(b, count);
    int list = operand(b, n->kid[1], NULL);
    at_node(b, n);
    emit(b, CODE_UNPACK, first, list, count);
    b->free = first + count;
    declare_row(b, n->kid[0], first);
}

static void declare(build *b, const node *n)
{
    if (n->kid[0]->next || n->flag)
        declare_many(b, n);
    else
        declare_one(b, n->kid[0], n->kid[1]);
}

/* --- conditions and loops --- */

static void if_statement(build *b, const node *n)
{
    jumps otherwise = {0}, end = {0};
    condition(b, n->kid[0], false, &otherwise);
    block(b, n->kid[1]);
    if (n->kid[2])
        jump_later(b, &end);
    jumps_here(b, &otherwise);
    if (!n->kid[2])
        return;
    if (n->kid[2]->kind == NODE_IF)
        if_statement(b, n->kid[2]);
    else
        block(b, n->kid[2]);
    jumps_here(b, &end);
}

static void loop_begin(build *b, loop *l)
{
    *l = (loop){.outer = b->loops, .cleanups = b->cleanups};
    b->loops = l;
}

static void loop_end(build *b, loop *l) { b->loops = l->outer; }

static void while_statement(build *b, const node *n)
{
    loop l;
    jumps test = {0};
    loop_begin(b, &l);
    jump_later(b, &test);
    uint32_t top = here(b);
    block(b, n->kid[1]);
    jumps_here(b, &l.continues);
    jumps_here(b, &test);
    jumps again = {0};
    condition(b, n->kid[0], true, &again);
    jumps_at(b, &again, top);
    jumps_here(b, &l.breaks);
    loop_end(b, &l);
}

static void loop_statement(build *b, const node *n)
{
    loop l;
    loop_begin(b, &l);
    uint32_t top = here(b);
    block(b, n->kid[0]);
    jumps_at(b, &l.continues, top);
    jump_to(b, top);
    jumps_here(b, &l.breaks);
    loop_end(b, &l);
}

/* for x in a..b: no range is made; the counter is a register of its own, so that x is a new variable in each round. */
static void over_range(build *b, const node *names, const node *range, void (*body)(build *b, const void *context), const void *context,
                       loop *l)
{
    int first = reg_run(b, 3);
    expr(b, range->kid[0], first);
    expr(b, range->kid[1], first + 1);
    at_node(b, range);
    jumps test = {0}, again = {0};
    jump_test(b, CODE_FOR_RANGE, first, &test);
    uint32_t top = here(b);
    declare_row(b, names, first + 2);
    body(b, context);
    jumps_here(b, &l->continues);
    jumps_here(b, &test);
    at_node(b, range);
    jump_test(b, CODE_NEXT_RANGE, first, &again);
    jumps_at(b, &again, top);
    b->free = first;
}

static void over_items(build *b, const node *names, const node *iterable, void (*body)(build *b, const void *context), const void *context,
                       loop *l)
{
    int count = (int)count_nodes(names), first = reg_run(b, 4), row = first + 2;
    jumps end = {0};
    expr(b, iterable, first);
    at_node(b, iterable);
    emit(b, CODE_FOR_EACH, first, count, 0);
    uint32_t top = here(b);
    at_node(b, iterable);
    emit(b, CODE_NEXT_EACH, first, count, 0);
    jump_later(b, &end);
    jump_test(b, CODE_END_EACH, first, &end);
    if (count > 1) {
        row = reg_run(b, count);
        emit(b, CODE_UNPACK, row, first + 2, count);
    }
    declare_row(b, names, row);
    body(b, context);
    jumps_at(b, &l->continues, top);
    jump_to(b, top);
    jumps_here(b, &end);
    b->free = first;
}

void loop_over(build *b, const node *names, const node *iterable, void (*body)(build *b, const void *context), const void *context)
{
    loop l;
    loop_begin(b, &l);
    if (iterable->kind == NODE_BINARY && iterable->op == OP_RANGE && !names->next)
        over_range(b, names, iterable, body, context, &l);
    else
        over_items(b, names, iterable, body, context, &l);
    jumps_here(b, &l.breaks);
    loop_end(b, &l);
}

static void for_body(build *b, const void *context) { block(b, context); }

/* --- functions, errors --- */

static void function_statement(build *b, const node *n)
{
    symbol *s = symbol_at(b, n);
    compile_function(b->unit, b, s->function);
    if (s->function->capture_count == 0)
        return; /* a constant wherever it is named */
    int temp = reg_new(b);
    load_function(b, s->function, temp);
    if (s->global) {
        declare_symbol(b, s, temp);
        b->free = temp;
    } else {
        s->slot = temp;
    }
}

static void raise_statement(build *b, const node *n)
{
    int free = b->free, reg = n->kid[0] ? operand(b, n->kid[0], NULL) : b->catching;
    at_node(b, n);
    emit(b, CODE_RAISE, reg, 0, 0);
    b->free = free;
}

static void assert_statement(build *b, const node *n)
{
    jumps holds = {0};
    const node *test = n->kid[0];
    condition(b, test, true, &holds);
    int reg = reg_new(b);
    if (n->kid[1])
        expr(b, n->kid[1], reg);
    else
        load(b, reg, source_text(b->unit, test));
    at_node(b, n);
    emit(b, CODE_ASSERT, reg, 0, 0);
    b->free = reg;
    jumps_here(b, &holds);
}

static void expression_statement(build *b, const node *n)
{
    int free = b->free;
    expr_temp(b, n->kid[0]);
    b->free = free;
}

/* invariant or eventually "text": condition — a function without parameters that the engine asks */
static void claim_statement(build *b, const node *n, claims *all)
{
    at_node(b, n);
    compile_function(b->unit, b, b->unit->names->function_of[n->id]);
    uint32_t capacity = all->capacity;
    uint32_t *functions = grow(b->unit, all->functions, &capacity, all->count + 1, sizeof *functions);
    capacity = all->capacity;
    claim *stated = grow(b->unit, all->stated, &capacity, all->count + 1, sizeof *stated);
    if (!functions || !stated)
        return;
    *all = (claims){functions, stated, all->count, capacity};
    all->functions[all->count] = function_index(b->unit, b->unit->names->function_of[n->id]);
    all->stated[all->count++] = (claim){n->text, b->place.line, b->place.column};
}

static void statement(build *b, const node *n)
{
    at_node(b, n);
    if (b->unit->program->reached && !b->code->prelude && n->kind != NODE_BLOCK && n->kind != NODE_SCENARIO && n->kind != NODE_INVARIANT
        && n->kind != NODE_EVENTUALLY)
        emit_wide(b, CODE_COVER, 0, n->at.line);
    switch (n->kind) {
    case NODE_LET:
    case NODE_VAR:
    case NODE_SHARED_VAR: declare(b, n); break;
    case NODE_ASSIGN: assign(b, n); break;
    case NODE_EXPR: expression_statement(b, n); break;
    case NODE_IF: if_statement(b, n); break;
    case NODE_WHILE: while_statement(b, n); break;
    case NODE_LOOP: loop_statement(b, n); break;
    case NODE_FOR: loop_over(b, n->kid[0], n->kid[1], for_body, n->kid[2]); break;
    case NODE_BREAK:
    case NODE_CONTINUE: compile_break(b, n); break;
    case NODE_RETURN: compile_return(b, n); break;
    case NODE_WITH: compile_with(b, n); break;
    case NODE_TRY: compile_try(b, n); break;
    case NODE_RAISE: raise_statement(b, n); break;
    case NODE_ASSERT: assert_statement(b, n); break;
    case NODE_ATOMIC: compile_atomic(b, n); break;
    case NODE_AWAIT: compile_await(b, n); break;
    case NODE_SELECT: compile_select(b, n); break;
    case NODE_FUNC_DEF: function_statement(b, n); break;
    case NODE_DECL: declaration(b, n); break;
    case NODE_INVARIANT: claim_statement(b, n, &b->unit->program->invariants); break;
    case NODE_EVENTUALLY: claim_statement(b, n, &b->unit->program->eventualities); break;
    case NODE_BLOCK: block(b, n); break;
    default: break; /* SCENARIO: read by the resolver */
    }
}

void statements(build *b, const node *list)
{
    for (; list && !b->unit->failed; list = list->next)
        statement(b, list);
}

void block(build *b, const node *n)
{
    int free = b->free;
    statements(b, n->kid[0]);
    b->free = free;
}
