/* code: compiled functions, and the program they make up. Immutable once made; shared by all tasks and threads.
 * Ownership: everything lives in the program's arena; constants are values that program_free drops. */
#ifndef INTERP_CODE_H
#define INTERP_CODE_H

#include "base/arena.h"
#include "interp/program.h"
#include "runtime/value/method.h"
#include "runtime/world.h"

typedef enum opcode {
#define CODE(name, operands, about) CODE_##name,
#include "interp/code.def"
#undef CODE
    CODES
} opcode;

/* Operands are kept as the machine uses them, without a shift or a sum on the way, for one instruction waits for them to be worked out
 * before it knows the next: a register as its distance from the frame's first in words of 8 bytes, two a register; where a jump goes as
 * the distance from the jump in bytes. */
typedef struct insn {
    uint16_t op, a;
    union { struct { uint16_t b, c; }; int32_t bx; };
} insn;
_Static_assert(sizeof(insn) == 8, "an instruction is 8 bytes");
static inline uint32_t insn_register(uint16_t operand) { return operand / 2; }
static inline const insn *insn_target(const insn *jump) { return (const insn *)((const char *)jump + jump->bx); }

typedef struct place { uint32_t line, column; uint16_t live; } place;          /* live: from that register on all are dead here */

typedef struct handler {         /* an error in [from, to) goes on at target, with the error in a register */
    uint32_t from, to, target;
    uint16_t error;
} handler;

typedef struct capture { bool from_register; uint16_t index; } capture;    /* of the enclosing frame: a register, or one of its own captures */

typedef struct closure_site { uint32_t function, count; capture *captures; } closure_site;   /* one place in the code where a function captures */

typedef struct parameter { const char *name; bool optional; } parameter;

typedef struct code {
    const char *name;
    insn *insns;
    place *places;               /* by instruction */
    uint64_t *live;              /* by instruction: which of the first 64 registers may be needed when it is done. NULL: nobody wants to know */
    uint64_t *filled;            /* … and which have been filled on every way to it since they last meant nothing. As `live` */
    uint32_t count;
    uint32_t entry;              /* behind the checks that parameters were given: where calls go that are known to give them */
    value *constants;
    uint32_t constant_count;
    handler *handlers;           /* the innermost first */
    uint32_t handler_count;
    uint16_t registers;          /* an even number */
    uint16_t parameter_count, required;
    parameter *parameters;
    bool prelude;                /* part of the language written in itself */
} code;

enum { NOT_FOUND = 0xffff, NO_PLACE = 0xff, MOST_CAPTURES = 255 };

/* How many arguments a verb or method takes, for calls that give them by place. */
typedef struct fit { uint8_t required, positional, total; bool timeout; } fit;      /* total: with those by name only, without the time-out */

/* What a name behind a dot can mean, worked out once for each name used in the program. */
typedef struct member {
    const char *name;
    uint16_t verbs[KINDS];       /* verb_id by kind; VERB_none */
    uint16_t methods[V_TAGS];    /* place in methods[] by tag; NOT_FOUND */
    uint16_t wrapped[KINDS];     /* function of the prelude by kind; NOT_FOUND */
    uint8_t most;                /* parameters that any of them has */
    fit verb_fits[KINDS], method_fits[V_TAGS];
} member;

typedef struct shape {           /* a call's arguments: how many there are, and their names */
    uint16_t member;             /* of a method call */
    uint16_t count;              /* of a method call: all of them */
    uint16_t named;              /* how many of its last arguments have names */
    bool timeout;                /* the only one is `timeout:` */
    bool inner;                  /* from the prelude: verbs are reached directly, not through their wrapping function */
    uint16_t plain[KINDS];       /* by kind: the verb, when the arguments are the first of its parameters; else VERB_none */
    uint8_t left_out[KINDS];     /* … and how many more parameters it has */
    uint8_t wrapped;             /* the kind for which it is a function of the prelude, */
    const uint8_t *places;       /* … and where each of its parameters is found among the arguments (NO_PLACE: left out); NULL: not known */
    const char **names;
} shape;

typedef enum change_what { CHANGE_SET, CHANGE_METHOD, CHANGE_APPEND /* a method: append(x) of the variable itself */ } change_what;
typedef struct change {          /* path indexes, then arguments (or the one value to set) */
    uint16_t what, path, arguments;
    uint16_t shape;              /* of a method */
    uint16_t variable;           /* member: of one that tasks share and that has no fixed cell, its name, for the trace */
} change;

typedef struct select_case { uint16_t shape, arguments, base; int32_t condition; } select_case;   /* registers relative to R[a]: receiver at base, arguments behind it; condition: -1 none */
typedef struct select_table { select_case *cases; uint16_t count; int32_t after; bool otherwise; } select_table;   /* after: register of the duration, -1 none */

typedef struct claims {          /* conditions that the script states, each a function */
    uint32_t *functions;
    claim *stated;
    uint32_t count, capacity;
} claims;

struct program {
    arena *memory;
    tree *tree, *script;         /* of the prelude and of the script: names and texts are theirs */
    code **functions;            /* the script's (0 is main), then the prelude's */
    uint32_t function_count;
    member *members;
    uint32_t member_count, member_capacity;
    shape *shapes;
    uint32_t shape_count, shape_capacity;
    change *changes;
    uint32_t change_count, change_capacity;
    select_table *selects;
    uint32_t select_count, select_capacity;
    closure_site *closures;
    uint32_t closure_count, closure_capacity;
    bool processes;
    uint32_t task_apply;         /* the prelude's, if it is there */
    uint32_t globals, shareds;
    const char **global_names, **shared_names;
    uint32_t task_width;         /* columns of the widest name that a task is likely to have */
    claims invariants, eventualities;
    uint8_t *reached;            /* by line: one of its statements was come to; the caller's. NULL: nobody wants to know, there is no COVER */
    scenario_header header;
    host host;
};

extern const char *const code_names[CODES];
extern const char *const code_operands[CODES];
void code_print(const program *p, const code *c, buf *out);      /* disassembles, for tests and the curious */

/* shape.c: fills in `plain`, `wrapped` and `places` of all shapes, when all functions are compiled and the members know theirs. */
void shapes_finish(program *p);

/* liveness.c: fills in `live` and `filled`; false: out of memory. How many registers mean something while an instruction is performed: all
 * others may hold anything. */
bool liveness_finish(program *p);
uint32_t code_live(const code *c, uint32_t at);

#endif
