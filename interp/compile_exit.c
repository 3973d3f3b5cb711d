/* compile_exit: blocks that must be tidied up after: try, with, atomic; and the ways out of them.
 *
 * What is to be done at the end of such a block (a cleanup) is done on every way that leaves it: falling out, return, break, continue,
 * and an error, by a handler over the stretches of code that belong to the block. The one instruction of a with or atomic is written out
 * on each way; the code of a finally stands once, behind its block: each way out enters it with its number in a register, and behind it
 * goes on from there. While a cleanup's own code is written out, its block's stretch is interrupted, so that an error in it goes to
 * what lies further out. */
#include "interp/compiler.h"

#include <string.h>

/* --- cleanups --- */

static void guard_stop(build *b, cleanup *c)
{
    if (here(b) > c->from)
        jumps_add(b, &c->handlers, handler_add(b, c->from, here(b), 0));
}

static void cleanup_begin(build *b, cleanup *c, cleanup_kind kind, const node *at)
{
    *c = (cleanup){.outer = b->cleanups, .kind = kind, .at = at, .from = here(b), .let = -1, .held = -1};
    b->cleanups = c;
}

/* CODE_ENTER or CODE_LEAVE, or the same of a fixed cell. */
static void with_code(build *b, opcode what, int scratch, const cleanup *c)
{
    int verb = (int)member_index(b->unit, what == CODE_ENTER ? "acquire" : "release");
    if (c->let < 0)
        emit(b, what, scratch, c->held, verb);
    else
        emit(b, what == CODE_ENTER ? CODE_ENTER_LET : CODE_LEAVE_LET, scratch, c->let, verb);
}

/* Of a with or atomic. */
static void cleanup_code(build *b, const cleanup *c)
{
    at_node(b, c->at);
    int free = b->free, scratch = reg_run(b, 3);
    if (c->kind == CLEANUP_WITH)
        with_code(b, CODE_LEAVE, scratch, c);
    else if (c->kind == CLEANUP_ATOMIC)
        emit(b, CODE_OP, scratch, 0, VERB_run_atomic_end);
    b->free = free;
}

/* Behind the jump that leaves them, the blocks go on. */
static void cleanups_go_on(build *b, const cleanup *until)
{
    for (cleanup *c = b->cleanups; c != until; c = c->outer)
        c->from = here(b);
}

/* Aims the handlers of c's stretches at what comes next; the error will be in the register. */
static void handlers_here(build *b, cleanup *c, int error)
{
    for (uint32_t i = 0; i < c->handlers.count && !b->unit->failed; i++) {
        handler *h = &b->code->handlers[c->handlers.at[i]];
        h->target = here(b);
        h->error = (uint16_t)error;
    }
}

/* Errors in the guarded stretches: do it, raise the error again. */
static void cleanup_on_error(build *b, cleanup *c)
{
    int error = reg_new(b);
    handlers_here(b, c, error);
    cleanup_code(b, c);
    emit(b, CODE_RAISE, error, 0, 0);
    b->free = error;
}

/* The block of a with or atomic is at its end: falls out by doing c's work, and has its code for errors. */
static void cleanup_end(build *b, cleanup *c)
{
    jumps end = {0};
    guard_stop(b, c);
    b->cleanups = c->outer;
    cleanup_code(b, c);
    jump_later(b, &end);
    if (c->handlers.count)
        cleanup_on_error(b, c);
    jumps_here(b, &end);
}

/* --- ways out --- */

enum { GO_ON, RAISE_AGAIN, FIRST_WAY }; /* what stands in the register of the way: falling out, an error, then ways[] */

static int way_number(build *b, cleanup *c, way out)
{
    for (uint32_t i = 0; i < c->way_count; i++)
        if (c->ways[i].kind == out.kind && c->ways[i].loop == out.loop)
            return FIRST_WAY + (int)i;
    way *ways = grow(b->unit, c->ways, &c->way_capacity, c->way_count + 1, sizeof *ways);
    if (!ways)
        return GO_ON;
    c->ways = ways;
    c->ways[c->way_count] = out;
    return FIRST_WAY + (int)c->way_count++;
}

