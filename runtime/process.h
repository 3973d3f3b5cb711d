/* process: processes as the runtime knows them, wherever they run: in virtual time a table of variables, on the real engine one of the
 * system's. struct process is in world.h. */
#ifndef RUNTIME_PROCESS_H
#define RUNTIME_PROCESS_H

#include "runtime/object.h"

/* Of the process object o (of main: its thread), started by a task of `parent` (NULL: main's). Without variables yet. NULL: out of memory. */
process *process_new(world *w, process *parent, object *o);
void process_undo(world *w, process *p);      /* it does not come to it: the last that was made */
void process_clear_all(world *w);            /* drops the values of all variables */
void process_free_all(world *w);             /* after everything else that may name a variable */

#endif
