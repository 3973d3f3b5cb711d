/* parts: the state of an execution as a row of numbers, one for each of its parts: a task and all that it holds, an object, a variable …
 * Equal parts have equal numbers (collapse compression: G. Holzmann, State Compression in SPIN, 1997), so a step is known by the few
 * numbers that it looks at and changes.
 *
 * Each part is told by itself. Where one names what was not there from the first state on, or a variable that was captured; where time
 * is waited for; where there are several processes: there is no such row, and the state is told as a whole (point.h). Tasks that are
 * alike may be named.
 * Calls point.h, state.h. Leaves out: what steps do to the numbers (learnt.h, lazy.h). */
#ifndef RUNTIME_CHECK_PARTS_H
#define RUNTIME_CHECK_PARTS_H

#include "runtime/check/exec.h"
#include "runtime/check/save.h"
#include "runtime/state.h"

/* What there is a number for. Behind these: variables, variables that processes share, objects by their ids, tasks by their indices. */
enum {
    SLOT_BASE,   /* of several others, which all steps depend on (parts_depend) */
    SLOT_CHOICE, /* which alternative is taken */
    SLOT_RUN,    /* the process, and what else there is only once */
    SLOT_WHO,    /* which tasks there are, and what makes a difference to them without being told */
    SLOT_FIRST
};

typedef struct parts parts;

parts *parts_new(const exec *e);             /* NULL: out of memory */
void parts_free(parts *p);
/* All states come after the one where the execution is: from now on there are that many slots. As s says that they are told. False: out
 * of memory. */
bool parts_begin(parts *p, const run_state *s);
uint32_t parts_slots(const parts *p);
/* Where the execution is; false: that cannot be told so, or memory is out (parts_broken). */
bool parts_tell(parts *p, uint32_t *at);
void parts_are_first(parts *p, const uint32_t *at);   /* … of the first state, right after parts_begin */
uint32_t parts_objects(const parts *p);      /* how many of those that have a slot are there */
bool parts_is_gone(const parts *p, uint32_t slot);   /* it is that of an object that is not there any more */
bool parts_broken(const parts *p);
size_t parts_bytes(const parts *p);
void parts_save(const parts *p, buf *out);   /* which parts have which numbers, for states are told by these */
bool parts_load(parts *p, saved_text *in);   /* before any other; false: it is none, or memory is out */

uint32_t parts_slot_of_task(const parts *p, uint32_t index);
uint32_t parts_slot_of_object(const parts *p, uint32_t id);          /* 0: there is none, here and below */
uint32_t parts_slot_of_shared(const parts *p, uint32_t number);
uint32_t parts_slot_of_cell(const parts *p, uint32_t number);
bool parts_slot_is_task(const parts *p, uint32_t slot);

bool parts_depends(const parts *p, uint32_t slot);                   /* is it one of those that make SLOT_BASE? */
bool parts_depend(parts *p, uint32_t slot);                          /* it is from now on; false: out of memory */
bool parts_base(parts *p, uint32_t *at);                             /* fills SLOT_BASE in; false: out of memory */

/* A state by a sum over its parts, equal for states whose rows are equal: of each part 128 bits of hash, modulo 2^64 by halves. naming:
 * how many of them name somebody; then it does not say whom. Those of two states can be subtracted, and what a step changes added. */
typedef struct parts_sum { uint64_t low, high; uint32_t naming; } parts_sum;
parts_sum parts_sum_of(const parts *p, const uint32_t *at);
static inline void parts_sum_add(parts_sum *s, parts_sum by)
{
    s->low += by.low;
    s->high += by.high;
    s->naming += by.naming;
}
static inline parts_sum parts_sum_change(parts_sum from, parts_sum to)
{
    return (parts_sum){to.low - from.low, to.high - from.high, to.naming - from.naming};
}
/* The order that its row would tell the tasks in, where nobody is named; their number. */
uint32_t parts_order(const parts *p, const uint32_t *at, uint32_t order[static EXEC_TASKS]);
/* The tasks that have not ended, by their paths from main. */
uint32_t parts_tasks(const parts *p, const uint32_t *at, uint32_t tasks[static EXEC_TASKS]);
/* The row of a state, the same for tasks that have changed places: words, valid until the next call, their number, and order as
 * point_state has it. NULL: out of memory. */
const uint32_t *parts_row(parts *p, const uint32_t *at, uint32_t *length, uint32_t order[static EXEC_TASKS], uint32_t *tasks);

#endif
