/* tokens: the filter between scanner and parser.
 * Calls the scanner, habits for words of other languages, and complain for what it finds to be wrong by itself: brackets that do not match.
 * Builds nothing. */
#include "grammar/tokens.h"

#include <string.h>

#include "grammar/build.h"
#include "grammar/complain.h"
#include "grammar/habits.h"
#include "grammar/parser.h"

enum { LOOK_MOST = 64 * 1024 }; /* bytes that are searched for a closing bracket */

bool tokens_is_reserved(int kind)
{
    switch (kind) {
#define WORD(spelling, token, form, about) case T_##token:
#include "grammar/words.def"
        return true;
    default: return false;
    }
}

bool tokens_ends_operand(int kind)
{
    switch (kind) {
    case T_NAME:
    case T_STRING:
    case T_STRING_END:
    case T_INT:
    case T_DURATION:
    case T_FLOAT:
    case T_NIL:
    case T_TRUE:
    case T_FALSE:
    case ')':
    case ']':
    case '}': return true;
    default: return false;
    }
}

/* Behind such a token a line goes on. */
static bool goes_on_after(int kind)
{
    switch (kind) {
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case '&':
    case '|':
    case '^':
    case '<':
    case '>':
    case '=':
    case ',':
    case ':':
    case '.':
    case '(':
    case '[':
    case '{':
    case T_ARROW:
    case T_RANGE:
    case T_POWER:
    case T_FLOOR_DIVIDE:
    case T_SHIFT_LEFT:
    case T_SHIFT_RIGHT:
    case T_EQUAL:
    case T_NOT_EQUAL:
    case T_LESS_EQUAL:
    case T_GREATER_EQUAL:
    case T_ASSIGN_OP:
    case T_AND:
    case T_OR:
    case T_IN:
    case T_NOT:
    case T_STRING_BEGIN:
    case T_STRING_MIDDLE: return true;
    default: return false;
    }
}

static bool is_separator(int kind) { return kind == T_NEWLINE || kind == ';'; }

/* Statements that end with a block, by their first word. */
static bool heads_block(const statement_place *s)
{
    switch (s->head) {
    case T_IF:
    case T_WHILE:
    case T_LOOP:
    case T_FOR:
    case T_WITH:
    case T_TRY:
    case T_ATOMIC:
    case T_SELECT:
    case T_CASE:
    case T_AFTER:
    case T_ELSE:
    case T_CATCH:
    case T_FINALLY:
    case T_SCENARIO: return true;
    case T_FUNC:
    case T_NAME: return s->second == T_NAME;
    default: return false;
    }
}

/* ---- looking ahead ---- */

const token *tokens_peek(parsing *p, int n)
{
    while (p->ahead_count < n)
        p->ahead[p->ahead_count++] = scanner_read(p);
    return &p->ahead[n - 1];
}

static token take(parsing *p)
{
    token t = *tokens_peek(p, 1);
    p->ahead_count--;
    memmove(p->ahead, p->ahead + 1, (size_t)p->ahead_count * sizeof *p->ahead);
    return t;
}

/* Passes over further line ends; returns what stands behind them. */
static const token *next_in_sight(parsing *p)
{
    while (tokens_peek(p, 1)->kind == T_NEWLINE)
        take(p);
    return tokens_peek(p, 1);
}

bool tokens_is_word(const token *t, const char *word) { return t->kind == T_NAME && strcmp(t->value.text.bytes, word) == 0; }

/* ---- brackets ---- */

static bracket *innermost(parsing *p) { return p->bracket_count ? &p->brackets[p->bracket_count - 1] : NULL; }

/* The bracket around the current token; when this is a bracket itself, the one around that. */
const bracket *tokens_around(const parsing *p)
{
    int i = p->bracket_count - 1;
    if (i >= 0 && p->brackets[i].at.begin == p->current.at.begin)
        i--;
    return i >= 0 ? &p->brackets[i] : NULL;
}