static void enter_finally(build *b, cleanup *c, way out, int result)
{
    if (out.kind == WAY_RETURN)
        move(b, c->held + 1, result);
    load(b, c->held, value_int(way_number(b, c, out)));
    guard_stop(b, c);
    jump_later(b, &c->entries);
}

static void way_end(build *b, way out, int result)
{
    if (out.kind == WAY_RETURN)
        emit(b, CODE_RETURN, result, 0, 0);
    else
        jump_later(b, out.kind == WAY_BREAK ? &out.loop->breaks : &out.loop->continues);
}

/* Leaves blocks from the innermost outwards, up to the first finally, which sees to the rest. */
static void leave_by(build *b, way out, int result)
{
    cleanup *saved = b->cleanups, *c = saved, *until = out.loop ? out.loop->cleanups : NULL;
    place at = b->place;
    for (; c != until && c->kind != CLEANUP_FINALLY; c = c->outer) {
        guard_stop(b, c);
        b->cleanups = c->outer;
        cleanup_code(b, c);
    }
    b->place = at;
    if (c == until) {
        way_end(b, out, result);
    } else {
        enter_finally(b, c, out, result);
        c = c->outer;
    }
    b->cleanups = saved;
    cleanups_go_on(b, c);
}

void compile_return(build *b, const node *n)
{
    int free = b->free, reg;
    if (n->kid[0] && b->cleanups)
        reg = expr_temp(b, n->kid[0]); /* a finally may still change the variable */
    else if (n->kid[0])
        reg = operand(b, n->kid[0], NULL);
    else
        load(b, reg = reg_new(b), VALUE_NIL);
    at_node(b, n);
    leave_by(b, (way){WAY_RETURN, NULL}, reg);
    b->free = free;
}

void compile_break(build *b, const node *n) { leave_by(b, (way){n->kind == NODE_BREAK ? WAY_BREAK : WAY_CONTINUE, b->loops}, -1); }

/* Behind the code of a finally: each way goes on where it was going. */
static void finally_ways(build *b, const cleanup *c)
{
    emit(b, CODE_IF_EQI, c->held, RAISE_AGAIN, false);
    jumps next = {0};
    jump_later(b, &next);
    emit(b, CODE_RAISE, c->held + 1, 0, 0);
    jumps_here(b, &next);
    for (uint32_t i = 0; i < c->way_count; i++) {
        emit(b, CODE_IF_EQI, c->held, FIRST_WAY + (int)i, false);
        jump_later(b, &next);
        leave_by(b, c->ways[i], c->held + 1);
        jumps_here(b, &next);
    }
}

static void finally_end(build *b, cleanup *c)
{
    guard_stop(b, c);
    b->cleanups = c->outer;
    load(b, c->held, value_int(GO_ON));
    jump_later(b, &c->entries);
    handlers_here(b, c, c->held + 1);
    load(b, c->held, value_int(RAISE_AGAIN));
    jumps_here(b, &c->entries);
    block(b, c->at);
    at_node(b, c->at);
    finally_ways(b, c);
}

/* --- try --- */

/* A catch that names kinds goes to its block when the error is of one of them; one that names none takes any. */
static void catch_test(build *b, const node *n, int error, jumps *next)
{
    jumps fits = {0};
    bool any = n->kid[0] == NULL;
    int is = reg_new(b);
    for (const node *kind = n->kid[0]; kind; kind = kind->next) {
        if (kind->kind == NODE_IDENT && symbol_at(b, kind)) {
            any = true;
            break;
        }
        at_node(b, kind);
        emit(b, CODE_MOVE, is, error, 0);
        emit_wide(b, CODE_IS_KIND, is, constant(b, text_value(b->unit, kind->text, strlen(kind->text))));
        jump_test(b, CODE_JUMP_TRUE, is, &fits);
    }
    if (!any)
        jump_later(b, next);
    jumps_here(b, &fits);
    b->free = is;
}

