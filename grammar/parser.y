/* The grammar: what may follow what, and which tree it makes.
 * Calls build.h for every node; tokens.c has already decided which line ends end statements and which words are special.
 * It only builds: names, types and places where a statement makes no sense are the resolver's affair. */
%require "3.8"
%expect 0
%define api.pure full
%define api.prefix {parser_}
%define api.token.prefix {T_}
%define api.value.type {semantic}
%define api.location.type {span}
%define parse.error custom
%define parse.lac full
%locations
%param { parsing *p }

%code requires {
#include "grammar/parsing.h"
}

%code {
#include "grammar/build.h"
#include "grammar/complain.h"
#include "grammar/tokens.h"

/* Deeper than the nesting limit could ever need: each level takes at most six places. */
#define YYMAXDEPTH (8 * NESTING_MOST)
#define YYINITDEPTH 200

/* A rule's place: from its first symbol to its last. */
#define YYLLOC_DEFAULT(current, rhs, n)                                              \
    do {                                                                             \
        if (n)                                                                       \
            (current) = build_join(YYRHSLOC(rhs, 1), YYRHSLOC(rhs, n));              \
        else                                                                         \
            (current) = build_after(YYRHSLOC(rhs, 0));                               \
    } while (0)

static int parser_lex(semantic *value, span *at, parsing *p);
static void parser_error(const span *at, parsing *p, const char *message);
}

%token END 0
%token NEWLINE BROKEN
%token <text> NAME STRING STRING_BEGIN STRING_MIDDLE STRING_END FORMAT_SPEC
%token <integer> INT DURATION
%token <number> FLOAT

/* reserved words, in the order of the alphabet */
%token AND ASSERT ATOMIC AWAIT BREAK CASE CATCH CONTINUE ELSE FALSE FINALLY FOR FUNC IF IN LET LOOP NIL NOT OR RAISE
%token RETURN SELECT SHARED TRUE TRY VAR WHILE WITH
/* words that tokens.c finds to be special where they stand */
%token SCENARIO INVARIANT EVENTUALLY DAEMON AFTER EVERY AS TIMEOUT

%token ARROW RANGE POWER FLOOR_DIVIDE SHIFT_LEFT SHIFT_RIGHT EQUAL NOT_EQUAL LESS_EQUAL GREATER_EQUAL
%token <op> ASSIGN_OP                                      /* += and the like */

%left '|'
%left '^'
%left '&'
%left SHIFT_LEFT SHIFT_RIGHT
%left RANGE
%left '+' '-'
%left '*' '/' FLOOR_DIVIDE '%'
%precedence UNARY
%right POWER

%type <list> statements names name_list expressions expression_list arguments argument_list parameters parameter_list
%type <list> pairs pair_list clauses links middles
%type <list> with_items catches catch_kinds cases entries entry_list
%type <node> statement_simple statement_compound block binding assignment if_statement otherwise condition
%type <node> with_item catch catch_kind finally case select_end entry declaration declaration_block declared invariant
%type <node> expression conditional disjunction conjunction negation comparison arithmetic postfix primary
%type <node> argument parameter pair hole low_high
%type <op> link_op
%type <text> title

%%

program
    : statements                        { build_root(p, $1, @1); }
    | statements statement_simple       { build_root(p, build_append(p, $1, $2), @$); }
    | statements error                  { build_root(p, $1, @1); }
    ;

statements
    : %empty                            { $$ = build_none(); }
    | statements separator              { $$ = $1; }
    | statements statement_simple separator { $$ = build_append(p, $1, $2); }
    | statements statement_compound     { $$ = build_append(p, $1, $2); }
    | statements error separator        { $$ = $1; yyerrok; }
    | statements broken                 { $$ = $1; }
    ;

separator: NEWLINE | ';' ;

