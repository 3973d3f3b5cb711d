/* complain: the words for what the parser cannot take.
 * First the mistakes that have a name (an unclosed bracket, a reserved word used as a name, what others write), each in a
 * function that says whether it was this one; then the general "expected …, found …".
 * Calls tokens for what stands around, habits for the words of other languages, and diag by way of parsing.h. */
#include "grammar/complain.h"

#include <stdio.h>
#include <string.h>

#include "grammar/habits.h"
#include "grammar/parser.h"
#include "grammar/tokens.h"

enum { QUOTED_MOST = 32 };

/* A message needs the words for two tokens at most. */
typedef struct words {
    char text[QUOTED_MOST + 24];
} words;

/* ---- tokens in words ---- */

static words in_words(const parsing *p, const token *t)
{
    words w = {""};
    size_t length = t->at.end - t->at.begin;
    const char *fixed = t->kind == T_NEWLINE                                    ? "the end of the line"
                        : t->kind == T_END                                      ? "the end of the file"
                        : t->kind == T_STRING || t->kind == T_STRING_BEGIN      ? "a string"
                        : t->kind == T_STRING_MIDDLE || t->kind == T_STRING_END ? "`}`"
                        : t->kind == T_FORMAT_SPEC                              ? "`:`"
                        : length > QUOTED_MOST                                  ? (t->kind == T_NAME ? "a name" : "this")
                                                                                : NULL;
    if (fixed)
        snprintf(w.text, sizeof w.text, "%s", fixed);
    else
        snprintf(w.text, sizeof w.text, "`%.*s`", (int)length, p->src->text + t->at.begin);
    return w;
}

/* The current token; of what goes on with a string, its `}` alone. */
static span place(const parsing *p)
{
    span at = p->current.at;
    if (p->current.kind == T_STRING_MIDDLE || p->current.kind == T_STRING_END)
        at.end = at.begin + 1;
    return at;
}

static void say(parsing *p, const char *hint, const char *message) { parsing_error(p, place(p), hint, "%s", message); }

/* The text is no string: nothing stands behind its last byte. */
static uint32_t line_end(const parsing *p, uint32_t at)
{
    while (at < p->src->length && p->src->text[at] != '\n' && p->src->text[at] != '\r')
        at++;
    return at;
}

static bool stands_at(const parsing *p, uint32_t at, const char *text)
{
    size_t length = strlen(text);
    return at + length <= p->src->length && memcmp(p->src->text + at, text, length) == 0;
}

/* ---- mistakes that have a name ---- */

static bool unclosed_bracket(parsing *p)
{
    const bracket *b = tokens_around(p);
    if (!tokens_in_expression(b) || !p->current.first || tokens_is_closed(p, b))
        return false;
    parsing_error(p, b->at, NULL, "this `%c` is never closed", p->src->text[b->at.begin]);
    return true;
}

static bool colon_block(parsing *p)
{
    const bracket *b = tokens_around(p);
    if (p->current.kind != ':' || tokens_in_expression(b) || (b && b->kind != IN_BLOCK && b->kind != IN_SELECT))
        return false;
    const statement_place *s = &p->statement;
    bool compound = (s->head == T_FUNC || s->head == T_NAME) && s->second == T_NAME;
    switch (s->head) {
    case T_IF:
    case T_WHILE:
    case T_FOR:
    case T_ELSE:
    case T_TRY:
    case T_WITH:
    case T_LOOP:
    case T_CATCH:
    case T_FINALLY:
    case T_CASE: compound = true;
    }
    if (!compound)
        return false;
    const char *word = p->src->text + s->head_at.begin;
    int length = (int)(s->head_at.end - s->head_at.begin);
    buf hint = {0};
    bool bare = s->count == 2;
    buf_printf(&hint, "write `%.*s%s { … }`", length, word, bare ? "" : " …");
    parsing_error(p, p->current.at, hint.failed ? NULL : hint.data, "a block stands in braces, not behind a `:`");
    buf_free(&hint);
    p->colon_blocks = true;
    return true;
}

