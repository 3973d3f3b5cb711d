/* guards: what protects what the tasks share: which locks were held in every access so far, whether one task alone has it, whether
 * anybody changes it.
 *
 * A step that touches nothing but what is protected from all others, for as long as its task does not go on, need not be tried in other
 * orders. That it always will be is assumed from what was seen so far. When it turns out to be wrong, the search begins anew, and knows
 * better: what was found to be open stays so. As in S. Stoller and E. Cohen, Optimistic synchronization-based state-space reduction,
 * Formal Methods in System Design 28, 2006; locks as in S. Savage et al., Eraser, TOCS 1997. What a task is going to touch counts as
 * soon as it stands before that step, whether it can make it or not.
 *
 * Protected are: what all touch with one lock held, by the holder; the lock itself, when others only ever wait for it without a
 * time-out; what is never changed; what one task alone touches; a semaphore that is only ever taken and released, by who releases it.
 * Where tasks are cancelled, or something concerns everybody, nothing is. */
#ifndef RUNTIME_CHECK_GUARDS_H
#define RUNTIME_CHECK_GUARDS_H

#include "runtime/check/exec.h"
#include "runtime/check/save.h"

typedef struct guards guards;

enum { HELD_MOST = 4, WANTED_MOST = 6 };

/* Locks that are held, by their ids. */
typedef struct locks_held {
    uint32_t lock[HELD_MOST];
    uint32_t count;
} locks_held;

/* What a task who has come to a step wants, of that what others could touch in the meantime. */
typedef struct wish {
    uint32_t index, count;
    touch wanted[WANTED_MOST];
    locks_held locks;                  /* that it holds */
    uint16_t verb;
    bool may;                    /* its step may be made alone, as far as it depends on where it stands */
} wish;

guards *guards_new(bool symmetric);          /* threads of one name stand for each other (point.h); NULL: out of memory */
void guards_free(guards *g);
/* The task is about to make its step; it has made it, and no other was to be tried (guards_alone). */
void guards_before(guards *g, exec *e, uint32_t index);
void guards_after(guards *g, exec *e, bool alone);
/* One whose step need not be tried in other orders, first of those who have come to a new step, or begun, by the last one; EXEC_TASKS:
 * nobody. */
uint32_t guards_alone(guards *g, exec *e);
/* Who was looked at by that: what they want. And without the run: the task is the only one who has come, and was looked at where it
 * stands, so that need not be done again; can the step of who was looked at there be made alone now? (EXEC_TASKS: no.) */
const wish *guards_wishes(const guards *g, uint32_t *count);
bool guards_asks(guards *g, const exec *e, uint32_t index);
uint32_t guards_alone_again(guards *g, const exec *e, const wish *w);
bool guards_broken(const guards *g);         /* out of memory */
bool guards_wrong(const guards *g);          /* something that was assumed is not so */
void guards_anew(guards *g);                 /* the search begins anew */
void guards_save(const guards *g, buf *out);
bool guards_load(guards *g, saved_text *in);         /* into new ones. False: it is none, or memory is out */

#endif
