/* resolve_expr: walks expressions: which symbol each name means, which functions are called, and which are used as values.
 * Calls scope.c for names, sharing.c for the graph of calls, check_*.c for arguments and methods. */
#include "interp/resolving.h"

#include <string.h>

#include "interp/builtins.h"

known *resolve_known(resolver *r, const node *n) { return n->kind == NODE_NAME ? (known *)r->out->symbol_of[n->id] : NULL; }

/* ---- functions as values ---- */

static body *body_named(const known *k)
{
    return k->s.role == SYMBOL_FUNC || k->s.role == SYMBOL_TASK_KIND ? (body *)k->s.function : k->value;
}

static void body_escapes(body *b)
{
    b->f.escapes = true;
    b->wanders = true;
}

body *resolve_func(resolver *r, const node *n)
{
    body *b = resolve_body_new(r, n, "func", FUNCTION_FUNC);
    resolve_body(r, b, n->kid[0], n->kid[1]);
    return b;
}

static void kind_as_value(resolver *r, const node *n, const known *k)
{
    if (k->s.role == SYMBOL_TASK_KIND)
        resolving_error(r, n->at, resolving_text(r, "call it to make one: `%s(…)`, or hand over `func() => %s(…)`", n->text, n->text),
                        "`%s` is a kind of %s, and a kind can only be called", n->text, k->s.function ? k->s.function->node->text : "task");
    else
        resolving_error(r, n->at, resolving_text(r, "`%s x` declares one, `%s()` makes one", n->text, n->text),
                        "`%s` is a kind of object, and a kind can only be called", n->text);
}

static void resolve_name(resolver *r, const node *n)
{
    known *k = scope_use(r, n);
    if (!k)
        return;
    if (k->s.role == SYMBOL_TASK_KIND || k->s.role == SYMBOL_KIND)
        kind_as_value(r, n, k);
    else if (body_named(k))
        body_escapes(body_named(k));
}

/* A function that the same task calls while it does something else: a key, a condition. */
static void resolve_callback(resolver *r, const node *n)
{
    known *k = n->kind == NODE_NAME ? scope_find(r, n->text) : NULL;
    body *b = n->kind == NODE_FUNC ? resolve_func(r, n) : k ? body_named(k) : NULL;
    if (!b || (k && k->s.role == SYMBOL_TASK_KIND)) {
        resolve_expr(r, n);
        return;
    }
    if (k)
        scope_note_use(r, k, n);
    b->f.escapes = true;
    sharing_call(r, b);
}

void resolve_as_task(resolver *r, const node *called)
{
    bool many = scope_repeats(r);
    known *k = called->kind == NODE_NAME ? scope_find(r, called->text) : NULL;
    body *b = called->kind == NODE_FUNC ? resolve_func(r, called) : k ? body_named(k) : NULL;
    if (!b || (k && k->s.role == SYMBOL_TASK_KIND)) {
        resolve_expr(r, called);
        return;
    }
    if (k)
        scope_note_use(r, k, called);
    b->f.escapes = true;
    sharing_task(r, b, many);
}

/* ---- calls ---- */

void resolve_arguments(resolver *r, const node *list)
{
    for (; list; list = list->next)
        resolve_expr(r, list->kind == NODE_ARG ? list->kid[0] : list);
}

static void resolve_with_key(resolver *r, const node *list)
{
    for (; list; list = list->next) {
        if (list->kind == NODE_ARG && strcmp(list->text, "key") == 0)
            resolve_callback(r, list->kid[0]);
        else
            resolve_expr(r, list->kind == NODE_ARG ? list->kid[0] : list);
    }
}

static bool kind_starts_task(kind_id kind) { return kind_words[kind].flags & KIND_TASK || kind == KIND_pool; }

