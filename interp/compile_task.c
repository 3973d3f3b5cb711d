/* compile_task: declarations of objects and tasks. Each becomes one op run.make, whose arguments (world.h) stand in registers in a row. */
#include "interp/compiler.h"

#include <stdio.h>
#include <string.h>

#include "interp/params.h"

/* --- how wide the names of tasks will be: what shows them has to know before the first of them is made --- */

static uint32_t columns(const char *text)
{
    uint32_t count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

static void expect_name(const build *b, uint32_t width)
{
    program *p = b->unit->program;
    if (!b->unit->prelude && width > p->task_width)
        p->task_width = width;
}

/* Numbered ones are expected to be nine at most, and the function of one without a base to have a short name. given: the option `name`,
 * or NULL. */
static void expect_task(build *b, const char *base, bool numbered, const node *given)
{
    if (given && given->kind == NODE_ARG)
        given = given->kid[0];
    if (!given)
        expect_name(b, columns(base ? base : "thread") + (numbered ? columns("-1") : 0));
    else if (given->kind == NODE_STRING)
        expect_name(b, columns(given->text));
}

/* Callbacks are run by a thread that has its name from the pool; whichever of the two is seen first. */
static void expect_caller(const build *b)
{
    const unit *u = b->unit;
    if (u->pool_width && u->calls_back)
        expect_name(b, u->pool_width + columns("-callbacks"));
}

static void expect_pool(build *b, uint32_t width)
{
    expect_name(b, width + columns("-1"));
    if (width > b->unit->pool_width)
        b->unit->pool_width = width;
    expect_caller(b);
}

void expect_callbacks(build *b, const node *arguments)
{
    b->unit->calls_back |= argument_named(arguments, "callback") || argument_named(arguments, "error_callback");
    expect_caller(b);
}

/* --- run.make --- */

/* Result, kind, base of the name (NULL: what it calls will tell), numbered. */
static int make_begin(build *b, kind_id kind, const char *base, bool numbered)
{
    int first = reg_run(b, 4);
    load(b, first + 1, value_int(kind));
    load(b, first + 2, base ? text_value(b->unit, base, strlen(base)) : VALUE_UNSET);
    load(b, first + 3, value_bool(numbered));
    return first;
}

static void make_end(build *b, int first, int dst)
{
    emit(b, CODE_OP, first, b->free - first - 1, VERB_run_make);
    emit(b, CODE_TAKE, dst, first, 0);
    b->free = first;
}

static void value_or(build *b, const node *n, value otherwise)
{
    int reg = reg_new(b);
    if (n)
        expr(b, n->kind == NODE_ARG ? n->kid[0] : n, reg);
    else
        load(b, reg, otherwise);
}

static void option(build *b, const params *p, int i, const node *arguments, uint32_t *next)
{
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)p->at[i].length, p->at[i].name);
    const node *given = argument_named(arguments, name);
    if (!given && !p->at[i].named_only)
        given = argument_at(arguments, (*next)++);
    value_or(b, given, VALUE_UNSET);
}

/* --- tasks --- */

static void list_of(build *b, int first)
{
    int count = b->free - first - 1;
    emit(b, CODE_LIST, first, first + 1, count);
    b->free = first + 1;
}

static void name_and_daemon(build *b, const node *name, const node *daemon, bool declared_daemon)
{
    value_or(b, name, VALUE_UNSET);
    value_or(b, daemon, declared_daemon ? value_bool(true) : VALUE_UNSET);
}

static bool has_parameter(const function *f, const char *name)
{
    for (uint32_t i = 0; i < f->parameter_count; i++)
        if (!strcmp(f->parameters[i]->name, name))
            return true;
    return false;
}

static void task_option(build *b, const function *f, const node *arguments, const char *name, value otherwise)
{
    value_or(b, has_parameter(f, name) ? NULL : argument_named(arguments, name), otherwise);
}

void task_expr(build *b, const symbol *kind, const char *base, bool numbered, const node *arguments, int dst)
{
    function *f = kind->function;
    int first = make_begin(b, kind_by_name(f->node->text), base, numbered);
    int callee = reg_new(b), list = reg_new(b);
    if (f->capture_count == 0)
        load_function(b, f, callee);
    else
        load_symbol(b, (symbol *)kind, callee);
    known_arguments(b, f, arguments, reg_run(b, (int)f->parameter_count));
    list_of(b, list);
    expect_task(b, base, numbered, has_parameter(f, "name") ? NULL : argument_named(arguments, "name"));
    task_option(b, f, arguments, "name", VALUE_UNSET);
    task_option(b, f, arguments, "daemon", f->node->flag ? value_bool(true) : VALUE_UNSET);
    make_end(b, first, dst);
}

