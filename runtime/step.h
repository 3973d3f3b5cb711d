/* step: what counts as one step of a task, for all who decide or repeat the order of steps (check/, and os/ when it is directed). */
#ifndef RUNTIME_STEP_H
#define RUNTIME_STEP_H

#include "runtime/world.h"

/* An op; the end of a wait by its time; that of a wait at a condition by itself; a lock asked for again; the end of the task. */
typedef enum step_kind { STEP_OP, STEP_TIMEOUT, STEP_WAKE, STEP_AGAIN, STEP_END } step_kind;

/* t's op is none: it looks at nothing that others change, and changes nothing that they look at. What can be set before a task starts
 * stays as it is then. */
bool step_is_private(const task *t);
/* That t stands in line for its op makes a difference to others, also when it does not get what it wants: so it has to be able to. */
bool step_needs_line(const task *t);

#endif
