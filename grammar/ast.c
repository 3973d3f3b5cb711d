/* ast: the names of the tree's vocabulary, and the tree as text.
 * Everything printed comes from ast.def and ops.def, so a new kind of node needs nothing here. */
#include "grammar/ast.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name, *text, *children;
} kinds[NODE_KINDS] = {
#define NODE(kind, text, children) {#kind, text, children},
#include "grammar/ast.def"
#undef NODE
};

static const char *const spellings[OPERATORS] = {
#define OPERATOR(name, spelling) spelling,
#include "grammar/ops.def"
#undef OPERATOR
};

static const char *const decl_names[] = {"object", "body", "template", "call", "after", "every"};

const char *node_name(node_kind kind) { return kinds[kind].name; }

const char *operator_text(operator_kind op) { return spellings[op]; }

void tree_free(tree *t)
{
    if (!t)
        return;
    arena_free(t->memory);
    free(t);
}

/* ---- printing ---- */

static void print_text(const char *bytes, uint32_t length, buf *out)
{
    buf_text(out, " \"");
    for (uint32_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c == '"' || c == '\\')
            buf_printf(out, "\\%c", c);
        else if (c < 32 || c == 127)
            buf_printf(out, "\\x%02x", c);
        else
            buf_char(out, (char)c);
    }
    buf_char(out, '"');
}

static void print_payload(const node *n, buf *out)
{
    switch (n->kind) {
    case NODE_INT: buf_printf(out, " %lld", (long long)n->integer); break;
    case NODE_DURATION: buf_printf(out, " %lldns", (long long)n->integer); break;
    case NODE_FLOAT: buf_printf(out, " %.17g", n->number); break;
    case NODE_UNARY:
    case NODE_BINARY:
    case NODE_COMPARE_LINK: buf_printf(out, " %s", spellings[n->op]); break;
    case NODE_ASSIGN: buf_printf(out, " %s%s", n->op ? spellings[n->op] : "", "="); break;
    case NODE_DECL: buf_printf(out, " %s", decl_names[n->decl]); break;
    default: break;
    }
    if (n->text)
        print_text(n->text, n->length, out);
    if (n->flag)
        buf_text(out, n->kind == NODE_DECL ? " daemon" : n->kind == NODE_ARG ? " =" : " ,");
}

static void print_node(const node *n, int level, const char *role, int role_length, buf *out)
{
    buf_printf(out, "%*s", 2 * level, "");
    if (role_length)
        buf_printf(out, "%.*s: ", role_length, role);
    buf_text(out, kinds[n->kind].name);
    print_payload(n, out);
    buf_char(out, '\n');
    const char *child = kinds[n->kind].children;
    for (int place = 0; *child; place++) {
        int length = (int)strcspn(child, " ?*");
        for (const node *kid = n->kid[place]; kid; kid = kid->next)
            print_node(kid, level + 1, child, length, out);
        child += strcspn(child, " ");
        child += *child == ' ';
    }
}

void tree_print(const tree *t, buf *out)
{
    if (t->root)
        print_node(t->root, 0, "", 0, out);
}