/* A statement whose head is wrong: its blocks are read all the same, for the errors in them. */
broken
    : error block                       { yyerrok; }
    | broken ELSE block
    | broken ELSE IF condition block
    | broken catch
    | broken finally
    ;

block
    : '{' statements '}'                { $$ = build_block(p, @$, $2); }
    | '{' statements statement_simple '}' { $$ = build_block(p, @$, build_append(p, $2, $3)); }
    | '{' statements error '}'          { $$ = build_block(p, @$, $2); yyerrok; }
    ;

/* ---- statements that end with the line ---- */

statement_simple
    : binding
    | assignment
    | BREAK                             { $$ = build_leaf(p, NODE_BREAK, @$); }
    | CONTINUE                          { $$ = build_leaf(p, NODE_CONTINUE, @$); }
    | RETURN                            { $$ = build_leaf(p, NODE_RETURN, @$); }
    | RETURN expressions                { $$ = build_return(p, @$, $2, @2); }
    | RAISE                             { $$ = build_leaf(p, NODE_RAISE, @$); }
    | RAISE expression                  { $$ = build_node(p, NODE_RAISE, @$, $2, NULL, NULL); }
    | ASSERT condition                  { $$ = build_node(p, NODE_ASSERT, @$, $2, NULL, NULL); }
    | ASSERT condition ',' expression   { $$ = build_node(p, NODE_ASSERT, @$, $2, $4, NULL); }
    | AWAIT condition                   { $$ = build_node(p, NODE_AWAIT, @$, $2, NULL, NULL); }
    | AWAIT condition TIMEOUT expression { $$ = build_node(p, NODE_AWAIT, @$, $2, $4, NULL); }
    | declaration
    | invariant
    ;

binding
    : LET names '=' expressions         { $$ = build_binding(p, NODE_LET, @$, $2, $4, @4); }
    | VAR names '=' expressions         { $$ = build_binding(p, NODE_VAR, @$, $2, $4, @4); }
    | SHARED VAR names '=' expressions  { $$ = build_binding(p, NODE_SHARED_VAR, @$, $3, $5, @5); }
    | LET names                         { $$ = build_unbound(p, NODE_LET, @$, $2, @2); }
    | VAR names                         { $$ = build_unbound(p, NODE_VAR, @$, $2, @2); }
    | SHARED VAR names                  { $$ = build_unbound(p, NODE_SHARED_VAR, @$, $3, @3); }
    ;

names
    : name_list
    | name_list ','                     { $$ = build_comma($1); }
    ;

name_list
    : NAME                              { $$ = build_list(build_named(p, NODE_IDENT, @1, $1, @1)); }
    | name_list ',' NAME                { $$ = build_append(p, $1, build_named(p, NODE_IDENT, @3, $3, @3)); }
    ;

assignment
    : expressions                       { $$ = build_expression_statement(p, @$, $1); }
    | expressions '=' expressions       { $$ = build_assignment(p, @$, $1, OP_NONE, $3, @3); }
    | expressions ASSIGN_OP expressions { $$ = build_assignment(p, @$, $1, $2, $3, @3); }
    ;

invariant
    : INVARIANT STRING ':' condition    { $$ = build_titled(p, NODE_INVARIANT, @$, $2, @2, $4); }
    | EVENTUALLY STRING ':' condition   { $$ = build_titled(p, NODE_EVENTUALLY, @$, $2, @2, $4); }
    ;

/* ---- declarations ---- */

declared
    : NAME names                        { $$ = build_declared(p, @$, $1, @1, $2, false); }
    | DAEMON NAME names                 { $$ = build_declared(p, @$, $2, @2, $3, true); }
    ;

declaration
    : declared                          { $$ = $1; }
    | declared '(' arguments ')'        { $$ = build_declaration(p, $1, @$, DECL_OBJECT, $3, NULL, NULL); }
    | declared '=' expression           { $$ = build_declaration(p, $1, @$, DECL_CALL, build_none(), NULL, $3); }
    ;

