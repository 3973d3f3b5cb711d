/* cycles: states, steps, and their strongly connected components. Knows nothing of executions. */
#include "runtime/check/cycles.h"

#include <stdlib.h>
#include <string.h>

#include "base/large.h"

enum { FIRST = 256 };

typedef struct seen_state {
    uint64_t held, tasks, stuck;
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

uint64_t cycles_states(const cycles *c) { return c->state_count; }

size_t cycles_bytes(const cycles *c) { return c->state_capacity * sizeof *c->states + c->step_capacity * sizeof *c->steps; }

static bool row_room(void **row, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return true;
    size_t larger = *capacity ? 2 * *capacity : FIRST;
    void *more = larger < CYCLES_NONE ? large_resize(*row, larger * size) : NULL;
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
    c->states[c->state_count++] = (seen_state){held, tasks, 0};
    return true;
}

void cycles_wait(cycles *c, uint32_t state, uint64_t tasks) { c->states[state].tasks &= ~tasks; }

void cycles_stuck(cycles *c, uint32_t state, uint64_t tasks) { c->states[state].stuck |= tasks; }

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
    bool *inside;          /* the part that was found */
    uint32_t piled, deep, come;
    uint32_t found; /* the first state of it that was come to */
    bool never;     /* it is to be one that is never left, where the same tasks are stuck all the time, … */
    uint64_t stuck; /* … of these; and which they are */
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
    free(w->inside);
}

