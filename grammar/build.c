/* build: makes the tree's nodes, and reports what the grammar lets through but the language does not.
 * Calls arena and diag by way of parsing.h. Looks at the shape of nodes alone: names mean nothing here. */
#include "grammar/build.h"

#include <string.h>

#include "grammar/parser.h"

/* ---- places and lists ---- */

span build_join(span from, span to) { return (span){from.begin, to.end > from.end ? to.end : from.end, from.line}; }

span build_after(span at) { return (span){at.end, at.end, at.line}; }

node_list build_none(void) { return (node_list){0}; }

node_list build_list(node *first) { return (node_list){first, first, 1, false}; }

node_list build_append(parsing *p, node_list list, node *item)
{
    if (item == &p->spare)
        return list;
    if (list.last && list.last != &p->spare)
        list.last->next = item;
    else
        list.first = item;
    list.last = item;
    list.count++;
    return list;
}

node_list build_comma(node_list list)
{
    list.comma = true;
    return list;
}

/* ---- nodes ---- */

node *build_leaf(parsing *p, node_kind kind, span at)
{
    node *n = arena_alloc(p->t->memory, sizeof *n);
    if (!n) {
        parsing_no_memory(p);
        return &p->spare;
    }
    n->kind = (uint8_t)kind;
    n->id = p->t->nodes++;
    n->at = at;
    n->depth = 1;
    return n;
}

/* Attaches a child, or a list of them. */
static void build_attach(parsing *p, node *parent, int place, node *kid)
{
    if (parent == &p->spare || kid == &p->spare)
        return;
    parent->kid[place] = kid;
    for (; kid; kid = kid->next)
        if (kid->depth >= parent->depth)
            parent->depth = kid->depth + 1;
    if (parent->depth > NESTING_MOST)
        parsing_stop(p, parent->at, "this is nested too deeply");
}

node *build_node(parsing *p, node_kind kind, span at, node *first, node *second, node *third)
{
    node *n = build_leaf(p, kind, at);
    build_attach(p, n, 0, first);
    build_attach(p, n, 1, second);
    build_attach(p, n, 2, third);
    return n;
}

static void build_set_name(parsing *p, node *n, slice name, span name_at)
{
    if (n == &p->spare)
        return;
    n->text = name.bytes;
    n->length = name.length;
    n->name_at = name_at;
}

node *build_named(parsing *p, node_kind kind, span at, slice name, span name_at)
{
    node *n = build_leaf(p, kind, at);
    build_set_name(p, n, name, name_at);
    return n;
}

node *build_titled(parsing *p, node_kind kind, span at, slice name, span name_at, node *first)
{
    node *n = build_named(p, kind, at, name, name_at);
    build_attach(p, n, 0, first);
    return n;
}

node *build_operator(parsing *p, node_kind kind, span at, operator_kind op, node *left, node *right)
{
    node *n = build_node(p, kind, at, left, right, NULL);
    n->op = (uint8_t)op;
    return n;
}

/* The source text of a place when it is short and on one line, to quote it in a hint; else "…". */
static const char *build_quote(parsing *p, span at)
{
    const char *from = p->src->text + at.begin;
    size_t length = at.end - at.begin;
    if (length > 40 || memchr(from, '\n', length))
        return "…";
    const char *copy = arena_text(p->t->memory, from, length);
    return copy ? copy : "…";
}

static void build_error_quoting(parsing *p, span at, span quoted, const char *message, const char *hint_format)
{
    buf hint = {0};
    const char *quote = build_quote(p, quoted);
    for (const char *c = hint_format; *c; c++) {
        if (*c == '@')
            buf_text(&hint, quote);
        else
            buf_char(&hint, *c);
    }
    parsing_error(p, at, hint.failed ? NULL : hint.data, "%s", message);
    buf_free(&hint);
}

/* ---- expressions ---- */

node *build_integer(parsing *p, node_kind kind, span at, int64_t integer)
{
    node *n = build_leaf(p, kind, at);
    n->integer = integer;
    return n;
}

node *build_float(parsing *p, span at, double number)
{
    node *n = build_leaf(p, NODE_FLOAT, at);
    n->number = number;
    return n;
}

node *build_name(parsing *p, span at, slice name)
{
    if (strcmp(name.bytes, "null") == 0) {
        parsing_error(p, at, "write `nil`", "there is no `null`");
        return build_leaf(p, NODE_NIL, at);
    }
    return build_named(p, NODE_NAME, at, name, at);
}

/* The least integer can only be written with its sign: the scanner lets its digits through behind a `-` alone. */
node *build_negative(parsing *p, span at, node *operand)
{
    if (operand->kind == NODE_INT && operand->integer == INT64_MIN)
        return build_integer(p, NODE_INT, at, INT64_MIN);
    return build_operator(p, NODE_UNARY, at, OP_NEG, operand, NULL);
}