declaration_block
    : declared block                    { $$ = build_declaration(p, $1, @$, DECL_BODY, build_none(), $2, NULL); }
    | declared '(' arguments ')' block  { $$ = build_declaration(p, $1, @$, DECL_TEMPLATE, $3, $5, NULL); }
    | declared AFTER expression block   { $$ = build_declaration(p, $1, @$, DECL_AFTER, build_none(), $4, $3); }
    | declared EVERY expression block   { $$ = build_declaration(p, $1, @$, DECL_EVERY, build_none(), $4, $3); }
    ;

/* ---- statements that end with a block ---- */

statement_compound
    : if_statement
    | WHILE condition block             { $$ = build_node(p, NODE_WHILE, @$, $2, $3, NULL); }
    | LOOP block                        { $$ = build_node(p, NODE_LOOP, @$, $2, NULL, NULL); }
    | FOR names IN expression block     { $$ = build_node(p, NODE_FOR, @$, $2.first, $4, $5); }
    | WITH with_items block             { $$ = build_node(p, NODE_WITH, @$, $2.first, $3, NULL); }
    | TRY block catches                 { $$ = build_try(p, @$, $2, $3, NULL); }
    | TRY block catches finally         { $$ = build_try(p, @$, $2, $3, $4); }
    | ATOMIC block                      { $$ = build_node(p, NODE_ATOMIC, @$, $2, NULL, NULL); }
    | SELECT '{' cases '}'              { $$ = build_select(p, @$, $3); }
    | FUNC NAME parameters block        { $$ = build_function(p, @$, $2, @2, $3, $4); }
    | SCENARIO title '{' entries '}'    { $$ = build_scenario(p, @$, $2, @2, $4); }
    | declaration_block
    ;

if_statement
    : IF condition block                { $$ = build_node(p, NODE_IF, @$, $2, $3, NULL); }
    | IF condition block otherwise      { $$ = build_node(p, NODE_IF, @$, $2, $3, $4); }
    ;

otherwise
    : ELSE block                        { $$ = $2; }
    | ELSE if_statement                 { $$ = $2; }
    ;

condition
    : expression
    | expression '=' expression         { $$ = build_condition(p, $1, @2); }
    ;

with_items
    : with_item                         { $$ = build_list($1); }
    | with_items ',' with_item          { $$ = build_append(p, $1, $3); }
    ;

with_item
    : expression                        { $$ = build_node(p, NODE_WITH_ITEM, @$, $1, NULL, NULL); }
    | expression AS NAME                { $$ = build_titled(p, NODE_WITH_ITEM, @$, $3, @3, $1); }
    ;

catches
    : %empty                            { $$ = build_none(); }
    | catches catch                     { $$ = build_append(p, $1, $2); }
    ;

catch
    : CATCH catch_kinds block           { $$ = build_node(p, NODE_CATCH, @$, $2.first, $3, NULL); }
    | CATCH catch_kinds AS NAME block   { $$ = build_catch(p, @$, $2, $4, @4, $5); }
    ;

catch_kinds
    : catch_kind                        { $$ = build_list($1); }
    | catch_kinds ',' catch_kind        { $$ = build_append(p, $1, $3); }
    ;

catch_kind
    : NAME                              { $$ = build_named(p, NODE_IDENT, @1, $1, @1); }
    | STRING                            { $$ = build_named(p, NODE_STRING, @1, $1, @1); }
    | ASSERT                            { $$ = build_named(p, NODE_IDENT, @1, (slice){"assert", 6}, @1); }     /* a kind, too */
    ;

finally: FINALLY block                  { $$ = $2; } ;

cases
    : %empty                            { $$ = build_none(); }
    | cases separator                   { $$ = $1; }
    | cases case                        { $$ = build_append(p, $1, $2); }
    | cases select_end                  { $$ = build_append(p, $1, $2); }
    | cases error separator             { $$ = $1; yyerrok; }
    | cases error block                 { $$ = $1; yyerrok; }
    ;

