/* learnt: which steps are known: what a task does next where it stands, by the numbers (parts.h) of all that its step looks at. A step
 * of which these are as they were does what it did (as transitions are cached in S. Blom, J. van de Pol, M. Weber, LTSmin, CAV 2010, but
 * by what was seen to be touched). Knows nothing of executions. Leaves out: what is looked at, and whether it is all (lazy.c). */
#ifndef RUNTIME_CHECK_LEARNT_H
#define RUNTIME_CHECK_LEARNT_H

#include "runtime/check/exec.h"
#include "runtime/check/guards.h"
#include "runtime/check/parts.h"

typedef struct learnt learnt;

typedef struct learnt_change { uint32_t slot, number; } learnt_change;

typedef struct learnt_step {
    exec_step step;              /* but who could have made one in its place, and where its accesses are */
    uint32_t touch, touches;     /* learnt_touches */
    uint32_t change, changes;    /* learnt_changes */
    parts_sum sum;               /* what it adds to that of the state */
    bool guarded;                /* it was made alone, and looked at by guards.h then */
    bool unnamed;                /* what comes of it can be told only if nobody is named: it was a task's last, whose object has no slot */
} learnt_step;

enum { STANCE_WANTS = 16 };

/* What there is to know of a task where it stands, without looking at it: what is asked for at every step; and the rest. */
typedef struct stance {
    uint64_t depends;            /* whether it can make its step depends on these slots, as bits, of their numbers modulo 64 */
    uint32_t steps, can;         /* learnt.c's: what it does next, and whether it can */
    bool opaque;                 /* that depends on what has no slot */
    bool ends, starts, inside;   /* as ample_marks have it */
    bool quiet;                  /* rounds_may_be_quiet */
    bool stays, awaits;          /* rounds_stays; and it is in the midst of an await */
    bool looked, not_alone;      /* guards.h has looked at it; and it is known that its step cannot be made alone */
} stance;

typedef struct stance_more {
    uint64_t cell;               /* the variable that it is going to read or change; 0: none */
    bool writes;
    uint32_t wants[STANCE_WANTS], count;     /* slots: `depends` */
    wish wish;
} stance_more;

learnt *learnt_new(void);                    /* NULL: out of memory */
void learnt_free(learnt *k);
void learnt_forget(learnt *k);               /* everything */
size_t learnt_bytes(const learnt *k);
bool learnt_broken(const learnt *k);         /* out of memory */

/* Of a task, by the number of what it is, and that of what all steps depend on: the stance's place; 0: there is none. */
uint32_t learnt_stance(const learnt *k, uint32_t who, uint32_t base, uint32_t number);
uint32_t learnt_stance_add(learnt *k, uint32_t who, uint32_t base, uint32_t number, const stance *s, const stance_more *more); /* 0: out of memory */
stance *learnt_at(const learnt *k, uint32_t place);  /* valid until the next is added, as is: */
stance_more *learnt_more(const learnt *k, uint32_t place);

/* at: numbers by slots. NULL: it is not known. */
learnt_step *learnt_find(const learnt *k, const stance *from, const uint32_t *at);
/* slots: of all that the step depends on, besides its stance. Touches and changes are copied, and s is told where they are. */
void learnt_add(learnt *k, stance *from, const uint32_t *at, const uint32_t *slots, uint32_t count, const learnt_step *s, const touch *touches,
    const learnt_change *changes);
const touch *learnt_touches(const learnt *k, const learnt_step *s);
const learnt_change *learnt_changes(const learnt *k, const learnt_step *s);

/* Can it make its step? 1: yes, 0: no, -1: unknown. */
int learnt_can(const learnt *k, const stance *from, const uint32_t *at);
void learnt_can_add(learnt *k, uint32_t place, const uint32_t *at, bool can);

#endif