/* thread(f, [arguments], name: …, daemon: …), also as a declaration */
static void make_thread(build *b, kind_id kind, const char *base, bool numbered, const node *arguments, bool daemon, int dst)
{
    const node *target = argument_at(arguments, 0), *list = argument_at(arguments, 1);
    int first = make_begin(b, kind, base, numbered);
    expect_task(b, base, numbered, argument_named(arguments, "name"));
    expr_temp(b, target);
    value_or(b, list, VALUE_UNSET);
    if (!list) {
        b->free--;
        list_of(b, reg_new(b));
    }
    name_and_daemon(b, argument_named(arguments, "name"), argument_named(arguments, "daemon"), daemon);
    make_end(b, first, dst);
}

/* A timer's task runs timer_run of the prelude, which calls what is to be done at each due time. */
static void load_timer_run(build *b, int dst)
{
    value run = {.tag = V_FUNC};
    run.index = (uint32_t)prelude_index(b, "timer_run");
    emit_wide(b, CODE_LOADK, dst, constant(b, run));
}

/* timer(1s, f, every: true) */
static void make_timer(build *b, const char *base, bool numbered, const node *arguments, bool daemon, int dst)
{
    int first = make_begin(b, KIND_timer, base, numbered);
    expect_task(b, base, numbered, NULL);
    int free = b->free, delay = expr_temp(b, argument_at(arguments, 0));
    int callee = expr_temp(b, argument_at(arguments, 1));
    value_or(b, argument_named(arguments, "every"), value_bool(false));
    int row = reg_run(b, 6); /* evaluated from left to right, then put in the order of run.make */
    load_timer_run(b, row);
    emit(b, CODE_MOVE, row + 1, callee, 0);
    emit(b, CODE_LIST, row + 1, row + 1, 1);
    load(b, row + 2, VALUE_UNSET);
    load(b, row + 3, daemon ? value_bool(true) : VALUE_UNSET);
    emit(b, CODE_MOVE, row + 4, delay, 0);
    emit(b, CODE_MOVE, row + 5, callee + 1, 0);
    for (int i = 0; i < 6; i++)
        emit(b, CODE_TAKE, free + i, row + i, 0);
    b->free = free + 6;
    make_end(b, first, dst);
}

/* What a task is called after: its function; NULL: that stands in a variable, or comes of something else. */
static const char *task_base(const build *b, kind_id kind, const node *arguments)
{
    const node *target = argument_at(arguments, kind == KIND_timer);
    if (target && target->kind == NODE_FUNC)
        return "func";
    if (target && target->kind == NODE_NAME && symbol_at(b, target) && symbol_at(b, target)->role == SYMBOL_FUNC)
        return target->text;
    return NULL;
}

/* --- objects --- */

static void make_plain(build *b, kind_id kind, const char *base, bool numbered, const node *arguments, int dst)
{
    params p = params_parse(kind_words[kind].options);
    uint32_t next = 0;
    int first = make_begin(b, kind, base, numbered);
    for (int i = 0; i < p.count; i++)
        option(b, &p, i, arguments, &next);
    make_end(b, first, dst);
}

/* A pool's workers are threads that the prelude starts. */
static void make_pool(build *b, const char *base, bool numbered, const node *arguments, int dst)
{
    int first = reg_run(b, 2);
    expect_pool(b, columns(base) + columns(numbered ? "-1" : ""));
    make_plain(b, KIND_pool, base, numbered, arguments, first + 1);
    emit(b, CODE_CALL_FUNC, first, 1, prelude_index(b, "pool_begin"));
    emit(b, CODE_TAKE, dst, first, 0);
    b->free = first;
}

/* pipe(duplex: false): the list of both ends, whose names are `base` and `second`. */
static void make_pipe(build *b, const char *base, const char *second, bool numbered, const node *arguments, int dst)
{
    int first = make_begin(b, KIND_pipe, base, numbered);
    value_or(b, argument_named(arguments, "duplex"), VALUE_UNSET);
    int reg = reg_new(b);
    load(b, reg, second ? text_value(b->unit, second, strlen(second)) : VALUE_UNSET);
    make_end(b, first, dst);
}

static void make_any(build *b, kind_id kind, const char *base, bool numbered, const node *arguments, bool daemon, int dst)
{
    if (kind == KIND_pool)
        make_pool(b, base, numbered, arguments, dst);
    else if (kind == KIND_pipe)
        make_pipe(b, base, NULL, numbered, arguments, dst);
    else if (kind == KIND_timer)
        make_timer(b, base, numbered, arguments, daemon, dst);
    else if (kind_words[kind].flags & KIND_TASK)
        make_thread(b, kind, base, numbered, arguments, daemon, dst);
    else
        make_plain(b, kind, base, numbered, arguments, dst);
}

