/* state: a run's state as a row of numbers, equal for equal states whatever way led to them: what a search stores to know where it has
 * been.
 *
 * It leaves out what makes no difference to what comes: counts, generations, seqs, addresses, ids. Objects and captured variables are
 * numbered in the order in which they are first met, and each follows once, behind those who named it (as R. Iosif, Symmetry Reduction
 * Criteria for Software Model Checking, SPIN 2002, orders a heap); moments are told from now.
 * Ownership: the run is only looked at, between two steps. */
#ifndef RUNTIME_STATE_H
#define RUNTIME_STATE_H

#include "runtime/object.h"

/* An object, or a variable: its table and number. Of a task that is told of without its name (state_alike): its rank, and when that was
 * said. */
typedef struct met { const void *what; uint32_t which, number, round, rank, ranked; } met;

typedef struct run_state {
    world *world;
    int64_t now;
    /* What was there before any choice was made, and is named by its place: objects up to that id, which keep their names; values within
     * those bytes that never change (cells.h: cells_forever). */
    uint32_t first_objects;
    const char *first_begin, *first_end;
    uint32_t *words;             /* a number below UINT32_MAX is one, any other three: UINT32_MAX and its halves */
    uint32_t length, capacity;
    met *objects;                /* who was met, by id */
    met *variables;              /* a table by address */
    met *queue;                  /* all of them, in the order in which they were met */
    uint32_t objects_capacity, variables_count, variables_capacity, met_count, queue_capacity, told;
    uint32_t round;
    bool symmetric;              /* tasks that do the same may stand for each other (check/point.c); the owner's to say, as is: */
    bool dead;                   /* also what a task will not need any more is told, as long as its name is known */
    uint32_t *aside;             /* words that are told later, in another order */
    uint32_t aside_capacity;
    bool apart, open;            /* a part is told of by itself: whom it names is left out, but that it does name somebody is kept, … */
    bool foreign;                /* … also somebody or something besides tasks that are alike, or over, whose ids are: */
    uint32_t *named;
    uint32_t named_count, named_capacity;
    bool broken;                 /* out of memory */
} run_state;

void state_begin(run_state *s, world *w);        /* anew */
void state_end(run_state *s);                    /* tells of all who were met, and whom these name */
void state_free(run_state *s);
bool state_equal(const run_state *a, const run_state *b);    /* both are whole, and the same */

bool state_grow(run_state *s);
void state_large(run_state *s, uint64_t n);
static inline void state_number(run_state *s, uint64_t n)
{
    if (__builtin_expect(n >= UINT32_MAX, 0))
        state_large(s, n);
    else if (__builtin_expect(s->length < s->capacity, 1) || state_grow(s))
        s->words[s->length++] = (uint32_t)n;
}
static inline void state_int(run_state *s, int64_t n) { state_number(s, (uint64_t)n); }
void state_time(run_state *s, int64_t moment);   /* NO_TIMEOUT: none */
void state_value(run_state *s, value v);
void state_values(run_state *s, const value *v, uint32_t count);
void state_object(run_state *s, const object *o);        /* NULL: none */
void state_task(run_state *s, uint32_t id);      /* the task, or process, of that id; 0: none */
void state_ring(run_state *s, const ring *r);
void state_op(run_state *s, const op *o);
/* Tasks that are alike may stand for each other: whoever names one names it by the number in which it is met, and its rank among all
 * tasks follows. Before anything is told; and once more when its rank is known. */
void state_alike(run_state *s, const object *o, uint32_t rank);
void state_itself(run_state *s, const object *o);        /* all of such a task's object but which it is */
uint32_t state_met(const run_state *s, const object *o); /* its number; UINT32_MAX: it was not met */
bool state_lay_aside(run_state *s);              /* what was told so far, but whom it has met; false: out of memory */
void state_take(run_state *s, uint32_t from, uint32_t count);    /* words that were laid aside */
void state_rooted(run_state *s, const object *o);        /* all of an object that was there first, unless it is a task that is alike */
bool state_over(const run_state *s, const object *o);    /* a thread other than main that has ended: where tasks are alike it is told of only when somebody names it */
void state_process(run_state *s, const process *p);      /* all but its variables */
uint32_t state_variables(const process *p);      /* how many variables it has that its code names without capturing them; they are its first cells */

#endif
