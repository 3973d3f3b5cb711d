/* internal: what the files of an execution share. */
#ifndef RUNTIME_CHECK_INTERNAL_H
#define RUNTIME_CHECK_INTERNAL_H

#include "runtime/check/exec.h"
#include "runtime/kind.h"

static inline exec *exec_of(world *w) { return w->engine_state; }

/* --- engine.c: what the runtime asks of an engine --- */
extern const engine exec_engine;
bool exec_start_main(exec *e, fault *f);
void exec_end_process(exec *e, process *p, int status);
void exec_reply(exec *e, actor *a);          /* it has its reply: goes on when the step is over */
void exec_goes_on(exec *e, actor *a);        /* its wait is over: the same, or it asks again for the lock it gave up to wait */

uint32_t exec_choose(exec *e, uint32_t n);   /* which of n alternatives the step takes */

/* --- loose.c: time that is not exact --- */
void loose_open(exec *e);
void loose_goes_on(exec *e, const actor *a); /* it is a's moment now */
void loose_done(exec *e, uint32_t index);    /* its step is over: it has seen what it touched, and who was let go has seen it */

/* --- ready.c: who can make a step --- */
void exec_look(exec *e, actor *a);           /* fills in a->can, and what it waits for (waits_for) */
bool ready_always(const actor *a);           /* whatever the others do */
bool ready_is_seen(const op *o);             /* others who only look can tell whether somebody waits by it */

/* --- touch.c: what a step touches --- */
typedef struct touched { uint64_t key; uint32_t object, version; bool write, peek, locked; } touched;   /* object 0: none whose version tells whether it was changed */
void touch_open(exec *e);                    /* its journal is ready */
void touch_op(exec *e, const actor *a);      /* what its op names, beyond the objects that are locked for it */
void touch_key(exec *e, uint64_t key, bool write);
void touch_all(exec *e);
void touch_watched(exec *e, const object *o);        /* what comes of the process o being over may differ: the ends of its tasks depend on each other */
void touch_task_ends(exec *e, const task *t);
void touch_ends(exec *e, const process *p);  /* it ends, and its daemons with it, had they not ended before */
void touch_object(exec *e, const object *o, bool write);
void touch_released(exec *e, const task *t); /* t is let go */
void touch_cancelled(exec *e, const task *t);        /* t is told to raise */
void touch_timed_out(exec *e, const task *t);        /* the wait of t, who makes the step, ends by its time or by itself */
void touch_exits(exec *e, const process *p); /* one of its tasks ends it, whatever the others do */
void touch_awaited(exec *e, const task *t);  /* t's wait in an await is ended by something else than a change of that */
void touch_stirred(exec *e, const task *t);  /* what t awaits is changed */
void touch_wakes(exec *e, bool takes);       /* a wait begins that may end without a notify, or takes one of those that may */
void touch_looked(exec *e, const task *t);   /* an invariant looks at what t's op names */
void touch_done(exec *e);                    /* the step is over: its accesses */
bool touch_again(exec *e, exec_step *s, const touch *accesses, uint32_t count);      /* s has made these; false: out of memory */
uint64_t touch_cell(const task *t);          /* the key of the variable that its op reads or changes */
bool touch_writes(const op *o);              /* … which may be a change to what it was before */

#endif