/* NULL: it has no name. */
static symbol *error_symbol(build *b, const node *n)
{
    symbol *s = symbol_at(b, n);
    return !s && n->kid[0] && n->kid[0]->kind == NODE_IDENT ? symbol_at(b, n->kid[0]) : s;
}

static void catch_clause(build *b, const node *n, int error, jumps *next)
{
    int free = b->free, catching = b->catching;
    catch_test(b, n, error, next);
    b->catching = error;
    at_node(b, n);
    symbol *name = error_symbol(b, n);
    emit(b, CODE_CAUGHT, error, name != NULL, 0);
    if (name)
        declare_symbol(b, name, error);
    block(b, n->kid[1]);
    b->catching = catching;
    b->free = free;
}

static void try_catches(build *b, const node *n)
{
    jumps end = {0}, next = {0};
    cleanup c;
    cleanup_begin(b, &c, CLEANUP_CATCH, n);
    block(b, n->kid[0]);
    guard_stop(b, &c);
    b->cleanups = c.outer;
    jump_later(b, &end);
    int error = reg_new(b);
    handlers_here(b, &c, error);
    for (const node *clause = n->kid[1]; clause; clause = clause->next) {
        jumps_here(b, &next);
        catch_clause(b, clause, error, &next);
        jump_later(b, &end);
    }
    jumps_here(b, &next);
    emit(b, CODE_RAISE, error, 0, 0);
    jumps_here(b, &end);
    b->free = error;
}

void compile_try(build *b, const node *n)
{
    if (!n->kid[2]) {
        try_catches(b, n);
        return;
    }
    int free = b->free, held = reg_run(b, 2);
    cleanup c;
    cleanup_begin(b, &c, CLEANUP_FINALLY, n->kid[2]);
    c.held = held;
    if (n->kid[1])
        try_catches(b, n);
    else
        block(b, n->kid[0]);
    finally_end(b, &c);
    b->free = free;
}

/* --- with, atomic --- */

/* What stands in a fixed cell is there till the end: only what may be gone, or other, by then is kept in a register. */
static void with_take(build *b, const node *item, cleanup *c)
{
    const symbol *s = item->kid[0]->kind == NODE_NAME && !item->text ? symbol_at(b, item->kid[0]) : NULL;
    c->let = s ? symbol_let(s) : -1;
    c->held = c->let < 0 ? reg_new(b) : -1;
    if (c->let < 0)
        expr(b, item->kid[0], c->held);
    int scratch = reg_run(b, 3);
    at_node(b, item);
    with_code(b, CODE_ENTER, scratch, c);
    b->free = scratch;
}

static void with_items(build *b, const node *item, const node *body)
{
    if (!item) {
        block(b, body);
        return;
    }
    int free = b->free;
    cleanup taken, c;
    with_take(b, item, &taken);
    cleanup_begin(b, &c, CLEANUP_WITH, item);
    c.let = taken.let;
    c.held = taken.held;
    if (item->text && symbol_at(b, item))
        declare_symbol(b, symbol_at(b, item), c.held);
    with_items(b, item->next, body);
    cleanup_end(b, &c);
    b->free = free;
}

void compile_with(build *b, const node *n) { with_items(b, n->kid[0], n->kid[1]); }

static void engine_op(build *b, int base, int count, int verb) { emit(b, CODE_OP, base, count, verb); }

void compile_atomic(build *b, const node *n)
{
    int base = reg_run(b, 2);
    engine_op(b, base, 0, VERB_run_atomic);
    b->free = base;
    cleanup c;
    cleanup_begin(b, &c, CLEANUP_ATOMIC, n);
    block(b, n->kid[0]);
    cleanup_end(b, &c);
}

/* --- select --- */

