/* lockstep: by turns, round and round, so many steps each. Two tasks that do the same are then at the same place at the same time, which
 * is where most bugs are that need no more than one switch in the midst of something. In the first schedule the main task goes on as
 * long as it can, so that it has started all that it will, and the others make one step each, the youngest first. In the second whoever
 * was first is last, and hurries: the others have each begun by then, and when it has its turn it goes on as long as it can, so it sees
 * what they have half done. In all others who comes after whom, and how many steps are a turn, is left to chance (periods as of C. Wen,
 * M. He, B. Wu, Z. Xu, S. Qin, Controlled Concurrency Testing via Periodical Scheduling, ICSE 2022, without the deadlines). Calls
 * draws.h. */
#include <stdlib.h>

#include "runtime/check/draws.h"
#include "runtime/check/strategy.h"

enum { TURN_MOST = 4 };

typedef struct lockstep {
    strategy base;
    draws draws;
    uint64_t rank[EXEC_TASKS]; /* the next below has the next turn */
    uint32_t turn[EXEC_TASKS]; /* steps */
    uint32_t current, left;
    bool starting; /* of the second schedule: the main task has not started all yet */
} lockstep;

static void lockstep_draw(lockstep *k)
{
    for (uint32_t i = 0; i < EXEC_TASKS; i++) {
        k->rank[i] = draws_next(&k->draws);
        k->turn[i] = 1 + (uint32_t)draws_below(&k->draws, TURN_MOST);
    }
    if (draws_below(&k->draws, 2))
        k->turn[0] = UINT32_MAX;
}

/* The first two: the youngest first, and the main task last. One rank is left for whoever hurries. */
static void lockstep_order(lockstep *k)
{
    for (uint32_t i = 0; i < EXEC_TASKS; i++) {
        k->rank[i] = i ? i + 1 : 0;
        k->turn[i] = i ? 1 : UINT32_MAX;
    }
}

static bool lockstep_begin(strategy *s)
{
    lockstep *k = (lockstep *)s;
    draws_schedule(&k->draws);
    k->starting = k->draws.schedules == 2;
    if (k->draws.schedules > 2)
        lockstep_draw(k);
    else
        lockstep_order(k);
    k->current = 0;
    k->left = k->turn[0];
    return true;
}

/* The main task has started somebody, and does something else: so it has probably started all. */
static bool has_started(const exec *e)
{
    const exec_step *last = e->step_count ? &e->steps[e->step_count - 1] : NULL;
    return e->actor_count > 1 && last && last->task == 0 && !taskset_any(&last->released);
}

static void hurry(lockstep *k, const exec *e)
{
    uint32_t youngest = 0;
    for (uint32_t i = taskset_next(&e->enabled, 0); i < EXEC_TASKS; i = taskset_next(&e->enabled, i + 1))
        youngest = i;
    k->starting = false;
    k->turn[0] = 1;
    k->left = 0;
    if (!youngest)
        return;
    k->rank[youngest] = 1;
    k->turn[youngest] = UINT32_MAX;
}

/* Who has the turn after the current one: the highest of those below it, or of all. */
static uint32_t lockstep_next(const lockstep *k, const taskset *of)
{
    uint32_t below = EXEC_TASKS, first = taskset_next(of, 0);
    for (uint32_t i = first; i < EXEC_TASKS; i = taskset_next(of, i + 1)) {
        if (k->rank[i] > k->rank[first])
            first = i;
        if (k->rank[i] < k->rank[k->current] && (below == EXEC_TASKS || k->rank[i] > k->rank[below]))
            below = i;
    }
    return below < EXEC_TASKS ? below : first;
}

static bool lockstep_pick(strategy *s, exec *e, uint32_t *who, uint32_t *choice, uint64_t *draw)
{
    lockstep *k = (lockstep *)s;
    if (k->starting && (has_started(e) || !taskset_has(&e->enabled, 0)))
        hurry(k, e);
    if (!k->left || !taskset_has(&e->enabled, k->current)) {
        k->current = lockstep_next(k, &e->enabled);
        k->left = k->turn[k->current];
    }
    k->left--;
    *who = k->current;
    *choice = CHOICE_DRAW;
    *draw = draws_next(&k->draws);
    return true;
}

static void lockstep_seek(strategy *s, uint64_t number) { ((lockstep *)s)->draws.schedules = number; }

static void lockstep_free(strategy *s) { free(s); }

strategy *strategy_lockstep(uint64_t seed)
{
    lockstep *k = calloc(1, sizeof *k);
    if (!k)
        return NULL;
    k->base = (strategy){.name = "lockstep", .begin = lockstep_begin, .pick = lockstep_pick, .seek = lockstep_seek, .free = lockstep_free};
    k->draws.seed = seed;
    return &k->base;
}
