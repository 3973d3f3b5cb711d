/* cycles: states, steps, and their strongly connected components. Knows nothing of executions. */
#include "runtime/check/cycles.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST = 256 };

typedef struct seen_state {
    uint64_t held, tasks;
} seen_state;

typedef struct seen_step {
    uint32_t from, to, task;
} seen_step;

struct cycles {
    seen_state *states;
    seen_step *steps;
    size_t state_count, state_capacity, step_count, step_capacity;
    uint64_t paths[CYCLES_TASKS];
    uint32_t path_count;
};

cycles *cycles_new(void) { return calloc(1, sizeof(cycles)); }

void cycles_free(cycles *c)
{
    if (!c)
        return;
    free(c->states);
    free(c->steps);
    free(c);
}

size_t cycles_bytes(const cycles *c) { return c->state_capacity * sizeof *c->states + c->step_capacity * sizeof *c->steps; }

static bool row_room(void **row, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return true;
    size_t larger = *capacity ? 2 * *capacity : FIRST;
    void *more = larger < CYCLES_NONE ? realloc(*row, larger * size) : NULL;
    if (!more)
        return false;
    *row = more;
    *capacity = larger;
    return true;
}

bool cycles_state(cycles *c, uint64_t held, uint64_t tasks)
{
    if (!row_room((void **)&c->states, c->state_count, &c->state_capacity, sizeof *c->states))
        return false;
    c->states[c->state_count++] = (seen_state){held, tasks};
    return true;
}

void cycles_wait(cycles *c, uint32_t state, uint64_t tasks) { c->states[state].tasks &= ~tasks; }

bool cycles_step(cycles *c, uint32_t from, uint32_t to, uint32_t task)
{
    if (!row_room((void **)&c->steps, c->step_count, &c->step_capacity, sizeof *c->steps))
        return false;
    c->steps[c->step_count++] = (seen_step){from, to, task};
    return true;
}

uint32_t cycles_task(cycles *c, uint64_t path)
{
    for (uint32_t i = 0; i < c->path_count; i++)
        if (c->paths[i] == path)
            return i;
    if (c->path_count == CYCLES_TASKS)
        return CYCLES_NONE;
    c->paths[c->path_count] = path;
    return c->path_count++;
}

/* --- components, of the states in which something has not come true --- */

typedef struct walk {
    const cycles *cycles;
    uint64_t bit;
    size_t *first;         /* of each state, its steps in `order`; one more at the end */
    uint32_t *order;       /* steps, by where they begin */
    uint32_t *index, *low; /* Tarjan's; index 0: not come to yet */
    bool *open;            /* it stands on `pile` */
    uint32_t *pile, *way;  /* of states: in no component yet; from the root to where the walk is */
    size_t *at;            /* of each on the way: its next step */
    uint32_t piled, deep, come;
    uint32_t found;
} walk;

static bool is_undone(const walk *w, uint32_t state) { return !(w->cycles->states[state].held & w->bit); }

static void walk_free(walk *w)
{
    free(w->first);
    free(w->order);
    free(w->index);
    free(w->low);
    free(w->open);
    free(w->pile);
    free(w->way);
    free(w->at);
}

static bool walk_room(walk *w)
{
    size_t states = w->cycles->state_count, steps = w->cycles->step_count;
    w->first = calloc(states + 2, sizeof *w->first);
    w->order = calloc(steps + 1, sizeof *w->order);
    w->index = calloc(states + 1, sizeof *w->index);
    w->low = calloc(states + 1, sizeof *w->low);
    w->open = calloc(states + 1, sizeof *w->open);
    w->pile = calloc(states + 1, sizeof *w->pile);
    w->way = calloc(states + 1, sizeof *w->way);
    w->at = calloc(states + 1, sizeof *w->at);
    return w->first && w->order && w->index && w->low && w->open && w->pile && w->way && w->at;
}

/* Steps by where they begin: counted, then dealt out. */
static void walk_sort(walk *w)
{
    const cycles *c = w->cycles;
    for (size_t i = 0; i < c->step_count; i++)
        w->first[c->steps[i].from + 2]++;
    for (size_t i = 2; i < c->state_count + 2; i++)
        w->first[i] += w->first[i - 1];
    for (size_t i = 0; i < c->step_count; i++)
        w->order[w->first[c->steps[i].from + 1]++] = (uint32_t)i;
}

/* Everybody who can go on in all of these states makes a step among them; and there is one at all. They are those on the pile from `from` on. */
static bool part_is_fair(const walk *w, uint32_t from)
{
    const cycles *c = w->cycles;
    uint64_t always = ~UINT64_C(0), moves = 0;
    for (uint32_t i = from; i < w->piled; i++) {
        uint32_t state = w->pile[i];
        always &= c->states[state].tasks;
        for (size_t k = w->first[state]; k < w->first[state + 1]; k++) {
            const seen_step *s = &c->steps[w->order[k]];
            if (w->open[s->to] && w->low[s->to] >= w->index[w->pile[from]])
                moves |= UINT64_C(1) << s->task;
        }
    }
    return moves && !(always & ~moves);
}

static void part_close(walk *w, uint32_t root)
{
    uint32_t from = w->piled;
    while (w->pile[from - 1] != root)
        from--;
    from--;
    if (w->found == CYCLES_NONE && part_is_fair(w, from))
        w->found = root;
    while (w->piled > from)
        w->open[w->pile[--w->piled]] = false;
}

static void walk_enter(walk *w, uint32_t state)
{
    w->index[state] = w->low[state] = ++w->come;
    w->open[state] = true;
    w->pile[w->piled++] = state;
    w->at[w->deep] = w->first[state];
    w->way[w->deep++] = state;
}

static void walk_step(walk *w)
{
    uint32_t state = w->way[w->deep - 1];
    size_t at = w->at[w->deep - 1];
    if (at < w->first[state + 1]) {
        w->at[w->deep - 1]++;
        uint32_t to = w->cycles->steps[w->order[at]].to;
        if (!is_undone(w, to))
            return;
        if (!w->index[to])
            walk_enter(w, to);
        else if (w->open[to] && w->index[to] < w->low[state])
            w->low[state] = w->index[to];
        return;
    }
    if (w->low[state] == w->index[state])
        part_close(w, state);
    w->deep--;
    if (w->deep && w->low[state] < w->low[w->way[w->deep - 1]])
        w->low[w->way[w->deep - 1]] = w->low[state];
}

bool cycles_find(const cycles *c, uint32_t which, uint32_t *state)
{
    walk w = {.cycles = c, .bit = UINT64_C(1) << which, .found = CYCLES_NONE};
    bool room = walk_room(&w);
    if (room) {
        walk_sort(&w);
        for (uint32_t i = 0; i < c->state_count && w.found == CYCLES_NONE; i++) {
            if (w.index[i] || !is_undone(&w, i))
                continue;
            walk_enter(&w, i);
            while (w.deep)
                walk_step(&w);
        }
    }
    *state = w.found;
    walk_free(&w);
    return room;
}