/* A word that goes on with a statement, but there is none. */
static bool lonely_word(parsing *p)
{
    static const struct {
        int kind;
        const char *message, *hint;
    } lonely[] = {
        {T_ELSE, "this `else` belongs to no `if`", "it follows the `}` of an `if`"},
        {T_CATCH, "this `catch` belongs to no `try`", "it follows the `}` of a `try`"},
        {T_FINALLY, "this `finally` belongs to no `try`", "it follows the `}` of a `try` or a `catch`"},
        {T_CASE, "a `case` stands in a `select` only", "for values write `if x == 1 { … } else if x == 2 { … }`"},
    };
    if (p->statement.count != 1 && !(p->current.first && !tokens_in_expression(tokens_around(p))))
        return false;
    for (size_t i = 0; i < sizeof lonely / sizeof *lonely; i++)
        if (p->current.kind == lonely[i].kind) {
            if (!p->colon_blocks || p->current.kind == T_CASE)
                say(p, lonely[i].hint, lonely[i].message);
            return true;
        }
    return false;
}

static bool say_reserved(parsing *p, const token *t)
{
    words w = in_words(p, t);
    bool turned = t->kind == T_SHARED && p->prev.kind == T_VAR && tokens_peek(p, 1)->kind == T_NAME;
    parsing_error(p, t->at, turned ? "write `shared var`" : "choose another name", "%s is a reserved word and cannot be a name", w.text);
    return true;
}

static bool reserved_name(parsing *p, unsigned expected)
{
    int kind = p->current.kind, next = tokens_peek(p, 1)->kind;
    bool named = next == '=' || (next == ':' && tokens_around(p) && tokens_around(p)->kind == IN_PAREN);
    bool binds = kind == '=' || kind == T_ASSIGN_OP;
    if (tokens_is_reserved(kind) && (expected & EXPECT_NAME) && (!(expected & EXPECT_EXPRESSION) || named))
        return say_reserved(p, &p->current);
    if (tokens_is_reserved(kind) && p->statement.count == 2 && p->statement.head == T_NAME && (next == '{' || next == '('))
        return say_reserved(p, &p->current);
    if (binds && p->statement.count == 2 && tokens_is_reserved(p->prev.kind) && p->prev.kind != T_LET && p->prev.kind != T_VAR)
        return say_reserved(p, &p->prev);
    return false;
}

/* `n = 1 // set n`: words behind what was taken for a division. */
static bool comment_behind(parsing *p)
{
    span at = p->current.at;
    uint32_t slashes = at.begin;
    if (!tokens_ends_operand(p->prev.kind) || tokens_in_expression(tokens_around(p)))
        return false;
    while (slashes > 0 && !stands_at(p, slashes, " // ") && !stands_at(p, slashes, "\n"))
        slashes--;
    if (!stands_at(p, slashes, " // "))
        return false;
    at.begin = slashes + 1;
    at.end = line_end(p, at.begin);
    parsing_error(p, at, "write `# …`", "a comment begins with `#`");
    return true;
}

static bool wrong_equals(parsing *p)
{
    if (p->current.kind != '=' || p->statement.head == T_FOR)
        return false;
    const bracket *b = tokens_around(p);
    if (b && b->kind == IN_HEADER)
        say(p, "write `key: value`", "a key of the header is followed by `:`");
    else if (b && b->kind == IN_MAP)
        say(p, "write `{\"key\": value}`", "a key of a map is followed by `:`");
    else if (b && (tokens_in_expression(b) || b->kind == IN_HOLE))
        say(p, "write `==`", "`=` sets a variable; it does not compare");
    else if (tokens_ends_operand(p->prev.kind))
        say(p, "give each variable its value in a statement of its own", "a statement sets one value");
    else
        return false;
    return true;
}

/* apply_async(func=f, …): `func` begins a function here. */
static bool function_by_name(parsing *p)
{
    const bracket *b = tokens_around(p);
    if (p->prev.kind != T_FUNC || (p->current.kind != '=' && p->current.kind != ':') || !b || b->kind != IN_PAREN)
        return false;
    parsing_error(p, p->prev.at, "write `apply_async(f, [arguments])`", "the function to be called comes first, without a name");
    return true;
}

