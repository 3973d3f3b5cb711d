/* liveness: which registers are needed yet, by going over the code backwards until nothing changes (A. Aho et al., Compilers, 1986, ch.
 * 10.6), and which have been filled, forwards. What an instruction needs is rather said to be more than it is, and what it fills less. Calls
 * code.h. */
#include <string.h>

#include "interp/code.h"

enum { SEEN = 64 /* registers; those behind them are always needed */ };

static uint64_t bit(uint32_t r) { return r < SEEN ? UINT64_C(1) << r : 0; }
static uint64_t from(uint32_t r) { return r < SEEN ? ~UINT64_C(0) << r : 0; }
static uint64_t some(uint32_t r, uint32_t count) { return from(r) & ~from(r + count); }

/* --- what an instruction needs --- */

static uint64_t captured(const closure_site *s)
{
    uint64_t all = 0;
    for (uint32_t i = 0; i < s->count; i++)
        all |= s->captures[i].from_register ? bit(s->captures[i].index) : 0;
    return all;
}

/* Does it fill R[a], and need it for nothing else? */
static bool fills_one(opcode what)
{
    switch (what) {
    case CODE_MOVE:
    case CODE_TAKE:
    case CODE_LOADK:
    case CODE_LOADI:
    case CODE_SELF:
    case CODE_UPGET:
    case CODE_CELLNEW:
    case CODE_CELLGET:
    case CODE_GLOBALGET:
    case CODE_VARGET:
    case CODE_VARGETG:
    case CODE_LIST:
    case CODE_MAP:
    case CODE_JOIN:
    case CODE_INDEX:
    case CODE_SLICE:
    case CODE_CLOSURE:
    case CODE_PROPERTY:
    case CODE_ARGS:
    case CODE_CORES:
    case CODE_CALL_FUNC:
    case CODE_BUILTIN:
    case CODE_METHOD:
    case CODE_METHOD_LET:
    case CODE_OP:
    case CODE_TRY_OP:
    case CODE_CHANGE:
    case CODE_CHANGE_CELL:
    case CODE_CHANGE_VAR:
    case CODE_APPLY:
    case CODE_ENTER:
    case CODE_LEAVE:
    case CODE_ENTER_LET:
    case CODE_LEAVE_LET: return true;
    default: return what >= CODE_ADD && what <= CODE_NOT_IN;
    }
}

/* What it fills, and needs for nothing else. What the end of a loop leaves as it was is not looked at there. */
static uint64_t fills(const insn *i)
{
    uint32_t a = insn_register(i->a);
    switch ((opcode)i->op) {
    case CODE_UNPACK: return some(a, i->c);
    case CODE_SELECT: return some(a, 2);
    case CODE_FOR_EACH: return bit(a + 1);
    case CODE_NEXT_RANGE: return bit(a + 2);
    case CODE_NEXT_EACH: return some(a + 2, i->b == 2 ? 2 : 1);
    default: return fills_one((opcode)i->op) ? bit(a) : 0;
    }
}

static uint64_t selected(const select_table *s, uint32_t a)
{
    uint64_t all = s->after < 0 ? 0 : bit(a + (uint32_t)s->after);
    for (uint32_t i = 0; i < s->count; i++) {
        const select_case *c = &s->cases[i];
        all |= some(a + c->base, 1u + c->arguments) | (c->condition < 0 ? 0 : bit(a + (uint32_t)c->condition));
    }
    return all;
}

/* Registers in a row; of an instruction that is not known here, all from R[a] on, if its operands count some. */
static uint64_t needs_row(const program *p, const insn *i)
{
    uint32_t a = insn_register(i->a), b = insn_register(i->b);
    switch ((opcode)i->op) {
    case CODE_LIST:
    case CODE_JOIN: return some(b, i->c);
    case CODE_MAP: return some(b, 2u * i->c);
    case CODE_SLICE: return some(insn_register(i->c), 2);
    case CODE_CALL_FUNC:
    case CODE_BUILTIN:
    case CODE_OP:
    case CODE_TRY_OP: return some(a + 1, i->b);
    case CODE_METHOD:
    case CODE_METHOD_LET: return some(a + 2, p->shapes[i->c].count);
    case CODE_CLOSURE: return captured(&p->closures[i->bx]);
    case CODE_CHANGE:
    case CODE_CHANGE_CELL:
    case CODE_CHANGE_VAR: return some(a + 2, (uint32_t)p->changes[i->c].path + p->changes[i->c].arguments);
    case CODE_CALL: return some(a, 1u + i->b);
    case CODE_SELECT: return selected(&p->selects[i->b], a);
    case CODE_APPLY: return bit(a + 1);
    case CODE_FOR_EACH: return bit(a);
    case CODE_FOR_RANGE:
    case CODE_NEXT_RANGE:
    case CODE_NEXT_EACH: return some(a, 2);
    case CODE_END_EACH: return some(a, 3);
    case CODE_UPGET:
    case CODE_UNPACK: return 0;
    default: return strpbrk(code_operands[i->op], "ncsfvt") ? from(a) : 0;
    }
}

static uint64_t needs(const program *p, const insn *i)
{
    const char *kinds = code_operands[i->op];
    uint64_t all = needs_row(p, i);
    all |= kinds[0] == 'r' ? bit(insn_register(i->a)) & ~fills(i) : 0;
    all |= kinds[1] == 'r' ? bit(insn_register(i->b)) : 0;
    all |= kinds[1] && kinds[2] == 'r' ? bit(insn_register(i->c)) : 0;
    return all;
}