case
    : CASE postfix block                { $$ = build_case(p, @$, NULL, @1, $2, NULL, $3); }
    | CASE postfix IF condition block   { $$ = build_case(p, @$, NULL, @1, $2, $4, $5); }
    | CASE NAME '=' postfix block       { $$ = build_case(p, @$, &$2, @2, $4, NULL, $5); }
    | CASE NAME '=' postfix IF condition block { $$ = build_case(p, @$, &$2, @2, $4, $6, $7); }
    ;

select_end
    : AFTER expression block            { $$ = build_node(p, NODE_SELECT_AFTER, @$, $2, $3, NULL); }
    | ELSE block                        { $$ = build_node(p, NODE_SELECT_ELSE, @$, $2, NULL, NULL); }
    ;

title
    : %empty                            { $$ = (slice){"", 0}; }
    | STRING
    ;

entries
    : %empty                            { $$ = build_none(); }
    | entry_list
    | entry_list entry_separator        { $$ = $1; }
    ;

entry_list
    : entry                             { $$ = build_list($1); }
    | entry_list entry_separator entry  { $$ = build_append(p, $1, $3); }
    ;

entry_separator: ',' | NEWLINE ;

entry: NAME ':' expression              { $$ = build_titled(p, NODE_ENTRY, @$, $1, @1, $3); } ;

/* ---- expressions, loosest first ---- */

expressions
    : expression_list
    | expression_list ','               { $$ = build_comma($1); }
    ;

expression_list
    : expression                        { $$ = build_list($1); }
    | expression_list ',' expression    { $$ = build_append(p, $1, $3); }
    ;

expression
    : conditional
    | FUNC parameters ARROW expression  { $$ = build_lambda(p, @$, $2, $4); }
    ;

conditional
    : disjunction
    | disjunction IF disjunction ELSE expression { $$ = build_node(p, NODE_COND, @$, $1, $3, $5); }
    ;

disjunction
    : conjunction
    | disjunction OR conjunction        { $$ = build_node(p, NODE_OR, @$, $1, $3, NULL); }
    ;

conjunction
    : negation
    | conjunction AND negation          { $$ = build_node(p, NODE_AND, @$, $1, $3, NULL); }
    ;

negation
    : comparison
    | NOT negation                      { $$ = build_operator(p, NODE_UNARY, @$, OP_NOT, $2, NULL); }
    ;

comparison
    : arithmetic
    | arithmetic links                  { $$ = build_node(p, NODE_COMPARE, @$, $1, $2.first, NULL); }
    ;

links
    : link_op arithmetic                { $$ = build_list(build_operator(p, NODE_COMPARE_LINK, @$, $1, $2, NULL)); }
    | links link_op arithmetic          { $$ = build_append(p, $1, build_operator(p, NODE_COMPARE_LINK, build_join(@2, @3), $2, $3,
                                                                                  NULL)); }
    ;

link_op
    : EQUAL                             { $$ = OP_EQ; }
    | NOT_EQUAL                         { $$ = OP_NE; }
    | '<'                               { $$ = OP_LT; }
    | LESS_EQUAL                        { $$ = OP_LE; }
    | '>'                               { $$ = OP_GT; }
    | GREATER_EQUAL                     { $$ = OP_GE; }
    | IN                                { $$ = OP_IN; }
    | NOT IN                            { $$ = OP_NOT_IN; }
    ;

