/* vm: the virtual machine, as the host of the runtime's tasks. Stackless: a script call is no C call, so a task can be left at any
 * instruction and taken up again. It never blocks, never recurses and never calls back. */
#ifndef INTERP_VM_H
#define INTERP_VM_H

#include "interp/code.h"

host vm_host(const program *p);      /* the callbacks; p must outlive the run */
/* Runs one step of t: see host.step in runtime/world.h. */
why vm_step(task *t, int64_t budget);

#endif