const statement_place *tokens_statement(const parsing *p)
{
    bool opened = p->current.kind == '{' && p->bracket_count && p->brackets[p->bracket_count - 1].at.begin == p->current.at.begin;
    return opened ? &p->brackets[p->bracket_count - 1].outer : &p->statement;
}

bool tokens_in_expression(const bracket *b) { return b && (b->kind == IN_PAREN || b->kind == IN_INDEX || b->kind == IN_MAP); }

static bool holds_statements(const bracket *b) { return !b || b->kind == IN_BLOCK || b->kind == IN_SELECT || b->kind == IN_HEADER; }

static bool opens(parsing *p, bracket_kind kind)
{
    if (p->bracket_count == NESTING_MOST) {
        parsing_stop(p, p->current.at, "this is nested too deeply");
        return false;
    }
    p->brackets[p->bracket_count++] = (bracket){kind, p->current.at, p->statement, p->prev.kind};
    if (holds_statements(innermost(p))) {
        p->statement = (statement_place){0};
        p->recovering = false;
    }
    return true;
}

/* `{` behind a complete operand, or behind a word that asks for one, opens a block; where an operand is expected, a map. */
static bracket_kind brace_kind(const parsing *p)
{
    switch (p->prev.kind) {
    case T_SELECT: return IN_SELECT;
    case T_SCENARIO: return IN_HEADER;
    case T_STRING: return p->statement.head == T_SCENARIO ? IN_HEADER : IN_BLOCK;
    case T_LOOP:
    case T_TRY:
    case T_FINALLY:
    case T_ATOMIC:
    case T_CATCH: return IN_BLOCK;
    case T_ELSE: return p->else_is_operator ? IN_MAP : IN_BLOCK;
    case T_NEWLINE:
    case ';':
    case T_END: return IN_BLOCK;
    case '{': return holds_statements(p->bracket_count ? &p->brackets[p->bracket_count - 1] : NULL) ? IN_BLOCK : IN_MAP;
    default: return tokens_ends_operand(p->prev.kind) ? IN_BLOCK : IN_MAP;
    }
}

static char closing(bracket_kind kind) { return kind == IN_PAREN ? ')' : kind == IN_INDEX ? ']' : '}'; }

static const char *opening(bracket_kind kind) { return kind == IN_PAREN ? "(" : kind == IN_INDEX ? "[" : "{"; }

static void unclosed(parsing *p, const bracket *b) { parsing_error(p, b->at, NULL, "this `%s` is never closed", opening(b->kind)); }

/* How far the line is indented in which a bracket stands. */
static uint32_t indentation(const parsing *p, span at)
{
    uint32_t begin = at.begin, column = 0;
    while (begin > 0 && p->src->text[begin - 1] != '\n')
        begin--;
    while (p->src->text[begin + column] == ' ' || p->src->text[begin + column] == '\t')
        column++;
    return column;
}

/* A `}` that is indented less than the block it closes: should one be missing in the end, it was this block's. */
static void suspect_block(parsing *p, const bracket *b)
{
    bool first = p->current.kind == '}' && p->current.first && holds_statements(b);
    if (first && p->suspect.end == 0 && indentation(p, b->at) > indentation(p, p->current.at))
        p->suspect = b->at;
}

/* The statement around a bracket goes on; if it was one that ends with a block, this was its end. */
static void closes(parsing *p)
{
    const bracket *b = &p->brackets[--p->bracket_count];
    suspect_block(p, b);
    p->statement = b->outer;
    p->block_closed = b->kind == IN_BLOCK || b->kind == IN_SELECT || b->kind == IN_HEADER;
    if (p->block_closed && holds_statements(innermost(p)) && heads_block(&p->statement))
        p->statement = (statement_place){0};
}

static bool is_open(const parsing *p, int closer)
{
    for (int i = 0; i < p->bracket_count; i++)
        if (p->brackets[i].kind != IN_HOLE && closing(p->brackets[i].kind) == closer)
            return true;
    return false;
}

