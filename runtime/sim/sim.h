/* sim: the engine of virtual time. All tasks run in the calling thread, one after another, and the clock jumps to the next moment at which
 * something happens; the same script, seed and version give the same events.
 * Calls the host's step, perform.c, the recorder, deadlock.h. Uses nothing of the system but memory. */
#ifndef RUNTIME_SIM_SIM_H
#define RUNTIME_SIM_SIM_H

#include "runtime/world.h"

extern const engine sim_engine;              /* for world_new; its functions may be called while sim_run runs */

/* Runs the world, made with sim_engine, from main's first step to its end: `main_callee` is called without arguments. All bodies are ended
 * when it returns. told_deadlock: a cycle of waits was told while others ran on, and still stands. */
run_end sim_run(world *w, value main_callee, bool *told_deadlock);

#endif
