/* point: where an execution has come to: going back there, and the bytes of its state (runtime/state.h). */
#ifndef RUNTIME_CHECK_POINT_H
#define RUNTIME_CHECK_POINT_H

#include "runtime/check/exec.h"
#include "runtime/state.h"

bool point_mark(exec *e, exec_point *p);             /* it can come back here; false: out of memory */
void point_back(exec *e, const exec_point *p);       /* to p, which is the last mark, and stays */
void point_undo(exec *e, const exec_point *p);       /* from the last mark, which is forgotten, to p, which is the one before */

uint64_t point_printed(const exec *e);       /* a number for what each task has printed (exec.accounts), whatever the order between tasks */
void point_state(const exec *e, run_state *s);
/* The tasks of e in an order that is the same in all executions that come to this state: those that were started by the same tasks, the same n-th time, have
 * the same place. Places of tasks that have ended are left out; their number. */
uint32_t point_order(const exec *e, uint32_t order[static EXEC_TASKS]);

#endif