arithmetic
    : postfix
    | arithmetic '|' arithmetic         { $$ = build_operator(p, NODE_BINARY, @$, OP_BIT_OR, $1, $3); }
    | arithmetic '^' arithmetic         { $$ = build_operator(p, NODE_BINARY, @$, OP_BIT_XOR, $1, $3); }
    | arithmetic '&' arithmetic         { $$ = build_operator(p, NODE_BINARY, @$, OP_BIT_AND, $1, $3); }
    | arithmetic SHIFT_LEFT arithmetic  { $$ = build_operator(p, NODE_BINARY, @$, OP_SHL, $1, $3); }
    | arithmetic SHIFT_RIGHT arithmetic { $$ = build_operator(p, NODE_BINARY, @$, OP_SHR, $1, $3); }
    | arithmetic RANGE arithmetic       { $$ = build_operator(p, NODE_BINARY, @$, OP_RANGE, $1, $3); }
    | arithmetic '+' arithmetic         { $$ = build_operator(p, NODE_BINARY, @$, OP_ADD, $1, $3); }
    | arithmetic '-' arithmetic         { $$ = build_operator(p, NODE_BINARY, @$, OP_SUB, $1, $3); }
    | arithmetic '*' arithmetic         { $$ = build_operator(p, NODE_BINARY, @$, OP_MUL, $1, $3); }
    | arithmetic '/' arithmetic         { $$ = build_operator(p, NODE_BINARY, @$, OP_DIV, $1, $3); }
    | arithmetic FLOOR_DIVIDE arithmetic { $$ = build_operator(p, NODE_BINARY, @$, OP_FLOOR_DIV, $1, $3); }
    | arithmetic '%' arithmetic         { $$ = build_operator(p, NODE_BINARY, @$, OP_MOD, $1, $3); }
    | arithmetic POWER arithmetic       { $$ = build_operator(p, NODE_BINARY, @$, OP_POW, $1, $3); }
    | '-' arithmetic %prec UNARY        { $$ = build_negative(p, @$, $2); }
    | '~' arithmetic %prec UNARY        { $$ = build_operator(p, NODE_UNARY, @$, OP_INVERT, $2, NULL); }
    ;

postfix
    : primary
    | postfix '(' arguments ')'         { $$ = build_call(p, @$, $1, $3); }
    | postfix '[' expression ']'        { $$ = build_node(p, NODE_INDEX, @$, $1, $3, NULL); }
    | postfix '[' low_high ':' low_high ']' { $$ = build_node(p, NODE_SLICE, @$, $1, $3, $5); }
    | postfix '.' NAME                  { $$ = build_titled(p, NODE_MEMBER, @$, $3, @3, $1); }
    ;

low_high
    : %empty                            { $$ = NULL; }
    | expression
    ;

primary
    : NIL                               { $$ = build_leaf(p, NODE_NIL, @$); }
    | TRUE                              { $$ = build_leaf(p, NODE_TRUE, @$); }
    | FALSE                             { $$ = build_leaf(p, NODE_FALSE, @$); }
    | INT                               { $$ = build_integer(p, NODE_INT, @$, $1); }
    | DURATION                          { $$ = build_integer(p, NODE_DURATION, @$, $1); }
    | FLOAT                             { $$ = build_float(p, @$, $1); }
    | STRING                            { $$ = build_named(p, NODE_STRING, @$, $1, @1); }
    | STRING_BEGIN hole middles STRING_END { $$ = build_interpolation(p, @$, $1, @1, $2, $3, $4, @4); }
    | NAME                              { $$ = build_name(p, @$, $1); }
    | '(' expression ')'                { $$ = $2; }
    | '(' expression ',' arguments ')'  { $$ = build_tuple(p, @$, $2); }
    | '(' ')'                           { $$ = build_tuple(p, @$, NULL); }
    | '[' ']'                           { $$ = build_leaf(p, NODE_LIST, @$); }
    | '[' expressions ']'               { $$ = build_node(p, NODE_LIST, @$, $2.first, NULL, NULL); }
    | '[' expression clauses ']'        { $$ = build_node(p, NODE_LIST_COMP, @$, $2, $3.first, NULL); }
    | '{' '}'                           { $$ = build_leaf(p, NODE_MAP, @$); }
    | '{' pairs '}'                     { $$ = build_node(p, NODE_MAP, @$, $2.first, NULL, NULL); }
    | '{' pair clauses '}'              { $$ = build_node(p, NODE_MAP_COMP, @$, $2, $3.first, NULL); }
    | FUNC parameters block             { $$ = build_node(p, NODE_FUNC, @$, $2.first, $3, NULL); }
    ;

