/* resolve: walks the statements of the tree, with the scopes they open, and hands out symbols and functions.
 * Calls resolve_expr.c for expressions, check_*.c for what needs more than names, sharing.c at the end. Leaves code to the compiler. */
#include "interp/resolving.h"

#include <stdlib.h>
#include <string.h>

/* ---- what all files of the resolver need ---- */

void *resolving_alloc(resolver *r, size_t bytes, void *spare)
{
    void *taken = arena_alloc(r->memory, bytes);
    if (taken)
        return taken;
    r->out_of_memory = true;
    return spare;
}

const char *resolving_text(resolver *r, const char *format, ...)
{
    buf text = {0};
    va_list arguments;
    va_start(arguments, format);
    buf_vprintf(&text, format, arguments);
    va_end(arguments);
    const char *copy = text.failed ? NULL : arena_text(r->memory, text.data, text.length);
    buf_free(&text);
    return copy ? copy : "";
}

void resolving_error(resolver *r, span at, const char *hint, const char *format, ...)
{
    buf text = {0};
    va_list arguments;
    va_start(arguments, format);
    buf_vprintf(&text, format, arguments);
    va_end(arguments);
    diags_add(r->d, DIAG_ERROR, at, text.failed ? "out of memory" : text.data, hint);
    buf_free(&text);
}

const char *resolving_source(resolver *r, span at)
{
    enum { QUOTED_MOST = 40 };
    if (!r->src || at.end > r->src->length || at.begin >= at.end || at.end - at.begin > QUOTED_MOST)
        return "…";
    const char *from = r->src->text + at.begin;
    if (memchr(from, '\n', at.end - at.begin))
        return "…";
    return resolving_text(r, "%.*s", (int)(at.end - at.begin), from);
}

/* ---- functions ---- */

static bool bodies_grow(resolver *r)
{
    uint32_t capacity = r->body_capacity ? 2 * r->body_capacity : 32;
    body **list = arena_alloc(r->memory, capacity * sizeof *list);
    if (!list) {
        r->out_of_memory = true;
        return false;
    }
    if (r->body_count)
        memcpy(list, r->bodies, r->body_count * sizeof *list);
    r->bodies = list;
    r->body_capacity = capacity;
    return true;
}

body *resolve_body_new(resolver *r, const node *n, const char *name, function_role role)
{
    body *b = RESOLVING_NEW(r, body);
    *b = (body){.f = {.node = n, .name = name, .role = (uint8_t)role, .outer = r->in ? &r->in->f : NULL, .index = r->body_count}};
    if (r->out_of_memory || (r->body_count == r->body_capacity && !bodies_grow(r)))
        return b;
    r->bodies[r->body_count++] = b;
    r->out->function_of[n->id] = &b->f;
    return b;
}

static void resolve_parameters(resolver *r, body *b, const node *parameters)
{
    uint32_t count = 0;
    for (const node *n = parameters; n; n = n->next)
        count++;
    b->f.parameters = arena_alloc(r->memory, (count + 1) * sizeof *b->f.parameters);
    if (!b->f.parameters) {
        r->out_of_memory = true;
        return;
    }
    for (const node *n = parameters; n; n = n->next) {
        if (n->kid[0])
            resolve_expr(r, n->kid[0]);
        known *k = scope_declare(r, n, SYMBOL_LET);
        k->origin = ORIGIN_PARAMETER;
        b->f.parameters[b->f.parameter_count++] = &k->s;
    }
}

void resolve_body(resolver *r, body *b, const node *parameters, const node *inner)
{
    body *in = r->in;
    int loops = r->loops, catches = r->catches;
    const char *pure = r->pure;
    r->in = b;
    r->loops = r->catches = 0;
    r->pure = NULL;
    scope_open(r, false);
    resolve_parameters(r, b, parameters);
    if (inner->kind == NODE_BLOCK)
        resolve_block(r, inner);
    else if (inner->kind == NODE_RETURN)
        resolve_expr(r, inner->kid[0]);
    else
        resolve_expr(r, inner);
    scope_close(r);
    r->in = in;
    r->loops = loops;
    r->catches = catches;
    r->pure = pure;
}

