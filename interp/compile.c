/* compile: one function at a time, each when its place in the function around it is reached, so that what it captures has a register. */
#include "interp/compile.h"

#include "interp/compiler.h"

static bool parameters_begin(build *b, const node *list)
{
    code *c = b->code;
    uint32_t count = b->function->parameter_count, i = 0;
    c->parameters = arena_alloc(b->unit->program->memory, (count + 1) * sizeof *c->parameters);
    if (!c->parameters) {
        b->unit->failed = true;
        return false;
    }
    c->parameter_count = (uint16_t)count;
    reg_run(b, (int)count);
    for (const node *p = list; p; p = p->next, i++) {
        c->parameters[i] = (parameter){p->text, p->kid[0] != NULL};
        c->required = (uint16_t)(p->kid[0] ? c->required : i + 1);
        b->function->parameters[i]->slot = (int)i;
    }
    return true;
}

/* A default is evaluated at each call that leaves the parameter out. */
static void parameter_defaults(build *b, const node *list)
{
    int reg = 0;
    for (const node *p = list; p; p = p->next, reg++) {
        jumps given = {0};
        at_node(b, p);
        jump_test(b, CODE_IF_GIVEN, reg, &given);
        if (p->kid[0])
            expr(b, p->kid[0], reg);
        else
            emit(b, CODE_MISSING, reg, (int)member_index(b->unit, p->text), 0);
        jumps_here(b, &given);
        if (reg < b->code->required)
            b->code->entry = here(b);
    }
}

static const node *parameter_list(const node *n)
{
    if (n->kind == NODE_FUNC || n->kind == NODE_FUNC_DEF)
        return n->kid[0];
    return n->kind == NODE_DECL && n->decl == DECL_TEMPLATE ? n->kid[1] : NULL;
}

static const node *body_of(const node *n)
{
    if (n->kind == NODE_FUNC || n->kind == NODE_FUNC_DEF)
        return n->kid[1];
    return n->kind == NODE_DECL ? n->kid[2] : n;
}

static void compile_body(build *b, const node *n)
{
    const node *body = body_of(n);
    if (n->kind == NODE_INVARIANT || n->kind == NODE_EVENTUALLY) {
        int reg = expr_temp(b, n->kid[0]);
        emit(b, CODE_RETURN, reg, 0, 0);
    } else if (body->kind == NODE_RETURN) {
        compile_return(b, body);
    } else {
        block(b, body);
    }
    int reg = reg_new(b);
    load(b, reg, VALUE_NIL);
    emit(b, CODE_RETURN, reg, 0, 0);
}

void compile_function(unit *u, build *outer, function *f)
{
    build b;
    if (u->failed)
        return;
    build_begin(&b, u, outer, f);
    const node *parameters = parameter_list(f->node);
    at_node(&b, f->node);
    if (!parameters_begin(&b, parameters))
        return;
    parameter_defaults(&b, parameters);
    compile_body(&b, f->node);
    build_end(&b);
}

bool compile(program *p, const resolution *r, const source *src, diags *d, uint32_t first, bool prelude)
{
    unit u = {.program = p, .names = r, .source = src, .diags = d, .first = first, .prelude = prelude};
    compile_function(&u, NULL, r->functions[0]);
    return !u.failed && diags_errors(d) == 0;
}
