/* machine: what the files of the virtual machine share. Private to vm*.c and body.c.
 *
 * A body is one task's code at work: registers and frames in two flat blocks, addressed by index. It refers to its task only while it is
 * stepped. Above the registers of the innermost frame nothing is counted. */
#ifndef INTERP_MACHINE_H
#define INTERP_MACHINE_H

#include "interp/code.h"
#include "runtime/object.h"

typedef struct frame { uint32_t function, pc, base; } frame;

typedef enum pending {           /* what is to be done with the reply that is waited for */
    PENDING_NOTHING,
    PENDING_DROP,                /* nothing: a variable was written */
    PENDING_VALUE,               /* into register `into`, and `clear` registers behind it are dropped */
    PENDING_SELECT,              /* as above, the number of the case first */
    PENDING_CHANGE               /* of a change: when it turns out to be a handle, its method is called */
} pending;

typedef struct body {
    const program *program;
    value *registers;            /* from 0 on: the first function, its parameters, … */
    frame *frames;
    uint32_t register_capacity, into;
    uint32_t depth, frame_capacity;
    uint16_t clear, table;       /* of select: which; of a change: which */
    uint8_t pending;
    bool raising;                /* `error` is to be raised at the next step */
    bool redo;                   /* a change met a handle: call its method at the next step */
    value error;
    op *cases;                   /* of the select under way */
} body;

typedef enum step { STEP_ON, STEP_CALL, STEP_OP, STEP_FAULT } step;   /* go on; a frame was pushed or left; an op is ready; the fault is set */

typedef struct machine {         /* one vm_step at work */
    task *task;
    body *body;
    const program *program;
    fault fault;
    value thrown;                /* an error value to raise as it is; V_UNSET: the fault is raised */
    uint32_t line;
    buf text;                    /* where strings are put together */
} machine;

static inline value *machine_registers(const machine *m) { return m->body->registers + m->body->frames[m->body->depth - 1].base; }

/* body.c */
bool body_push(machine *m, uint32_t function, uint32_t base, fault *f);      /* a new frame; what it needs above its arguments is made ready */
bool body_room(body *b, uint32_t a, uint32_t count, fault *f);                /* registers behind the innermost frame's R[a], as many as that */
void body_pop(body *b, uint32_t keep_result_at);                             /* drops the frame's registers */
void *body_begin(world *w, process *p, value callee, value arguments, fault *f);
bool body_takes(const world *w, value callee, uint32_t count, fault *f);
void body_end(world *w, void *body);
void body_state(const task *t, struct run_state *s);                             /* host.state */
static inline void register_set(value *slot, value owned) { value_assign(slot, owned); }

/* vm_error.c */
value machine_error(machine *m);                                            /* takes the fault (or what was thrown): an error value with place, task and stack */
/* An error of another task, which a future has given: the calls that led to here come behind its own. Takes it over. */
value machine_raised_again(const machine *m, value error);
bool machine_unwind(machine *m, value error);                               /* to the handler; false: there is none. Takes the error over */
uint32_t machine_script_line(const machine *m);                              /* of the innermost call that is none of the prelude's; 0: there is none */
step machine_raise(machine *m, value raised);                               /* the statement `raise` */

/* vm_call.c: a is the frame's register where the call stands */
step call_value_at(machine *m, uint32_t a, uint32_t count, const shape *s);
step call_method_at(machine *m, uint32_t a, value *receiver, const shape *s);   /* receiver: R[a+1], or a variable's register; arguments from R[a+2] on */
step call_builtin_at(machine *m, uint32_t a, uint32_t count, uint32_t index);
step call_spread(machine *m, uint32_t a);

/* vm_op.c */
step op_begin(machine *m, uint32_t a, verb_id verb, object *on, const value *arguments, uint32_t count, uint32_t clear);
step op_variable(machine *m, uint32_t a, verb_id verb, uint32_t number, const value *arguments, uint32_t count, uint32_t clear);
bool op_timeout(machine *m, value timeout);
step op_store(machine *m, uint32_t variable, const value *item);
step property_at(machine *m, uint32_t a, uint32_t from, const member *name);
step set_property_at(machine *m, uint32_t a, const member *name);
step change_at(machine *m, uint32_t a, value *root, uint32_t index);
step change_shared_at(machine *m, uint32_t a, uint32_t holder, uint32_t index);
step change_redo(machine *m);
step select_at(machine *m, uint32_t a, uint32_t index);
step enter_at(machine *m, value held);
step leave_at(machine *m, uint32_t a, value held);
step each_at(machine *m, uint32_t a, uint32_t names, uint32_t *skip);
bool arrange_by_place(const fit *f, value *first, uint32_t count, const shape *s, value *timeout);   /* false: not that simple, or wrong */
step arrange_verb(machine *m, const verb_word *verb, const fit *f, value *first, uint32_t count, const shape *s, value *timeout,
    uint32_t *given);
void machine_reply(task *t);

/* --- Private part --- */

/* t's op, of the frame f of its body b, which is the innermost. */
static inline __attribute__((always_inline)) void op_fill(task *t, body *b, const frame *f, uint32_t a, verb_id verb, object *on, const value *arguments,
    uint32_t count, uint32_t clear, uint32_t at_line)
{
    op *o = &t->op;
    o->verb = (uint16_t)verb;
    o->face = FACE_NONE;
    o->flags = 0;
    o->count = (uint16_t)count;
    o->cases = 0;
    o->cell = 0;
    o->line = at_line;
    o->object = on;
    o->timeout = NO_TIMEOUT;
    o->arguments = arguments;
    o->alternatives = NULL;
    b->into = f->base + a;
    b->clear = (uint16_t)clear;
    b->pending = PENDING_VALUE;
}

#endif