static bool walk_room(walk *w)
{
    size_t states = w->cycles->state_count, steps = w->cycles->step_count;
    w->first = large_zeroed(states + 2, sizeof *w->first);
    w->order = large_zeroed(steps + 1, sizeof *w->order);
    w->index = large_zeroed(states + 1, sizeof *w->index);
    w->low = large_zeroed(states + 1, sizeof *w->low);
    w->open = large_zeroed(states + 1, sizeof *w->open);
    w->pile = large_zeroed(states + 1, sizeof *w->pile);
    w->way = large_zeroed(states + 1, sizeof *w->way);
    w->at = large_zeroed(states + 1, sizeof *w->at);
    w->inside = large_zeroed(states + 1, sizeof *w->inside);
    return w->first && w->order && w->index && w->low && w->open && w->pile && w->way && w->at && w->inside;
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

static uint64_t bit_of(uint32_t task) { return task < CYCLES_TASKS ? UINT64_C(1) << task : 0; }

static bool is_in_part(const walk *w, uint32_t from, uint32_t state) { return w->open[state] && w->low[state] >= w->index[w->pile[from]]; }

/* Everybody who can go on in all of these states makes a step among them; and there is one at all. They are those on the pile from
 * `from` on. */
static bool part_is_fair(const walk *w, uint32_t from)
{
    const cycles *c = w->cycles;
    uint64_t always = ~UINT64_C(0), moves = 0;
    for (uint32_t i = from; i < w->piled; i++) {
        uint32_t state = w->pile[i];
        always &= c->states[state].tasks;
        for (size_t k = w->first[state]; k < w->first[state + 1]; k++) {
            const seen_step *s = &c->steps[w->order[k]];
            if (is_in_part(w, from, s->to))
                moves |= bit_of(s->task);
        }
    }
    return moves && !(always & ~moves);
}

/* Nothing leads out of it, and it is no end; somebody is stuck in all of its states. */
static bool part_is_stuck(walk *w, uint32_t from)
{
    const cycles *c = w->cycles;
    uint64_t stuck = w->stuck;
    bool moves = false;
    for (uint32_t i = from; i < w->piled; i++) {
        uint32_t state = w->pile[i];
        stuck &= c->states[state].stuck;
        for (size_t k = w->first[state]; k < w->first[state + 1] && stuck; k++, moves = true)
            if (!is_in_part(w, from, c->steps[w->order[k]].to))
                return false;
        if (!stuck)
            return false;
    }
    if (moves)
        w->stuck = stuck;
    return moves;
}

static void part_close(walk *w, uint32_t root)
{
    uint32_t from = w->piled;
    while (w->pile[from - 1] != root)
        from--;
    from--;
    bool found = w->found == CYCLES_NONE && (w->never ? part_is_stuck(w, from) : part_is_fair(w, from));
    if (found)
        w->found = root;
    while (w->piled > from) {
        uint32_t state = w->pile[--w->piled];
        w->open[state] = false;
        w->inside[state] |= found;
    }
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

/* w is to be freed, whatever comes of it. */
static bool walk_find(walk *w)
{
    if (!walk_room(w))
        return false;
    walk_sort(w);
    for (uint32_t i = 0; i < w->cycles->state_count && w->found == CYCLES_NONE; i++) {
        if (w->index[i] || !is_undone(w, i))
            continue;
        walk_enter(w, i);
        while (w->deep)
            walk_step(w);
    }
    return true;
}

bool cycles_find(const cycles *c, uint32_t which, uint32_t *state)
{
    walk w = {.cycles = c, .bit = UINT64_C(1) << which, .found = CYCLES_NONE};
    bool room = walk_find(&w);
    *state = w.found;
    walk_free(&w);
    return room;
}

bool cycles_never(const cycles *c, uint64_t without, uint32_t *state, uint64_t *tasks)
{
    walk w = {.cycles = c, .found = CYCLES_NONE, .never = true, .stuck = ~without};
    bool room = walk_find(&w);
    *state = w.found;
    *tasks = w.found == CYCLES_NONE ? 0 : w.stuck;
    walk_free(&w);
    return room;
}

/* --- a round in the part that was found --- */

static const seen_step *step_at(const walk *w, uint32_t which) { return &w->cycles->steps[w->order[which]]; }

/* A round is fair to who makes a step in it, or cannot in some of its states. */
static uint64_t owed_after(const walk *w, uint64_t owed, const seen_step *s)
{
    return owed & ~bit_of(s->task) & w->cycles->states[s->to].tasks;
}

/* The nearest step, breadth first, that is fair to one more of these tasks, or, when there are none, leads to that state: its place in
 * the order of steps. In w->low of each state: 1 + the step it was come to by. */
static size_t seek(walk *w, uint32_t from, uint64_t owed, uint32_t to)
{
    size_t states = w->cycles->state_count;
    memset(w->low, 0, states * sizeof *w->low);
    w->pile[0] = from;
    for (uint32_t next = 0, known = 1; next < known; next++)
        for (size_t k = w->first[w->pile[next]]; k < w->first[w->pile[next] + 1]; k++) {
            const seen_step *s = step_at(w, (uint32_t)k);
            if (!w->inside[s->to])
                continue;
            if (owed ? owed_after(w, owed, s) != owed : s->to == to)
                return k;
            if (!w->low[s->to] && s->to != from) {
                w->low[s->to] = (uint32_t)k + 1;
                w->pile[known++] = s->to;
            }
        }
    return SIZE_MAX;
}

static bool round_add(cycles_round *r, const seen_step *s)
{
    if (r->count == r->capacity) {
        uint32_t capacity = r->capacity ? 2 * r->capacity : FIRST;
        cycles_move *more = realloc(r->moves, capacity * sizeof *more);
        if (!more)
            return false;
        r->moves = more;
        r->capacity = capacity;
    }
    r->moves[r->count++] = (cycles_move){s->task, s->to};
    return true;
}

/* The way to that step, and the step. */
static bool round_add_way(const walk *w, cycles_round *r, uint32_t from, size_t last)
{
    uint32_t begin = r->count;
    bool ok = round_add(r, step_at(w, (uint32_t)last));
    for (uint32_t at = step_at(w, (uint32_t)last)->from; ok && at != from; at = step_at(w, w->low[at] - 1)->from)
        ok = round_add(r, step_at(w, w->low[at] - 1));
    for (uint32_t i = begin, k = r->count; ok && i + 1 < k; i++) {
        cycles_move m = r->moves[i];
        r->moves[i] = r->moves[--k];
        r->moves[k] = m;
    }
    return ok;
}

static bool round_make(walk *w, cycles_round *r)
{
    uint64_t owed = ~UINT64_C(0);
    uint32_t at = w->found;
    for (size_t last; owed; at = r->moves[r->count - 1].to) {
        uint32_t before = r->count;
        if ((last = seek(w, at, owed, 0)) == SIZE_MAX || !round_add_way(w, r, at, last))
            return false;
        for (uint32_t i = before; i < r->count; i++)
            owed = owed_after(w, owed, &(seen_step){.task = r->moves[i].task, .to = r->moves[i].to});
    }
    size_t back = at == w->found ? SIZE_MAX : seek(w, at, 0, w->found);
    return at == w->found || (back != SIZE_MAX && round_add_way(w, r, at, back));
}

bool cycles_round_find(const cycles *c, uint32_t which, cycles_round *r)
{
    walk w = {.cycles = c, .bit = UINT64_C(1) << which, .found = CYCLES_NONE};
    bool ok = walk_find(&w) && w.found != CYCLES_NONE && round_make(&w, r);
    walk_free(&w);
    return ok;
}

/* --- as text, and back --- */

void cycles_save(const cycles *c, buf *out)
{
    save_number(out, c->path_count);
    for (uint32_t i = 0; i < c->path_count; i++)
        save_number(out, c->paths[i]);
    save_bytes(out, (const char *)c->states, c->state_count * sizeof *c->states);
    save_bytes(out, (const char *)c->steps, c->step_count * sizeof *c->steps);
}

bool cycles_load(cycles *c, saved_text *in)
{
    size_t states, steps;
    c->path_count = load_below(in, CYCLES_TASKS);
    for (uint32_t i = 0; i < c->path_count; i++)
        c->paths[i] = load_number(in);
    const char *of_states = load_bytes(in, &states), *of_steps = load_bytes(in, &steps);
    bool ok = !in->bad && states % sizeof *c->states == 0 && steps % sizeof *c->steps == 0;
    for (size_t at = 0; at < states && ok; at += sizeof *c->states) {
        seen_state s;
        memcpy(&s, of_states + at, sizeof s);
        ok = cycles_state(c, s.held, s.tasks);
        if (ok)
            cycles_stuck(c, (uint32_t)c->state_count - 1, s.stuck);
    }
    for (size_t at = 0; at < steps && ok; at += sizeof *c->steps) {
        seen_step s;
        memcpy(&s, of_steps + at, sizeof s);
        ok = s.from < c->state_count && s.to < c->state_count && cycles_step(c, s.from, s.to, s.task);
    }
    return ok;
}
