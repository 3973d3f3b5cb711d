/* check_decl: declarations of objects and tasks, and kinds called as expressions. Walks their parts, and checks that the kind exists, is
 * declared in a form it has, and is given the options it takes. */
#include "interp/resolving.h"

#include <string.h>

#include "interp/builtins.h"

/* What the tables of kinds leave to the language: the arguments of tasks. */
static const char THREAD_NOTATION[] = "f args? name: daemon:";
static const char TIMER_NOTATION[] = "time f every:";
static const char TASK_OPTIONS[] = "name: daemon:";

shape_of check_kind_shape(const known *kind)
{
    if (kind->s.role == SYMBOL_KIND)
        return (shape_of){.kind = (uint8_t)kind->s.index};
    if (kind->s.role == SYMBOL_TASK_KIND && kind->s.function)
        return (shape_of){.kind = (uint8_t)kind_by_name(kind->s.function->node->text)};
    return (shape_of){0};
}

static bool is_kind(const known *k) { return k && (k->s.role == SYMBOL_KIND || k->s.role == SYMBOL_TASK_KIND); }

static const char *kind_nearest(resolver *r, const char *name)
{
    const char *habit = hints_kind(name);
    if (habit)
        return habit;
    const char *near = scope_nearest(r, name, 1u << SYMBOL_KIND | 1u << SYMBOL_TASK_KIND);
    return near ? resolving_text(r, "did you mean `%s`?", near) : NULL;
}

bool check_kind_plausible(resolver *r, const char *name)
{
    if (hints_statement(name))
        return false;
    const known *k = scope_find_announced(r, name);
    return k ? is_kind(k) : kind_nearest(r, name) != NULL;
}

/* ---- kinds with options ---- */

/* A process is declared as a thread is. */
static bool is_thread(uint32_t kind) { return kind == KIND_thread || kind == KIND_process; }

static const char *kind_notation(kind_id kind)
{
    return is_thread(kind) ? THREAD_NOTATION : kind == KIND_timer ? TIMER_NOTATION : kind_words[kind].options;
}

static bool argument_is_positional(const node *arguments) { return arguments && arguments->kind != NODE_ARG; }

static void check_options(resolver *r, span at, const node *arguments, kind_id kind)
{
    const char *what = resolving_text(r, "`%s`", kind_words[kind].name);
    check_arguments(r, &(callable){.what = what, .notation = kind_notation(kind), .option_word = "option"}, at, arguments);
}

static void check_task_options(resolver *r, span at, const node *arguments, const known *kind)
{
    const char *what = resolving_text(r, "`%s`", kind->s.name);
    if (kind->s.function)
        check_arguments(r, &(callable){.what = what, .f = kind->s.function, .more = TASK_OPTIONS}, at, arguments);
}

void check_make(resolver *r, const node *call, const known *kind)
{
    if (kind->s.role == SYMBOL_TASK_KIND)
        check_task_options(r, call->at, call->kid[1], kind);
    else if (is_thread(kind->s.index) && !argument_is_positional(call->kid[1]) && !call->kid[1])
        resolving_error(r, call->at,
                        resolving_text(r, "`%s(f)` makes one that calls f, `%s %c { … }` declares one with a block", kind->s.name,
                                       kind->s.name, kind->s.name[0]),
                        "a %s needs something to run", kind->s.name);
    else
        check_options(r, call->at, call->kid[1], (kind_id)kind->s.index);
}

/* ---- kinds that are none ---- */

static const char *hint_no_kind(resolver *r, const char *name)
{
    const char *hint = hints_statement(name), *word = hints_reserved(name);
    hint = hint ? hint : kind_nearest(r, name);
    return hint ? hint : word ? resolving_text(r, "did you mean `%s`?", word) : NULL;
}

static void tell_no_kind(resolver *r, const node *n, const known *k)
{
    const node *name = n->kid[0];
    bool is_function = k && (k->s.role == SYMBOL_BUILTIN || k->s.role == SYMBOL_FUNC);
    if (is_function)
        resolving_error(r, n->name_at,
                        hints_kind(n->text) ? hints_kind(n->text)
                                            : resolving_text(r, "call it with brackets: `%s(%s)`", n->text, name->text),
                        "`%s` is a function, not a kind of object", n->text);
    else if (k)
        resolving_error(
            r, n->name_at,
            kind_by_name(n->text) == KIND_none
                ? NULL
                : resolving_text(r, "line %d uses the name for something else: choose another one there", scope_line(r, k->s.declared)),
            "`%s` is no kind of object: nothing can be declared with it", n->text);
    else
        resolving_error(r, n->name_at, hint_no_kind(r, n->text), "there is no kind of object `%s`", n->text);
}

static void check_name_count(resolver *r, const node *n)
{
    const node *second = n->kid[0]->next;
    bool pipe = strcmp(n->text, "pipe") == 0;
    if (pipe && (!second || second->next))
        resolving_error(r, (second ? second->next : n->kid[0])->at, "`pipe a, b`", "a pipe has two ends, and a name for each");
    else if (!pipe && second)
        resolving_error(
            r, second->at,
            resolving_text(r, "write `%s %s` and `%s %s`, each on a line of its own", n->text, n->kid[0]->text, n->text, second->text),
            "a declaration makes one object, with one name");
}

