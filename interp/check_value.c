/* check_value: values that cannot be what was meant: the nil of what gives nothing, an object as a condition, one object many times.
 * Tells of nothing but what is certain before the run; knows the shapes of resolve_expr.c. */
#include "interp/resolving.h"

#include <string.h>

/* ---- what gives nothing ---- */

/* By these names there is nothing that gives a value; %s: what stands before the dot. */
static const struct {
    const char *name, *hint;
} gives_nothing[] = {
    {"append", "`%s.append(…)` changes the list itself: write it alone"},
    {"extend", "`%s.extend(…)` changes the list itself: write it alone"},
    {"insert", "`%s.insert(…)` changes the list itself: write it alone"},
    {"sort", "`sorted(%s)` gives a sorted list and changes nothing"},
    {"reverse", "`reversed(%s)` gives it the other way round and changes nothing"},
    {"start", "keep the task first: `let t = %s`, then `t.start()`"},
};

void check_gives(resolver *r, const node *given)
{
    const node *member = given->kind == NODE_CALL ? given->kid[0] : NULL;
    if (!member || member->kind != NODE_MEMBER)
        return;
    for (size_t i = 0; i < sizeof gives_nothing / sizeof *gives_nothing; i++)
        if (strcmp(gives_nothing[i].name, member->text) == 0) {
            const char *before = resolving_source(r, member->kid[0]->at), *hint = gives_nothing[i].hint;
            size_t head = (size_t)(strstr(hint, "%s") - hint);
            resolving_error(r, member->name_at, resolving_text(r, "%.*s%s%s", (int)head, hint, before, hint + head + 2),
                            "`%s` gives no value", member->text);
        }
}

/* `ch <- 1`: it would compare ch with -1, for nothing. */
void check_alone(resolver *r, const node *given)
{
    const node *link = given->kind == NODE_COMPARE ? given->kid[1] : NULL;
    if (!link || link->next || link->op != OP_LT || link->kid[0]->at.begin == 0 || r->src->text[link->kid[0]->at.begin - 1] != '<')
        return;
    uint32_t sign = link->kid[0]->at.begin - 1;
    if (r->src->text[sign + 1] == '-')
        resolving_error(r, (span){sign, sign + 2, given->at.line},
                        resolving_text(r, "write `%s.put(…)`", resolving_source(r, given->kid[0]->at)), "there is no `<-`");
}

/* ---- objects ---- */

/* What is meant by an object of that kind as a condition; %s: its name. */
static const struct {
    kind_id kind;
    const char *before, *after;
} conditions[] = {
    {KIND_process, "", ".is_alive()"},  {KIND_thread, "", ".is_alive()"}, {KIND_timer, "", ".is_alive()"}, {KIND_queue, "not ", ".empty()"},
    {KIND_pipe, "", ".poll()"},         {KIND_event, "", ".is_set()"},    {KIND_lock, "", ".locked()"},    {KIND_rlock, "", ".locked()"},
    {KIND_semaphore, "", ".value > 0"}, {KIND_latch, "", ".count == 0"},  {KIND_atom, "", ".load()"},      {KIND_barrier, "", ".broken"},
};

void check_condition(resolver *r, const node *condition)
{
    const node *n = condition;
    if (n->kind == NODE_AND || n->kind == NODE_OR) {
        check_condition(r, n->kid[0]);
        check_condition(r, n->kid[1]);
        return;
    }
    while (n->kind == NODE_UNARY && n->op == OP_NOT)
        n = n->kid[0];
    const known *k = resolve_known(r, n);
    if (!k || k->origin != ORIGIN_OBJECT || k->s.role != SYMBOL_LET || !k->shape.kind)
        return;
    const char *hint = NULL, *kind = kind_words[k->shape.kind].name;
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++)
        if (conditions[i].kind == k->shape.kind)
            hint = resolving_text(r, "write `%s%s%s`", conditions[i].before, n->text, conditions[i].after);
    resolving_error(r, n->at, hint, "`%s` is %s %s, and an object always counts as true", n->text, hints_article(kind), kind);
}

static bool makes_object(resolver *r, const node *n)
{
    const known *k = n->kind == NODE_CALL ? resolve_known(r, n->kid[0]) : NULL;
    return k && (k->s.role == SYMBOL_KIND || k->s.role == SYMBOL_TASK_KIND);
}

/* [lock()] * 3 */
void check_repeated(resolver *r, const node *n)
{
    bool right = n->kid[1]->kind == NODE_LIST;
    const node *list = right ? n->kid[1] : n->kid[0], *times = right ? n->kid[0] : n->kid[1];
    const node *only = list->kind == NODE_LIST ? list->kid[0] : NULL;
    if (n->op != OP_MUL || !only || only->next || !makes_object(r, only) || (times->kind == NODE_INT && times->integer < 2))
        return;
    resolving_error(r, only->at,
                    resolving_text(r, "write `[%s for i in range(%s)]`, or, if one is meant, give it a name first",
                                   resolving_source(r, only->at), resolving_source(r, times->at)),
                    "this list holds one and the same object many times");
}
