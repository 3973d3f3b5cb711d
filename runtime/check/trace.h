/* trace: the order that the steps of an execution stand in because one depends on the other, by vector clocks.
 * Knows steps and what they touch, no strategy. */
#ifndef RUNTIME_CHECK_TRACE_H
#define RUNTIME_CHECK_TRACE_H

#include "runtime/check/exec.h"

/* For each task, how many of its steps come before: none of those from `tasks` on. */
typedef struct vclock { uint32_t tasks, of[EXEC_TASKS]; } vclock;
void clock_join(vclock *to, const vclock *from);
void clock_step(vclock *c, uint32_t who);        /* one more of the task's */

typedef struct touch_entry { uint32_t step; bool write; } touch_entry;
typedef struct touch_list {
    uint64_t key;
    uint32_t count, capacity, writer;        /* writer: 1 + the place of the last entry that changes it; 0: none */
    touch_entry *entries;
    bool used;
} touch_list;

typedef struct trace {
    vclock *steps;                /* of each step, itself included */
    vclock now[EXEC_TASKS];       /* of each task: what comes before its next step, by what it did and who let it go on */
    uint32_t *before;            /* of each step: 1 + the one by which its task came to it, its own or of who let it go on; 0: none */
    uint32_t last[EXEC_TASKS];   /* the same of each task's next step */
    uint32_t tasks;              /* that there are, so far */
    uint32_t count, capacity;
    touch_list *lists;           /* a table by key */
    uint32_t lists_used, lists_capacity;
    bool broken;                 /* out of memory */
} trace;

void trace_clear(trace *t);
void trace_free(trace *t);
/* The last step of e joins. `before`: what comes before it if what it touches is left aside. */
void trace_add(trace *t, const exec *e, vclock *before);
const touch_list *trace_list(const trace *t, uint64_t key);  /* NULL: nobody touched it */
static inline bool trace_precedes(const trace *t, const exec *e, uint32_t step, const vclock *c)
{
    uint32_t who = e->steps[step].task;
    return c->of[who] >= t->steps[step].of[who];
}
/* Joins into c all steps that touched one of those accesses in a way that conflicts. */
void trace_depend(const trace *t, const touch *a, uint32_t count, vclock *c);
bool accesses_conflict(const touch *a, uint32_t a_count, const touch *b, uint32_t b_count);

#endif
