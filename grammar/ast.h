/* ast: the tree that the parser builds and everyone else only reads.
 * One shape of node for all kinds; ast.def says what each kind's children and payload are.
 * Ownership: nodes and texts live in the tree's arena. */
#ifndef GRAMMAR_AST_H
#define GRAMMAR_AST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"

typedef enum node_kind {
#define NODE(kind, text, children) NODE_##kind,
#include "grammar/ast.def"
#undef NODE
    NODE_KINDS
} node_kind;

typedef enum operator_kind {
#define OPERATOR(name, spelling) OP_##name,
#include "grammar/ops.def"
#undef OPERATOR
    OPERATORS
} operator_kind;

typedef enum decl_form { DECL_OBJECT, DECL_BODY, DECL_TEMPLATE, DECL_CALL, DECL_AFTER, DECL_EVERY } decl_form;

enum { NESTING_MOST = 1000 };  /* deeper trees are refused by the parser */

typedef struct node node;
struct node {
    uint8_t kind;              /* node_kind */
    uint8_t op;                /* operator_kind */
    uint8_t decl;              /* decl_form */
    bool flag;
    uint32_t id;               /* 0, 1, 2 … in the order of creation: an index for side tables */
    uint32_t length;           /* of text */
    uint32_t depth;            /* levels of the subtree, this node included: at most NESTING_MOST, so that walks may recurse */
    span at;                   /* the whole node */
    span name_at;              /* where ->text stands, for kinds that have a name */
    node *next;
    const char *text;          /* NUL-terminated */
    union {
        node *kid[4];
        int64_t integer;
        double number;
    };
};

typedef struct tree {
    node *root;                /* a BLOCK: the top level; NULL when the parse failed beyond use */
    uint32_t nodes;            /* ids given out */
    arena *memory;
} tree;

/* Parses src. Errors go to d (their number tells whether the tree may be used); the tree must be freed either way. */
tree *parse(const source *src, diags *d);
void tree_free(tree *t);

const char *node_name(node_kind kind);             /* "IF" */
const char *operator_text(operator_kind op);       /* "+=" is not one: "+" */
/* Prints the tree as nested lines, for tests and for the curious: `conc-run lint --tree`. */
void tree_print(const tree *t, buf *out);

#endif