/* ---- the form of a declaration ---- */

static void check_form_thread(resolver *r, const node *n)
{
    if (n->decl == DECL_AFTER || n->decl == DECL_EVERY)
        resolving_error(r, n->name_at,
                        resolving_text(r, "write `timer %s %s …`, or sleep in the %s", n->kid[0]->text,
                                       n->decl == DECL_AFTER ? "after" : "every", n->text),
                        "a %s has no `%s`: a timer has", n->text, n->decl == DECL_AFTER ? "after" : "every");
    else if (n->decl == DECL_OBJECT && !n->kid[1])
        resolving_error(r, n->kid[0]->at,
                        resolving_text(r, "write `%s %s { … }`, or `%s %s = f(…)`", n->text, n->kid[0]->text, n->text, n->kid[0]->text),
                        "the %s `%s` has nothing to run", n->text, n->kid[0]->text);
    else if (n->decl == DECL_OBJECT)
        check_options(r, n->at, n->kid[1], kind_by_name(n->text));
}

static void check_form_timer(resolver *r, const node *n)
{
    const char *name = n->kid[0]->text;
    if (n->decl == DECL_OBJECT && n->kid[1])
        check_options(r, n->at, n->kid[1], KIND_timer);
    else if (n->decl == DECL_TEMPLATE)
        resolving_error(r, n->name_at, resolving_text(r, "write `timer %s after 1s { … }`: its block sees the variables around it", name),
                        "a timer takes no parameters");
    else if (n->decl == DECL_AFTER || n->decl == DECL_EVERY)
        check_duration(r, n->kid[3], "a timer takes");
    else
        resolving_error(r, n->kid[0]->at, resolving_text(r, "write `timer %s after 1s { … }`, or `timer %s every 1s { … }`", name, name),
                        "the timer `%s` needs a time", name);
}

static void check_form_object(resolver *r, const node *n, kind_id kind)
{
    const char *word = kind_words[kind].name;
    if (n->decl == DECL_OBJECT)
        check_options(r, n->at, n->kid[1], kind);
    else if (n->decl == DECL_CALL)
        resolving_error(
            r, n->name_at,
            resolving_text(r, "write `%s %s%s`, with its options in brackets", word, n->kid[0]->text, kind == KIND_pipe ? ", b" : ""),
            "a declared %s is not set to a value", word);
    else
        resolving_error(
            r, n->name_at,
            kind_words[kind].flags & KIND_OWNED ? resolving_text(r, "to hold it for a block, write `with %s { … }`", n->kid[0]->text)
            : kind == KIND_pool ? resolving_text(r, "to end it after a block, write `with pool(4) as %s { … }`", n->kid[0]->text)
                                : NULL,
            "%s %s runs nothing and has no block", hints_article(word), word);
}

static void check_form_task_kind(resolver *r, const node *n, const known *kind)
{
    if (n->decl == DECL_OBJECT)
        check_task_options(r, n->at, n->kid[1], kind);
    else
        resolving_error(r, n->name_at, resolving_text(r, "write `%s %s(…)`", n->text, n->kid[0]->text),
                        "`%s` is a kind with a block of its own already", n->text);
}

static void check_form(resolver *r, const node *n, const known *kind)
{
    bool is_task = kind->s.role == SYMBOL_TASK_KIND || kind_words[kind->s.index].flags & KIND_TASK;
    if (n->flag && !is_task)
        resolving_error(r, n->at, "leave out `daemon`", "only tasks can be daemons, and %s %s is none", hints_article(n->text), n->text);
    else if (kind->s.role == SYMBOL_TASK_KIND)
        check_form_task_kind(r, n, kind);
    else if (is_thread(kind->s.index))
        check_form_thread(r, n);
    else if (kind->s.index == KIND_timer)
        check_form_timer(r, n);
    else
        check_form_object(r, n, (kind_id)kind->s.index);
}

/* ---- thread t = f(x) ---- */

static const char *hint_block(resolver *r, const node *n, const node *call)
{
    return resolving_text(r, "put the call in a block: `%s %s { %s }`", n->text, n->kid[0]->text, resolving_source(r, call->at));
}

static void check_called(resolver *r, const node *n, const node *call)
{
    const node *called = call->kid[0];
    const known *k = called->kind == NODE_NAME ? resolve_known(r, called) : NULL;
    if (called->kind == NODE_MEMBER)
        resolving_error(r, called->at, hint_block(r, n, call), "a task calls a function; this is a method");
    else if (is_kind(k))
        resolving_error(r, called->at,
                        k->s.role == SYMBOL_TASK_KIND ? resolving_text(r, "write `%s %s(…)`", called->text, n->kid[0]->text) : NULL,
                        "a task calls a function; `%s` is a kind", called->text);
    else if (k)
        check_call_function(r, call, k);
}