/* `print "text"`, `q.put 5`: what a function is given stands in brackets. */
static bool wrong_call(parsing *p)
{
    int kind = p->current.kind;
    bool given = kind == T_STRING || kind == T_STRING_BEGIN || kind == T_INT || kind == T_FLOAT || kind == T_DURATION;
    bool call = p->statement.count == 2 || (p->statement.count == 4 && p->statement.second == '.');
    if (!given || p->prev.kind != T_NAME || p->statement.head != T_NAME || !call)
        return false;
    words w = in_words(p, &p->prev), found = in_words(p, &p->current);
    buf hint = {0};
    buf_printf(&hint, "write `%.*s(…)`", (int)(p->prev.at.end - p->prev.at.begin), p->src->text + p->prev.at.begin);
    parsing_error(p, p->current.at, hint.failed ? NULL : hint.data, "expected `(` after %s, found %s", w.text, found.text);
    buf_free(&hint);
    return true;
}

/* `if {`: what was taken for a map was meant to be the block. */
static bool missing_condition(parsing *p)
{
    const bracket *b = p->current.kind == '}' ? &p->brackets[p->bracket_count] : tokens_around(p);
    if (!b || b->kind != IN_MAP || (b->before != T_IF && b->before != T_WHILE))
        return false;
    parsing_error(p, b->at, NULL, "expected a condition after `%s`", b->before == T_IF ? "if" : "while");
    return true;
}

static bool is_binary(int kind)
{
    switch (kind) {
    case T_AND:
    case T_OR:
    case T_IN:
    case T_IF:
    case T_POWER:
    case T_FLOOR_DIVIDE:
    case T_RANGE:
    case T_EQUAL:
    case T_NOT_EQUAL:
    case T_LESS_EQUAL:
    case T_GREATER_EQUAL:
    case '+':
    case '*':
    case '/':
    case '%':
    case '&':
    case '|':
    case '^':
    case '<':
    case '>':
    case '=': return true;
    default: return false;
    }
}

/* A line that begins with the operator that the line before should have ended with. */
static bool operator_first(parsing *p)
{
    if (p->statement.count != 1 || !p->current.first || !is_binary(p->current.kind))
        return false;
    words w = in_words(p, &p->current);
    buf hint = {0};
    buf_printf(&hint, "put %s at the end of the line before", w.text);
    parsing_error(p, p->current.at, hint.failed ? NULL : hint.data, "a statement cannot begin with %s", w.text);
    buf_free(&hint);
    return true;
}

static bool wrong_map(parsing *p, unsigned expected)
{
    int kind = p->current.kind;
    bool closed = kind == '}', odd = closed || kind == ',' || kind == '(' || kind == T_NAME || tokens_is_reserved(p->prev.kind);
    if (!(expected & EXPECT_COLON) || !odd)
        return false;
    const bracket *b = closed ? &p->brackets[p->bracket_count] : tokens_around(p);
    if (!b || b->kind != IN_MAP)
        return false;
    say(p,
        b->before == T_ARROW ? "a function with a block is written without the arrow: `func(x) { … }`"
                             : "a map is written `{\"key\": value}`, a list `[1, 2]`; there are no sets",
        "expected `:` and a value after this key");
    return true;
}

static bool arrow_block(parsing *p)
{
    const bracket *b = tokens_around(p);
    if (!b || b->kind != IN_MAP || b->before != T_ARROW)
        return false;
    say(p, "a function with a block is written without the arrow: `func(x) { … }`", "a statement cannot stand behind `=>`");
    return true;
}

/* `func f(x) => x + 1`, and the functions of others, `x => x + 1`. */
static bool wrong_arrow(parsing *p)
{
    bool operand = p->prev.kind == ')' || p->prev.kind == T_NAME, named = p->statement.head == T_FUNC && p->statement.second == T_NAME;
    if (p->current.kind != T_ARROW || !operand)
        return false;
    if (p->statement.head == T_CASE) {
        say(p, "write `case v = q.get() { … }`", "what a case does stands in braces");
        p->hushed = p->current.at.line;
    } else if (named && !tokens_in_expression(tokens_around(p)))
        say(p, "write `func f(x) { return … }`, or `let f = func(x) => …`", "a function with a name has a block");
    else
        say(p, "write `func(x) => …`", "a function begins with `func`");
    return true;
}

/* `xs[::-1]`, `xs[0:9:2]` */
static bool slice_step(parsing *p)
{
    const bracket *b = tokens_around(p);
    if (p->current.kind != ':' || !b || b->kind != IN_INDEX || !tokens_ends_operand(b->before))
        return false;
    say(p, "`list(reversed(xs))` turns it round, `[xs[i] for i in range(0, len(xs), 2)]` takes every second", "a slice has no step");
    return true;
}