middles
    : %empty                            { $$ = build_none(); }
    | middles STRING_MIDDLE hole        { $$ = build_append(p, build_text_part(p, $1, $2, @2), $3); }
    ;

hole
    : expression                        { $$ = build_titled(p, NODE_FORMAT, @$, (slice){"", 0}, build_after(@1), $1); }
    | expression FORMAT_SPEC            { $$ = build_titled(p, NODE_FORMAT, @$, $2, @2, $1); }
    ;

pairs
    : pair_list
    | pair_list ','
    ;

pair_list
    : pair                              { $$ = build_list($1); }
    | pair_list ',' pair                { $$ = build_append(p, $1, $3); }
    ;

pair: expression ':' expression         { $$ = build_node(p, NODE_PAIR, @$, $1, $3, NULL); } ;

clauses
    : FOR names IN disjunction          { $$ = build_list(build_node(p, NODE_COMP_FOR, @$, $2.first, $4, NULL)); }
    | clauses FOR names IN disjunction  { $$ = build_append(p, $1, build_node(p, NODE_COMP_FOR, build_join(@2, @5), $3.first, $5, NULL)); }
    | clauses IF disjunction            { $$ = build_append(p, $1, build_node(p, NODE_COMP_IF, build_join(@2, @3), $3, NULL, NULL)); }
    ;

arguments
    : %empty                            { $$ = build_none(); }
    | argument_list
    | argument_list ','
    ;

argument_list
    : argument                          { $$ = build_list($1); }
    | argument_list ',' argument        { $$ = build_append(p, $1, $3); }
    ;

argument
    : expression
    | NAME ':' expression               { $$ = build_argument(p, @$, $1, @1, $3, false); }
    | NAME '=' expression               { $$ = build_argument(p, @$, $1, @1, $3, true); }
    ;

parameters
    : '(' ')'                           { $$ = build_none(); }
    | '(' parameter_list ')'            { $$ = $2; build_check_parameters(p, $2); }
    | '(' parameter_list ',' ')'        { $$ = $2; build_check_parameters(p, $2); }
    ;

parameter_list
    : parameter                         { $$ = build_list($1); }
    | parameter_list ',' parameter      { $$ = build_append(p, $1, $3); }
    ;

parameter
    : NAME                              { $$ = build_named(p, NODE_PARAM, @$, $1, @1); }
    | NAME '=' expression               { $$ = build_titled(p, NODE_PARAM, @$, $1, @1, $3); }
    ;

%%

static int parser_lex(semantic *value, span *at, parsing *p)
{
    return tokens_next(p, value, at);
}

/* Called for one reason only, as the words for all others are made by parser_report_syntax_error: the stack is full. */
static void parser_error(const span *at, parsing *p, const char *message)
{
    (void)message;
    parsing_stop(p, *at, "this is nested too deeply");
}

static int yyreport_syntax_error(const yypcontext_t *context, parsing *p)
{
    static const int tokens[] = {
#define EXPECTED(name, token) token,
        COMPLAIN_EXPECTED
#undef EXPECTED
    };
    yysymbol_kind_t symbols[YYNTOKENS];
    bool expected[YYNTOKENS] = {false};
    int count = yypcontext_expected_tokens(context, symbols, YYNTOKENS);
    for (int i = 0; i < count; i++)
        expected[symbols[i]] = true;
    unsigned set = 0;
    for (unsigned i = 0; i < sizeof tokens / sizeof *tokens; i++)
        if (expected[YYTRANSLATE(tokens[i])])
            set |= 1u << i;
    complain(p, set);
    return 0;
}
