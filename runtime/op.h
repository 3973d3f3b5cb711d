/* op: one visible step of a task. The machine fills it in, an engine performs it, a kind says what it does.
 *
 * {verb, object, arguments, time-out, where} → {outcome, value}. A select is one op with several cases, a sleep is one without an object.
 * Ownership: arguments and cases are borrowed from the task that performs it and stay as they are until it has its reply. */
#ifndef RUNTIME_OP_H
#define RUNTIME_OP_H

#include "runtime/value/value.h"
#include "trace/event.h"

enum { NO_TIMEOUT = -1 };
enum face { FACE_NONE, FACE_READ, FACE_WRITE };      /* of a handle to an rwlock: the side it was taken through */

enum op_flag {
    OP_DISABLED = 1,             /* a case of select whose `if` is false or whose object is nil: never ready */
    OP_WITH = 2                  /* of a `with`: when what is taken was abandoned it is given back at once */
};

typedef struct op {
    uint16_t verb;               /* verb_id */
    uint8_t face;                /* enum face; of a pipe end: its side */
    uint8_t flags;               /* enum op_flag */
    uint16_t count;              /* of arguments; those left out are V_UNSET; the time-out is not one of them */
    uint16_t cases;              /* of a select: how many alternatives */
    uint32_t cell;               /* of verbs of `variable`: its number in the task's process */
    uint32_t line;
    struct object *object;       /* NULL: the run. The task holds it by the handle the op was begun with */
    int64_t timeout;             /* ns from now; NO_TIMEOUT; 0 never waits */
    const value *arguments;
    struct op *alternatives;
} op;

/* A time-out as the script gives it, as op.timeout has it. False: it is none, and why. */
bool op_time(value given, int64_t *length, fault *f);

typedef enum outcome {
    OUT_DONE,                    /* result holds what it gives */
    OUT_RAISE,                   /* fault says why not; nothing was changed */
    OUT_WAIT,                    /* not now; nothing was changed. In a reply: woken to ask again (perform_resumed sees to it) */
    OUT_END,                     /* the task does not go on: exit, the end of the run */
    OUT_HESITATE                 /* not now; whoever asked wants to look at the object for a while first (task.hesitates) */
} outcome;

typedef struct reply {           /* what became of an op; the value belongs to the task */
    uint8_t outcome;             /* OUT_DONE, OUT_RAISE or OUT_END */
    uint8_t error;               /* error_kind when OUT_RAISE */
    bool thrown;                 /* OUT_RAISE: value is a whole error value to be raised again, not a message */
    uint16_t chosen;             /* which case of a select */
    value value;                 /* the result; the message (or the error) when OUT_RAISE */
} reply;

#endif
