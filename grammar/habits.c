/* habits: tables of what other languages write, and what to write here.
 * Calls tokens for what stands around, literal for units, and diag by way of parsing.h. */
#include "grammar/habits.h"

#include <string.h>

#include "grammar/literal.h"
#include "grammar/parser.h"
#include "grammar/tokens.h"

/* ---- what statements begin with ---- */

/* What must follow the word for it to be meant so. */
typedef enum follow {
    BY_NAME,
    BY_OPERAND,
    BY_ANY,
    BY_CONDITION,
    BY_CALL,  /* a function, or a method of something */
    BY_BLOCK, /* something, and a block in the same line */
    BY_NAMED_BLOCK,
    BY_VARIABLE, /* var, let, func */
    BY_TYPED     /* the name of a variable or function that the word would be the type of */
} follow;

/* How to go on, when not as some token. */
enum { SKIP = 0, SKIP_BLOCK = -1, PASS = T_NEWLINE };

typedef struct habit {
    const char *word;
    follow by;
    int as;
    const char *hint, *message; /* NULL: there is no such word */
} habit;

#define IF_CHAIN "write `if x == 1 { … } else if x == 2 { … } else { … }`"
#define TASK_OF "write `thread(func() { … }).start()`"
#define VARIABLES "leave it out: `var x = 0` alone declares a variable, `let x = 0` one that never changes"
#define UNTYPED "write `var x = 0`, and `func f(x) { … }`", "variables and functions have no types"

static const habit habits[] = {
    {"def", BY_NAME, SKIP, "a function is written `func name(x) { … }`", NULL},
    {"function", BY_NAME, SKIP, "a function is written `func name(x) { … }`", NULL},
    {"fn", BY_NAME, SKIP, "a function is written `func name(x) { … }`", NULL},
    {"class", BY_NAME, SKIP, "a kind of task is written `thread car(name) { … }`; data goes into maps and lists", "there are no classes"},
    {"import", BY_OPERAND, SKIP, "all functions and kinds are always there", "there is nothing to import"},
    {"from", BY_NAME, SKIP, "all functions and kinds are always there", "there is nothing to import"},
    {"use", BY_NAME, SKIP, "all functions and kinds are always there", "there is nothing to import"},
    {"using", BY_NAME, SKIP, "all functions and kinds are always there", "there is nothing to import"},
    {"switch", BY_BLOCK, SKIP_BLOCK, IF_CHAIN, NULL},
    {"match", BY_BLOCK, SKIP_BLOCK, IF_CHAIN, NULL},
    {"synchronized", BY_BLOCK, SKIP, "write `with m { … }`, where m is a `lock`", NULL},
    {"unless", BY_BLOCK, T_IF, "write `if not …`", NULL},
    {"until", BY_BLOCK, T_WHILE, "write `while not …`", NULL},
    {"repeat", BY_BLOCK, T_WHILE, "write `for i in 0..3 { … }`, or `loop { … }`", NULL},
    {"foreach", BY_BLOCK, SKIP, "write `for x in xs { … }`", NULL},
    {"do", BY_BLOCK, T_LOOP, "write `loop { … }`, with `if not x { break }` at its end", NULL},
    {"scenario", BY_NAMED_BLOCK, SKIP_BLOCK, "write `scenario \"Title\" { stop_after: 5s }`", "the title of a scenario is a string"},
    {"global", BY_VARIABLE, PASS, VARIABLES, NULL},
    {"static", BY_VARIABLE, PASS, VARIABLES, NULL},
    {"public", BY_VARIABLE, PASS, VARIABLES, NULL},
    {"private", BY_VARIABLE, PASS, VARIABLES, NULL},
    {"volatile", BY_VARIABLE, PASS, VARIABLES, NULL},
    {"final", BY_VARIABLE, PASS, VARIABLES, NULL},
    {"local", BY_VARIABLE, PASS, VARIABLES, NULL},
    {"export", BY_VARIABLE, PASS, VARIABLES, NULL},
    {"global", BY_NAME, SKIP, "a block can change the `var`s around it as they are", NULL},
    {"nonlocal", BY_NAME, SKIP, "a block can change the `var`s around it as they are", NULL},
    {"int", BY_TYPED, SKIP, UNTYPED},
    {"float", BY_TYPED, SKIP, UNTYPED},
    {"double", BY_TYPED, SKIP, UNTYPED},
    {"bool", BY_TYPED, SKIP, UNTYPED},
    {"string", BY_TYPED, SKIP, UNTYPED},
    {"auto", BY_TYPED, SKIP, UNTYPED},
    {"void", BY_TYPED, SKIP, UNTYPED},
    {"del", BY_NAME, SKIP, "write `m.remove(key)` or `xs.pop(index)`", NULL},
    {"const", BY_NAME, SKIP, "a name that never changes is made with `let`", NULL},
    {"throw", BY_OPERAND, SKIP, "write `raise`", NULL},
    {"yield", BY_OPERAND, SKIP, "tasks hand values on through a queue: `q.put(x)`", NULL},
    {"defer", BY_CALL, SKIP, "write `try { … } finally { … }`; `with m { … }` gives a lock back by itself", NULL},
    {"async", BY_ANY, SKIP, "`thread t = f()` runs a function beside the others", NULL},
    {"go", BY_CALL, SKIP, TASK_OF, NULL},
    {"spawn", BY_CALL, SKIP, TASK_OF, NULL},
    {"elif", BY_CONDITION, SKIP, "write `else if`", NULL},
    {"elseif", BY_CONDITION, SKIP, "write `else if`", NULL},
    {"elsif", BY_CONDITION, SKIP, "write `else if`", NULL},
    {"except", BY_ANY, SKIP, "write `catch`: `catch timeout as e { … }`", NULL},
    {"lambda", BY_ANY, SKIP, "write `func(x) => x + 1`", NULL},
};

