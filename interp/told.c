/* told: what the trace calls the variables and functions of a script. Looks at the instruction that a task is at, and runs nothing. */
#include "interp/told.h"

#include "interp/builtins.h"
#include "interp/machine.h"

/* A variable that is not the top level's is named by the instruction that reads or changes it. */
static const char *instruction_variable(const body *b)
{
    const program *p = b->program;
    const frame *f = &b->frames[b->depth - 1];
    const insn *i = &p->functions[f->function]->insns[f->pc - 1];
    switch ((opcode)i->op) {
    case CODE_VARGET:
    case CODE_VARSET: return p->members[i->c].name;
    case CODE_CHANGE_VAR: return p->members[p->changes[i->c].variable].name;
    default: return NULL;
    }
}

const char *told_variable(const task *t)
{
    const body *b = t->body;
    uint32_t number = t->op.cell;
    if (number & CELLS_SHARED)
        return b->program->shared_names[number & ~CELLS_SHARED];
    return number < b->program->globals ? b->program->global_names[number] : instruction_variable(b);
}

const char *told_function(const world *w, value callee)
{
    const program *p = w->host->program;
    switch (callee.tag) {
    case V_FUNC: return p->functions[callee.index]->name;
    case V_CLOSURE: return p->functions[callee.closure->function]->name;
    case V_BUILTIN: return builtins[callee.index].name;
    default: return NULL;
    }
}

bool told_element(const task *t, value *out)
{
    const body *b = t->body;
    const frame *f = &b->frames[b->depth - 1];
    const insn *read = &b->program->functions[f->function]->insns[f->pc - 1], *next = read + 1;
    if ((read->op != CODE_VARGET && read->op != CODE_VARGETG) || next->op != CODE_INDEX || next->b != read->a)
        return false;
    *out = b->registers[f->base + insn_register(next->c)];
    return true;
}