static void check_named_of_unknown(resolver *r, const node *n, const node *call)
{
    const known *k = call->kid[0]->kind == NODE_NAME ? resolve_known(r, call->kid[0]) : NULL;
    if (!k || k->s.role == SYMBOL_FUNC || k->value || k->broken)
        return;
    const char *hint = k->s.role == SYMBOL_BUILTIN ? hint_block(r, n, call) : "give it by its place";
    for (const node *a = call->kid[1]; a; a = a->next)
        if (a->kind == NODE_ARG)
            resolving_error(r, a->name_at, hint, "arguments by name need a function that is declared by `func`");
}

static void resolve_called(resolver *r, const node *n)
{
    const node *call = n->kid[3];
    if (call->kind != NODE_CALL) {
        resolve_expr(r, call); /* told by the parser */
        return;
    }
    const node *called = call->kid[0];
    if (called->kind == NODE_MEMBER && resolve_module(r, called)) {
        resolve_arguments(r, call->kid[1]);
        return;
    }
    const known *k = called->kind == NODE_NAME ? scope_find(r, called->text) : NULL;
    if (is_kind(k))
        r->out->symbol_of[called->id] = (symbol *)&k->s;
    else if (called->kind == NODE_MEMBER)
        resolve_expr(r, called->kid[0]);
    else
        resolve_as_task(r, called);
    resolve_arguments(r, call->kid[1]);
    if (!is_thread(kind_by_name(n->text)))
        return;
    check_called(r, n, call);
    check_named_of_unknown(r, n, call);
}

/* ---- the parts ---- */

static void resolve_options(resolver *r, const node *n, const known *kind)
{
    const node *called = NULL;
    if (kind && kind->s.role == SYMBOL_KIND && is_thread(kind->s.index))
        called = n->kid[1];
    if (kind && kind->s.role == SYMBOL_KIND && kind->s.index == KIND_timer && n->kid[1])
        called = n->kid[1]->next;
    for (const node *a = n->kid[1]; a; a = a->next) {
        if (a == called && a->kind != NODE_ARG)
            resolve_as_task(r, a);
        else
            resolve_expr(r, a->kind == NODE_ARG ? a->kid[0] : a);
    }
}

static void resolve_block_of(resolver *r, const node *n)
{
    bool many = scope_repeats(r);
    body *b = resolve_body_new(r, n, n->kid[0]->text, strcmp(n->text, "timer") == 0 ? FUNCTION_TIMER : FUNCTION_TASK);
    sharing_task(r, b, many);
    resolve_body(r, b, NULL, n->kid[2]);
}

static void resolve_template(resolver *r, const node *n)
{
    known *k = scope_declare(r, n->kid[0], SYMBOL_TASK_KIND);
    if (!k->s.function)
        k->s.function = &resolve_body_new(r, n, n->kid[0]->text, FUNCTION_TASK)->f;
    body *b = (body *)k->s.function;
    k->origin = ORIGIN_OBJECT;
    r->out->function_of[n->id] = &b->f;
    sharing_task(r, b, true);
    resolve_body(r, b, n->kid[1], n->kid[2]);
}

static void resolve_parts(resolver *r, const node *n, const known *kind)
{
    if (n->decl == DECL_TEMPLATE) {
        resolve_template(r, n);
        return;
    }
    if (n->decl == DECL_CALL)
        resolve_called(r, n);
    else if (n->kid[3])
        resolve_expr(r, n->kid[3]);
    resolve_options(r, n, kind);
    if (n->kid[2])
        resolve_block_of(r, n);
}

static void declare_names(resolver *r, const node *n, const known *kind, bool quietly)
{
    for (const node *name = n->kid[0]; name && n->decl != DECL_TEMPLATE; name = name->next) {
        if (quietly && scope_find(r, name->text))
            continue;
        known *k = scope_declare(r, name, SYMBOL_LET);
        k->origin = ORIGIN_OBJECT;
        k->shape = is_kind(kind) ? check_kind_shape(kind) : (shape_of){0};
        k->s.object_kind = k->shape.kind;
    }
}

static void check_kind_used(resolver *r, const node *n, known *kind)
{
    scope_note_use(r, kind, n);
    resolve_kind_used(r, kind, n->kid[1]);
}

/* The kind is declared further down. */
static bool tell_kind_below(resolver *r, const node *n)
{
    const known *below = scope_find_announced(r, n->text);
    if (!is_kind(below) || !below->s.declared)
        return false;
    resolving_error(r, n->name_at, "move its declaration further up", "`%s` is declared below, at line %d, and cannot be used before that",
                    n->text, scope_line(r, below->s.declared));
    return true;
}

void check_declaration(resolver *r, const node *n)
{
    known *kind = scope_find(r, n->text);
    bool plausible = check_kind_plausible(r, n->text);
    if (is_kind(kind))
        check_kind_used(r, n, kind);
    else if (kind || !tell_kind_below(r, n))
        tell_no_kind(r, n, kind);
    resolve_parts(r, n, kind);
    if (plausible)
        check_name_count(r, n);
    if (is_kind(kind))
        check_form(r, n, kind);
    declare_names(r, n, kind, !plausible);
}