static uint32_t select_new(build *b, uint32_t count)
{
    program *p = b->unit->program;
    select_table *selects = grow(b->unit, p->selects, &p->select_capacity, p->select_count + 1, sizeof *selects);
    select_case *cases = arena_alloc(p->memory, (count + 1) * sizeof *cases);
    if (!selects || !cases) {
        b->unit->failed = true;
        return 0;
    }
    p->selects = selects;
    p->selects[p->select_count] = (select_table){.cases = cases, .after = -1};
    return p->select_count++;
}

static void select_operands(build *b, uint32_t table, const node *c, int base)
{
    if (c->kind == NODE_SELECT_ELSE) {
        b->unit->program->selects[table].otherwise = true;
        return;
    }
    if (c->kind == NODE_SELECT_AFTER) {
        b->unit->program->selects[table].after = (int16_t)(expr_temp(b, c->kid[0]) - base);
        return;
    }
    const node *callee = c->kid[0]->kid[0];
    select_case made = {.condition = -1};
    int receiver = reg_run(b, 2) + 1; /* a call's layout: result, receiver, arguments */
    expr(b, callee->kid[0], receiver);
    call_args args = method_args(b, callee->text, c->kid[0]->kid[1], NULL);
    made.base = (uint16_t)(receiver - base);
    made.arguments = (uint16_t)args.count;
    made.shape = (uint16_t)args.shape;
    if (c->kid[1])
        made.condition = (int16_t)(expr_temp(b, c->kid[1]) - base);
    select_table *s = &b->unit->program->selects[table];
    s->cases[s->count++] = made;
}

static void select_blocks(build *b, const node *cases, int base)
{
    jumps end = {0};
    int index = 0;
    for (const node *c = cases; c; c = c->next) {
        jumps next = {0};
        int free = b->free;
        at_node(b, c);
        emit(b, CODE_IF_EQI, base, c->kind == NODE_CASE ? index++ : -1, false);
        jump_later(b, &next);
        if (c->kind == NODE_CASE && c->text && symbol_at(b, c))
            declare_symbol(b, symbol_at(b, c), base + 1);
        block(b, c->kind == NODE_CASE ? c->kid[2] : c->kind == NODE_SELECT_AFTER ? c->kid[1] : c->kid[0]);
        b->free = free;
        jump_later(b, &end);
        jumps_here(b, &next);
    }
    jumps_here(b, &end);
}

void compile_select(build *b, const node *n)
{
    uint32_t count = count_nodes(n->kid[0]);
    if (count > UINT8_MAX) {
        too_large(b, "cases in one select");
        return;
    }
    uint32_t table = select_new(b, count);
    int base = reg_run(b, 2);
    for (const node *c = n->kid[0]; c && !b->unit->failed; c = c->next)
        select_operands(b, table, c, base);
    at_node(b, n);
    emit(b, CODE_SELECT, base, (int)table, 0);
    b->free = base + 2;
    select_blocks(b, n->kid[0], base);
    b->free = base;
}

/* --- await --- */

/* begin (with the time-out); again: is it true? The engine is told; if not, it waits for a change, and it is asked again. */
void compile_await(build *b, const node *n)
{
    int base = reg_run(b, 3);
    if (n->kid[1])
        expr(b, n->kid[1], base + 1);
    else
        load(b, base + 1, VALUE_UNSET);
    at_node(b, n);
    emit(b, CODE_OP, base, 1, VERB_run_await_begin);
    cleanup c;
    uint32_t again = here(b);
    cleanup_begin(b, &c, CLEANUP_ATOMIC, n);
    expr(b, n->kid[0], base + 1);
    load(b, base + 2, source_text(b->unit, n->kid[0]));
    guard_stop(b, &c);
    b->cleanups = c.outer;
    at_node(b, n);
    emit(b, CODE_OP, base, 2, VERB_run_await);
    jumps retry = {0}, end = {0};
    jump_test(b, CODE_JUMP_FALSE, base, &retry);
    jumps_at(b, &retry, again);
    jump_later(b, &end);
    if (c.handlers.count)
        cleanup_on_error(b, &c);
    jumps_here(b, &end);
    b->free = base;
}