/* The text is no string: nothing stands behind its last byte. */
static uint32_t line_end(const parsing *p, uint32_t at)
{
    while (at < p->src->length && p->src->text[at] != '\n')
        at++;
    return at;
}

/* Further on in the line of t. */
static bool stands_in_line(const parsing *p, const token *t, char sign)
{
    return memchr(p->src->text + t->at.begin, sign, line_end(p, t->at.begin) - t->at.begin) != NULL;
}

static bool block_in_line(const parsing *p, const token *t) { return stands_in_line(p, t, '{'); }

/* Behind the brackets that t opens a block begins: `(x) {`, but not `(func() { … })`. */
static bool block_behind(const parsing *p, const token *t)
{
    uint32_t at = t->at.begin, end = line_end(p, at);
    int depth = 0;
    do {
        depth += p->src->text[at] == '(';
        depth -= p->src->text[at] == ')';
        at++;
    } while (at < end && depth);
    while (at < end && p->src->text[at] == ' ')
        at++;
    return at < end && p->src->text[at] == '{';
}

static bool begins_operand(int kind)
{
    return (tokens_ends_operand(kind) && kind != ')' && kind != ']' && kind != '}' && kind != T_STRING_END) || kind == T_STRING_BEGIN
           || kind == T_NOT;
}

static bool follows_type(parsing *p, const token *next)
{
    if (next->kind != T_NAME)
        return false;
    int behind = tokens_peek(p, 2)->kind;
    return behind == '=' || (behind == '(' && block_in_line(p, tokens_peek(p, 1)));
}

static bool follows(parsing *p, const token *next, follow by)
{
    bool reserved_statement = next->kind == T_FUNC || next->kind == T_FOR || next->kind == T_WITH;
    switch (by) {
    case BY_NAME: return next->kind == T_NAME;
    case BY_CALL: return next->kind == T_FUNC || (next->kind == T_NAME && tokens_peek(p, 2)->kind == '.');
    case BY_OPERAND: return next->kind == T_NAME || next->kind == T_STRING || next->kind == T_STRING_BEGIN || next->kind == T_INT;
    case BY_BLOCK:
        return next->kind == '(' ? block_behind(p, next) : next->kind == '{' || (begins_operand(next->kind) && block_in_line(p, next));
    case BY_NAMED_BLOCK: return next->kind == T_NAME && tokens_peek(p, 2)->kind == '{';
    case BY_VARIABLE: return next->kind == T_VAR || next->kind == T_LET || next->kind == T_FUNC;
    case BY_TYPED: return follows_type(p, next);
    case BY_CONDITION:
        if (p->prev.kind == '}' && (next->kind == '(' || next->kind == '-' || next->kind == T_TRUE || next->kind == T_FALSE))
            return block_in_line(p, next);
        return follows(p, next, BY_ANY);
    default:
        return next->kind == T_NAME || next->kind == ':' || next->kind == '{' || next->kind == T_NOT || next->kind == T_INT
               || next->kind == T_STRING || next->kind == T_TRUE || next->kind == T_FALSE || reserved_statement;
    }
}

