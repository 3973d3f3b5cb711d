/* lazy_work: what the parts of lazy.h have in common: lazy.c, which knows the run, and lazy_known.c, which knows steps. */
#ifndef RUNTIME_CHECK_LAZY_WORK_H
#define RUNTIME_CHECK_LAZY_WORK_H

#include "runtime/check/lazy.h"
#include "runtime/check/learnt.h"
#include "runtime/check/parts.h"

typedef struct spot {
    exec_point point;
    parts_sum sum;
    uint32_t logged;
    bool told;
} spot;

/* Who has not ended, and where they stand, as it was last looked up. */
typedef struct crew {
    uint32_t tasks[EXEC_TASKS], count, who, base;     /* the last two: numbers */
    uint32_t numbers[EXEC_TASKS], places[EXEC_TASKS]; /* by task: what it was, and its stance (learnt.h) */
    bool known;                                       /* all of them, and nothing is different since */
} crew;

struct lazy {
    exec *e;
    parts *parts;
    learnt *known;
    uint32_t *at, *next, slots;
    learnt_change *log;
    uint32_t logged, log_capacity;
    spot *spots;
    uint32_t count, capacity;
    uint32_t live;  /* so many of these are marks of the run, too */
    exec_point run; /* where the run is, on the way to where the execution is, … */
    bool astray;    /* … or not: it was gone on with from the last mark of its own, and is not wanted there any more */
    bool whole, exact, begun;
    bool told; /* `at` is where the execution is, and so is: */
    parts_sum sum;
    bool learns, stale; /* SLOT_BASE has to be made anew */
    uint64_t played, made;
    uint32_t looked; /* of the keys that somebody looks at, so many were known when steps were learnt */
    bool broken, strayed; /* strayed: lazy_strayed; it is broken then */
    crew crew;
};

/* --- lazy_known.c --- */

void lazy_set(lazy *z, uint32_t slot, uint32_t number);
void lazy_log_undo(lazy *z, uint32_t to);
void lazy_forget(lazy *z);                   /* all that is known */
void lazy_looks_count(lazy *z);              /* forgets, if more is looked at in other executions than before: what a step touches depends on that */
/* The run is where the execution is: how all stand there; and the last step, by which the log has grown from there on, and the state's
 * sum. */
void lazy_crew_learn(lazy *z);
void lazy_step_learn(lazy *z, uint32_t from, parts_sum sum, bool guarded);

#endif
