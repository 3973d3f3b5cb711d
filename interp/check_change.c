/* check_change: only variables change. Targets of assignments, and methods that change a list or map in place. */
#include "interp/resolving.h"

#include <string.h>

#include "runtime/value/method.h"

static const char *const origins[] = {
    [ORIGIN_LET] = "a `let`",
    [ORIGIN_PARAMETER] = "a parameter",
    [ORIGIN_LOOP] = "a loop variable",
    [ORIGIN_CATCH] = "the caught error",
    [ORIGIN_CASE] = "what the `case` got",
    [ORIGIN_WITH] = "a name made by `as`",
    [ORIGIN_OBJECT] = "a declared object",
};

static bool is_variable(const known *k) { return k->s.role == SYMBOL_VAR || k->s.role == SYMBOL_SHARED_VAR; }

static const char *what_is(resolver *r, const known *k)
{
    switch (k->s.role) {
    case SYMBOL_FUNC: return "a function";
    case SYMBOL_TASK_KIND: return resolving_text(r, "a kind of %s", k->s.declared && k->s.function ? k->s.function->node->text : "task");
    case SYMBOL_BUILTIN: return "a built-in function";
    case SYMBOL_KIND: return "a kind of object";
    default: return origins[k->origin];
    }
}

static const char *hint_variable(resolver *r, const known *k)
{
    const char *name = k->s.name;
    if (k->s.role != SYMBOL_LET)
        return resolving_text(r, "for a variable of that name write `var %s = …`", name);
    if (k->origin == ORIGIN_LET)
        return resolving_text(r, "declare it with `var %s = …`, at line %d, to change it", name, scope_line(r, k->s.declared));
    if (k->shape.kind == KIND_atom)
        return resolving_text(r, "`%s.store(v)` sets its value, `%s.add(1)` adds to it", name, name);
    if (k->origin == ORIGIN_OBJECT)
        return "keep objects that change places in a `var`";
    return resolving_text(r, "copy it into a variable first: `var %s = %s`", name, name);
}

/* ---- assignments ---- */

/* x = 1, where no x is declared: Python's way to declare one. */
static void tell_undeclared(resolver *r, const node *name)
{
    scope_unknown(r, name, resolving_text(r, "a variable is declared first: `var %s = …`", name->text));
    known *k = scope_declare(r, name, SYMBOL_VAR);
    k->broken = true;
}

static void check_name_target(resolver *r, const node *name)
{
    known *k = scope_find(r, name->text);
    if (!k) {
        tell_undeclared(r, name);
        return;
    }
    scope_note_use(r, k, name);
    if (!k->broken && !is_variable(k))
        resolving_error(r, name->at, hint_variable(r, k), "`%s` is %s and cannot be set", name->text, what_is(r, k));
}

static const node *base_of(const node *n)
{
    while (n->kind == NODE_INDEX)
        n = n->kid[0];
    return n;
}

static void resolve_indexes(resolver *r, const node *n)
{
    if (n->kind != NODE_INDEX)
        return;
    resolve_indexes(r, n->kid[0]);
    resolve_expr(r, n->kid[1]);
}

static void check_index_target(resolver *r, const node *target)
{
    const node *base = base_of(target);
    if (base->kind != NODE_NAME) {
        resolve_expr(r, target);
        resolving_error(r, base->at, "put the value into a `var` first, and change that", "only what a variable holds can be changed");
        return;
    }
    known *k = scope_use(r, base);
    resolve_indexes(r, target);
    if (k && !is_variable(k))
        resolving_error(r, base->at, hint_variable(r, k), "`%s` is %s, and what it holds cannot be changed", base->text, what_is(r, k));
}

void check_target(resolver *r, const node *target)
{
    if (target->kind == NODE_NAME) {
        check_name_target(r, target);
    } else if (target->kind == NODE_INDEX) {
        check_index_target(r, target);
    } else if (target->kind == NODE_MEMBER) {
        resolve_expr(r, target->kid[0]);
        check_property(r, target, true);
    } else {
        resolve_expr(r, target);
    }
}

/* ---- methods that change ---- */

static bool is_change(const char *name) { return method_name_mutates(name) && strcmp(name, "clear") != 0 && strcmp(name, "sort_by") != 0; }

static const char *hint_instead(resolver *r, const node *member)
{
    const char *text = resolving_source(r, member->kid[0]->at);
    if (strcmp(member->text, "sort") == 0)
        return resolving_text(r, "`sorted(%s)` gives a sorted list and changes nothing", text);
    if (strcmp(member->text, "reverse") == 0)
        return resolving_text(r, "`reversed(%s)` gives it the other way round and changes nothing", text);
    return "put it into a `var` first, and change that";
}

void check_change(resolver *r, const node *call)
{
    const node *member = call->kid[0], *base = base_of(member->kid[0]);
    shape_of of = resolve_shape(r, member->kid[0]);
    if (!is_change(member->text) || of.kind || of.tag == V_STRING || of.tag == V_DURATION)
        return;
    if (base->kind == NODE_CALL && base->kid[0]->kind == NODE_MEMBER && !check_method_exists(r, base->kid[0]->text))
        return; /* told already */
    if (base->kind != NODE_NAME) {
        resolving_error(r, base->at, hint_instead(r, member), "`%s` changes a list or map that no variable holds", member->text);
        return;
    }
    const known *k = resolve_known(r, base);
    if (k && !k->broken && !is_variable(k))
        resolving_error(r, base->at, hint_variable(r, k), "`%s` is %s, and `%s` would change what it holds", base->text, what_is(r, k),
                        member->text);
}
