/* surw: selectively uniform random walk. A schedule is to be uniform over the orders of the steps that touch one thing, another one each
 * time: of those who have such steps left one is meant to make the next of them, each as likely as it has steps left, and until it does
 * the others go on at random as far as theirs. How many steps each task has is taken from the first execution; who has not started yet
 * is counted with its starter (H. Zhao, D. Wolff, U. Mathur, A. Roychoudhury, Selectively Uniform Concurrency Testing, ASPLOS 2025).
 * Calls draws.h. */
#include <stdlib.h>

#include "runtime/check/draws.h"
#include "runtime/check/strategy.h"

enum { THINGS_FIRST = 16, PATH_MAIN = 1, PATIENCE = 64 };

typedef struct thing { /* that several tasks touched in the first execution, one of them changing it */
    uint64_t key;
    taskset by;
    bool written;
    uint32_t counts[EXEC_TASKS]; /* of each task of it, with all it has started */
} thing;

typedef struct surw {
    strategy base;
    draws draws;
    thing *things;
    uint32_t count, capacity;
    uint64_t paths[EXEC_TASKS]; /* of the tasks of the first execution: who each of them is */
    uint32_t tasks;
    bool profiled;
    const thing *aim; /* of this schedule; NULL: there is none */
    uint32_t meant;   /* who is to make the next step that touches it; EXEC_TASKS: nobody */
    uint32_t waited;  /* its steps since then: it may be waiting for others, round and round */
    uint32_t left[EXEC_TASKS], known;
    uint64_t path[EXEC_TASKS], started[EXEC_TASKS]; /* of each: who it is; how many it has started */
} surw;

/* --- who is who: the n-th that was started by the m-th … --- */

static uint64_t path_of(uint64_t parent, uint64_t n) { return random_mix(parent ^ random_mix(n)); }

static void paths_add(surw *k, const exec *e, uint32_t parent)
{
    for (; k->known < e->actor_count; k->known++) {
        k->path[k->known] = k->known ? path_of(k->path[parent], ++k->started[parent]) : PATH_MAIN;
        k->started[k->known] = 0;
    }
}

static uint32_t profiled_as(const surw *k, uint64_t path)
{
    uint32_t i = 0;
    while (i < k->tasks && k->paths[i] != path)
        i++;
    return i;
}

/* --- the first execution --- */

static thing *thing_of(surw *k, uint64_t key)
{
    for (uint32_t i = 0; i < k->count; i++)
        if (k->things[i].key == key)
            return &k->things[i];
    if (k->count == k->capacity) {
        uint32_t capacity = k->capacity ? 2 * k->capacity : THINGS_FIRST;
        thing *more = realloc(k->things, capacity * sizeof *more);
        if (!more) {
            k->base.broken = true;
            return NULL;
        }
        k->things = more;
        k->capacity = capacity;
    }
    k->things[k->count] = (thing){.key = key};
    return &k->things[k->count++];
}

static void profile_step(surw *k, const exec *e, const exec_step *s)
{
    for (uint32_t i = 0; i < s->count; i++) {
        const touch *a = &e->accesses[s->first + i];
        thing *t = exec_is_task(e, a->key) ? NULL : thing_of(k, a->key);
        if (!t)
            continue;
        taskset_add(&t->by, s->task);
        t->written |= a->write;
        t->counts[s->task]++;
    }
}

/* Who started a task has a smaller number than it. */
static void profile_end(surw *k, const uint32_t *parents)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < k->count; i++)
        if (k->things[i].written && taskset_count(&k->things[i].by) > 1)
            k->things[kept++] = k->things[i];
    k->count = kept;
    for (uint32_t i = 0; i < k->count; i++)
        for (uint32_t t = k->tasks; t-- > 1;)
            k->things[i].counts[parents[t]] += k->things[i].counts[t];
}

static void profile(surw *k, const exec *e)
{
    uint32_t parents[EXEC_TASKS] = {0}, children[EXEC_TASKS] = {0};
    taskset started = {{0}};
    k->tasks = e->actor_count;
    k->paths[0] = PATH_MAIN;
    for (uint32_t i = 0; i < e->step_count; i++) {
        const exec_step *s = &e->steps[i];
        profile_step(k, e, s);
        for (uint32_t r = taskset_next(&s->released, 0); r < EXEC_TASKS; r = taskset_next(&s->released, r + 1)) {
            if (taskset_has(&started, r))
                continue;
            taskset_add(&started, r);
            parents[r] = s->task;
            k->paths[r] = path_of(k->paths[s->task], ++children[s->task]);
        }
    }
    profile_end(k, parents);
    k->profiled = true;
}

/* --- the walk --- */

static bool surw_begin(strategy *s)
{
    surw *k = (surw *)s;
    draws_schedule(&k->draws);
    k->aim = k->count ? &k->things[draws_below(&k->draws, k->count)] : NULL;
    k->meant = k->aim ? 0 : EXEC_TASKS;
    k->known = k->waited = 0;
    k->left[0] = k->aim ? k->aim->counts[0] : 0;
    return !k->base.broken;
}