/* A pool has processes, unless it says otherwise here and now. */
static bool kind_starts_process(kind_id kind, const node *arguments)
{
    for (const node *a = arguments; a && kind == KIND_pool; a = a->next)
        if (a->kind == NODE_ARG && strcmp(a->text, "threads") == 0 && a->kid[0]->kind == NODE_TRUE)
            return false;
    return kind == KIND_process || kind == KIND_pool;
}

void resolve_kind_used(resolver *r, const known *kind, const node *arguments)
{
    bool named = kind->s.role == SYMBOL_KIND;
    r->makes_tasks |= !named || kind_starts_task((kind_id)kind->s.index);
    r->out->processes |= named && kind_starts_process((kind_id)kind->s.index, arguments);
}

static void resolve_make(resolver *r, const node *n, known *kind)
{
    const node *called = NULL;
    if (kind->s.role == SYMBOL_KIND && (kind->s.index == KIND_thread || kind->s.index == KIND_process))
        called = n->kid[1];
    if (kind->s.role == SYMBOL_KIND && kind->s.index == KIND_timer && n->kid[1])
        called = n->kid[1]->next;
    for (const node *a = n->kid[1]; a; a = a->next) {
        if (a == called && a->kind != NODE_ARG)
            resolve_as_task(r, a);
        else
            resolve_expr(r, a->kind == NODE_ARG ? a->kid[0] : a);
    }
    resolve_kind_used(r, kind, n->kid[1]);
    check_make(r, n, kind);
}

static void resolve_call_named(resolver *r, const node *n)
{
    known *k = scope_use(r, n->kid[0]);
    if (k && (k->s.role == SYMBOL_KIND || k->s.role == SYMBOL_TASK_KIND)) {
        resolve_make(r, n, k);
        return;
    }
    if (k && k->s.role == SYMBOL_BUILTIN)
        resolve_with_key(r, n->kid[1]);
    else
        resolve_arguments(r, n->kid[1]);
    if (!k)
        return;
    if (body_named(k))
        sharing_call(r, body_named(k));
    check_call_function(r, n, k);
}

bool resolve_module(resolver *r, const node *member)
{
    const char *hint = hints_module(r, member);
    if (hint)
        resolving_error(r, member->at, hint, "there are no modules: what `%s` offers is there by itself", member->kid[0]->text);
    return hint;
}

static void resolve_call_member(resolver *r, const node *n)
{
    const node *member = n->kid[0];
    if (resolve_module(r, member)) {
        resolve_arguments(r, n->kid[1]);
        return;
    }
    resolve_expr(r, member->kid[0]);
    check_method(r, n); /* first: `acquire(False)` is a habit of its own */
    if (strcmp(member->text, "wait_for") == 0 && n->kid[1] && n->kid[1]->kind != NODE_ARG) {
        resolve_callback(r, n->kid[1]);
        resolve_arguments(r, n->kid[1]->next);
    } else {
        resolve_with_key(r, n->kid[1]);
    }
    check_change(r, n);
}

static void resolve_call(resolver *r, const node *n)
{
    const node *called = n->kid[0];
    if (called->kind == NODE_NAME) {
        resolve_call_named(r, n);
    } else if (called->kind == NODE_MEMBER) {
        resolve_call_member(r, n);
    } else {
        if (called->kind == NODE_FUNC)
            sharing_call(r, resolve_func(r, called));
        else
            resolve_expr(r, called);
        resolve_arguments(r, n->kid[1]);
        check_equals(r, n->kid[1]);
    }
}

static void resolve_member(resolver *r, const node *n)
{
    if (resolve_module(r, n))
        return;
    resolve_expr(r, n->kid[0]);
    check_property(r, n, false);
}

/* ---- comprehensions ---- */

