/* ample: which task's step is all that need be tried in a state, as far as that can be said without knowing what the others are going to
 * do. */
#ifndef RUNTIME_CHECK_AMPLE_H
#define RUNTIME_CHECK_AMPLE_H

#include "runtime/check/exec.h"

/* Who stands where: at its end, which is no error; at the start of another task; in an atomic block. */
typedef struct ample_marks { taskset ends, starts, inside; } ample_marks;

void ample_mark(const actor *a, ample_marks *m);
uint32_t ample_among(const exec *e, const ample_marks *m);   /* EXEC_TASKS: there is none */
uint32_t ample_task(const exec *e);                          /* the same of where the execution is */

#endif
