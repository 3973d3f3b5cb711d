/* cycles: the states that a search has seen and the steps between them, to find whether something can stay undone for ever.
 *
 * A run may go round for ever in a part of the states if it is fair to every task there (weak fairness): a task that can go on all the
 * time does, now and then. Parts are strongly connected components (R. Tarjan, Depth-First Search and Linear Graph Algorithms, SIAM J.
 * Comput. 1972). */
#ifndef RUNTIME_CHECK_CYCLES_H
#define RUNTIME_CHECK_CYCLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/check/save.h"

enum { CYCLES_TASKS = 64, CYCLES_NONE = UINT32_MAX };

typedef struct cycles cycles;

cycles *cycles_new(void);                    /* NULL: out of memory */
void cycles_free(cycles *c);
/* The next state, they are numbered from 0 on: what has come true on the way to it, as bits, and which tasks can go on in it, by the
 * numbers of cycles_task. False: out of memory. */
bool cycles_state(cycles *c, uint64_t held, uint64_t tasks);
void cycles_wait(cycles *c, uint32_t state, uint64_t tasks);  /* these cannot go on there, after all */
void cycles_stuck(cycles *c, uint32_t state, uint64_t tasks); /* these wait there, for as long as no other task lets them go on */
bool cycles_step(cycles *c, uint32_t from, uint32_t to, uint32_t task);  /* task: CYCLES_NONE: it has no number */
uint32_t cycles_task(cycles *c, uint64_t path);      /* the number of the task of that path; CYCLES_NONE: there are more than CYCLES_TASKS */
/* A state of a part that can be gone round in for ever without bit `which` coming true; CYCLES_NONE: there is none. False: out of
 * memory. */
bool cycles_find(const cycles *c, uint32_t which, uint32_t *state);
/* A state of a part that is never left, in all states of which the same tasks are stuck, and which tasks (not counting these) they are:
 * they can never go on. CYCLES_NONE: there is none. False: out of memory. */
bool cycles_never(const cycles *c, uint64_t without, uint32_t *state, uint64_t *tasks);
/* Steps that lead from that state back to it, fair to all: who makes each, and the state it leads to. The caller frees r->moves.
 * False: there is none, or memory is out. */
typedef struct cycles_move { uint32_t task, to; } cycles_move;
typedef struct cycles_round { cycles_move *moves; uint32_t count, capacity; } cycles_round;
bool cycles_round_find(const cycles *c, uint32_t which, cycles_round *r);
uint64_t cycles_states(const cycles *c);     /* how many there are */
size_t cycles_bytes(const cycles *c);
void cycles_save(const cycles *c, buf *out);
bool cycles_load(cycles *c, saved_text *in); /* into new ones. False: they are none, or memory is out */

#endif
