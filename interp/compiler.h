/* compiler: what the files of the compiler share. Private to compile*.c and emit.c.
 *
 * One `build` is one function on its way from tree to code. Registers are given out like a stack: locals first, temporaries above
 * them, so that at every instruction all registers from `free` on are dead. */
#ifndef INTERP_COMPILER_H
#define INTERP_COMPILER_H

#include "interp/code.h"

typedef struct unit {            /* one text being compiled: the script, or the prelude */
    program *program;
    const resolution *names;
    const source *source;
    diags *diags;
    uint32_t first;              /* its functions stand in program->functions from here on */
    bool prelude;
    bool failed;                 /* memory is out, or something is too large */
    uint32_t pool_width;         /* columns of the longest name of a pool */
    bool calls_back;             /* some task of a pool has a callback */
    uint32_t seen, seen_line, seen_column;       /* the place that at_node was asked for last: its offset, line and column */
} unit;

typedef struct jumps { uint32_t *at; uint32_t count, capacity; } jumps;      /* places of JUMPs to be aimed later */

typedef enum cleanup_kind { CLEANUP_FINALLY, CLEANUP_CATCH, CLEANUP_WITH, CLEANUP_ATOMIC } cleanup_kind;

typedef struct cleanup cleanup;
typedef struct loop loop;
struct loop { loop *outer; cleanup *cleanups; jumps breaks, continues; };

typedef enum way_kind { WAY_RETURN, WAY_BREAK, WAY_CONTINUE } way_kind;
typedef struct way { way_kind kind; loop *loop; } way;     /* out of blocks; loop NULL: of the function */

struct cleanup {                 /* something to be done on every way out of a block */
    cleanup *outer;
    cleanup_kind kind;
    int let;                     /* of a with: the fixed cell that holds what it took; -1: a register does */
    int held;                    /* the register of what `with` took; of a finally: two, the way that is gone, and the error or what is returned */
    uint32_t from;               /* where the stretch of code that it guards begins */
    jumps handlers;              /* indices of handlers */
    jumps entries;               /* of a finally: JUMPs to its code */
    way *ways;                   /* of a finally: those that lead through it */
    uint32_t way_count, way_capacity;
    node const *at;
};

typedef struct build build;
struct build {
    unit *unit;
    build *outer;
    function *function;
    code *code;
    uint32_t insn_capacity, constant_capacity, handler_capacity;
    int free, most;              /* registers in use, and the most that ever were */
    cleanup *cleanups;
    loop *loops;
    int catching;                /* the register of the error that a bare `raise` raises again; -1 */
    place place;                 /* of what is being compiled */
};

/* --- emit.c --- */
uint32_t emit(build *b, opcode what, int x, int y, int z);         /* returns its index */
uint32_t emit_wide(build *b, opcode what, int x, int64_t bx);
uint32_t here(const build *b);
void at_node(build *b, const node *n);                           /* what is emitted from here on belongs to n */
void at_place(build *b, place p);                                 /* the last instruction belongs there */
int reg_new(build *b);
int reg_run(build *b, int count);                                /* that many in a row; the first */
int constant(build *b, value owned);                             /* its index; takes the value over */
void load(build *b, int dst, value owned);
void move(build *b, int dst, int from);
void jump_to(build *b, uint32_t target);                         /* a JUMP to a place known already */
void jump_later(build *b, jumps *list);                          /* a JUMP to be aimed later */
void jump_test(build *b, opcode what, int reg, jumps *list);       /* JUMP_TRUE, JUMP_FALSE, IF_GIVEN … with its own target */
void jumps_here(build *b, jumps *list);                          /* aims them all here, empties the list */
void jumps_at(build *b, jumps *list, uint32_t target);
void jumps_add(build *b, jumps *list, uint32_t at);
uint32_t handler_add(build *b, uint32_t from, uint32_t to, int error);       /* target 0: aimed later */
uint32_t member_index(unit *u, const char *name);
uint32_t shape_index(unit *u, const char *member, uint32_t count, const char **names, uint32_t named);   /* count: 0 where the call itself says it */
void too_large(build *b, const char *what);
void build_begin(build *b, unit *u, build *outer, function *f);
void build_end(build *b);
value text_value(unit *u, const char *text, size_t length);
value source_text(unit *u, const node *n);                       /* what stands in the script, on one line */
void *grow(unit *u, void *old, uint32_t *capacity, uint32_t needed, size_t size);