void object_expr(build *b, kind_id kind, const char *base, bool numbered, const node *arguments, int dst)
{
    make_any(b, kind, kind_words[kind].flags & KIND_TASK ? task_base(b, kind, arguments) : base, numbered, arguments, false, dst);
}

/* --- declarations --- */

static void declare_made(build *b, const node *n, int made)
{
    symbol *s = symbol_at(b, n->kid[0]);
    at_node(b, n);
    if (s->global) {
        declare_symbol(b, s, made);
        b->free = made;
    } else {
        s->slot = made;
    }
}

/* thread t { body }: a task without parameters */
static void body_declaration(build *b, const node *n, int dst)
{
    function *f = b->unit->names->function_of[n->id];
    compile_function(b->unit, b, f);
    int first = make_begin(b, kind_by_name(n->text), n->kid[0]->text, false);
    expect_task(b, n->kid[0]->text, false, NULL);
    load_function(b, f, reg_new(b));
    list_of(b, reg_new(b));
    name_and_daemon(b, NULL, NULL, n->flag);
    make_end(b, first, dst);
}

/* thread p = f("bob"): the function and the arguments are evaluated here, the call is made in the new task */
static void call_declaration(build *b, const node *n, int dst)
{
    const node *called = n->kid[3];
    int first = make_begin(b, kind_by_name(n->text), n->kid[0]->text, false);
    expect_task(b, n->kid[0]->text, false, NULL);
    expr_temp(b, called->kid[0]);
    int list = reg_new(b);
    symbol *s = called->kid[0]->kind == NODE_NAME ? symbol_at(b, called->kid[0]) : NULL;
    if (s && s->role == SYMBOL_FUNC)
        known_arguments(b, s->function, called->kid[1], reg_run(b, (int)s->function->parameter_count));
    else
        for (const node *a = called->kid[1]; a; a = a->next)
            expr_temp(b, a->kind == NODE_ARG ? a->kid[0] : a);
    list_of(b, list);
    name_and_daemon(b, NULL, NULL, n->flag);
    make_end(b, first, dst);
}

/* timer t after 1s { body } */
static void timed_declaration(build *b, const node *n, int dst)
{
    function *f = b->unit->names->function_of[n->id];
    compile_function(b->unit, b, f);
    int first = make_begin(b, KIND_timer, n->kid[0]->text, false);
    expect_task(b, n->kid[0]->text, false, NULL);
    load_timer_run(b, reg_new(b));
    int list = reg_new(b);
    load_function(b, f, reg_new(b));
    list_of(b, list);
    name_and_daemon(b, NULL, NULL, n->flag);
    expr_temp(b, n->kid[3]);
    load(b, reg_new(b), value_bool(n->decl == DECL_EVERY));
    make_end(b, first, dst);
}

/* thread car(name) { body }: nothing is made yet; the function, if it captures something, is kept where the name stands */
static void kind_declaration(build *b, const node *n)
{
    symbol *s = symbol_at(b, n->kid[0]);
    compile_function(b->unit, b, s->function);
    if (s->function->capture_count == 0)
        return;
    int temp = reg_new(b);
    load_function(b, s->function, temp);
    if (s->global) {
        declare_symbol(b, s, temp);
        b->free = temp;
    } else {
        s->slot = temp;
    }
}

static void object_declaration(build *b, const node *n, int dst)
{
    const symbol *kind = symbol_at(b, n); /* the script's own kinds go before those of the table */
    if (kind && kind->role == SYMBOL_TASK_KIND)
        task_expr(b, kind, n->kid[0]->text, false, n->kid[1], dst);
    else
        make_any(b, kind_by_name(n->text), n->kid[0]->text, false, n->kid[1], n->flag, dst);
}

/* pipe a, b */
static void pipe_declaration(build *b, const node *n)
{
    const node *names = n->kid[0];
    int first = reg_run(b, 2), both = reg_new(b);
    make_pipe(b, names->text, names->next->text, false, n->kid[1], both);
    at_node(b, n);
    emit(b, CODE_UNPACK, first, both, 2);
    b->free = first + 2;
    declare_row(b, names, first);
}

void declaration(build *b, const node *n)
{
    if (n->decl == DECL_TEMPLATE) {
        kind_declaration(b, n);
        return;
    }
    if (!strcmp(n->text, "pipe") && n->kid[0]->next) {
        pipe_declaration(b, n);
        return;
    }
    int made = reg_new(b);
    switch (n->decl) {
    case DECL_BODY: body_declaration(b, n, made); break;
    case DECL_CALL: call_declaration(b, n, made); break;
    case DECL_AFTER:
    case DECL_EVERY: timed_declaration(b, n, made); break;
    default: object_declaration(b, n, made); break;
    }
    declare_made(b, n, made);
}