static void resolve_comprehension(resolver *r, const node *n)
{
    int scopes = 0;
    for (const node *clause = n->kid[1]; clause; clause = clause->next) {
        resolve_expr(r, clause->kind == NODE_COMP_FOR ? clause->kid[1] : clause->kid[0]);
        if (clause->kind != NODE_COMP_FOR)
            continue;
        scope_open(r, true);
        scopes++;
        for (const node *name = clause->kid[0]; name; name = name->next)
            scope_declare(r, name, SYMBOL_LET)->origin = ORIGIN_LOOP;
    }
    resolve_expr(r, n->kid[0]);
    while (scopes--)
        scope_close(r);
}

/* `{a: 1}`, as others write the key "a". */
static void resolve_pair(resolver *r, const node *n)
{
    const node *key = n->kid[0];
    if (key->kind == NODE_NAME && !scope_find(r, key->text))
        scope_unknown(r, key, resolving_text(r, "a key that is a text stands in quotes: `\"%s\": …`", key->text));
    resolve_expr(r, key);
    resolve_expr(r, n->kid[1]);
}

/* ---- all ---- */

void resolve_list(resolver *r, const node *list)
{
    for (; list; list = list->next)
        resolve_expr(r, list);
}

void resolve_expr(resolver *r, const node *n)
{
    if (r->out_of_memory)
        return;
    switch (n->kind) {
    case NODE_NIL:
    case NODE_TRUE:
    case NODE_FALSE:
    case NODE_INT:
    case NODE_FLOAT:
    case NODE_DURATION:
    case NODE_STRING: break;
    case NODE_NAME: resolve_name(r, n); break;
    case NODE_CALL: resolve_call(r, n); break;
    case NODE_MEMBER: resolve_member(r, n); break;
    case NODE_FUNC: body_escapes(resolve_func(r, n)); break;
    case NODE_PAIR: resolve_pair(r, n); break;
    case NODE_BINARY:
        resolve_expr(r, n->kid[0]);
        resolve_expr(r, n->kid[1]);
        check_repeated(r, n);
        break;
    case NODE_LIST_COMP:
    case NODE_MAP_COMP: resolve_comprehension(r, n); break;
    default:
        for (int i = 0; i < 4; i++)
            resolve_list(r, n->kid[i]);
    }
}

/* ---- what is known of a value ---- */

static shape_of shape_of_call(resolver *r, const node *n)
{
    const node *called = n->kid[0];
    if (called->kind == NODE_MEMBER)
        return check_result(r, n);
    const known *k = resolve_known(r, called);
    if (k && (k->s.role == SYMBOL_KIND || k->s.role == SYMBOL_TASK_KIND))
        return check_kind_shape(k);
    return (shape_of){0};
}

static shape_of shape_of_member(resolver *r, const node *n)
{
    shape_of of = resolve_shape(r, n->kid[0]);
    bool side = of.kind == KIND_rwlock && (strcmp(n->text, "read") == 0 || strcmp(n->text, "write") == 0);
    return (shape_of){.kind = side ? KIND_rwlock : KIND_none};
}

shape_of resolve_shape(resolver *r, const node *n)
{
    const known *k = resolve_known(r, n);
    switch (n->kind) {
    case NODE_NAME: return k && k->s.role == SYMBOL_LET ? k->shape : (shape_of){0};
    case NODE_STRING:
    case NODE_INTERP: return (shape_of){.tag = V_STRING};
    case NODE_LIST:
    case NODE_LIST_COMP: return (shape_of){.tag = V_LIST};
    case NODE_MAP:
    case NODE_MAP_COMP: return (shape_of){.tag = V_MAP};
    case NODE_DURATION: return (shape_of){.tag = V_DURATION};
    case NODE_INT: return (shape_of){.tag = V_INT};
    case NODE_FLOAT: return (shape_of){.tag = V_FLOAT};
    case NODE_BINARY: return (shape_of){.tag = n->op == OP_RANGE ? V_RANGE : V_NIL};
    case NODE_CALL: return shape_of_call(r, n);
    case NODE_MEMBER: return shape_of_member(r, n);
    default: return (shape_of){0};
    }
}