static void build_check_arguments(parsing *p, node_list arguments)
{
    const node *named = NULL;
    for (const node *n = arguments.first; n; n = n->next) {
        if (n->kind == NODE_ARG) {
            for (const node *m = arguments.first; m != n; m = m->next)
                if (m->kind == NODE_ARG && strcmp(m->text, n->text) == 0)
                    parsing_error(p, n->name_at, NULL, "the argument `%s` is given twice", n->text);
            named = n;
        } else if (named) {
            parsing_error(p, n->at, "arguments in order come first, those with a name after them",
                          "an argument without a name cannot follow `%s:`", named->text);
        }
    }
}

node *build_call(parsing *p, span at, node *callee, node_list arguments)
{
    build_check_arguments(p, arguments);
    return build_node(p, NODE_CALL, at, callee, arguments.first, NULL);
}

node *build_argument(parsing *p, span at, slice name, span name_at, node *value, bool equals)
{
    node *n = build_titled(p, NODE_ARG, at, name, name_at, value);
    n->flag = equals;
    return n;
}

node *build_lambda(parsing *p, span at, node_list parameters, node *value)
{
    return build_node(p, NODE_FUNC, at, parameters.first, build_node(p, NODE_RETURN, value->at, value, NULL, NULL), NULL);
}

node *build_tuple(parsing *p, span at, node *first)
{
    span inner = {at.begin + 1, at.end - 1, at.line};
    while (inner.end > inner.begin && strchr(", ", p->src->text[inner.end - 1])) /* ("bob",) */
        inner.end--;
    if (inner.end == inner.begin && at.begin > 0 && p->src->text[at.begin - 1] == '}')
        parsing_error(p, at, "a function that is to be called has a name: `let f = func() { … }`, then `f()`", "a block cannot be called");
    else if (p->statement.head == T_ASSERT)
        build_error_quoting(p, at, inner, "`assert` takes no brackets around both parts", "write `assert @`");
    else
        build_error_quoting(p, at, inner, "there are no tuples", "write a list: `[@]`");
    return first ? first : build_leaf(p, NODE_LIST, at);
}

node_list build_text_part(parsing *p, node_list parts, slice piece, span at)
{
    return piece.length ? build_append(p, parts, build_named(p, NODE_STRING, at, piece, at)) : parts;
}

node *build_interpolation(parsing *p, span at, slice begin, span begin_at, node *hole, node_list middles, slice end, span end_at)
{
    node_list parts = build_append(p, build_text_part(p, build_none(), begin, begin_at), hole);
    if (middles.first && parts.last) {
        parts.last->next = middles.first;
        parts.last = middles.last;
    }
    parts = build_text_part(p, parts, end, end_at);
    return build_node(p, NODE_INTERP, at, parts.first, NULL, NULL);
}

node *build_condition(parsing *p, node *left, span equals)
{
    parsing_error(p, equals, "write `==`", "`=` sets a variable; it does not compare");
    return left;
}

void build_check_parameters(parsing *p, node_list parameters)
{
    const node *with_default = NULL;
    for (const node *n = parameters.first; n; n = n->next) {
        if (n->kid[0])
            with_default = n;
        else if (with_default)
            parsing_error(p, n->at, "give it a default too, or put it first", "`%s` has no default but follows `%s`, which has one",
                          n->text, with_default->text);
    }
}

/* ---- statements ---- */

/* Statements that only the top level of a file may hold. */
static const char *build_top_level_word(const node *n)
{
    switch (n->kind) {
    case NODE_SCENARIO: return "scenario";
    case NODE_INVARIANT: return "invariant";
    case NODE_EVENTUALLY: return "eventually";
    case NODE_SHARED_VAR: return "shared var";
    default: return NULL;
    }
}

node *build_block(parsing *p, span at, node_list statements)
{
    for (const node *n = statements.first; n; n = n->next) {
        const char *word = build_top_level_word(n);
        if (word)
            parsing_error(p, n->at, "move it out of all braces", "`%s` stands at the top level of the file only", word);
    }
    return build_node(p, NODE_BLOCK, at, statements.first, NULL, NULL);
}

void build_root(parsing *p, node_list statements, span at)
{
    for (const node *n = statements.first; n; n = n->next)
        if (n->kind == NODE_SCENARIO && n != statements.first)
            parsing_error(p, (span){n->at.begin, n->at.begin + 8, n->at.line}, NULL,
                          statements.first->kind == NODE_SCENARIO ? "a file has one `scenario` header at most"
                                                                  : "the `scenario` header comes first in the file");
    at.begin = 0;
    at.line = 1;
    p->t->root = build_node(p, NODE_BLOCK, at, statements.first, NULL, NULL);
}

