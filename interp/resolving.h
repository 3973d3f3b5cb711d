/* resolving: what the files of the resolver share. Private to resolve*.c, scope.c, sharing.c, check_*.c, header.c and hints.c.
 *
 *   resolve.c, resolve_expr.c   walk the tree; scope.c knows which name means what; sharing.c works out captures and who shares what
 *   check_*.c                   what may be called, declared, changed, awaited; header.c reads the header
 *   hints.c                     what to say to whom who comes from Python or elsewhere
 * Ownership: everything lives in the arena given to resolve(). When memory is out `out_of_memory` is set and spare things are handed
 * out, so that nobody else needs to ask. */
#ifndef INTERP_RESOLVING_H
#define INTERP_RESOLVING_H

#include "interp/resolve.h"
#include "runtime/value/value.h"

/* What is known of a value before the run: of which kind of object, or of which type. */
typedef struct shape_of {
    uint8_t kind /* kind_id */, tag /* of a literal: V_STRING, V_LIST, V_MAP, V_DURATION, V_RANGE, V_INT …; V_NIL: unknown */;
} shape_of;

typedef struct body body;
typedef struct scope scope;
typedef struct name_entry name_entry;

/* How a name came to be, for the words of messages. */
typedef enum origin { ORIGIN_LET, ORIGIN_PARAMETER, ORIGIN_LOOP, ORIGIN_CATCH, ORIGIN_CASE, ORIGIN_WITH, ORIGIN_OBJECT } origin;

typedef struct known { /* a symbol, and what only the resolver wants to know of it; the symbol comes first */
    symbol s;
    uint8_t origin;
    bool outermost; /* declared in the outermost block of the top level */
    bool awaited;   /* named in an await, an invariant or an eventually */
    bool broken;    /* declared to keep one mistake from causing more messages */
    shape_of shape;
    body *value; /* let f = func …: what a call of f runs */
} known;

typedef struct use {
    struct use *next;
    known *of;
    body *by;
} use;
typedef struct edge {
    struct edge *next;
    body *to;
} edge;

struct body { /* a function; it comes first */
    function f;
    edge *calls;
    uint32_t captures_capacity;
    bool wanders;  /* used as a value: any task may call it, several at a time */
    uint8_t reach; /* sharing.c */
    uint32_t root;
    bool nested_reach;
};

typedef struct beginning {
    struct beginning *next;
    body *of;
    bool many;
} beginning; /* where a task begins; many: several may run at a time */

typedef struct binding {
    struct binding *below, *next;
    name_entry *entry;
    known *of;
    scope *scope;
    bool pending;
} binding;
struct name_entry {
    name_entry *next;
    const char *text;
    binding *top;
    bool told;
};
struct scope {
    scope *outer;
    binding *bindings;
    body *in;
    bool loop, outermost;
};

/* Stand in for what memory was not there for: written to, never part of anything. */
typedef struct spares {
    body body;
    scope scope;
    known known;
    binding binding;
    name_entry name_entry;
    use use;
    edge edge;
    beginning beginning;
} spares;

typedef struct resolver {
    const tree *t;
    const source *src;
    diags *d;
    arena *memory;
    resolution *out;
    bool prelude, out_of_memory;
    bool makes_tasks; /* the script declares or makes processes, threads, timers or pools */

    name_entry **names;
    uint32_t names_mask;
    scope *scope;

    body *in;           /* the function being walked */
    int loops, catches; /* how deep, within it */
    const char *pure;   /* "await", "invariant", "eventually" while in one's condition; else NULL */

    body **bodies;
    uint32_t body_count, body_capacity;
    use *uses, **uses_end;
    known **known_list;
    uint32_t known_count, known_capacity;
    beginning *roots;
    int searches; /* for a name like one that is unknown; see scope_nearest */
    spares spare;
} resolver;

#define RESOLVING_NEW(r, type) ((type *)resolving_alloc((r), sizeof(type), &(r)->spare.type))

