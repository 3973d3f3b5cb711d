/* walk: any of those who can go on, each as likely as the others. Calls draws.h. */
#include <stdlib.h>

#include "runtime/check/draws.h"
#include "runtime/check/strategy.h"

typedef struct walk {
    strategy base;
    draws draws;
} walk;

static bool walk_begin(strategy *s)
{
    draws_schedule(&((walk *)s)->draws);
    return true;
}

static bool walk_pick(strategy *s, exec *e, uint32_t *who, uint32_t *choice, uint64_t *draw)
{
    walk *k = (walk *)s;
    *who = draws_task(&k->draws, &e->enabled);
    *choice = CHOICE_DRAW;
    *draw = draws_next(&k->draws);
    return true;
}

static void walk_seek(strategy *s, uint64_t number) { ((walk *)s)->draws.schedules = number; }

static void walk_free(strategy *s) { free(s); }

strategy *strategy_walk(uint64_t seed)
{
    walk *k = calloc(1, sizeof *k);
    if (!k)
        return NULL;
    k->base = (strategy){.name = "random", .begin = walk_begin, .pick = walk_pick, .seek = walk_seek, .free = walk_free};
    k->draws.seed = seed;
    return &k->base;
}
