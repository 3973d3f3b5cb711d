/* ample: a task whose next step is all that need be tried in a state, for no other can do anything that depends on it before it is made (D. Peled, All from One, One
 * for All: on Model Checking Using Representatives, CAV 1993). Such a state need not be stored either. */
#ifndef RUNTIME_CHECK_AMPLE_H
#define RUNTIME_CHECK_AMPLE_H

#include "runtime/check/exec.h"

uint32_t ample_task(const exec *e);          /* EXEC_TASKS: none is known */

#endif
