/* pos: partial order sampling, as a part and as a strategy. Calls draws.h, trace.h. */
#include "runtime/check/pos.h"

#include <stdlib.h>

#include "runtime/check/strategy.h"
#include "runtime/check/trace.h"

void pos_schedule(pos *p)
{
    draws_schedule(&p->draws);
    for (uint32_t i = 0; i < EXEC_TASKS; i++)
        p->priority[i] = draws_next(&p->draws);
}

uint32_t pos_first(const pos *p, const taskset *of)
{
    uint32_t first = taskset_next(of, 0);
    for (uint32_t i = first; i < EXEC_TASKS; i = taskset_next(of, i + 1))
        if (p->priority[i] > p->priority[first])
            first = i;
    return first;
}

void pos_after(pos *p, exec *e)
{
    const exec_step *s = &e->steps[e->step_count - 1];
    p->priority[s->task] = draws_next(&p->draws);
    for (uint32_t i = taskset_next(&e->enabled, 0); i < EXEC_TASKS; i = taskset_next(&e->enabled, i + 1)) {
        if (i == s->task || e->actors[i]->state == ACTOR_ENDING)
            continue;
        uint32_t count = exec_wanted(e, i);
        if (accesses_conflict(e->accesses + s->first, s->count, e->accesses + e->access_count, count))
            p->priority[i] = draws_next(&p->draws);
    }
}

typedef struct sampler {
    strategy base;
    pos pos;
} sampler;

static bool sampler_begin(strategy *s)
{
    pos_schedule(&((sampler *)s)->pos);
    return true;
}

static bool sampler_pick(strategy *s, exec *e, uint32_t *who, uint32_t *choice, uint64_t *draw)
{
    sampler *k = (sampler *)s;
    *who = pos_first(&k->pos, &e->enabled);
    *choice = CHOICE_DRAW;
    *draw = draws_next(&k->pos.draws);
    return true;
}

static void sampler_made(strategy *s, exec *e) { pos_after(&((sampler *)s)->pos, e); }

static void sampler_seek(strategy *s, uint64_t number) { ((sampler *)s)->pos.draws.schedules = number; }

static void sampler_free(strategy *s) { free(s); }

strategy *strategy_pos(uint64_t seed)
{
    sampler *k = calloc(1, sizeof *k);
    if (!k)
        return NULL;
    k->base = (strategy){
        .name = "pos", .begin = sampler_begin, .pick = sampler_pick, .made = sampler_made, .seek = sampler_seek, .free = sampler_free};
    k->pos.draws.seed = seed;
    return &k->base;
}