static void resolve_func_def(resolver *r, const node *n)
{
    known *k = scope_declare(r, n, SYMBOL_FUNC);
    if (!k->s.function)
        k->s.function = &resolve_body_new(r, n, n->text, FUNCTION_FUNC)->f;
    resolve_body(r, (body *)k->s.function, n->kid[0], n->kid[1]);
}

/* ---- variables ---- */

static void resolve_names(resolver *r, const node *names, symbol_role role, origin how)
{
    for (const node *n = names; n; n = n->next)
        scope_declare(r, n, role)->origin = (uint8_t)how;
}

static void resolve_let(resolver *r, const node *n)
{
    symbol_role role = n->kind == NODE_LET ? SYMBOL_LET : n->kind == NODE_VAR ? SYMBOL_VAR : SYMBOL_SHARED_VAR;
    bool one = !n->kid[0]->next && !n->flag;
    body *calls = NULL;
    if (one && n->kind == NODE_LET && n->kid[1]->kind == NODE_FUNC)
        calls = resolve_func(r, n->kid[1]);
    else
        resolve_expr(r, n->kid[1]);
    if (one)
        check_gives(r, n->kid[1]);
    resolve_names(r, n->kid[0], role, ORIGIN_LET);
    symbol *s = r->out->symbol_of[n->kid[0]->id];
    if (!one || role != SYMBOL_LET || !s)
        return;
    known *k = (known *)s;
    k->shape = resolve_shape(r, n->kid[1]);
    k->s.object_kind = k->shape.kind;
    k->value = calls;
}

static void resolve_assign(resolver *r, const node *n)
{
    resolve_expr(r, n->kid[1]);
    if (n->op == OP_NONE)
        check_gives(r, n->kid[1]);
    for (const node *target = n->kid[0]; target; target = target->next)
        check_target(r, target);
}

/* ---- loops ---- */

static void resolve_loop_block(resolver *r, const node *n)
{
    r->loops++;
    scope_open(r, true);
    resolve_statements(r, n->kid[0]);
    scope_close(r);
    r->loops--;
}

static void resolve_for(resolver *r, const node *n)
{
    resolve_expr(r, n->kid[1]);
    scope_open(r, true);
    resolve_names(r, n->kid[0], SYMBOL_LET, ORIGIN_LOOP);
    resolve_loop_block(r, n->kid[2]);
    scope_close(r);
}

static void resolve_way_out(resolver *r, const node *n)
{
    const char *word = n->kind == NODE_BREAK ? "break" : "continue";
    if (r->loops)
        return;
    bool around = false;
    for (const scope *s = r->scope; s; s = s->outer)
        around |= s->loop;
    resolving_error(r, n->at,
                    around ? "the loop around it runs another body: `return` ends this one" : "it belongs inside `for`, `while` or `loop`",
                    "`%s` outside a loop", word);
}

static void resolve_return(resolver *r, const node *n)
{
    if (!r->in->f.outer)
        resolving_error(r, n->at, "the run ends by itself when all is done; `exit()` ends it at once", "`return` outside a function");
    if (n->kid[0])
        resolve_expr(r, n->kid[0]);
}

/* ---- with, try, select ---- */

static void resolve_with(resolver *r, const node *n)
{
    scope_open(r, false);
    for (const node *item = n->kid[0]; item; item = item->next) {
        resolve_expr(r, item->kid[0]);
        check_with(r, item);
        if (!item->text)
            continue;
        known *k = scope_declare(r, item, SYMBOL_LET);
        k->origin = ORIGIN_WITH;
        k->shape = resolve_shape(r, item->kid[0]);
        k->s.object_kind = k->shape.kind;
    }
    resolve_block(r, n->kid[1]);
    scope_close(r);
}

static const char *nearest_error_kind(const char *word) { return diag_nearest(word, error_kind_names, ERROR_own); }

static void catch_unknown(resolver *r, const node *kind, bool alone)
{
    const char *near = nearest_error_kind(kind->text);
    const char *hint =
        near ? resolving_text(r, alone ? "did you mean `%s`? (a name for any error should be less like it)" : "did you mean `%s`?", near)
             : resolving_text(r, "an error kind of your own stands in quotes: `\"%s\"`", kind->text);
    resolving_error(r, kind->at, hint, "there is no error kind `%s`", kind->text);
}

