/* states: depth first through all states of a scenario, each once, also of one that never ends. Steps that are independent are not made
 * in both orders: sleep sets, joined with stored states as in P. Godefroid, Partial-Order Methods for the Verification of Concurrent
 * Systems, LNCS 1032, 1996, ch. 5.
 *
 * A state in which one step is all that need be tried (ample.h, guards.h) is passed through and not stored.
 * Races: two accesses that stand next to each other in a state, both possible. Livelocks: a state in which whoever can go on comes round
 * to where it was without changing anything. */
#ifndef RUNTIME_CHECK_STATES_H
#define RUNTIME_CHECK_STATES_H

#include "runtime/check/cycles.h"
#include "runtime/check/exec.h"

typedef struct states states;

/* e has begun, and is the states' until they are freed. every: also what guards.h says need not be. NULL: out of memory. */
states *states_new(exec *e, bool exact, bool every);
void states_free(states *x);
/* One more step. What is found stands in e->findings until the next call. False: there are no more states, or memory is out
 * (states_broken). */
bool states_next(states *x);
/* What was assumed does not hold, so it will soon begin anew: until then there is nothing to be saved that could be gone on with. */
bool states_learns(const states *x);
bool states_broken(const states *x);
bool states_strayed(const states *x);        /* … as lazy_strayed has it */
bool states_race(const states *x, uint32_t pair[2]);  /* a race was found: it is between the next steps of these */
bool states_endless(const states *x);        /* somewhere time would have to pass while tasks go round and round: what comes after that was not seen */
/* When all states have been seen: one from where a run can go round for ever, fair to all, without the scenario's `eventually` of that
 * number coming true; UINT32_MAX: there is none. False: out of memory. */
bool states_endless_without(const states *x, uint32_t which, uint32_t *state);
/* … one from where some tasks can never go on, while others always can, and which, by numbers of their own. */
bool states_never(const states *x, uint32_t *state, uint64_t *stuck);
taskset states_stuck(const states *x, uint64_t stuck);       /* who of the execution they are */
/* To come to such a state: the same search, of the same execution, which has begun anew, with what the whole has learnt; that is of no
 * use any more but to states_round and states_go_round. NULL: out of memory. */
states *states_again(states *whole);
bool states_come_to(states *x, uint32_t state);      /* the run is there; false: out of memory */
/* A round from there (cycles.h); and, when another search of the same execution stands there, to follow it. False: there is none, it
 * cannot be followed, or memory is out. */
bool states_go_round(states *whole, const cycles_round *r);
bool states_round(const states *x, uint32_t which, cycles_round *r);
uint64_t states_count(const states *x);
uint64_t states_tried(const states *x);      /* with those that were stored before it was begun anew */
size_t states_bytes(const states *x);        /* of memory, for the states and the way to the present one */
void states_save(const states *x, buf *out); /* between two steps, or when there are no more; x may be NULL */
/* Into new ones of the same subject: goes on where it was, and counts and finds what it would have. False: it is none, or memory is out. */
bool states_load(states *x, saved_text *in);

#endif