/* As if the right word stood there, where that is sure to fit. */
static int habit_go_on(parsing *p, const habit *h)
{
    bool behind_block = p->prev.kind == '}';
    if (behind_block && h->by == BY_CONDITION) {
        p->pending = T_IF;
        return T_ELSE;
    }
    if (behind_block && strcmp(h->word, "except") == 0 && tokens_peek(p, 1)->kind == T_NAME)
        return T_CATCH;
    p->do_blocks |= h->as == T_LOOP;
    if (h->as > 0)
        return h->as;
    tokens_recover(p);
    p->skips_block = h->as == SKIP_BLOCK;
    return T_PARSER_error;
}

static void tell_none(parsing *p, span at, const char *hint, const char *message)
{
    if (message)
        parsing_error(p, at, hint, "%s", message);
    else
        parsing_error(p, at, hint, "there is no `%.*s`", (int)(at.end - at.begin), p->src->text + at.begin);
}

/* Somewhere `thread WORD(`, or of another sort of task: then it is a kind of the script's own, and begins declarations. */
static bool is_own_kind(const parsing *p)
{
    static const char *const sorts[] = {"thread ", "process ", "timer "};
    const char *word = p->current.value.text.bytes, *text = p->src->text;
    size_t length = strlen(word);
    for (size_t at = 0; at + length < p->src->length; at++) {
        if (memcmp(text + at, word, length) != 0 || text[at + length] != '(')
            continue;
        for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++) {
            size_t before = strlen(sorts[i]);
            if (at >= before && memcmp(text + at - before, sorts[i], before) == 0)
                return true;
        }
    }
    return false;
}

int habits_statement(parsing *p)
{
    for (size_t i = 0; i < sizeof habits / sizeof *habits; i++) {
        const habit *h = &habits[i];
        if (!tokens_is_word(&p->current, h->word) || !follows(p, tokens_peek(p, 1), h->by) || is_own_kind(p))
            continue;
        tell_none(p, p->current.at, h->hint, h->message);
        if (strcmp(h->word, "def") == 0 || strcmp(h->word, "class") == 0)
            p->colon_blocks = true;
        return habit_go_on(p, h);
    }
    return 0;
}

/* ---- words that nothing begins with ---- */

static const struct {
    const char *word, *hint;
} unknown[] = {
    {"echo", "write `print(…)`"},   {"puts", "write `print(…)`"},  {"printf", "write `print(…)`"}, {"println", "write `print(…)`"},
    {"delay", "write `sleep(1s)`"}, {"wait", "write `sleep(1s)`"}, {"throw", "write `raise …`"},   {"when", "write `if …`"},
};

