/* line: who waits for an object, in groups of one verb (and face) each, every group in the order of arrival.
 *
 * Waiters of one group ask for the same thing, so when the first of them cannot go on the others cannot either, and a change of the object
 * looks at no more than the heads of a few groups, however many wait. Arrival numbers (`place`) order the waiters of all groups.
 * Touched only with the object locked, by a pass. Knows nothing of tasks but who they are. */
#ifndef RUNTIME_LINE_H
#define RUNTIME_LINE_H

#include "runtime/kind.h"

enum { LINE_GROUPS = 32 };       /* at most; no kind has so many waiting verbs */

typedef struct group {
    waiter *ring;
    uint32_t first, count;       /* gaps included; the first and the last are never gaps */
    uint32_t live, capacity;     /* live: gaps not included; atomic stores */
    uint32_t coming;             /* were woken to ask again, and have not yet */
    uint16_t verb;
    uint8_t face;
} group;

struct line {
    uint32_t places, groups, capacity;
    group group[];
};

/* Puts a waiter at the end of its group, or, with `place` not 0, back to where that number belongs if that is in front. Its place; 0:
 * out of memory. */
uint32_t line_add(pass *p, object *o, verb_id verb, uint8_t face, waiter who, uint32_t place);
bool line_remove(pass *p, object *o, verb_id verb, uint8_t face, const task *t, uint32_t place);   /* false: it was not there */
bool line_remove_all(pass *p, object *o, const task *t);              /* all entries of a select */
waiter *line_find(const group *g, const task *t, uint32_t place);      /* NULL: it does not stand there */
bool line_stands(const object *o, verb_id verb, uint8_t face, const task *t, uint32_t place);
group *line_group(const object *o, verb_id verb, uint8_t face);   /* NULL: none such */
waiter *line_head(group *g);                                 /* NULL: nobody */
void line_pop(pass *p, group *g, waiter *who);                       /* takes out who, found by one of the two above */
bool line_earlier(uint32_t a, uint32_t b);                   /* place a comes before b */
void line_free(world *w, line *l);

static inline waiter *line_at(const group *g, uint32_t i) { return &g->ring[(g->first + i) & (g->capacity - 1)]; }     /* without a task: a gap */

static inline bool line_empty(const object *o)
{
    for (uint32_t i = 0; o->line && i < o->line->groups; i++)
        if (o->line->group[i].count)
            return false;
    return true;
}

#endif