static bool touches_aim(const surw *k, const exec *e, uint32_t first, uint32_t count)
{
    for (uint32_t i = 0; k->aim && i < count; i++)
        if (e->accesses[first + i].key == k->aim->key)
            return true;
    return false;
}

static bool is_held_back(const surw *k, exec *e, uint32_t who)
{
    if (who == k->meant || k->meant == EXEC_TASKS || e->actors[who]->state == ACTOR_ENDING)
        return false;
    uint32_t count = exec_wanted(e, who);
    return touches_aim(k, e, e->access_count, count);
}

static bool surw_pick(strategy *s, exec *e, uint32_t *who, uint32_t *choice, uint64_t *draw)
{
    surw *k = (surw *)s;
    taskset may = e->enabled;
    if (!k->known)
        paths_add(k, e, 0);
    for (uint32_t i = taskset_next(&e->enabled, 0); i < EXEC_TASKS; i = taskset_next(&e->enabled, i + 1))
        if (is_held_back(k, e, i))
            taskset_remove(&may, i);
    *who = draws_task(&k->draws, taskset_count(&may) ? &may : &e->enabled);
    *choice = CHOICE_DRAW;
    *draw = draws_next(&k->draws);
    return true;
}

static void mean_another(surw *k, const exec *e)
{
    uint64_t all = 0;
    for (uint32_t i = 0; i < k->known; i++)
        all += e->actors[i]->state == ACTOR_GONE ? 0 : k->left[i];
    k->meant = EXEC_TASKS;
    k->waited = 0;
    uint64_t at = all ? draws_below(&k->draws, all) : 0;
    for (uint32_t i = 0; i < k->known && all && k->meant == EXEC_TASKS; i++) {
        uint64_t own = e->actors[i]->state == ACTOR_GONE ? 0 : k->left[i];
        if (at < own)
            k->meant = i;
        at -= own;
    }
}

/* A new task takes its steps from its starter's, and with so much of a chance that it is the one who is meant. */
static void newcomers(surw *k, const exec *e, uint32_t parent)
{
    uint32_t first = k->known;
    paths_add(k, e, parent);
    for (uint32_t i = first; i < k->known; i++) {
        uint32_t as = profiled_as(k, k->path[i]), own = as < k->tasks ? k->aim->counts[as] : 0;
        own = own < k->left[parent] ? own : k->left[parent];
        k->left[i] = own;
        if (k->meant == parent && own && draws_below(&k->draws, k->left[parent]) < own)
            k->meant = i;
        k->left[parent] -= own;
    }
}

static void surw_made(strategy *base, exec *e)
{
    surw *k = (surw *)base;
    const exec_step *s = &e->steps[e->step_count - 1];
    if (!k->aim) {
        paths_add(k, e, s->task);
        return;
    }
    newcomers(k, e, s->task);
    bool touches = touches_aim(k, e, s->first, s->count);
    k->left[s->task] -= touches && k->left[s->task];
    k->waited += s->task == k->meant;
    if (touches || k->waited > PATIENCE || (s->task == k->meant && s->kind == STEP_END))
        mean_another(k, e);
}

static void surw_over(strategy *s, exec *e)
{
    surw *k = (surw *)s;
    if (!k->profiled)
        profile(k, e);
}

/* --- to go on with later: the profile --- */

static void surw_seek(strategy *s, uint64_t number) { ((surw *)s)->draws.schedules = number; }

static void surw_save(strategy *s, buf *out)
{
    const surw *k = (const surw *)s;
    save_number(out, k->profiled);
    save_number(out, k->tasks);
    for (uint32_t i = 0; i < k->tasks; i++)
        save_number(out, k->paths[i]);
    save_number(out, k->count);
    for (uint32_t i = 0; i < k->count; i++) {
        save_number(out, k->things[i].key);
        for (uint32_t t = 0; t < k->tasks; t++)
            save_number(out, k->things[i].counts[t]);
    }
}

static bool surw_load(strategy *s, saved_text *in)
{
    surw *k = (surw *)s;
    k->profiled = load_below(in, 1);
    k->tasks = load_below(in, EXEC_TASKS);
    for (uint32_t i = 0; i < k->tasks; i++)
        k->paths[i] = load_number(in);
    for (uint32_t left = load_below(in, UINT32_MAX); left > 0 && !in->bad; left--) {
        thing *known = thing_of(k, load_number(in));
        if (!known)
            return false;
        for (uint32_t t = 0; t < k->tasks; t++)
            known->counts[t] = load_below(in, UINT32_MAX);
    }
    return !in->bad;
}

static void surw_free(strategy *s)
{
    free(((surw *)s)->things);
    free(s);
}

strategy *strategy_surw(uint64_t seed)
{
    surw *k = calloc(1, sizeof *k);
    if (!k)
        return NULL;
    k->base = (strategy){.name = "surw",
                         .begin = surw_begin,
                         .pick = surw_pick,
                         .made = surw_made,
                         .over = surw_over,
                         .learn = surw_over,
                         .seek = surw_seek,
                         .save = surw_save,
                         .load = surw_load,
                         .free = surw_free};
    k->draws.seed = seed;
    return &k->base;
}