/* --- resolve.c --- */
void resolve_block(resolver *r, const node *n); /* a BLOCK, in a scope of its own */
void resolve_statements(resolver *r, const node *list);
body *resolve_body_new(resolver *r, const node *n, const char *name, function_role role);
void resolve_body(resolver *r, body *b, const node *parameters, const node *inner); /* walks it */
void *resolving_alloc(resolver *r, size_t bytes, void *spare);                      /* the spare one when memory is out */
const char *resolving_text(resolver *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
void resolving_error(resolver *r, span at, const char *hint, const char *format, ...) __attribute__((format(printf, 4, 5)));
const char *resolving_source(resolver *r, span at); /* the text there when short and on one line; else "…" */

/* --- resolve_expr.c --- */
void resolve_expr(resolver *r, const node *n);
void resolve_list(resolver *r, const node *list);
void resolve_arguments(resolver *r, const node *list); /* ARG and expressions */
body *resolve_func(resolver *r, const node *n);        /* an anonymous function; the caller says whether it is used as a value */
void resolve_as_task(resolver *r, const node *called);
void resolve_kind_used(resolver *r, const known *kind, const node *arguments); /* one of that kind is made, or declared */ /* what a new task calls */
bool resolve_module(resolver *r, const node *member);  /* os.getpid: tells that there are no modules; false: it is none */
shape_of resolve_shape(resolver *r, const node *n);    /* of a resolved expression */
known *resolve_known(resolver *r, const node *n);      /* what a NAME that was resolved means; NULL */

/* --- scope.c --- */
bool scope_begin(resolver *r);
scope *scope_open(resolver *r, bool loop);
void scope_close(resolver *r);
bool scope_repeats(const resolver *r);                              /* may what stands here happen several times? */
known *scope_declare(resolver *r, const node *n, symbol_role role); /* n: IDENT, PARAM, FUNC_DEF, CASE … with a text */
void scope_announce(resolver *r, const node *statements);   /* functions, kinds and objects of the top level, for bodies above them */
known *scope_find(resolver *r, const char *name);           /* NULL: nothing of this name can be seen here */
known *scope_find_announced(resolver *r, const char *name); /* the same, with what the top level declares only later */
known *scope_use(resolver *r, const node *n);               /* finds it and notes the use, or tells that there is none: NULL */
void scope_note_use(resolver *r, known *k, const node *n);
void scope_unknown(resolver *r, const node *n,
                   const char *otherwise); /* tells, once a name; otherwise: a hint when nothing better is known */
const char *scope_nearest(resolver *r, const char *name, unsigned roles); /* bits 1 << symbol_role */
int scope_line(const resolver *r, const node *n);

/* --- sharing.c --- */
void sharing_call(resolver *r, body *to); /* the present function calls it */
void sharing_task(resolver *r, body *of, bool many);
void sharing_finish(resolver *r);

/* --- check_call.c --- */
typedef struct callable {
    const char *what; /* "`area`" */
    const char *notation;
    const function *f;
    const char *more;
    const char *option_word;
} callable;
/* Are these arguments ones that the callee takes? Tells of the first that is not. notation, or f's parameters and then `more`. */
void check_arguments(resolver *r, const callable *c, span at, const node *arguments);
bool check_fits(const char *notation, const node *arguments);
bool check_equals(resolver *r, const node *arguments); /* name = value in a call: a colon is meant; true: that was told */
/* A number where a time is wanted; what_is: "a time-out is". True: that was told. NULL is none. */
bool check_duration(resolver *r, const node *given, const char *what_is);
void check_call_function(resolver *r, const node *call, const known *k);

/* --- check_method.c --- */
void check_method(resolver *r, const node *call);
bool check_method_exists(const resolver *r, const char *name); /* does anything have such a method or property? */
void check_property(resolver *r, const node *member, bool assigned);
void check_case(resolver *r, const node *call);
void check_with(resolver *r, const node *item);
shape_of check_result(resolver *r, const node *call); /* of a method's result */

/* --- check_change.c --- */
void check_target(resolver *r, const node *target); /* of an assignment; resolves it */
void check_change(resolver *r, const node *call);   /* a method that changes its object in place */

/* --- check_value.c --- */
void check_gives(resolver *r, const node *given);         /* what a variable is set to: does it give anything? resolved already */
void check_alone(resolver *r, const node *given);         /* an expression that is a statement */
void check_condition(resolver *r, const node *condition); /* resolved already */
void check_repeated(resolver *r, const node *product);    /* a BINARY, resolved already */

/* --- check_decl.c --- */
void check_declaration(resolver *r, const node *n);                /* resolves it, too */
void check_make(resolver *r, const node *call, const known *kind); /* queue(10), car("x") as an expression, arguments resolved */
bool check_kind_plausible(resolver *r, const char *name);          /* a kind, or so like one that a kind is meant */
shape_of check_kind_shape(const known *kind);

/* --- check_pure.c --- */
void check_pure(resolver *r, const node *condition, const char *where); /* resolved already */

/* --- header.c --- */
void header_defaults(resolver *r);
void header_read(resolver *r, const node *scenario);

/* --- hints.c --- */
/* text: how it is said that the name is unknown (NULL: as usual); hint: what to write. false: no habit of this name. */
bool hints_name(const char *name, const char **text, const char **hint);
bool hints_error_kind(const char *name);     /* one of those that catch takes as a bare word */
const char *hints_article(const char *noun); /* "a" or "an" */
const char *hints_module(resolver *r, const node *member); /* threading.Lock: what to write; NULL: the object is no module of Python's */
const char *hints_kind(const char *name);
const char *hints_statement(const char *name); /* two words in a row that declare nothing: `global x` */
const char *hints_reserved(const char *name);  /* the reserved word that it is like; NULL */
const char *hints_argument(const char *whose, const char *argument);

/* --- hints_member.c --- */
const char *hints_member(shape_of of, const char *name); /* of an object of that kind, a value of that type, or of anything */

#endif
