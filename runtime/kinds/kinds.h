/* kinds: the functions of the tables in kind.c. What a verb does stands in the file of its kind. */
#ifndef RUNTIME_KINDS_KINDS_H
#define RUNTIME_KINDS_KINDS_H

#include "runtime/kind.h"
#include "runtime/state.h"

#define VERB(kind, name, parameters, flags, phrase, waiting, about) outcome verb_##kind##_##name(call *c);
#define PRELUDE_VERB(kind, name, parameters, flags, phrase, waiting, about)
#include "trace/verbs.def"
#undef VERB

bool task_make(call *c);
void task_drop(world *w, object *o);
uint32_t task_holder(const object *o, uint32_t after);
bool pipe_make(call *c);
void pipe_join(object *first, object *second);               /* they are the two ends of the pipe that was made with the first */
void pipe_drop(world *w, object *o);
void pipe_recorded(call *c, uint64_t seq);
bool timer_make(call *c);
bool pool_make(call *c);
void pool_drop(world *w, object *o);
bool pool_bereaved(call *c, const process *p);
bool pool_concerns(const object *o, const call *c, verb_id waiting);
bool lock_concerns(const object *o, const call *c, verb_id waiting);
bool condition_concerns(const object *o, const call *c, verb_id waiting);
bool pool_prepare(call *c);
bool pool_foresee(call *c);
bool process_settled(call *c);
bool pool_settled(call *c);
bool pool_pack(call *c);
bool condition_foresee(call *c);
void pool_recorded(call *c, uint64_t seq);
void future_drop(world *w, object *o);
bool future_concerns(const object *o, const call *c, verb_id waiting);
bool queue_make(call *c);
void queue_drop(world *w, object *o);
void queue_parked(call *c);
void queue_recorded(call *c, uint64_t seq);
bool event_make(call *c);
bool lock_make(call *c);
bool lock_bereaved(call *c, const process *p);
uint32_t lock_holder(const object *o, uint32_t after);
bool rwlock_make(call *c);
void task_state(run_state *s, const object *o);
void pool_state(run_state *s, const object *o);
void future_state(run_state *s, const object *o);
void queue_state(run_state *s, const object *o);
void pipe_state(run_state *s, const object *o);
void event_state(run_state *s, const object *o);
void lock_state(run_state *s, const object *o);
void rwlock_state(run_state *s, const object *o);
void condition_state(run_state *s, const object *o);
void semaphore_state(run_state *s, const object *o);
void barrier_state(run_state *s, const object *o);
void latch_state(run_state *s, const object *o);
void atom_state(run_state *s, const object *o);
void rwlock_drop(world *w, object *o);
void rwlock_recorded(call *c, uint64_t seq);
bool rwlock_bereaved(call *c, const process *p);
uint32_t rwlock_holder(const object *o, uint32_t after);
bool condition_make(call *c);
void condition_drop(world *w, object *o);
void condition_parked(call *c);
bool semaphore_make(call *c);
void semaphore_recorded(call *c, uint64_t seq);
bool barrier_make(call *c);
void barrier_left(call *c);
bool latch_make(call *c);
bool atom_make(call *c);
void atom_drop(world *w, object *o);

/* An option that may be left out: its value, or `otherwise`. False with a fault of kind type. */
bool option_bool(call *c, value v, const char *what, bool otherwise, bool *out);
bool option_int(call *c, value v, const char *what, int64_t otherwise, int64_t *out);

/* Helpers that several kinds share. */
outcome task_start(call *c);                                 /* process, thread, timer */
outcome task_join(call *c);
outcome task_is_alive(call *c);
outcome task_name(call *c);
outcome task_daemon(call *c);
outcome task_id(call *c);
bool counted_is_sendable(value v);
static inline bool value_is_sendable(value v)                /* there is no function in it */
{
    return v.tag >= V_COUNTED ? counted_is_sendable(v) : v.tag != V_FUNC && v.tag != V_BUILTIN;
}
bool lock_is_held(const object *o, const task *t);           /* of a lock or rlock */
void lock_give_up(object *o);                                /* wholly, however deep it was taken */

/* Futures, which their pool completes; it is locked then, and the future held, but to be read when it is ready. */
/* A new one, of so many lists that are to be one. by_arrival: or are gotten one by one, whichever is there first. */
bool future_divide(call *c, object *future, uint32_t count, bool by_arrival);
bool future_keep(call *c, bool ok, value result, value *held);           /* as a future holds it; false: c->fault says why not */
void future_complete(object *future, bool ok, value held);               /* takes that over */
void future_bring(call *c, object *future, uint32_t part, bool ok, value held); /* the same of a part; it is ready with the last */
bool future_read(call *c, const object *future, value *out); /* what it has come to: the result, or an error */

#endif