/* A closing bracket. Returns what to give to the parser, or T_NEWLINE to pass over it. */
static int close_with(parsing *p, int closer)
{
    bracket *b = innermost(p);
    if (b && b->kind != IN_HOLE && closing(b->kind) == closer) {
        closes(p);
        return closer;
    }
    if (b && b->kind != IN_HOLE && !holds_statements(b) && !is_open(p, closer)) {
        int line, column;
        diag_place(p->src, b->at.begin, &line, &column);
        parsing_error(p, p->current.at, NULL, "this `%c` does not close the `%s` of line %d", closer, opening(b->kind), line);
        closes(p);
        return closing(b->kind); /* taken as meant */
    }
    if (!is_open(p, closer)) {
        if (!p->recovering)
            parsing_error(p, p->current.at, NULL, "this `%c` closes nothing", closer);
        return T_NEWLINE;
    }
    unclosed(p, b);
    if (closer != '}' && holds_statements(b)) { /* `)` within a block whose `(` stands outside of it */
        tokens_recover(p);
        return T_PARSER_error;
    }
    while (innermost(p)->kind == IN_HOLE || closing(innermost(p)->kind) != closer)
        p->bracket_count--;
    closes(p);
    if (closer == '}')
        p->pending = closer;
    else
        tokens_recover(p);
    return T_PARSER_error;
}

/* The file ends. */
static int end_of_file(parsing *p)
{
    if (!p->bracket_count || p->stopped)
        return T_END;
    p->recovering = false;
    const bracket *b = innermost(p);
    if (holds_statements(b) && p->suspect.end)
        parsing_error(p, p->suspect, NULL, "this `{` is never closed");
    else
        unclosed(p, b);
    p->bracket_count = 0;
    return T_PARSER_error;
}

/* The kind of an opening bracket, its closer, or 0. */
static char closer_of(char c) { return c == '(' ? ')' : c == '[' ? ']' : c == '{' ? '}' : 0; }

/* Passes over a string or a comment that begins at `at`; returns its last byte, or `at` when none begins. */
static size_t skip_dead_text(const source *src, size_t at)
{
    char c = src->text[at];
    if (c != '"' && c != '\'' && c != '#')
        return at;
    char end = c == '#' ? '\n' : c;
    size_t i = at + 1;
    while (i < src->length && src->text[i] != end && src->text[i] != '\n')
        i += 1 + (src->text[i] == '\\');
    return i;
}

bool tokens_is_closed(const parsing *p, const bracket *b)
{
    char open[64];
    int depth = 0;
    size_t end = p->src->length - b->at.begin > LOOK_MOST ? b->at.begin + LOOK_MOST : p->src->length;
    for (size_t i = b->at.begin; i < end; i++) {
        i = skip_dead_text(p->src, i);
        char c = i < end ? p->src->text[i] : 0;
        if (closer_of(c)) {
            if (depth == sizeof open)
                return false;
            open[depth++] = closer_of(c);
        } else if (c == ')' || c == ']' || c == '}') {
            if (open[--depth] != c)
                return false;
            if (depth == 0)
                return true;
        }
    }
    return false;
}

/* The open brackets of the present expression are forgotten, so that the next line end counts. Strings are not: what is left of
 * one must be read as such. */
static void forget_brackets(parsing *p, bool keep_closed)
{
    int base = p->bracket_count;
    while (base > 0 && !holds_statements(&p->brackets[base - 1]))
        base--;
    int kept = base;
    for (int i = base; i < p->bracket_count; i++)
        if (p->brackets[i].kind == IN_HOLE || (keep_closed && tokens_is_closed(p, &p->brackets[i])))
            p->brackets[kept++] = p->brackets[i];
    p->bracket_count = kept;
}

/* Brackets that are closed further on are passed over as a whole. */
void tokens_recover(parsing *p)
{
    forget_brackets(p, true);
    if (!is_separator(p->current.kind) && p->current.kind != '{' && p->current.kind != '}')
        p->recovering = true;
}