/* --- compile.c --- */
uint32_t function_index(const unit *u, const function *f);
void compile_function(unit *u, build *outer, function *f);

/* --- compile_name.c: where variables live --- */
symbol *symbol_at(const build *b, const node *n);
void load_symbol(build *b, symbol *s, int dst);
void store_symbol(build *b, symbol *s, int from);
void declare_symbol(build *b, symbol *s, int from);              /* gives it its place and its first value, moved from a temporary */
int symbol_register(const build *b, const symbol *s);            /* the register that holds its very value, or -1 */
int symbol_let(const symbol *s);                                 /* the fixed cell that holds it, and never anything else, or -1 */
bool load_cell(build *b, const symbol *s, int dst);              /* its V_CELL, for the instructions that change cells; false: it is in a register */
void load_function(build *b, function *f, int dst);

/* --- compile_expr.c --- */
void expr(build *b, const node *n, int dst);                     /* dst, as the topmost register, counts as dead */
int operand(build *b, const node *n, const node *later);         /* the register where its value is; `later` is evaluated before it is used */
int operand_in(build *b, const node *n, const node *later, int reg);     /* the same; in `reg` when it has to be brought into one */
int expr_temp(build *b, const node *n);
/* A result that comes to be in steps: in dst itself when that is the topmost register, which is dead until then, otherwise in a new one. */
int result_begin(build *b, int dst);
void result_end(build *b, int result, int dst);                  /* puts it into dst; registers from it on are free again */
bool is_literal(const node *n);
value literal_value(build *b, const node *n);                    /* owned */
void condition(build *b, const node *n, bool sense, jumps *out); /* goes to `out` when its truth is `sense` */
void expr_function(build *b, const node *n, int dst);

bool is_constant(const node *n);                              /* a literal, without anything to work out in it */
opcode operator_code(int sign);                              /* of an operator_kind with two operands */
void binary_into(build *b, int sign, int left, const node *right, int dst);

/* --- compile_call.c --- */
void call(build *b, const node *n, int dst);
int call_begin(build *b, int dst, int count);                    /* registers in a row for a call; then result_end */
typedef struct call_args { uint32_t count; uint32_t shape; } call_args;
void arrange_room(build *b, const char *name, uint32_t count);   /* registers to put a method's arguments in the order of its parameters */
call_args method_args(build *b, const char *name, const node *arguments, const node *leave_out);   /* evaluates into new registers in a row; leave_out: an ARG to pass over */
void known_arguments(build *b, const function *f, const node *arguments, int first);   /* into the places of f's parameters; named ones that are none are passed over */
const node *argument_named(const node *arguments, const char *name);
const node *argument_at(const node *arguments, uint32_t index);  /* the index-th positional one */
int prelude_index(const build *b, const char *name);              /* a function of the prelude; -1: none of this name */
uint32_t count_nodes(const node *list);

/* --- compile_change.c --- */
bool change_call(build *b, const node *n, int dst);              /* xs[0].append(1) on a variable; false: it is none */
void assign(build *b, const node *n);
void assign_from(build *b, const node *target, int from);

/* --- compile_stmt.c --- */
void statements(build *b, const node *list);
void block(build *b, const node *n);
void declare_row(build *b, const node *names, int first);        /* names, declared in registers in a row that hold their values */
void loop_over(build *b, const node *names, const node *iterable, void (*body)(build *b, const void *context), const void *context);

/* --- compile_exit.c: try, with, atomic, and the ways out --- */
void compile_try(build *b, const node *n);
void compile_with(build *b, const node *n);
void compile_atomic(build *b, const node *n);
void compile_return(build *b, const node *n);
void compile_break(build *b, const node *n);
void compile_select(build *b, const node *n);
void compile_await(build *b, const node *n);

/* --- compile_task.c --- */
void declaration(build *b, const node *n);
void object_expr(build *b, kind_id kind, const char *base, bool numbered, const node *arguments, int dst);
void task_expr(build *b, const symbol *kind, const char *base, bool numbered, const node *arguments, int dst);
void expect_callbacks(build *b, const node *arguments);          /* of a method: there may be some */

#endif