/* `catch e`, which is not a kind, binds any error. */
static void catch_bind(resolver *r, const node *n, const node *named)
{
    known *k = scope_declare(r, named, SYMBOL_LET);
    k->origin = ORIGIN_CATCH;
    k->shape.tag = V_ERROR;
    r->out->symbol_of[n->id] = &k->s;
}

static void resolve_catch(resolver *r, const node *n)
{
    const node *kinds = n->kid[0];
    bool alone = kinds && !kinds->next && !n->text;
    scope_open(r, false);
    for (const node *kind = kinds; kind; kind = kind->next) {
        if (kind->kind != NODE_IDENT || hints_error_kind(kind->text))
            continue;
        if (!alone || nearest_error_kind(kind->text))
            catch_unknown(r, kind, alone);
        if (alone)
            catch_bind(r, n, kind);
    }
    if (n->text)
        catch_bind(r, n, n);
    r->catches++;
    resolve_block(r, n->kid[1]);
    r->catches--;
    scope_close(r);
}

static void resolve_try(resolver *r, const node *n)
{
    resolve_block(r, n->kid[0]);
    for (const node *c = n->kid[1]; c; c = c->next)
        resolve_catch(r, c);
    if (n->kid[2])
        resolve_block(r, n->kid[2]);
}

static void resolve_raise(resolver *r, const node *n)
{
    const node *raised = n->kid[0];
    if (!raised && !r->catches)
        resolving_error(r, n->at, "say what: `raise \"text\"` or `raise error(\"mine\", \"text\")`",
                        "`raise` alone raises the caught error again, and stands in a `catch`");
    if (!raised)
        return;
    const node *named = raised->kind == NODE_CALL ? raised->kid[0] : raised;
    if (named->kind == NODE_NAME && !scope_find(r, named->text) && hints_error_kind(named->text))
        resolving_error(r, named->at, resolving_text(r, "write `raise error(\"%s\", \"what happened\")`", named->text),
                        "`%s` is an error kind, not an error", named->text);
    else
        resolve_expr(r, raised);
}

static void resolve_case(resolver *r, const node *n)
{
    resolve_expr(r, n->kid[0]);
    check_case(r, n->kid[0]);
    if (n->kid[1])
        resolve_expr(r, n->kid[1]);
    scope_open(r, false);
    if (n->text)
        scope_declare(r, n, SYMBOL_LET)->origin = ORIGIN_CASE;
    resolve_block(r, n->kid[2]);
    scope_close(r);
}

static void resolve_select(resolver *r, const node *n)
{
    if (!n->kid[0])
        resolving_error(r, n->at, "write at least one `case`, such as `case v = q.get() { … }`", "this `select` has nothing to wait for");
    for (const node *c = n->kid[0]; c; c = c->next) {
        if (c->kind == NODE_CASE) {
            resolve_case(r, c);
        } else if (c->kind == NODE_SELECT_AFTER) {
            resolve_expr(r, c->kid[0]);
            check_duration(r, c->kid[0], "a time-out is");
            resolve_block(r, c->kid[1]);
        } else {
            resolve_block(r, c->kid[0]);
        }
    }
}

/* ---- conditions that are watched ---- */

static void resolve_watched(resolver *r, const node *condition, const char *where)
{
    const char *pure = r->pure;
    r->pure = where;
    resolve_expr(r, condition);
    r->pure = pure;
    check_pure(r, condition, where);
    check_condition(r, condition);
}

static void resolve_await(resolver *r, const node *n)
{
    resolve_watched(r, n->kid[0], "await");
    if (n->kid[1])
        resolve_expr(r, n->kid[1]);
    check_duration(r, n->kid[1], "a time-out is");
}

static void resolve_invariant(resolver *r, const node *n)
{
    body *b = resolve_body_new(r, n, n->text, FUNCTION_PURE), *in = r->in;
    r->in = b;
    scope_open(r, false);
    resolve_watched(r, n->kid[0], n->kind == NODE_INVARIANT ? "invariant" : "eventually");
    scope_close(r);
    r->in = in;
}

/* ---- statements ---- */

static void resolve_condition(resolver *r, const node *condition)
{
    resolve_expr(r, condition);
    check_condition(r, condition);
}

