/* causes: by which step came what another one has found, where that is not simply the last that changed the object: of several things in a
 * queue or a pipe the one that was taken, of the tasks behind a future the one that failed. */
#ifndef RUNTIME_CHECK_CAUSES_H
#define RUNTIME_CHECK_CAUSES_H

#include "runtime/check/schedule.h"

/* Of each step of s, which e, not begun yet, can go: 1 + the step it came by, before it; 0: none such is known. by: s->count. False: memory
 * is out. */
bool causes_find(exec *e, const schedule *s, uint32_t *by);

#endif
