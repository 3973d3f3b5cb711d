/* parsing: what the parts of one parse share: scanner, token filter, parser and the words for errors. Private to grammar/.
 * The way of a token: scanner.l reads it from the text, tokens.c decides on newlines, braces and contextual words, parser.y
 * makes the tree with the functions of build.h; complain.c puts what does not fit into words, habits.c what others write.
 * Ownership: everything lives in the tree's arena, but for `scratch`, which parse() frees. */
#ifndef GRAMMAR_PARSING_H
#define GRAMMAR_PARSING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/diag.h"
#include "grammar/ast.h"

typedef struct slice {
    const char *bytes;                 /* NUL-terminated, in the arena */
    uint32_t length;
} slice;

typedef struct node_list {
    node *first, *last;
    int count;
    bool comma;                        /* a comma stands behind the last one */
} node_list;

/* What a token or a grammar symbol carries. */
typedef union semantic {
    slice text;
    int64_t integer;
    double number;
    node *node;
    node_list list;
    operator_kind op;
} semantic;

typedef struct token {
    int kind;                          /* T_…, or the character itself */
    bool first;                        /* the first of its line */
    span at;
    semantic value;
} token;

/* A string that is being read. While its `{…}` is open the scanner reads code. */
typedef struct string_level {
    span open;                         /* its opening quotes */
    span hole;                         /* the `{` that is open */
    char quote;
    bool triple;
    bool in_hole;                      /* its code is being read, not its text */
    int brackets;                      /* opened within the hole */
} string_level;

typedef enum bracket_kind { IN_PAREN, IN_INDEX, IN_MAP, IN_HOLE, IN_BLOCK, IN_SELECT, IN_HEADER } bracket_kind;

/* How far the present statement has been read. */
typedef struct statement_place {
    int count;                         /* tokens so far, `daemon` aside */
    int head, second;                  /* kinds of the first two */
    span head_at;
} statement_place;

typedef struct bracket {
    bracket_kind kind;
    span at;
    statement_place outer;             /* the statement around it, which goes on behind the closing bracket */
    int before;                        /* kind of the token before it */
} bracket;

enum { STRINGS_MOST = 64, AHEAD = 4, POOL = 1024 };

typedef struct parsing {
    const source *src;
    diags *d;
    tree *t;
    buf scratch;                       /* of the scanner: the text of the string being read */
    node spare;                        /* stands for a node when memory is out; never part of a list */
    bool out_of_memory;
    span told;                         /* the place of the last error */
    bool stopped;                      /* beyond hope, and told: only the end of the file follows */

    /* scanner.l */
    void *scanner;
    uint32_t begin, offset, line;      /* of what was matched last: its first byte, the one behind it, its line */
    bool line_fresh;                   /* nothing but space since the line began */
    span piece;                        /* where the string piece being read begins */
    string_level strings[STRINGS_MOST];
    int string_depth;
    bool in_piece;                     /* it is not the first of its string */
    size_t pool_used;                  /* of pool, which serves flex */
    _Alignas(16) char pool[POOL];

    /* tokens.c */
    token ahead[AHEAD];                /* read, but not yet given to the parser */
    int ahead_count;
    token prev, current;               /* given last, and before it */
    bool prev_operand;                 /* the token before `current` ends an operand */
    bool block_closed;                 /* `current` is the `}` of a block */
    bool else_is_operator;             /* `current` is the `else` of a conditional expression */
    bool recovering;                   /* skipping the rest of a statement */
    bool colon_blocks;                 /* Python's blocks were met and told of */
    bool do_blocks;                    /* `do { … } while x` was met and told of */
    bool skips_block;                  /* the next block is of another language: it is passed over */
    uint32_t hushed;                   /* a line of which enough was said */
    span suspect;                      /* a block whose `}` stands too far left: perhaps another one's */
    int pending;                       /* to be given next, behind a T_PARSER_error; 0: nothing */
    statement_place statement;
    bracket brackets[NESTING_MOST];
    int bracket_count;
} parsing;

/* The scanner. */
bool scanner_open(parsing *p);                         /* false when memory is out */
void scanner_close(parsing *p);
token scanner_read(parsing *p);

/* Messages. */
void parsing_error(parsing *p, span at, const char *hint, const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Gives up: says why, once, and lets the parser see nothing but the end. */
void parsing_stop(parsing *p, span at, const char *message);
void parsing_no_memory(parsing *p);

#endif
