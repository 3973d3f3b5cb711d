/* os: the engine of real threads. Each thread of the script runs on an OS thread of its own, truly parallel; timers share one.
 * Calls the host's step, perform.c, the recorder, deadlock.h and the system. The only folder with threads, clocks and signals.
 * Leaves out: what an operation does (kinds/), what a task computes (the host). */
#ifndef RUNTIME_OS_OS_H
#define RUNTIME_OS_OS_H

#include "runtime/world.h"

/* Memory for the recorder and the world of a run that has processes: all of them see it. NULL: the system has no room for it. */
memory *os_memory(int64_t limit);
void os_memory_free(memory *m);

extern const engine os_engine; /* for world_new; its functions may be called while os_run runs */
extern const engine os_directed_engine; /* the same, of a world whose tasks follow a schedule: its director is set */

int os_cores(void);              /* processors that it may use */

/* Runs the world, made with os_engine, from main's first step to its end: `main_callee` is called without arguments. The calling thread
 * supervises: it reads the recorder, waits for signals and looks for deadlocks, and runs no script. SIGINT and SIGTERM are taken over
 * meanwhile. When it returns no thread it made is left and nothing is recorded any more. told_deadlock: a cycle was told while others ran.
 * When not even main can be started, it complains, counts a failure of the world and gives RUN_ENDED. */
run_end os_run(world *w, value main_callee, bool *told_deadlock);

#endif