/* A string broke off: the scanner has dropped its levels, and so must we. */
static int broken(parsing *p)
{
    int holes = 0;
    for (int i = 0; i < p->bracket_count; i++)
        if (p->brackets[i].kind == IN_HOLE && ++holes > p->current.value.integer)
            p->bracket_count = i;
    forget_brackets(p, false);
    tokens_recover(p);
    return T_PARSER_error;
}

/* ---- line ends ---- */

/* `{` on a line of its own, behind the head of a block statement: told, and taken as meant. */
static bool brace_alone(parsing *p, const token *next)
{
    if (next->kind != '{' || !heads_block(&p->statement) || p->block_closed || p->recovering)
        return false;
    parsing_error(p, next->at, "a line end ends the statement, so the `{` stands on the line before", "a `{` cannot begin a line");
    return true;
}

/* Whether a line end here ends the statement. */
static bool line_ends(parsing *p)
{
    const token *next = next_in_sight(p);
    if (!holds_statements(innermost(p)))
        return false;
    if (p->recovering)
        return true;
    if (goes_on_after(p->current.kind) || p->current.kind == T_END)
        return false;
    if (next->kind == T_ELSE || next->kind == T_CATCH || next->kind == T_FINALLY || next->kind == '.')
        return false;
    if (p->current.kind == '}' && p->block_closed && (tokens_is_word(next, "elif") || tokens_is_word(next, "except")))
        return false;
    return !brace_alone(p, next);
}

/* ---- words that are special where they stand ---- */

static int word_at_start(parsing *p, const token *t)
{
    int next = tokens_peek(p, 1)->kind;
    bool string = next == T_STRING || next == T_STRING_BEGIN;
    if (tokens_is_word(t, "scenario") && (string || next == '{'))
        return T_SCENARIO;
    if (string && tokens_is_word(t, "invariant"))
        return T_INVARIANT;
    if (string && tokens_is_word(t, "eventually"))
        return T_EVENTUALLY;
    if (tokens_is_word(t, "daemon") && next == T_NAME)
        return T_DAEMON;
    if (tokens_is_word(t, "after") && innermost(p) && innermost(p)->kind == IN_SELECT)
        return T_AFTER;
    return T_NAME;
}