/* `1...4`, `1..=3`, `1..<4`; but `print(...xs)` is no range. */
static bool wrong_range(parsing *p)
{
    int kind = p->current.kind;
    if (p->prev.kind != T_RANGE || p->prev.at.end != p->current.at.begin || (kind != '.' && kind != '=' && kind != '<'))
        return false;
    span at = {p->prev.at.begin, p->current.at.end, p->prev.at.line};
    parsing_error(p, at, "the end is left out: `1..4` is 1, 2, 3", "a range is written `a..b`");
    return true;
}

static bool wrong_point(parsing *p)
{
    int next = p->current.kind == '.' && !tokens_ends_operand(p->prev.kind) ? tokens_peek(p, 1)->kind : 0;
    if (next == T_INT || next == T_DURATION)
        say(p, next == T_INT ? "write `0.5`" : "write `0.5s`", "a number needs a digit before its point");
    else if (p->prev.kind == '.' && p->prev.at.begin > 0 && strchr("0123456789", p->src->text[p->prev.at.begin - 1]))
        say(p, "write `1.0`", "a number needs a digit behind its point");
    else
        return false;
    return true;
}

static bool empty_hole(parsing *p)
{
    if (p->current.kind != T_STRING_END && p->current.kind != T_STRING_MIDDLE && p->current.kind != T_FORMAT_SPEC)
        return false;
    if (p->prev.kind != T_STRING_BEGIN && p->prev.kind != T_STRING_MIDDLE)
        return false;
    span braces = {p->prev.at.end - 1, p->current.at.begin + 1, p->prev.at.line};
    parsing_error(p, braces, "write the value between them, as in `{x}`; `{{` and `}}` are braces as they are",
                  "expected an expression between these braces");
    return true;
}

/* `scenario "Run {n}" { }`: what is read before anything runs. */
static bool filled_string(parsing *p, unsigned expected)
{
    if (p->current.kind != T_STRING_BEGIN || !(expected & EXPECT_STRING) || expected & EXPECT_EXPRESSION)
        return false;
    say(p, "write `{{` and `}}` for braces as they are", "nothing can be filled in here: this string is read before the run");
    return true;
}

/* `f(*xs)`, `f(**options)`, `f(...xs)` */
static bool spread(parsing *p)
{
    int kind = p->current.kind;
    bool star = kind == '*' || kind == T_POWER, points = kind == T_RANGE && tokens_peek(p, 1)->kind == '.';
    if (!(star || points) || (p->prev.kind != '(' && p->prev.kind != ','))
        return false;
    say(p, "pass a list", star ? "there are no `*` arguments" : "there are no `...` arguments");
    return true;
}

static bool begins_literal(int kind)
{
    switch (kind) {
    case T_INT:
    case T_FLOAT:
    case T_DURATION:
    case T_STRING:
    case T_STRING_BEGIN:
    case T_TRUE:
    case T_FALSE:
    case T_NIL:
    case '-': return true;
    default: return false;
    }
}

/* A type behind a name: `let x: int = 1`, `func f(a: int)`. */
static bool type_of_name(parsing *p)
{
    const statement_place *s = &p->statement;
    const bracket *b = tokens_around(p);
    bool parameter = b && b->kind == IN_PAREN && b->outer.head == T_FUNC;
    bool binding = s->head == T_LET || s->head == T_VAR || s->head == T_SHARED || (s->head == T_NAME && s->count == 2);
    bool variable = binding && !tokens_in_expression(b);
    if (p->current.kind != ':' || p->prev.kind != T_NAME || !(parameter || variable))
        return false;
    if (parameter && begins_literal(tokens_peek(p, 1)->kind))
        say(p, "write `name = value`", "a parameter's default stands behind `=`");
    else
        say(p,
            parameter          ? "write the name alone, or with a default: `a = 1`"
            : s->head == T_LET ? "write `let x = …`"
                               : "write `var x = …`",
            "a name has no type");
    return true;
}

static bool lonely_colon_block(parsing *p)
{
    return p->colon_blocks && p->current.kind == ':' && p->statement.count == 2
           && (p->prev.kind == T_ELSE || p->prev.kind == T_TRY || p->prev.kind == T_FINALLY);
}

/* ---- the general words ---- */

static void add_choice(buf *list, int *count, const char *choice)
{
    if ((*count)++)
        buf_text(list, " or ");
    buf_text(list, choice);
}