node *build_return(parsing *p, span at, node_list values, span values_at)
{
    if (values.count > 1 || values.comma)
        build_error_quoting(p, values_at, values_at, "`return` gives back one value", "return a list: `return [@]`");
    return build_node(p, NODE_RETURN, at, values.first, NULL, NULL);
}

/* What several names are set to: `a, b = b, a` makes a list of b and a. */
static node *build_values(parsing *p, node_list names, node_list values, span values_at)
{
    bool takes_apart = names.count > 1 || names.comma;
    if (values.count == 1 && !values.comma)
        return values.first;
    if (!takes_apart)
        build_error_quoting(p, values_at, values_at, "one name is given several values", "for a list write `[@]`");
    else if (values.count != names.count)
        parsing_error(p, values_at, NULL, "%d name%s but %d value%s", names.count, names.count == 1 ? "" : "s", values.count,
                      values.count == 1 ? "" : "s");
    return build_node(p, NODE_LIST, values_at, values.first, NULL, NULL);
}

node *build_binding(parsing *p, node_kind kind, span at, node_list names, node_list values, span values_at)
{
    node *n = build_node(p, kind, at, names.first, build_values(p, names, values, values_at), NULL);
    n->flag = names.count == 1 && names.comma;
    return n;
}

node *build_unbound(parsing *p, node_kind kind, span at, node_list names, span names_at)
{
    build_error_quoting(p, build_after(names_at), at, kind == NODE_LET ? "`let` needs a value" : "`var` needs a first value",
                        kind == NODE_LET ? "write `@ = …`" : "write `@ = nil` when there is none yet");
    return build_node(p, kind, at, names.first, build_leaf(p, NODE_NIL, at), NULL);
}

node *build_expression_statement(parsing *p, span at, node_list values)
{
    const node *first = values.first;
    if (values.count > 1 || values.comma)
        parsing_error(p, at, "put each on a line of its own", "a statement is one expression");
    else if (first->kind == NODE_NAME && strcmp(first->text, "pass") == 0)
        parsing_error(p, at, "leave the block empty: `{ }`", "there is no `pass`");
    return build_node(p, NODE_EXPR, at, values.first, NULL, NULL);
}

static void build_check_target(parsing *p, const node *target)
{
    const char *what = "the result of an expression";
    switch (target->kind) {
    case NODE_NAME:
    case NODE_INDEX:
    case NODE_MEMBER: return;
    case NODE_CALL: what = "what a call gives back"; break;
    case NODE_SLICE: what = "a slice"; break;
    case NODE_COMPARE: what = "a comparison"; break;
    case NODE_LIST: what = "a list"; break;
    case NODE_NIL:
    case NODE_TRUE:
    case NODE_FALSE:
    case NODE_INT:
    case NODE_FLOAT:
    case NODE_DURATION:
    case NODE_STRING: what = "a constant"; break;
    default: break;
    }
    parsing_error(p, target->at, "the left side is a variable, an item such as `xs[0]`, or a property such as `t.name`",
                  "cannot assign to %s", what);
}

node *build_assignment(parsing *p, span at, node_list targets, operator_kind op, node_list values, span values_at)
{
    for (const node *n = targets.first; n; n = n->next)
        build_check_target(p, n);
    if (op != OP_NONE && (targets.count > 1 || targets.comma))
        parsing_error(p, at, "change one variable at a time", "`%s=` takes one variable", operator_text(op));
    node *n = build_node(p, NODE_ASSIGN, at, targets.first, build_values(p, targets, values, values_at), NULL);
    n->op = (uint8_t)op;
    n->flag = targets.count == 1 && targets.comma;
    return n;
}

/* ---- declarations ---- */

node *build_declared(parsing *p, span at, slice kind, span kind_at, node_list names, bool daemon)
{
    node *n = build_titled(p, NODE_DECL, at, kind, kind_at, names.first);
    n->flag = daemon;
    return n;
}

/* The list in brackets turns out to be one of parameters: a block follows. */
static node_list build_as_parameters(parsing *p, node_list arguments)
{
    node_list parameters = build_none();
    for (const node *n = arguments.first; n; n = n->next) {
        slice name = {n->text, n->length};
        if (n->kind == NODE_NAME)
            parameters = build_append(p, parameters, build_named(p, NODE_PARAM, n->at, name, n->at));
        else if (n->kind == NODE_ARG)
            parameters = build_append(p, parameters, build_titled(p, NODE_PARAM, n->at, name, n->name_at, n->kid[0]));
        else
            parsing_error(p, n->at, "a block follows, so the list in brackets names parameters: `name` or `name = value`",
                          "expected the name of a parameter");
    }
    build_check_parameters(p, parameters);
    return parameters;
}

