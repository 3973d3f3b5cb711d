/* replay: the engine that has a script do once more what a trace says it did, and finds the first step that the kinds do not allow.
 *
 * Tasks run in the calling thread. Which of them goes on, and what time it is, the trace says: for each event, in the order of seq, the
 * task that it names goes on to its next operation, on the same machine and the same kinds as in any run, and what becomes of it must be
 * that event. What it brings about for others (who waited goes on) is kept for the events that must tell of it.
 * What a script may not rely on is taken from the trace; docs/trace.md says what that is.
 * Calls the host's step, perform.c, process.c, a recorder of its own. Uses nothing of the system but memory. */
#ifndef RUNTIME_REPLAY_REPLAY_H
#define RUNTIME_REPLAY_REPLAY_H

#include "runtime/world.h"

extern const engine replay_engine;           /* for world_new; its functions may be called while replay_run runs */

typedef struct replay_trace {
    const event *events;         /* in the order of seq; with their texts they stay as they are until replay_run returns */
    size_t count;
    bool variables;              /* each access to a shared variable is among them */
    bool explored;               /* it is of check: who is told to wait may stand in no line, and others come first (step_needs_line) */
} replay_trace;

typedef enum replayed {
    REPLAY_FITS,                 /* all steps are allowed */
    REPLAY_DIFFERS,              /* one is not */
    REPLAY_UNFIT,                /* not enough was recorded to say so */
    REPLAY_STOPPED               /* w->interrupted was set */
} replayed;

/* What the recorder given to world_new has to record. */
unsigned replay_mask(const replay_trace *t);
/* Runs the world, made with replay_engine, along the trace. `told` gets what is wrong, in whole lines. */
replayed replay_run(world *w, value main_callee, const replay_trace *t, buf *told);

#endif