/* Within a statement: behind a complete operand, where no name can stand. */
static int word_within(const token *t)
{
    static const struct {
        const char *word;
        int kind;
    } words[] = {
        {"as", T_AS},
        {"after", T_AFTER},
        {"every", T_EVERY},
        {"timeout", T_TIMEOUT},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (tokens_is_word(t, words[i].word))
            return words[i].kind;
    return T_NAME;
}

static int word_kind(parsing *p)
{
    const token *t = &p->current;
    if (p->statement.count == 0 && holds_statements(innermost(p))) {
        int habit = p->recovering ? 0 : habits_statement(p);
        return habit ? habit : word_at_start(p, t);
    }
    if (p->statement.count >= 2 && (tokens_ends_operand(p->prev.kind) || p->prev.kind == T_ASSERT)) /* catch assert as e */
        return word_within(t);
    if (tokens_is_word(t, "lambda") && !tokens_ends_operand(p->prev.kind)) {
        int habit = p->recovering ? 0 : habits_statement(p);
        return habit ? habit : T_NAME;
    }
    return T_NAME;
}

/* ---- the next token ---- */

static int opened(parsing *p, bracket_kind kind, int result) { return opens(p, kind) ? result : T_END; }

/* A map while a statement is being skipped: passed over as a whole, lest it be taken for a block. So is a block with statements of
 * another language. */
static bool skip_braces(parsing *p)
{
    int level = 1;
    p->skips_block = false;
    while (level > 0 && tokens_peek(p, 1)->kind != T_END && tokens_peek(p, 1)->kind != T_BROKEN) {
        int kind = take(p).kind;
        level += kind == '{';
        level -= kind == '}';
    }
    return true;
}

/* `;` between brackets: a comma was meant, or a bracket before. */
static int semicolon_inside(parsing *p)
{
    const bracket *b = innermost(p);
    if (b->kind != IN_HOLE && !tokens_is_closed(p, b)) {
        unclosed(p, b);
        forget_brackets(p, false);
        return ';';
    }
    parsing_error(p, p->current.at, "items are separated by `,`", "a `;` ends the statement, but a bracket is still open");
    return p->recovering ? T_NEWLINE : ',';
}

/* A block where a statement should begin. */
static int block_alone(parsing *p)
{
    parsing_error(p, p->current.at, "it follows something on the same line: `loop { … }`, `if x { … }`, `thread t { … }`",
                  "a block cannot stand by itself");
    if (!opens(p, IN_BLOCK))
        return T_END;
    p->pending = '{';
    return T_PARSER_error;
}

/* What the token in p->current is to the parser; T_NEWLINE for one to be passed over. */
static int classify(parsing *p)
{
    int kind = p->current.kind;
    if (p->prev.kind == '.' && tokens_is_reserved(kind))
        return T_NAME;
    switch (kind) {
    case T_NAME: return p->prev.kind == '.' ? T_NAME : word_kind(p);
    case '(': return opened(p, IN_PAREN, kind);
    case '[': return opened(p, IN_INDEX, kind);
    case '{':
        if (p->recovering && (p->skips_block || brace_kind(p) == IN_MAP) && skip_braces(p))
            return T_NEWLINE;
        if (p->statement.count == 0 && holds_statements(innermost(p)) && !p->recovering)
            return block_alone(p);
        return opened(p, brace_kind(p), kind);
    case ')':
    case ']':
    case '}': return close_with(p, kind);
    case T_STRING_BEGIN: return opened(p, IN_HOLE, kind);
    case T_STRING_MIDDLE:
    case T_STRING_END:
        while (innermost(p) && innermost(p)->kind != IN_HOLE)
            closes(p);
        if (innermost(p))
            closes(p);
        return kind == T_STRING_END ? kind : opened(p, IN_HOLE, kind);
    case ';': return holds_statements(innermost(p)) ? ';' : semicolon_inside(p);
    case T_BROKEN: return broken(p);
    case T_END: return end_of_file(p);
    default: return kind;
    }
}

/* Counts the token that the parser is about to get. */
static void count_token(parsing *p)
{
    statement_place *s = &p->statement;
    int kind = p->current.kind;
    p->else_is_operator = kind == T_ELSE && p->prev_operand;
    if (is_separator(kind)) {
        *s = (statement_place){0};
        p->recovering = false;
        return;
    }
    if (kind == T_PARSER_error || kind == T_DAEMON || kind == '{' || kind == '}')
        return;
    if (s->count == 0) {
        s->head = kind;
        s->head_at = p->current.at;
    } else if (s->count == 1) {
        s->second = kind;
    }
    s->count++;
}

/* Reads on until there is a token for the parser, which becomes p->current. */
static void advance(parsing *p)
{
    p->prev_operand = tokens_ends_operand(p->current.kind) && !p->block_closed;
    for (;;) {
        if (tokens_peek(p, 1)->kind == T_NEWLINE) {
            if (!line_ends(p))
                continue;
            p->prev = p->current;
            p->block_closed = false;
            p->current = (token){.kind = T_NEWLINE, .at = build_after(p->prev.at)};
            return;
        }
        token before = p->prev, last = p->current;
        bool closed = p->block_closed;
        p->prev = p->current;
        p->current = take(p);
        p->block_closed = false;
        int kind = classify(p);
        if (kind == T_END && !p->stopped)
            p->current.at = build_after(p->prev.at);
        if (kind != T_NEWLINE) {
            p->current.kind = kind;
            return;
        }
        p->prev = before; /* passed over: as if it were not there */
        p->current = last;
        p->block_closed = closed;
    }
}

int tokens_next(parsing *p, semantic *value, span *at)
{
    if (p->pending) {
        p->current.kind = p->pending;
        p->pending = 0;
    } else {
        advance(p);
        count_token(p);
    }
    *value = p->current.value;
    *at = p->current.at;
    if (p->stopped)
        p->current.kind = T_END;
    return p->current.kind;
}
