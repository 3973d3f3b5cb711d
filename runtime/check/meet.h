/* meet: two accesses of a variable that race are brought to stand next to each other, and then go in the order that was seen less. Which
 * accesses race is learnt from executions; each is known by its line, verb and kind, as readings are (K. Sen, Race Directed Random
 * Testing of Concurrent Programs, PLDI 2008). A part that strategies are made with. Calls draws.h, race.h, readings.h. */
#ifndef RUNTIME_CHECK_MEET_H
#define RUNTIME_CHECK_MEET_H

#include "runtime/check/draws.h"
#include "runtime/check/save.h"

enum { MEETS_MOST = 256 };

typedef struct meet_pair {
    uint64_t key, event[2];      /* the lesser first */
    uint32_t came[2];            /* in how many executions that event came first */
    uint32_t vain;               /* how often it was aimed for since the two last met */
} meet_pair;

typedef struct meets {
    meet_pair all[MEETS_MOST];
    uint32_t count;
    uint32_t aim;                /* of this schedule */
    taskset passed;              /* who has met somebody, and is not to wait for another one before its next step */
} meets;

void meet_learn(meets *m, const exec *e);    /* an execution is over */
void meet_aim(meets *m, draws *d);           /* another schedule begins; there is one */
void meet_hold(meets *m, exec *e, draws *d, taskset *may);   /* takes away from those who can go on who is to wait for another one */
static inline void meet_went(meets *m, uint32_t who) { taskset_remove(&m->passed, who); }

void meet_save(const meets *m, buf *out);
bool meet_load(meets *m, saved_text *in);    /* false: those were none */

#endif
