/* slab: chunks of tasks and a list of the free ones. Calls nothing but the allocator. */
#include "runtime/sim/slab.h"

#include <stdlib.h>

enum { SLAB_BYTES = 4 * 4096 - 32, SLAB_TASKS = SLAB_BYTES / sizeof(sim_task) }; /* a chunk takes four pages */

struct slabs {
    struct slabs *next;
    sim_task tasks[SLAB_TASKS];
};

static bool slab_grow(slab *s)
{
    struct slabs *more = malloc(sizeof *more);
    if (!more)
        return false;
    more->next = s->all;
    s->all = more;
    for (int i = SLAB_TASKS; i-- > 0;)
        slab_give(s, &more->tasks[i]);
    return true;
}

sim_task *slab_take(slab *s)
{
    if (!s->free && !slab_grow(s))
        return NULL;
    sim_task *t = (sim_task *)s->free;
    s->free = t->task.next;
    *t = (sim_task){0};
    return t;
}

void slab_give(slab *s, sim_task *t)
{
    t->task.next = s->free;
    s->free = &t->task;
}

void slab_free(slab *s)
{
    for (struct slabs *c = s->all, *next; c; c = next) {
        next = c->next;
        free(c);
    }
}
