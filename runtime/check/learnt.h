/* learnt: which steps are known: what a task does next where it stands, by the numbers (parts.h) of all that its step looks at. A step of which these are as they
 * were does what it did (as transitions are cached in S. Blom, J. van de Pol, M. Weber, LTSmin, CAV 2010, but by what was seen to be touched).
 * Knows nothing of executions. Leaves out: what is looked at, and whether it is all (lazy.c). */
#ifndef RUNTIME_CHECK_LEARNT_H
#define RUNTIME_CHECK_LEARNT_H

#include "runtime/check/exec.h"
#include "runtime/check/guards.h"

typedef struct learnt learnt;

typedef struct learnt_change { uint32_t slot, number; } learnt_change;

typedef struct learnt_step {
    exec_step step;              /* but who could have made one in its place, and where its accesses are */
    uint32_t touch, touches;     /* learnt_touches */
    uint32_t change, changes;    /* learnt_changes */
    bool guarded;                /* it was made alone, and looked at by guards.h then */
} learnt_step;

enum { STANCE_WANTS = 16 };

/* What there is to know of a task where it stands, without looking at it. */
typedef struct stance {
    uint32_t wants[STANCE_WANTS], count;   /* slots: whether it can make its step depends on these, and SLOT_BASE */
    uint64_t depends;            /* the same as bits, of slots modulo 64 */
    uint64_t cell;               /* the variable that it is going to read or change; 0: none */
    bool opaque;                 /* … or on what has no slot */
    bool writes, ends, starts, inside, quiet;    /* it changes the variable; ample.h: its end, or its start of a task, is noticed by nobody; it is in an atomic block; rounds.h */
    bool looked;                 /* guards.h has looked at: */
    wish wish;
} stance;

learnt *learnt_new(void);                      /* NULL: out of memory */
void learnt_free(learnt *k);
void learnt_forget(learnt *k);                 /* everything */
size_t learnt_bytes(const learnt *k);
bool learnt_broken(const learnt *k);           /* out of memory */

/* At: numbers by slots; first: the slot of the task. NULL: it is not known. */
learnt_step *learnt_find(learnt *k, uint32_t who, uint32_t first, const uint32_t *at);
/* slots: of all that the step depends on, besides the first. Only changes are copied from s behind the call. */
void learnt_add(learnt *k, uint32_t who, uint32_t first, const uint32_t *at, const uint32_t *slots, uint32_t count, const learnt_step *s,
    const touch *touches, const learnt_change *changes);
const touch *learnt_touches(const learnt *k, const learnt_step *s);
const learnt_change *learnt_changes(const learnt *k, const learnt_step *s);

/* Can it make its step? 1: yes, 0: no, -1: unknown. */
int learnt_can(const learnt *k, uint32_t who, uint32_t first, const uint32_t *at);
void learnt_can_add(learnt *k, uint32_t who, uint32_t first, const uint32_t *at, const uint32_t *slots, uint32_t count, bool can);

/* Valid until the next is added. NULL: there is none; out of memory. */
stance *learnt_stance(learnt *k, uint32_t who, uint32_t number);
stance *learnt_stance_add(learnt *k, uint32_t who, uint32_t number, const stance *f);

#endif