typedef struct choice {
    unsigned expected;
    const char *text;
} choice;

static void add_choices(buf *list, int *count, unsigned expected, const choice *choices, size_t number)
{
    for (size_t i = 0; i < number && *count < 3; i++)
        if (expected & choices[i].expected)
            add_choice(list, count, choices[i].text);
}

/* What can stand behind a complete operand, operators aside. */
static void add_after_operand(buf *list, unsigned expected)
{
    static const choice closers[] = {
        {EXPECT_COMMA, "`,`"},     {EXPECT_PAREN_END, "`)`"}, {EXPECT_INDEX_END, "`]`"},  {EXPECT_COLON, "`:`"},
        {EXPECT_BRACE_END, "`}`"}, {EXPECT_ELSE, "`else`"},   {EXPECT_STRING_END, "`}`"}, {EXPECT_BRACE, "`{`"},
    };
    int count = 0;
    if (expected & EXPECT_PAREN_END)
        expected &= ~(unsigned)EXPECT_COLON; /* it could be a named argument, but who meant that? */
    if (expected & EXPECT_BRACE)
        buf_text(list, "`{`");
    else if (expected & EXPECT_LINE_END)
        buf_text(list, "an operator or the end of the line");
    else
        add_choices(list, &count, expected, closers, sizeof closers / sizeof *closers);
    if (!list->length)
        buf_text(list, "an operator");
}

static void add_expected(buf *list, unsigned expected)
{
    static const choice starters[] = {
        {EXPECT_STATEMENT, "a statement"}, {EXPECT_EXPRESSION, "an expression"},
        {EXPECT_NAME, "a name"},           {EXPECT_STRING, "a string"},
        {EXPECT_PAREN_END, "`)`"},         {EXPECT_INDEX_END, "`]`"},
    };
    static const choice others[] = {
        {EXPECT_NAME, "a name"},
        {EXPECT_STRING, "a string"},
        {EXPECT_EQUALS, "`=`"},
        {EXPECT_IN, "`in`"},
        {EXPECT_PAREN, "`(`"},
        {EXPECT_COLON, "`:`"},
        {EXPECT_BRACE, "`{`"},
        {EXPECT_ARROW, "`=>`"},
        {EXPECT_VAR, "`var`"},
        {EXPECT_CASE, "`case`"},
        {EXPECT_COMMA, "`,`"},
        {EXPECT_PAREN_END, "`)`"},
        {EXPECT_LINE_END, "the end of the line"},
        {EXPECT_BRACE_END, "`}`"},
        {EXPECT_STRING_END, "`}`"},
    };
    int count = 0;
    if (expected & EXPECT_STATEMENT)
        buf_text(list, "a statement");
    else if (expected & EXPECT_CASE)
        buf_text(list, "`case`, `after` or `else`");
    else if (expected & EXPECT_EXPRESSION)
        add_choices(list, &count, expected & ~(EXPECT_NAME | EXPECT_STRING), starters, sizeof starters / sizeof *starters);
    else if (expected & EXPECT_OPERATOR)
        add_after_operand(list, expected);
    else
        add_choices(list, &count, expected, others, sizeof others / sizeof *others);
    if (!list->length)
        buf_text(list, "something else");
}

/* What was meant to be shared. */
static const char *shared_hint(parsing *p, buf *made)
{
    if (p->current.kind == T_LET)
        return "what never changes is the same in every process: write `let`";
    if (p->current.kind != T_NAME)
        return NULL;
    const char *word = p->src->text + p->current.at.begin;
    int length = (int)(p->current.at.end - p->current.at.begin);
    const token *next = tokens_peek(p, 1);
    if (next->kind == T_NAME)
        buf_printf(made, "objects are the same in all processes: write `%.*s %.*s`", length, word, (int)(next->at.end - next->at.begin),
                   p->src->text + next->at.begin);
    else
        buf_printf(made, "write `shared var %.*s = …`", length, word);
    return made->failed ? NULL : made->data;
}

