/* rounds: whether those who can go on only go round and round. */
#ifndef RUNTIME_CHECK_ROUNDS_H
#define RUNTIME_CHECK_ROUNDS_H

#include "runtime/check/schedule.h"

typedef enum rounds {
    ROUNDS_NONE,
    ROUNDS_LIVELOCK,             /* all of them, for ever: told to exec_tell */
    ROUNDS_FAILED,               /* out of memory */
    ROUNDS_TIME                  /* … until somebody's time comes, which it never does as long as others can go on */
} rounds;

enum { ROUND_MOST = 64 /* steps */, ROUND_FIRST = 4 };

bool rounds_may_be_quiet(const actor *a);    /* its step changes nothing, as far as its verb tells */
bool rounds_quiet(const exec *e);            /* the last step has changed nothing */
/* Once it cannot go on it waits for others, however long; and if that is for ever, it is what it waits for that is wrong: not of a
 * daemon, nor of who waits for another task to end. */
bool rounds_stays(const actor *a);
bool rounds_wait(const exec *e, const taskset *these);       /* these all do so now */
/* e stands at its last mark, p, and is left there. way, if it is not NULL: its turns lead there, and those of a livelock are added. */
rounds rounds_look(exec *e, const exec_point *p, schedule *way);
/* Told: e has come back to where it was before the step `from`, and can do so for ever without `undone` (exec_undone) coming true; from
 * == e->step_count: by which steps is not known. */
void rounds_tell(exec *e, uint32_t from, const claim *undone);
/* Goes on, each who can making a step in turn, until all is as it was after so many steps; UINT32_MAX: it does not come to that. */
uint32_t rounds_go(exec *e);
/* The same, and of these tasks those who have not gone on in that round can never go on: a deadlock. Told, if there are any; nobody is
 * gone on with afterwards. */
void rounds_tell_never(exec *e, uint32_t from, const taskset *stuck);

#endif