static void resolve_if(resolver *r, const node *n)
{
    for (; n->kind == NODE_IF; n = n->kid[2]) {
        resolve_condition(r, n->kid[0]);
        resolve_block(r, n->kid[1]);
        if (!n->kid[2])
            return;
    }
    resolve_block(r, n);
}

static void resolve_each(resolver *r, const node *n)
{
    for (int i = 0; i < 2; i++)
        if (n->kid[i])
            resolve_expr(r, n->kid[i]);
}

/* NOLINTNEXTLINE(readability-function-size): one line a kind of statement */
static void resolve_statement(resolver *r, const node *n)
{
    switch (n->kind) {
    case NODE_LET:
    case NODE_VAR:
    case NODE_SHARED_VAR: resolve_let(r, n); break;
    case NODE_ASSIGN: resolve_assign(r, n); break;
    case NODE_EXPR:
        resolve_expr(r, n->kid[0]);
        check_alone(r, n->kid[0]);
        break;
    case NODE_IF: resolve_if(r, n); break;
    case NODE_WHILE:
        resolve_condition(r, n->kid[0]);
        resolve_loop_block(r, n->kid[1]);
        break;
    case NODE_LOOP: resolve_loop_block(r, n->kid[0]); break;
    case NODE_FOR: resolve_for(r, n); break;
    case NODE_BREAK:
    case NODE_CONTINUE: resolve_way_out(r, n); break;
    case NODE_RETURN: resolve_return(r, n); break;
    case NODE_WITH: resolve_with(r, n); break;
    case NODE_TRY: resolve_try(r, n); break;
    case NODE_RAISE: resolve_raise(r, n); break;
    case NODE_ASSERT: resolve_each(r, n); break;
    case NODE_ATOMIC: resolve_block(r, n->kid[0]); break;
    case NODE_AWAIT: resolve_await(r, n); break;
    case NODE_SELECT: resolve_select(r, n); break;
    case NODE_FUNC_DEF: resolve_func_def(r, n); break;
    case NODE_DECL: check_declaration(r, n); break;
    case NODE_SCENARIO: header_read(r, n); break;
    case NODE_INVARIANT:
    case NODE_EVENTUALLY: resolve_invariant(r, n); break;
    case NODE_BLOCK: resolve_block(r, n); break;
    default: resolve_expr(r, n); break;
    }
}

void resolve_statements(resolver *r, const node *list)
{
    for (; list && !r->out_of_memory; list = list->next)
        resolve_statement(r, list);
}

void resolve_block(resolver *r, const node *n)
{
    scope_open(r, false);
    resolve_statements(r, n->kid[0]);
    scope_close(r);
}

/* ---- the whole ---- */

static void resolve_root(resolver *r)
{
    const node *top = r->t->root;
    r->in = resolve_body_new(r, top, "main", FUNCTION_MAIN);
    scope *s = scope_open(r, false);
    s->outermost = true;
    scope_announce(r, top->kid[0]);
    resolve_statements(r, top->kid[0]);
    scope_close(r);
}

static bool resolve_tables(resolver *r)
{
    resolution *out = arena_alloc(r->memory, sizeof *out);
    r->out = out;
    if (!out)
        return false;
    out->symbol_of = arena_alloc(r->memory, (r->t->nodes + 1) * sizeof *out->symbol_of);
    out->function_of = arena_alloc(r->memory, (r->t->nodes + 1) * sizeof *out->function_of);
    return out->symbol_of && out->function_of;
}

static resolution *resolve_all(resolver *r)
{
    if (!resolve_tables(r) || !scope_begin(r))
        return NULL;
    r->uses_end = &r->uses;
    header_defaults(r);
    if (r->t->root) {
        resolve_root(r);
        if (!r->out_of_memory)
            sharing_finish(r);
    }
    return r->out_of_memory ? NULL : r->out;
}

resolution *resolve(const tree *t, const source *src, diags *d, arena *room)
{
    resolver r = {.t = t, .src = src, .d = d, .memory = room};
    return resolve_all(&r);
}

resolution *resolve_prelude(const tree *t, const source *src, diags *d, arena *room)
{
    resolver r = {.t = t, .src = src, .d = d, .memory = room, .prelude = true};
    return resolve_all(&r);
}
