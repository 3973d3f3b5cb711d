/* compile_name: where variables live. A symbol is in one of four places:
 *   a register of its function          most of them
 *   a cell whose number a register holds a var that inner functions capture
 *   a fixed cell                         what the top level declares and functions use (global)
 *   among what the function captured     a let by its value, a var by its cell */
#include "interp/compiler.h"

symbol *symbol_at(const build *b, const node *n) { return b->unit->names->symbol_of[n->id]; }

uint32_t function_index(const unit *u, const function *f) { return u->first + f->index; }

static bool is_variable(const symbol *s) { return s->role == SYMBOL_VAR || s->role == SYMBOL_SHARED_VAR; }

static bool is_constant_function(const symbol *s) { return s->role == SYMBOL_FUNC && s->function->capture_count == 0; }

static int capture_of(const function *f, const symbol *s)
{
    for (uint32_t i = 0; i < f->capture_count; i++)
        if (f->captures[i] == s)
            return (int)i;
    return -1;
}

/* Is s, in b's function, in a register of its own frame? */
static bool is_own(const build *b, const symbol *s) { return s->owner == b->function && !s->global; }

int symbol_register(const build *b, const symbol *s)
{
    if (!is_own(b, s) || is_constant_function(s) || s->role >= SYMBOL_BUILTIN || (is_variable(s) && s->captured))
        return -1;
    return s->slot;
}

int symbol_let(const symbol *s)
{
    bool fixed = s->global && !is_variable(s) && !is_constant_function(s);
    return fixed && s->index <= UINT16_MAX ? (int)s->index : -1;
}

/* The value of a captured symbol, or its V_CELL. */
static void load_captured(build *b, const symbol *s, int dst)
{
    int index = capture_of(b->function, s);
    if (index < 0 && s->function == b->function)
        emit(b, CODE_SELF, dst, 0, 0);
    else
        emit(b, CODE_UPGET, dst, index, 0);
}

bool load_cell(build *b, const symbol *s, int dst)
{
    if (s->global) {
        value fixed = {.tag = V_CELL};
        fixed.index = s->index;
        fixed.cells = NULL; /* fixed ones are not counted */
        emit_wide(b, CODE_LOADK, dst, constant(b, fixed));
        return true;
    }
    if (!is_variable(s) || !s->captured)
        return false;
    if (is_own(b, s))
        emit(b, CODE_MOVE, dst, s->slot, 0);
    else
        load_captured(b, s, dst);
    return true;
}

static void load_global(build *b, const symbol *s, int dst) { emit_wide(b, s->shared ? CODE_VARGETG : CODE_GLOBALGET, dst, s->index); }

static void load_variable_cell(build *b, const symbol *s, int dst)
{
    int holder = is_own(b, s) ? s->slot : dst;
    if (holder == dst)
        load_cell(b, s, dst);
    emit(b, s->shared ? CODE_VARGET : CODE_CELLGET, dst, holder, (int)member_index(b->unit, s->name));
}

void load_symbol(build *b, symbol *s, int dst)
{
    if (is_constant_function(s))
        load_function(b, s->function, dst);
    else if (s->global)
        load_global(b, s, dst);
    else if (is_variable(s) && s->captured)
        load_variable_cell(b, s, dst);
    else if (is_own(b, s))
        move(b, dst, s->slot);
    else
        load_captured(b, s, dst);
}

void store_symbol(build *b, symbol *s, int from)
{
    int own = symbol_register(b, s);
    if (own >= 0) {
        move(b, own, from);
    } else if (s->global) {
        emit_wide(b, s->shared ? CODE_VARSETG : CODE_GLOBALSET, from, s->index);
    } else {
        int holder = reg_new(b);
        load_cell(b, s, holder);
        emit(b, s->shared ? CODE_VARSET : CODE_CELLSET, holder, from, s->shared ? (int)member_index(b->unit, s->name) : 0);
        b->free = holder;
    }
}

void declare_symbol(build *b, symbol *s, int from)
{
    if (s->global) {
        emit_wide(b, !is_variable(s) ? CODE_GLOBALLET : s->shared ? CODE_VARSETG : CODE_GLOBALSET, from, s->index);
        return;
    }
    s->slot = reg_new(b);
    if (is_variable(s) && s->captured)
        emit(b, CODE_CELLNEW, s->slot, from, 0);
    else
        move(b, s->slot, from);
}

/* --- functions as values --- */

static capture capture_from(build *b, symbol *s)
{
    if (is_own(b, s))
        return (capture){true, (uint16_t)s->slot};
    if (capture_of(b->function, s) >= 0)
        return (capture){false, (uint16_t)capture_of(b->function, s)};
    int self = reg_new(b);
    emit(b, CODE_SELF, self, 0, 0);
    return (capture){true, (uint16_t)self};
}

/* A new row of the table of closures; NULL when memory is out. */
static closure_site *closure_new(build *b, uint32_t index, uint32_t count)
{
    program *p = b->unit->program;
    closure_site *sites = grow(b->unit, p->closures, &p->closure_capacity, p->closure_count + 1, sizeof *sites);
    capture *captures = arena_alloc(p->memory, count * sizeof *captures);
    if (!sites || !captures) {
        b->unit->failed = true;
        return NULL;
    }
    p->closures = sites;
    p->closures[p->closure_count] = (closure_site){index, count, captures};
    return &p->closures[p->closure_count++];
}

void load_function(build *b, function *f, int dst)
{
    uint32_t index = function_index(b->unit, f);
    if (f->capture_count == 0) {
        value v = {.tag = V_FUNC};
        v.index = index;
        emit_wide(b, CODE_LOADK, dst, constant(b, v));
        return;
    }
    if (f->capture_count > MOST_CAPTURES) {
        too_large(b, "variables of the functions around them in its inner functions");
        return;
    }
    closure_site *site = closure_new(b, index, f->capture_count);
    int free = b->free;
    for (uint32_t i = 0; site && i < f->capture_count; i++)
        site->captures[i] = capture_from(b, f->captures[i]);
    emit_wide(b, CODE_CLOSURE, dst, (int64_t)b->unit->program->closure_count - 1);
    b->free = free;
}
