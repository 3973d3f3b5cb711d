/* check_pure: conditions that are evaluated again and again, at moments nobody chooses (await, invariant, eventually), may only look. */
#include "interp/resolving.h"

#include <string.h>

#include "interp/builtins.h"
#include "runtime/value/method.h"

static const char HINT[] =
    "only operators, variables, and what looks without changing anything (`size()`, `is_set()`, `len(xs)`) may stand here";

static void tell(resolver *r, span at, const char *what, const char *reason, const char *where)
{
    resolving_error(r, at, HINT, "`%s` %s, which the condition of `%s` may not", what, reason, where);
}

/* Built-ins of the engine that only look. */
static bool builtin_looks(const builtin *b)
{
    static const char *const lookers[] = {"args", "cpu_count", "current", "threads", "children", "pid", "ppid"};
    for (size_t i = 0; i < sizeof lookers / sizeof *lookers; i++)
        if (strcmp(b->name, lookers[i]) == 0)
            return true;
    return b->kind == BUILTIN_PURE;
}

static const char *builtin_why(const char *name)
{
    if (strcmp(name, "now") == 0)
        return "changes by itself";
    if (strcmp(name, "random") == 0 || strcmp(name, "choose") == 0 || strcmp(name, "shuffle") == 0)
        return "depends on chance";
    return "has an effect";
}

static void check_named_call(resolver *r, const node *called, const char *where)
{
    const known *k = resolve_known(r, called);
    if (!k || k->broken)
        return;
    if (k->s.role == SYMBOL_KIND || k->s.role == SYMBOL_TASK_KIND)
        tell(r, called->at, called->text, "makes an object", where);
    else if (k->s.role != SYMBOL_BUILTIN)
        tell(r, called->at, called->text, "calls a function of the script", where);
    else if (!builtin_looks(&builtins[k->s.index]))
        tell(r, called->at, called->text, builtin_why(k->s.name), where);
}

/* With a time-out it may wait; without one it only looks. */
static bool verb_looks(const verb_word *v, bool timed) { return v->flags & VERB_LOOKS || (strcmp(v->name, "poll") == 0 && !timed); }

static bool has_timeout(const node *call)
{
    for (const node *given = call->kid[1]; given; given = given->next)
        if (given->text && strcmp(given->text, "timeout") == 0)
            return true;
    return false;
}

/* Of an object that may be anything: does anything of that name only look? */
static bool method_looks(shape_of of, const char *name, bool timed)
{
    bool found = false;
    for (int i = VERB_none + 1; i < VERBS; i++) {
        const verb_word *v = &verb_words[i];
        if (of.tag || (of.kind && v->kind != of.kind) || strcmp(v->name, name) != 0 || v->flags & VERB_INNER)
            continue;
        if (verb_looks(v, timed))
            return true;
        found = true;
    }
    for (size_t i = 0; i < method_count && !of.kind; i++) {
        if ((of.tag && methods[i].type != of.tag) || strcmp(methods[i].name, name) != 0)
            continue;
        if (!methods[i].mutates)
            return true;
        found = true;
    }
    return !found; /* what does not exist was told already */
}

static void check_call(resolver *r, const node *n, const char *where)
{
    const node *called = n->kid[0];
    if (called->kind == NODE_NAME)
        check_named_call(r, called, where);
    else if (called->kind == NODE_MEMBER && !method_looks(resolve_shape(r, called->kid[0]), called->text, has_timeout(n)))
        tell(r, called->name_at, called->text, "does more than look", where);
}

static bool is_leaf(const node *n) { return n->kind == NODE_INT || n->kind == NODE_FLOAT || n->kind == NODE_DURATION; }

void check_pure(resolver *r, const node *n, const char *where)
{
    if (is_leaf(n))
        return;
    if (n->kind == NODE_FUNC) {
        tell(r, n->at, "func", "is a function of the script", where);
        return;
    }
    if (n->kind == NODE_CALL)
        check_call(r, n, where);
    for (int i = 0; i < 4; i++)
        for (const node *kid = n->kid[i]; kid; kid = kid->next)
            check_pure(r, kid, where);
}