/* `queue(8) name`: the name of the object stands behind what it is made with. */
static const char *backwards_hint(parsing *p, buf *made)
{
    const statement_place *s = &p->statement;
    const bracket *closed = &p->brackets[p->bracket_count];
    int next = tokens_peek(p, 1)->kind;
    if (s->head != T_NAME || s->second != ')' || p->current.kind != T_NAME || p->current.first || closed->at.begin != s->head_at.end
        || next == '(' || next == '.')
        return NULL;
    const char *kind = p->src->text + s->head_at.begin, *name = p->src->text + p->current.at.begin;
    int kind_length = (int)(s->head_at.end - s->head_at.begin), name_length = (int)(p->current.at.end - p->current.at.begin);
    int given = (int)(p->prev.at.end - s->head_at.end);
    bool shown = given <= 40 && p->prev.at.line == s->head_at.line;
    if (given == 2) /* nothing */
        given = 0;
    buf_printf(made, "an object is declared with its name first: write `%.*s %.*s%.*s`", kind_length, kind, name_length, name,
               shown ? given : (int)sizeof "(…)" - 1, shown ? kind + kind_length : "(…)");
    return made->failed ? NULL : made->data;
}

static bool begins_statement(parsing *p)
{
    int next = tokens_peek(p, 1)->kind;
    switch (p->current.kind) {
    case T_NAME: return next == '(' || next == '.' || next == '=' || next == T_ASSIGN_OP || next == T_NAME;
    case T_LET:
    case T_VAR:
    case T_FUNC:
    case T_FOR:
    case T_WHILE:
    case T_LOOP:
    case T_WITH:
    case T_TRY:
    case T_RETURN:
    case T_RAISE:
    case T_ASSERT:
    case T_SELECT: return true;
    default: return false;
    }
}

/* What was to go on behind a whole statement, or in the middle of one. */
static const char *statement_hint(parsing *p)
{
    const statement_place *s = tokens_statement(p);
    bool binds = s->head == T_LET || s->head == T_VAR, outside = !tokens_in_expression(tokens_around(p));
    if (binds && p->current.kind == '{' && (tokens_is_word(&p->prev, "thread") || tokens_is_word(&p->prev, "process")))
        return "a task with a block is declared: `thread t { … }`; as a value it is `thread(func() { … })`";
    const statement_place *before = &p->brackets[p->bracket_count].outer; /* of the bracket that was closed last */
    if (p->prev.kind == '}' && p->current.kind == '.' && outside && before->head == T_NAME && before->second == T_NAME)
        return "the object has its name now: go on with that, on a line of its own";
    if (s->head == T_AWAIT && outside && p->current.kind == ',')
        return "write `await x > 0 timeout 1s`";
    if ((s->head == T_INVARIANT || s->head == T_EVENTUALLY) && p->prev.kind == T_STRING && p->current.kind != '{')
        return s->head == T_INVARIANT ? "a `:` stands behind the text: `invariant \"text\": x > 0`"
                                      : "a `:` stands behind the text: `eventually \"text\": x > 0`";
    if (s->head == T_RAISE && outside && p->current.kind == ',')
        return "an error is one value: `raise error(\"kind\", \"text\")`";
    return NULL;
}

