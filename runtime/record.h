/* record: makes the events of ops. Costs one load when the recorder wants none of them. The object of the op is locked. */
#ifndef RUNTIME_RECORD_H
#define RUNTIME_RECORD_H

#include "runtime/kind.h"

static inline bool record_wants(const world *w, uint16_t verb) { return recorder_wants(w->recorder, verbs[verb].record); }

/* How an op came out. Its seq; 0: nobody wants it. cause: what let it go on; since: when it began to wait, NO_TIMEOUT if it did not. */
static inline uint64_t record_call(const call *c, outcome r, uint64_t cause, int64_t since);
uint64_t record_wanted_call(const call *c, outcome r, uint64_t cause, int64_t since);
bool record_tells(const call *c, const event *e);        /* would the event of c, which can be done, show what e shows? */
/* The end of a wait that was not asked for: time-out, cancel, let go by call_release; t->reply says how it ended. asked: what the verb
 * said when it was last asked, for the details; NULL: nothing. */
static inline uint64_t record_wait(world *w, lane *l, task *t, event_status status, uint64_t cause, const call *asked);
uint64_t record_wanted_wait(world *w, lane *l, task *t, event_status status, uint64_t cause, const call *asked);
static inline void record_waiting(const call *c);        /* it begins to wait */
void record_wanted_waiting(const call *c);
void record_made(task *t, object *o);        /* also when it gets a new name */
/* A remark: verb run_stop for how the run ends, none for others. */
void record_note(world *w, lane *l, verb_id verb, const char *text);
void record_run_end(world *w, lane *l, run_end end);     /* a remark on how the run ended, if there is anything to say */
/* What a task comes to: verb_thread_begin, _end, _fail (with its error). */
uint64_t record_process_end(world *w, lane *l, const process *p, int status);
void record_lost(const call *c, const process *worker, const object *future);    /* of c's pool: what that one was at when it ended */
uint64_t record_task(world *w, lane *l, task *t, verb_id verb, uint64_t cause, value error);
uint64_t record_variable(task *t, uint32_t cell, outcome r, error_kind error, value shown);      /* its seq */
/* awaited: somebody waits until the variable changes, and t changes it. */
bool record_variable_wanted(const task *t, bool awaited);
/* t waits for the gil, which the task `other` has (EVENT_WAITING), or has got it and waited since that moment; verb_run_gil or _turn. */
void record_gil(const task *t, verb_id verb, event_status status, uint32_t other, int64_t since);

static inline uint64_t record_call(const call *c, outcome r, uint64_t cause, int64_t since)
{
    return recorder_wants(c->world->recorder, c->row->record) ? record_wanted_call(c, r, cause, since) : 0;
}

/* No verb for which one can wait is recorded as anything else. */
static inline uint64_t record_wait(world *w, lane *l, task *t, event_status status, uint64_t cause, const call *asked)
{
    return recorder_wants(w->recorder, RECORD_OPS | RECORD_QUIET) ? record_wanted_wait(w, l, t, status, cause, asked) : 0;
}

static inline void record_waiting(const call *c)
{
    if (recorder_wants(c->world->recorder, RECORD_WAITS))
        record_wanted_waiting(c);
}

#endif
