/* compile_call: calls of functions, built-ins, methods and kinds. Arguments are evaluated from left to right into registers in a row;
 * where the callee is known, named ones go straight to their places. */
#include "interp/compiler.h"

#include <stdio.h>
#include <string.h>

#include "interp/builtins.h"
#include "interp/params.h"

uint32_t count_nodes(const node *list)
{
    uint32_t count = 0;
    for (; list; list = list->next)
        count++;
    return count;
}

const node *argument_named(const node *arguments, const char *name)
{
    for (; arguments; arguments = arguments->next)
        if (arguments->kind == NODE_ARG && !strcmp(arguments->text, name))
            return arguments;
    return NULL;
}

const node *argument_at(const node *arguments, uint32_t index)
{
    for (; arguments; arguments = arguments->next)
        if (arguments->kind != NODE_ARG && index-- == 0)
            return arguments;
    return NULL;
}

static const node *argument_value(const node *argument) { return argument->kind == NODE_ARG ? argument->kid[0] : argument; }

/* A call's result comes to stand where its registers begin. */
int call_begin(build *b, int dst, int count)
{
    int base = result_begin(b, dst);
    reg_run(b, count - 1);
    return base;
}

/* --- functions of the script that are known by name --- */

static int parameter_place(const function *f, const char *name)
{
    for (uint32_t i = 0; i < f->parameter_count; i++)
        if (!strcmp(f->parameters[i]->name, name))
            return (int)i;
    return -1;
}

void known_arguments(build *b, const function *f, const node *arguments, int first)
{
    uint64_t given[UINT8_MAX / 64 + 1] = {0};
    int next = 0;
    for (const node *a = arguments; a; a = a->next) {
        int to = a->kind == NODE_ARG ? parameter_place(f, a->text) : next++;
        if (to < 0)
            continue;
        expr(b, argument_value(a), first + to);
        given[to / 64] |= UINT64_C(1) << to % 64;
    }
    for (uint32_t i = 0; i < f->parameter_count; i++)
        if (!(given[i / 64] >> i % 64 & 1))
            load(b, first + (int)i, VALUE_UNSET);
}

static void call_known(build *b, const node *n, const function *f, int dst)
{
    int base = call_begin(b, dst, 1 + (int)f->parameter_count);
    known_arguments(b, f, n->kid[1], base + 1);
    at_node(b, n);
    emit(b, CODE_CALL_FUNC, base, (int)f->parameter_count, (int)function_index(b->unit, f));
    result_end(b, base, dst);
}

int prelude_index(const build *b, const char *name)
{
    const program *p = b->unit->program;
    for (uint32_t i = 0; i < p->function_count; i++)
        if (p->functions[i]->prelude && !strcmp(p->functions[i]->name, name))
            return (int)i;
    return -1;
}

/* --- methods, and functions known only when it runs --- */

call_args method_args(build *b, const char *name, const node *arguments, const node *leave_out)
{
    const char *names[UINT8_MAX];
    call_args args = {0, 0};
    uint32_t named = 0;
    for (const node *a = arguments; a; a = a->next) {
        if (a == leave_out)
            continue;
        if (args.count == UINT8_MAX) {
            too_large(b, "arguments in one call");
            break;
        }
        expr_temp(b, argument_value(a));
        if (a->kind == NODE_ARG)
            names[named++] = a->text;
        args.count++;
    }
    args.shape = shape_index(b->unit, name, name ? args.count : 0, names, named);
    return args;
}

void arrange_room(build *b, const char *name, uint32_t count)
{
    uint32_t index = member_index(b->unit, name), most = b->unit->failed ? 0 : b->unit->program->members[index].most;
    if (most > count)
        reg_run(b, (int)(most - count));
}

/* Nothing happens when it is evaluated. */
static bool is_plain(const build *b, const node *n)
{
    const symbol *s = n->kind == NODE_NAME ? symbol_at(b, n) : NULL;
    return s ? symbol_register(b, s) >= 0 : is_constant(n);
}

static bool are_plain(const build *b, const node *arguments)
{
    for (const node *a = arguments; a; a = a->next)
        if (!is_plain(b, argument_value(a)))
            return false;
    return true;
}

/* The fixed cell that n names and that can be looked at as late as when the arguments are there; -1: there is none. */
static int receiver_let(const build *b, const node *n, const node *arguments)
{
    const symbol *s = n->kind == NODE_NAME && are_plain(b, arguments) ? symbol_at(b, n) : NULL;
    return s ? symbol_let(s) : -1;
}

static void call_method(build *b, const node *n, int dst)
{
    const node *callee = n->kid[0];
    int base = call_begin(b, dst, 2), let = receiver_let(b, callee->kid[0], n->kid[1]);
    int receiver = let >= 0 ? let : operand_in(b, callee->kid[0], n->kid[1], base + 1);
    call_args args = method_args(b, callee->text, n->kid[1], NULL);
    arrange_room(b, callee->text, args.count);
    expect_callbacks(b, n->kid[1]);
    at_node(b, n);
    emit(b, let >= 0 ? CODE_METHOD_LET : CODE_METHOD, base, receiver, (int)args.shape);
    result_end(b, base, dst);
}