/* A hint that depends on the word before, or on the bracket that is open. */
static const char *general_hint(parsing *p, unsigned expected, buf *made)
{
    const bracket *b = tokens_around(p);
    if (tokens_in_expression(b) && p->current.first && b->at.line != p->current.at.line) {
        buf_printf(made, "the `%c` of line %u is still open", p->src->text[b->at.begin], (unsigned)b->at.line);
        return made->failed ? NULL : made->data;
    }
    const char *hint = NULL;
    switch (p->prev.kind) {
    case T_CATCH: return "write `catch e { … }` or `catch timeout as e { … }`";
    case T_FOR: return "write `for x in xs { … }`";
    case T_LOOP: return "`loop { … }` goes on until `break`; `for i in 0..3 { … }` counts";
    case T_SHARED: return shared_hint(p, made);
    case ')': hint = backwards_hint(p, made); break;
    case T_ELSE: return p->current.kind == T_NEWLINE ? NULL : "write `else { … }` or `else if x { … }`";
    default: break;
    }
    if (hint || (hint = statement_hint(p)))
        return hint;
    if (expected & EXPECT_LINE_END && tokens_ends_operand(p->prev.kind) && !p->current.first && !tokens_in_expression(b)
        && begins_statement(p))
        return "a second statement stands in a line of its own, or behind a `;`";
    const statement_place *s = tokens_statement(p);
    if (s->head == T_WITH && p->current.kind == T_NAME && (expected & EXPECT_BRACE))
        return "`with` takes what there is: `with m { … }`, or makes it: `with lock() as m { … }`";
    if (expected & EXPECT_CASE && tokens_is_word(&p->current, "default"))
        return "write `else { … }`: it does not wait; `after 2s { … }` waits for so long";
    if (expected & EXPECT_BRACE && (s->head == T_IF || s->head == T_WHILE || s->head == T_FOR) && begins_statement(p))
        return "what is done stands in braces: `if x { … }`, `while x { … }`, `for x in xs { … }`";
    if ((s->head == T_LET || s->head == T_VAR) && p->current.kind == '-' && p->prev.kind == T_NAME)
        return "a name is written with `_`, not with `-`";
    if ((s->head == T_INVARIANT || s->head == T_EVENTUALLY) && p->current.kind == '{')
        return "write `invariant \"text\": x > 0`";
    if (p->prev.kind == T_TIMEOUT && p->current.kind == ':')
        return "write `timeout 1s`, without the `:`";
    if (expected == EXPECT_BRACE && p->prev.kind == T_STRING) /* nothing but the header has just this */
        return "write `scenario \"Title\" { stop_after: 5s }`; the braces may be empty";
    if (s->head == T_NAME && s->second == T_NAME && s->count == 3 && !tokens_in_expression(b)) {
        if (stands_at(p, s->head_at.begin, "invariant "))
            return "write `invariant \"text\": x > 0`";
        if (stands_at(p, s->head_at.begin, "eventually "))
            return "write `eventually \"text\": x > 0`";
        if (stands_at(p, s->head_at.begin, "timer "))
            return "write `timer t after 1s { … }` or `timer t every 1s { … }`";
        return "two names in a row declare an object: `lock m`, `queue q(10)`, `thread t { … }`";
    }
    if ((expected & EXPECT_IN) && !(expected & EXPECT_OPERATOR))
        return tokens_in_expression(b) ? "write `[f(x) for x in xs]`" : "write `for x in xs { … }`";
    if (s->head == T_CATCH && p->current.kind == T_NAME && (expected & EXPECT_BRACE))
        return "write `catch timeout as e { … }`";
    if (b && b->kind == IN_HEADER && p->current.kind == T_STRING && (expected & EXPECT_NAME))
        return "a key of the header stands without quotes";
    if ((expected & EXPECT_ELSE) && (expected & EXPECT_OPERATOR) && !(expected & EXPECT_LINE_END))
        return "a choice is `a if c else b`; to do something only if `c`, write `if c { … }`";
    return NULL;
}

static void general(parsing *p, unsigned expected)
{
    buf list = {0}, made = {0};
    const bracket *b = tokens_around(p);
    if (b && b->kind == IN_HEADER && (expected & EXPECT_OPERATOR))
        buf_text(&list, "`,` or the end of the line");
    else
        add_expected(&list, expected);
    words found = in_words(p, &p->current), before = in_words(p, &p->prev);
    bool quoted = before.text[0] == '`' && p->prev.kind != T_STRING_END && p->prev.kind != T_STRING_MIDDLE;
    const char *hint = general_hint(p, expected, &made);
    parsing_error(p, place(p), hint, "expected %s%s%s, found %s", list.failed ? "" : list.data, quoted ? " after " : "",
                  quoted ? before.text : "", found.text);
    buf_free(&list);
    buf_free(&made);
}

/* The token itself is wrong, and that was told: what it does to the statement is not worth a word. */
static bool told_already(const parsing *p)
{
    return p->told.end > p->told.begin && p->told.begin >= p->current.at.begin && p->told.end <= p->current.at.end;
}

void complain(parsing *p, unsigned expected)
{
    if (p->stopped)
        return;
    if (!(told_already(p) || habits_unknown(p) || lonely_colon_block(p) || unclosed_bracket(p) || colon_block(p) || lonely_word(p)
          || comment_behind(p) || habits_within(p) || reserved_name(p, expected) || operator_first(p) || function_by_name(p)
          || wrong_equals(p) || wrong_call(p) || arrow_block(p) || wrong_arrow(p) || slice_step(p) || missing_condition(p)
          || wrong_map(p, expected) || wrong_range(p) || wrong_point(p) || empty_hole(p) || filled_string(p, expected) || spread(p)
          || type_of_name(p)))
        general(p, expected);
    tokens_recover(p);
}