/* --- where it goes on --- */

static bool goes_on(opcode what) { return what != CODE_JUMP && what != CODE_FOR_RANGE && what != CODE_RETURN && what != CODE_RAISE; }

static bool skips(opcode what) { return (what >= CODE_IF_EQ && what <= CODE_IF_GEI) || what == CODE_NEXT_EACH; }

static bool jumps(const insn *i) { return code_operands[i->op][0] && code_operands[i->op][1] == 'J'; }

/* What is needed before each instruction is in `before`. Where an error is caught, nothing is filled but its register. */
static uint64_t needed_by_handlers(const code *c, const uint64_t *before, uint32_t at)
{
    uint64_t all = 0;
    for (uint32_t i = 0; i < c->handler_count; i++) {
        const handler *h = &c->handlers[i];
        all |= at >= h->from && at < h->to ? before[h->target] & ~bit(h->error) : 0;
    }
    return all;
}

static uint64_t needed_after(const code *c, const uint64_t *before, uint32_t at)
{
    const insn *i = &c->insns[at];
    uint64_t all = 0;
    if (goes_on((opcode)i->op) && at + 1 < c->count)
        all |= before[at + 1];
    if (skips((opcode)i->op) && at + 2 < c->count)
        all |= before[at + 2];
    if (jumps(i))
        all |= before[insn_target(i) - c->insns];
    return all;
}

static bool go_over(const program *p, code *c, uint64_t *before)
{
    bool changed = false;
    for (uint32_t at = c->count; at--;) {
        const insn *i = &c->insns[at];
        uint64_t caught = needed_by_handlers(c, before, at), after = needed_after(c, before, at) | caught;
        uint64_t now = (after & ~fills(i)) | caught | needs(p, i);
        changed |= now != before[at] || after != c->live[at];
        before[at] = now;
        c->live[at] = after;
    }
    return changed;
}

/* --- what has been filled --- */

/* Its operands mean nothing while it is performed, for these are told of with the op or with the function that was called. */
uint32_t code_live(const code *c, uint32_t at)
{
    const insn *i = &c->insns[at];
    switch ((opcode)i->op) {
    case CODE_OP:
    case CODE_TRY_OP:
    case CODE_METHOD:
    case CODE_METHOD_LET:
    case CODE_SETPROP:
    case CODE_SELECT:
    case CODE_CHANGE_VAR:
    case CODE_ENTER:
    case CODE_LEAVE:
    case CODE_ENTER_LET:
    case CODE_LEAVE_LET:
    case CODE_BUILTIN:
    case CODE_APPLY:
    case CODE_CALL:
    case CODE_CALL_FUNC: return insn_register(i->a);
    case CODE_NEXT_EACH: return insn_register(i->a) + 2;
    default: return c->places[at].live;
    }
}

/* It has come to `at` with what is filled, too. */
static bool comes(code *c, uint32_t at, uint64_t filled)
{
    uint64_t now = c->filled[at] & filled & ~from(code_live(c, at));
    bool changed = now != c->filled[at];
    c->filled[at] = now;
    return changed;
}

static bool comes_to_handlers(code *c, uint32_t at)
{
    bool changed = false;
    for (uint32_t i = 0; i < c->handler_count; i++) {
        const handler *h = &c->handlers[i];
        changed |= at >= h->from && at < h->to && comes(c, h->target, c->filled[at] | bit(h->error));
    }
    return changed;
}

static bool go_on(code *c, uint32_t at)
{
    const insn *i = &c->insns[at];
    uint64_t filled = c->filled[at] | fills(i) | (i->op == CODE_CALL ? bit(insn_register(i->a)) : 0);
    bool changed = comes_to_handlers(c, at);
    if (goes_on((opcode)i->op) && at + 1 < c->count)
        changed |= comes(c, at + 1, filled);
    if (skips((opcode)i->op) && at + 2 < c->count)
        changed |= comes(c, at + 2, filled);
    if (jumps(i))
        changed |= comes(c, (uint32_t)(insn_target(i) - c->insns), filled);
    return changed;
}

static void code_filled(code *c)
{
    bool changed = c->count > 0;
    memset(c->filled, 0xff, c->count * sizeof *c->filled);
    if (changed)
        comes(c, 0, some(0, c->parameter_count));
    while (changed) {
        changed = false;
        for (uint32_t at = 0; at < c->count; at++)
            changed |= go_on(c, at);
    }
}

static bool code_liveness(const program *p, code *c)
{
    uint64_t *before = arena_alloc(p->memory, (c->count + (size_t)1) * sizeof *before);
    c->live = arena_alloc(p->memory, (size_t)c->count * sizeof *c->live);
    c->filled = arena_alloc(p->memory, (size_t)c->count * sizeof *c->filled);
    if (!before || !c->live || !c->filled)
        return false;
    while (go_over(p, c, before))
        ;
    code_filled(c);
    return true;
}

bool liveness_finish(program *p)
{
    for (uint32_t i = 0; i < p->function_count; i++)
        if (p->functions[i] && !code_liveness(p, p->functions[i]))
            return false;
    return true;
}