static void call_value(build *b, const node *n, int dst)
{
    int base = call_begin(b, dst, 1);
    expr(b, n->kid[0], base);
    call_args args = method_args(b, NULL, n->kid[1], NULL);
    at_node(b, n);
    emit(b, CODE_CALL, base, (int)args.count, (int)args.shape);
    result_end(b, base, dst);
}

/* --- built-ins --- */

static void argument_or_unset(build *b, const node *arguments, const params *p, int i, uint32_t *next, int reg)
{
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)p->at[i].length, p->at[i].name);
    const node *a = argument_named(arguments, name);
    if (!a && !p->at[i].named_only)
        a = argument_at(arguments, (*next)++);
    if (a)
        expr(b, argument_value(a), reg);
    else
        load(b, reg, VALUE_UNSET);
}

/* Puts the arguments in the order of the parameters, what `*x` takes where it stands; returns how many registers. */
static int builtin_arguments(build *b, const params *p, const node *arguments)
{
    int count = 0;
    uint32_t next = 0;
    for (int i = 0; i < p->count; i++) {
        if (!p->at[i].rest) {
            argument_or_unset(b, arguments, p, i, &next, reg_new(b));
            count++;
            continue;
        }
        for (const node *a = argument_at(arguments, next); a; a = argument_at(arguments, ++next), count++)
            expr_temp(b, a);
    }
    return count;
}

static void emit_verb(build *b, int base, int count, int verb, const builtin *f)
{
    bool timed = builtin_is_timed(f);
    if (f->kind == BUILTIN_TEXT) { /* its leaf makes one text of the arguments */
        emit(b, CODE_BUILTIN, base, count, (int)(f - builtins));
        emit(b, CODE_TAKE, base + 1, base, 0);
        count = 1;
    }
    emit(b, timed ? CODE_TRY_OP : CODE_OP, base, count, verb);
}

/* sorted, min, max with a key, and what is written in the language itself: functions of the prelude. */
static bool call_prelude(build *b, const node *n, const char *name, int dst)
{
    const node *arguments = n->kid[1];
    char keyed[32];
    snprintf(keyed, sizeof keyed, argument_named(arguments, "key") ? "%s_by" : "%s", name);
    int index = prelude_index(b, keyed);
    if (index < 0)
        return false;
    params p = params_parse(builtin_find(name)->parameters);
    int base = call_begin(b, dst, 1), count;
    if (p.rest) { /* min(a, b, key: f): the items become one list */
        call_args items = {0, 0};
        int list = reg_new(b);
        for (const node *a = arguments; a; a = a->next)
            if (a->kind != NODE_ARG) {
                expr_temp(b, a);
                items.count++;
            }
        emit(b, CODE_LIST, list, list + 1, (int)items.count);
        b->free = list + 1;
        expr_temp(b, argument_named(arguments, "key")->kid[0]);
        count = 2;
    } else {
        count = builtin_arguments(b, &p, arguments);
    }
    at_node(b, n);
    emit(b, CODE_CALL_FUNC, base, count, index);
    result_end(b, base, dst);
    return true;
}

static void call_builtin(build *b, const node *n, const symbol *s, int dst)
{
    const builtin *f = &builtins[s->index];
    if (call_prelude(b, n, f->name, dst))
        return;
    params p = params_parse(f->parameters);
    int base = call_begin(b, dst, 1);
    int count = builtin_arguments(b, &p, n->kid[1]), verb = builtin_verb(f);
    at_node(b, n);
    if (!strcmp(f->name, "_apply")) {
        emit(b, CODE_APPLY, base, 0, 0);
    } else if (!strcmp(f->name, "_end"))
        load(b, base, VALUE_UNSET);
    else if (!strcmp(f->name, "cpu_count"))
        emit(b, CODE_CORES, base, 0, 0);
    else if (verb != VERB_none)
        emit_verb(b, base, count, verb, f);
    else
        emit(b, CODE_BUILTIN, base, count, (int)s->index);
    result_end(b, base, dst);
}

/* --- */

static void call_named(build *b, const node *n, symbol *s, int dst)
{
    switch (s->role) {
    case SYMBOL_BUILTIN: call_builtin(b, n, s, dst); break;
    case SYMBOL_KIND: object_expr(b, (kind_id)s->index, kind_words[s->index].name, true, n->kid[1], dst); break;
    case SYMBOL_TASK_KIND: task_expr(b, s, s->name, true, n->kid[1], dst); break;
    case SYMBOL_FUNC:
        if (s->function->capture_count == 0) {
            call_known(b, n, s->function, dst);
            break;
        } /* fall through */
    default: call_value(b, n, dst);
    }
}

void call(build *b, const node *n, int dst)
{
    const node *callee = n->kid[0];
    if (callee->kind == NODE_NAME)
        call_named(b, n, symbol_at(b, callee), dst);
    else if (callee->kind != NODE_MEMBER)
        call_value(b, n, dst);
    else if (!change_call(b, n, dst))
        call_method(b, n, dst);
}
