/* walk: strategies that sample executions by chance. Every schedule has a stream of random numbers of its own, so the n-th is the same in all
 * searches with one seed. Calls random.h. */
#include <stdlib.h>

#include "runtime/check/strategy.h"
#include "runtime/check/trace.h"
#include "runtime/random.h"

typedef struct walk {
    strategy base;
    uint64_t seed, schedules, draws;
    uint64_t stream;               /* of this schedule */
    uint64_t priority[EXEC_TASKS]; /* of pos: of each task's next step */
} walk;

static uint64_t walk_draw(walk *k) { return random_at(k->stream, ++k->draws); }

static bool walk_begin(strategy *s)
{
    walk *k = (walk *)s;
    k->stream = random_mix(k->seed ^ random_mix(++k->schedules));
    k->draws = 0;
    for (uint32_t i = 0; i < EXEC_TASKS; i++)
        k->priority[i] = walk_draw(k);
    return true;
}

static bool walk_pick(strategy *s, exec *e, uint32_t *who, uint32_t *choice, uint64_t *draw)
{
    walk *k = (walk *)s;
    uint64_t left = random_below(walk_draw(k), taskset_count(&e->enabled));
    *who = taskset_next(&e->enabled, 0);
    while (left--)
        *who = taskset_next(&e->enabled, *who + 1);
    *choice = CHOICE_DRAW;
    *draw = walk_draw(k);
    return true;
}

static bool pos_pick(strategy *s, exec *e, uint32_t *who, uint32_t *choice, uint64_t *draw)
{
    walk *k = (walk *)s;
    *who = taskset_next(&e->enabled, 0);
    for (uint32_t i = *who; i < EXEC_TASKS; i = taskset_next(&e->enabled, i + 1))
        if (k->priority[i] > k->priority[*who])
            *who = i;
    *choice = CHOICE_DRAW;
    *draw = walk_draw(k);
    return true;
}

/* A step that was made, and those that race with it, are given new priorities. */
static void pos_made(strategy *base, exec *e)
{
    walk *k = (walk *)base;
    const exec_step *s = &e->steps[e->step_count - 1];
    k->priority[s->task] = walk_draw(k);
    for (uint32_t i = taskset_next(&e->enabled, 0); i < EXEC_TASKS; i = taskset_next(&e->enabled, i + 1)) {
        if (i == s->task || e->actors[i]->state == ACTOR_ENDING)
            continue;
        uint32_t count = exec_wanted(e, i);
        if (accesses_conflict(e->accesses + s->first, s->count, e->accesses + e->access_count, count))
            k->priority[i] = walk_draw(k);
    }
}

static void walk_seek(strategy *s, uint64_t number) { ((walk *)s)->schedules = number; }

static void walk_free(strategy *s) { free(s); }

static strategy *walk_new(strategy base, uint64_t seed)
{
    walk *k = calloc(1, sizeof *k);
    if (!k)
        return NULL;
    k->base = base;
    k->seed = seed;
    return &k->base;
}

strategy *strategy_walk(uint64_t seed)
{
    return walk_new((strategy){.name = "random", .begin = walk_begin, .pick = walk_pick, .seek = walk_seek, .free = walk_free}, seed);
}

strategy *strategy_pos(uint64_t seed)
{
    return walk_new(
        (strategy){.name = "pos", .begin = walk_begin, .pick = pos_pick, .made = pos_made, .seek = walk_seek, .free = walk_free}, seed);
}