/* What to write in place of the word, or the word that is meant. */
static bool unknown_hint(const char *word, buf *hint)
{
    static const char *const words[] = {"assert", "await",  "for",    "func", "if",    "let", "raise",
                                        "return", "select", "shared", "var",  "while", "with"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        if (strcmp(unknown[i].word, word) == 0)
            buf_text(hint, unknown[i].hint);
    const char *near = hint->length ? NULL : diag_nearest(word, words, sizeof words / sizeof *words);
    if (near)
        buf_printf(hint, "did you mean `%s`?", near);
    return hint->length;
}

/* Nobody calls an object so: the word before it is no kind. */
static bool never_a_name(int kind)
{
    switch (kind) {
    case T_TRUE:
    case T_FALSE:
    case T_NIL:
    case T_NOT:
    case T_VAR:
    case T_LET:
    case T_FUNC: return true;
    default: return false;
    }
}

bool habits_unknown(parsing *p)
{
    const statement_place *s = tokens_statement(p);
    bool block = s->second == ')' && p->prev.kind == ')' && p->current.kind == '{';
    bool odd = s->count == 2 && never_a_name(p->current.kind);
    if (s->head != T_NAME || s->count < 2 || !(block || odd || begins_operand(s->second)))
        return false;
    char word[32] = "";
    if (s->head_at.end - s->head_at.begin < sizeof word)
        memcpy(word, p->src->text + s->head_at.begin, s->head_at.end - s->head_at.begin);
    buf hint = {0};
    bool tells = unknown_hint(word, &hint) || odd;
    if (tells)
        parsing_error(p, s->head_at, hint.length && !hint.failed ? hint.data : NULL, "there is no statement `%s`", *word ? word : "…");
    buf_free(&hint);
    return tells;
}

/* ---- within statements ---- */

static const struct {
    const char *word, *message, *hint;
} foreign[] = {
    {"is", "there is no `is`", "write `==`"},
    {"then", "there is no `then`", "a block stands in braces: `if x { … }`"},
    {"do", "there is no `do`", "a block stands in braces: `while x { … }`"},
    {"AND", "there is no `AND`", "write `and`"},
    {"OR", "there is no `OR`", "write `or`"},
    {"xor", "there is no `xor`", "write `a != b` for bools, `a ^ b` for ints"},
};

/* A word where an operator should be. */
static bool foreign_operator(parsing *p)
{
    if (!tokens_ends_operand(p->prev.kind))
        return false;
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        if (tokens_is_word(&p->current, foreign[i].word)) {
            bool is_not = i == 0 && tokens_peek(p, 1)->kind == T_NOT;
            parsing_error(p, p->current.at, is_not ? "write `!=`" : foreign[i].hint, "%s", foreign[i].message);
            return true;
        }
    return false;
}

/* `new Thread(f)`, `let mut x`: a word before a name. */
static bool word_before_name(parsing *p)
{
    if (p->current.kind != T_NAME || p->current.first)
        return false;
    if (tokens_is_word(&p->prev, "new"))
        tell_none(p, p->prev.at, "a kind is called to make one: `queue(10)`, `thread(f)`", NULL);
    else if (tokens_is_word(&p->prev, "mut") && p->statement.head == T_LET)
        tell_none(p, p->prev.at, "write `var x = …`", NULL);
    else
        return false;
    return true;
}

/* `500 ms` */
static bool unit_apart(parsing *p)
{
    bool number = p->prev.kind == T_INT || p->prev.kind == T_FLOAT;
    const token *t = &p->current;
    if (!number || t->kind != T_NAME || t->first || !literal_is_unit(t->value.text.bytes, t->value.text.length))
        return false;
    buf hint = {0};
    buf_printf(&hint, "write `%.*s%s`", (int)(p->prev.at.end - p->prev.at.begin), p->src->text + p->prev.at.begin, t->value.text.bytes);
    parsing_error(p, t->at, hint.failed ? NULL : hint.data, "a unit of time stands right behind its number");
    buf_free(&hint);
    return true;
}

/* Two signs that another language writes as one: the current one, and the next. */
static bool is_pair(parsing *p, int first, int second)
{
    return p->current.kind == first && tokens_peek(p, 1)->kind == second && tokens_peek(p, 1)->at.begin == p->current.at.end;
}

static span pair_place(const parsing *p) { return (span){p->current.at.begin, p->current.at.end + 1, p->current.at.line}; }

/* `thread::spawn(f)`, `v = <-a` */
static bool foreign_sign(parsing *p)
{
    if (is_pair(p, ':', ':'))
        tell_none(p, pair_place(p), "functions and kinds are there by themselves: `thread(f)`, `sleep(1s)`", NULL);
    else if (is_pair(p, '<', '-') && !tokens_ends_operand(p->prev.kind))
        tell_none(p, pair_place(p), "write `q.get()`", NULL);
    else
        return false;
    return true;
}

/* `it's` in single quotes: the rest of the line is an echo. */
static bool quote_inside(parsing *p)
{
    bool adjacent = p->prev.at.end == p->current.at.begin;
    if (p->prev.kind != T_STRING || p->current.kind != T_NAME || !adjacent || p->src->text[p->prev.at.end - 1] != '\'')
        return false;
    parsing_error(p, (span){p->prev.at.end - 1, p->prev.at.end, p->prev.at.line}, "write the string in `\"`, or `\\'` in it",
                  "this `'` ends the string");
    p->hushed = p->current.at.line;
    return true;
}

/* `for var i = 0; i < 3; i += 1 {` */
static bool counting_for(parsing *p)
{
    bool variable = p->prev.kind == T_FOR && (p->current.kind == T_VAR || p->current.kind == T_LET);
    bool brackets = p->prev.kind == T_FOR && p->current.kind == '(' && stands_in_line(p, &p->current, ';');
    if (!variable && !brackets)
        return false;
    parsing_error(p, p->current.at, "write `for i in 0..3 { … }`, or `while i < 3 { … }`", "a `for` goes through items");
    p->hushed = p->current.at.line;
    return true;
}

/* The `while x` of `do { … } while x`. */
static bool do_while(parsing *p) { return p->do_blocks && (p->current.kind == T_NEWLINE || p->current.kind == T_END); }

bool habits_within(parsing *p)
{
    return do_while(p) || foreign_operator(p) || word_before_name(p) || unit_apart(p) || foreign_sign(p) || quote_inside(p)
           || counting_for(p);
}
