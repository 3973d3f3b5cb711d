/* point: where an execution has come to: going back there, and the bytes of its state (runtime/state.h). */
#ifndef RUNTIME_CHECK_POINT_H
#define RUNTIME_CHECK_POINT_H

#include "runtime/check/exec.h"
#include "runtime/object.h"
#include "runtime/state.h"

void point_take(const exec *e, exec_point *p);       /* only what does not lie in the snap; and back */
void point_put(exec *e, const exec_point *p);
bool point_mark(exec *e, exec_point *p);             /* it can come back here; false: out of memory */
void point_back(exec *e, const exec_point *p);       /* to p, which is the last mark, and stays */
void point_undo(exec *e, const exec_point *p);       /* from the last mark, which is forgotten, to p, which is the one before */

uint64_t point_printed_by(const actor *a);
uint64_t point_printed(const exec *e);       /* a number for what each task has printed (exec.accounts), whatever the order between tasks */
/* Threads are told apart by what they do only; processes, timers and main are who they are. */
static inline bool point_is_alike(const actor *a) { return a->index && a->task.self->kind == KIND_thread; }
/* What a state is told of: s begins anew with e's; a task, and all that it holds; the tasks that have not ended, by their paths from
 * main: their number. */
void point_tell(const exec *e, run_state *s);
void point_actor(run_state *s, const exec *e, const actor *a);
uint32_t point_order(const exec *e, uint32_t order[static EXEC_TASKS]);
/* s becomes e's state; and order its tasks, but those that have ended, such that in equal states who stands at the same place does the
 * same from there on: those that were started by the same tasks, the same n-th time; or, s->symmetric, those of which the same can be
 * told (R. Iosif, as state.h says). Their number. */
uint32_t point_state(const exec *e, run_state *s, uint32_t order[static EXEC_TASKS]);

#endif
