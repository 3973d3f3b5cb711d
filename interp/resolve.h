/* resolve: who is meant by each name. Between the parser and the compiler; finds every error that needs no run.
 *
 * Reads the tree (which stays as it is) and answers by node id: the symbol of a name, the function of a body.
 * It also says which variables functions capture, and which of those several tasks may see at once: only accesses to these are
 * visible steps (ops); all other variables cost nothing.
 * Ownership: everything lives in the arena given to resolve(). */
#ifndef INTERP_RESOLVE_H
#define INTERP_RESOLVE_H

#include "grammar/ast.h"
#include "runtime/world.h"

typedef enum symbol_role {
    SYMBOL_LET, /* never changes: let, parameter, loop variable, name bound by catch, case, with, declaration */
    SYMBOL_VAR,
    SYMBOL_SHARED_VAR, /* shared var */
    SYMBOL_FUNC,       /* func NAME */
    SYMBOL_TASK_KIND,  /* thread NAME(parameters) { }: only ever called */
    SYMBOL_BUILTIN,    /* ->index: row of builtins.def */
    SYMBOL_KIND        /* ->index: kind_id; queue(10), lock() as an expression */
} symbol_role;

typedef struct function function;

typedef struct symbol {
    const char *name;
    uint8_t role;
    uint8_t object_kind; /* kind_id of the object that a declaration made, when known; KIND_none */
    bool top;            /* declared at the top level, outside every function and task body (in a block there, too) */
    bool captured;       /* some function other than its owner uses it */
    bool shared;         /* a var that several tasks may see at once: every access is an op */
    bool global;         /* lives in a fixed cell (declared at the outermost block of the top level, and captured) */
    bool used;
    const node *declared; /* the IDENT, PARAM, FUNC_DEF … ; NULL for built-ins */
    function *owner;      /* in whose body it is declared */
    function *function;   /* SYMBOL_FUNC, SYMBOL_TASK_KIND: its body */
    uint32_t index;       /* built-ins; the number of the fixed cell of a global; otherwise the compiler's */
    int32_t slot;         /* the compiler's: its register while it is in scope */
} symbol;

typedef enum function_role {
    FUNCTION_MAIN,
    FUNCTION_FUNC,
    FUNCTION_TASK /* body or kind of a thread or process */,
    FUNCTION_TIMER,
    FUNCTION_PURE /* invariant, eventually */
} function_role;

struct function {
    const node *node; /* the BLOCK root, FUNC, FUNC_DEF, DECL, INVARIANT … */
    const char *name; /* "main", "area", "func" for an anonymous one, the task's name */
    uint8_t role;
    bool escapes;     /* used as a value: may be called by any task */
    bool uses_itself; /* its own name is used in it, not at the top level: needs its own closure */
    function *outer;  /* in whose body it stands; NULL for main */
    symbol **parameters;
    uint32_t parameter_count;
    symbol **
        captures; /* symbols of enclosing functions that it needs (globals are not captured: they have fixed cells), in order of first use; */
    uint32_t capture_count; /* includes what functions inside it need from further out */
    uint32_t index;         /* 0: main */
};

typedef struct scenario_header {
    const char *title; /* NULL: none */
    settings settings; /* defaults overlaid with the header's */
    unsigned
        expect; /* bits by the order of the words in language.md: ok deadlock race assert invariant livelock error; 1 (ok) by default */
    const struct node *args; /* the first of the STRINGs that `args` holds when the command line has none; NULL: it is empty then */
} scenario_header;

typedef struct resolution {
    symbol *
        *symbol_of; /* by node id: NAME, IDENT, PARAM, FUNC_DEF, CATCH, CASE, WITH_ITEM, ASSIGN targets …; NULL where a node names nothing.
                              * A DECL: its kind, SYMBOL_KIND or SYMBOL_TASK_KIND. `catch e`: both CATCH and IDENT have the error's;
                              * an IDENT that is an error kind has none. */
    function **function_of; /* by node id: FUNC, FUNC_DEF, DECL with a body, INVARIANT, EVENTUALLY, the root */
    function **functions;   /* by index */
    uint32_t function_count;
    uint32_t globals;   /* how many fixed cells */
    uint32_t shareds;   /* … and variables that all processes share */
    bool processes;     /* it may have others than main's */
    symbol **global_of, **shared_of; /* by cell number */
    scenario_header header;
} resolution;

/* Errors go to d; the result may only be compiled when there are none. NULL when memory is out. */
resolution *resolve(const tree *t, const source *src, diags *d, arena *memory);

/* The same for the prelude: inner verbs may be called as methods, and the built-ins whose names begin with _ exist. */
resolution *resolve_prelude(const tree *t, const source *src, diags *d, arena *memory);

#endif