node *build_declaration(parsing *p, node *declared, span at, decl_form form, node_list arguments, node *body, node *init)
{
    if (form == DECL_TEMPLATE)
        arguments = build_as_parameters(p, arguments);
    else
        build_check_arguments(p, arguments);
    if (form == DECL_CALL && init->kind != NODE_CALL)
        parsing_error(p, init->at, "`process p = f(\"bob\")` calls f in p; a variable is made with `let` or `var`",
                      "expected a call behind the `=` of a declaration");
    declared->at = at;
    declared->decl = (uint8_t)form;
    build_attach(p, declared, 1, arguments.first);
    build_attach(p, declared, 2, body);
    build_attach(p, declared, 3, init);
    return declared;
}

node *build_function(parsing *p, span at, slice name, span name_at, node_list parameters, node *body)
{
    node *n = build_named(p, NODE_FUNC_DEF, at, name, name_at);
    build_attach(p, n, 0, parameters.first);
    build_attach(p, n, 1, body);
    return n;
}

/* ---- statements with several blocks ---- */

node *build_try(parsing *p, span at, node *body, node_list catches, node *finally)
{
    if (!catches.count && !finally)
        parsing_error(p, build_after(at), "add `catch e { … }`", "a `try` needs a `catch` or a `finally`");
    return build_node(p, NODE_TRY, at, body, catches.first, finally);
}

node *build_catch(parsing *p, span at, node_list kinds, slice name, span name_at, node *body)
{
    node *n = build_node(p, NODE_CATCH, at, kinds.first, body, NULL);
    build_set_name(p, n, name, name_at);
    return n;
}

node *build_case(parsing *p, span at, const slice *name, span name_at, node *call, node *condition, node *body)
{
    if (call->kind != NODE_CALL && call->kind != NODE_NIL)
        parsing_error(p, call->at, "write a call such as `q.get()`", "a `case` waits for an operation");
    node *n = build_node(p, NODE_CASE, at, call, condition, body);
    if (name)
        build_set_name(p, n, *name, name_at);
    return n;
}

node *build_select(parsing *p, span at, node_list cases)
{
    const node *end = NULL;
    for (const node *n = cases.first; n; n = n->next) {
        if (n->kind == NODE_CASE)
            continue;
        if (end && end->kind == n->kind)
            parsing_error(p, n->at, NULL, "a `select` has one `%s` at most", n->kind == NODE_SELECT_ELSE ? "else" : "after");
        else if (end)
            parsing_error(p, n->at, "`else` does not wait at all, so no time-out can pass", "a `select` has `after` or `else`, not both");
        end = n;
    }
    return build_node(p, NODE_SELECT, at, cases.first, NULL, NULL);
}

/* The values of the header are literals: returns the first part of one that is none, or NULL. */
static const node *build_no_literal(const node *n)
{
    const node *wrong = NULL;
    if (!n)
        return NULL; /* memory ran out */
    switch (n->kind) {
    case NODE_NIL:
    case NODE_TRUE:
    case NODE_FALSE:
    case NODE_INT:
    case NODE_FLOAT:
    case NODE_DURATION:
    case NODE_STRING: return NULL;
    case NODE_UNARY: return n->op == OP_NEG ? build_no_literal(n->kid[0]) : n;
    case NODE_PAIR: wrong = build_no_literal(n->kid[0]); return wrong ? wrong : build_no_literal(n->kid[1]);
    case NODE_LIST:
    case NODE_MAP:
        for (const node *item = n->kid[0]; item && !wrong; item = item->next)
            wrong = build_no_literal(item);
        return wrong;
    default: return n;
    }
}

static const char *entry_hint(const node *entry, const node *wrong)
{
    if (strcmp(entry->text, "invariant") == 0 || strcmp(entry->text, "eventually") == 0)
        return "what is to hold is a statement of its own: `invariant \"text\": x > 0`";
    return wrong->kind == NODE_NAME ? "words stand in quotes here" : NULL;
}

node *build_scenario(parsing *p, span at, slice title, span title_at, node_list entries)
{
    for (const node *n = entries.first; n; n = n->next) {
        const node *wrong = build_no_literal(n->kid[0]);
        if (wrong)
            parsing_error(p, wrong->at, entry_hint(n, wrong),
                          "a value of the header is a literal: a number, a duration, a string, a list or a map");
    }
    return build_titled(p, NODE_SCENARIO, at, title, title_at, entries.first);
}
