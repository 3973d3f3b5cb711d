/* pct: probabilistic concurrency testing. Each task has a random priority, the highest of those who can go on does so, and at d - 1
 * steps, chosen at random among as many as the longest execution had, whoever would make the step falls below all others. A bug that
 * needs d steps in a certain order is found with a probability of at least 1 / (n k^(d-1)), of n tasks and k steps (S. Burckhardt, P.
 * Kothari, M. Musuvathi, S. Nagarakatte, A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs, ASPLOS 2010). Calls
 * draws.h. */
#include <stdlib.h>

#include "runtime/check/draws.h"
#include "runtime/check/strategy.h"

enum { DEPTH_MOST = 64, STEPS_GUESSED = 32 };

typedef struct pct {
    strategy base;
    draws draws;
    uint32_t depth, longest;
    uint32_t changes[DEPTH_MOST]; /* before which steps somebody falls; the n-th such one falls to n */
    uint64_t priority[EXEC_TASKS];
} pct;

static bool pct_begin(strategy *s)
{
    pct *k = (pct *)s;
    draws_schedule(&k->draws);
    for (uint32_t i = 0; i + 1 < k->depth; i++)
        k->changes[i] = (uint32_t)draws_below(&k->draws, k->longest);
    for (uint32_t i = 0; i < EXEC_TASKS; i++)
        k->priority[i] = draws_next(&k->draws) | UINT64_C(1) << 63;
    return true;
}

static uint32_t pct_highest(const pct *k, const taskset *of)
{
    uint32_t first = taskset_next(of, 0);
    for (uint32_t i = first; i < EXEC_TASKS; i = taskset_next(of, i + 1))
        if (k->priority[i] > k->priority[first])
            first = i;
    return first;
}

static bool pct_pick(strategy *s, exec *e, uint32_t *who, uint32_t *choice, uint64_t *draw)
{
    pct *k = (pct *)s;
    *who = pct_highest(k, &e->enabled);
    for (uint32_t i = 0; i + 1 < k->depth; i++)
        if (k->changes[i] == e->step_count) {
            k->priority[*who] = k->depth - 1 - i;
            *who = pct_highest(k, &e->enabled);
        }
    *choice = CHOICE_DRAW;
    *draw = draws_next(&k->draws);
    return true;
}

static void pct_over(strategy *s, exec *e)
{
    pct *k = (pct *)s;
    k->longest = e->step_count > k->longest ? e->step_count : k->longest;
}

static void pct_seek(strategy *s, uint64_t number) { ((pct *)s)->draws.schedules = number; }

static void pct_save(strategy *s, buf *out) { save_number(out, ((pct *)s)->longest); }

static bool pct_load(strategy *s, saved_text *in)
{
    pct *k = (pct *)s;
    k->longest = load_below(in, UINT32_MAX);
    in->bad |= !k->longest;
    return !in->bad;
}

static void pct_free(strategy *s) { free(s); }

strategy *strategy_pct(uint64_t seed, uint32_t depth)
{
    pct *k = calloc(1, sizeof *k);
    if (!k)
        return NULL;
    k->base = (strategy){.name = "pct",
                         .begin = pct_begin,
                         .pick = pct_pick,
                         .over = pct_over,
                         .learn = pct_over,
                         .seek = pct_seek,
                         .save = pct_save,
                         .load = pct_load,
                         .free = pct_free};
    k->draws.seed = seed;
    k->depth = depth < DEPTH_MOST ? depth : DEPTH_MOST;
    k->longest = STEPS_GUESSED;
    return &k->base;
}
