/* build: the nodes of the tree, made as the parser goes. Private to grammar/.
 * Errors: what is well-formed for the grammar but never right (a statement where none may stand, `return a, b`) is reported here.
 * When memory is out every function returns the parse's spare node, so that callers need not ask. */
#ifndef GRAMMAR_BUILD_H
#define GRAMMAR_BUILD_H

#include "grammar/parsing.h"

span build_join(span from, span to);
span build_after(span at);                             /* the empty place behind it */

node_list build_none(void);
node_list build_list(node *first);
node_list build_append(parsing *p, node_list list, node *item);
node_list build_comma(node_list list);                 /* notes a trailing comma */

node *build_leaf(parsing *p, node_kind kind, span at);
node *build_node(parsing *p, node_kind kind, span at, node *first, node *second, node *third);
node *build_named(parsing *p, node_kind kind, span at, slice name, span name_at);
node *build_titled(parsing *p, node_kind kind, span at, slice name, span name_at, node *first);
node *build_operator(parsing *p, node_kind kind, span at, operator_kind op, node *left, node *right);

/* expressions */
node *build_integer(parsing *p, node_kind kind, span at, int64_t integer);
node *build_float(parsing *p, span at, double number);
node *build_name(parsing *p, span at, slice name);
node *build_negative(parsing *p, span at, node *operand);
node *build_call(parsing *p, span at, node *callee, node_list arguments);
node *build_argument(parsing *p, span at, slice name, span name_at, node *value, bool equals);
node *build_lambda(parsing *p, span at, node_list parameters, node *value);
node *build_tuple(parsing *p, span at, node *first);   /* an error; `first` may be NULL */
node *build_interpolation(parsing *p, span at, slice begin, span begin_at, node *hole, node_list middles, slice end, span end_at);
node_list build_text_part(parsing *p, node_list parts, slice piece, span at);
node *build_condition(parsing *p, node *left, span equals);  /* an error: `=` for `==` */
void build_check_parameters(parsing *p, node_list parameters);

/* statements */
void build_root(parsing *p, node_list statements, span at);
node *build_block(parsing *p, span at, node_list statements);
node *build_return(parsing *p, span at, node_list values, span values_at);
node *build_binding(parsing *p, node_kind kind, span at, node_list names, node_list values, span values_at);
node *build_unbound(parsing *p, node_kind kind, span at, node_list names, span names_at);  /* an error: no value */
node *build_expression_statement(parsing *p, span at, node_list values);
node *build_assignment(parsing *p, span at, node_list targets, operator_kind op, node_list values, span values_at);
node *build_declared(parsing *p, span at, slice kind, span kind_at, node_list names, bool daemon);
node *build_declaration(parsing *p, node *declared, span at, decl_form form, node_list arguments, node *body, node *init);
node *build_function(parsing *p, span at, slice name, span name_at, node_list parameters, node *body);
node *build_try(parsing *p, span at, node *body, node_list catches, node *finally);
node *build_catch(parsing *p, span at, node_list kinds, slice name, span name_at, node *body);
node *build_select(parsing *p, span at, node_list cases);
node *build_case(parsing *p, span at, const slice *name, span name_at, node *call, node *condition, node *body);
node *build_scenario(parsing *p, span at, slice title, span title_at, node_list entries);

#endif
