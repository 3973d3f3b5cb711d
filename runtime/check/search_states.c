/* search_states: all states that can be reached, and what has to come true eventually. Calls states.h, search_work.h. */
#include <assert.h>
#include <stdlib.h>

#include "runtime/check/rounds.h"
#include "runtime/check/point.h"
#include "runtime/check/search_work.h"
#include "runtime/check/states.h"

enum { LOOK_EVERY = 32 /* steps */, LEARNT = 4 /* times */ };

/* The schedule leads to where the two stand; they make their steps one after the other. */
static void race_to_come(work *k, const states *x)
{
    uint32_t pair[2];
    found *f = &k->search->found[FINDING_RACE];
    if (states_race(x, pair) && f->number && f->schedule.count == k->exec.step_count)
        k->search->failed |= !schedule_add(&f->schedule, pair[0], 0) || !schedule_add(&f->schedule, pair[1], 0);
}

static void states_told(search *s, const states *x, bool all)
{
    s->states = all ? states_count(x) : states_tried(x);
    s->bytes = states_bytes(x);
    s->endless = states_endless(x);
    s->failed |= states_broken(x);
    s->strayed |= states_strayed(x);
}

/* True: all states have been seen. */
static bool run_states(work *k, states *x, uint64_t most)
{
    search *s = k->search;
    for (uint64_t steps = 0; (steps % LOOK_EVERY || states_learns(x) || search_may_go_on(s, UINT64_MAX)) && states_count(x) < most;
         steps++) {
        bool more = states_next(x);
        s->states = states_tried(x);
        if (k->exec.findings.kinds) {
            search_keep_findings(k, s->states ? s->states : 1 /* on the way to the first */, NULL);
            race_to_come(k, x);
        }
        if (!more)
            return !states_broken(x);
        if (s->each && exec_over(&k->exec))
            s->each(s, &k->exec);
        s->transitions++;
    }
    return false;
}

/* The round is made once, where it can be followed. */
static bool keep_round(work *k, states *whole, const cycles_round *r, uint32_t which)
{
    exec *e = &k->exec;
    found *f = &k->search->found[FINDING_INVARIANT];
    uint32_t from = e->step_count, steps = states_go_round(whole, r) ? e->step_count : from;
    rounds_tell(e, steps > from ? from : e->step_count, e->world->host->eventually(e->world, which, NULL));
    buf_add(&f->text, e->findings.of[FINDING_INVARIANT].text.data, e->findings.of[FINDING_INVARIANT].text.length);
    if (!schedule_copy(&f->schedule, e, steps))
        return false;
    f->schedule.again = steps - from;
    return true;
}

/* What was found before the first choice, and is not the end, is kept now: whoever goes back to there does not come to it again. */
static bool keep_first(work *k)
{
    exec *e = &k->exec;
    if (!e->findings.kinds || exec_over(e))
        return true;
    search_keep_findings(k, 1, NULL);
    return point_mark(e, &e->first);
}

/* The way to a state that was seen: the search is made once more, up to there. NULL: out of memory. */
static states *way_to(work *k, states *whole, uint32_t state, finding_kind what)
{
    found *f = &k->search->found[what];
    exec_forget(&k->exec);
    states *x = exec_begin(&k->exec) && keep_first(k) ? states_again(whole) : NULL;
    f->number = (uint64_t)state + 1;
    f->strategy = k->search->strategy;
    if (x && states_come_to(x, state))
        return x;
    states_free(x);
    return NULL;
}

static void keep_way(work *k, states *whole, uint32_t state, const cycles_round *r, uint32_t which)
{
    states *x = way_to(k, whole, state, FINDING_INVARIANT);
    k->search->failed |= !x || !keep_round(k, whole, r, which);
    states_free(x);
    exec_finish(&k->exec);
}

/* What the others do meanwhile is made once. */
static bool keep_never(work *k, const taskset *stuck)
{
    exec *e = &k->exec;
    found *f = &k->search->found[FINDING_DEADLOCK];
    uint32_t from = rounds_go(e), steps = e->step_count;
    if (from == UINT32_MAX)
        from = steps;
    rounds_tell_never(e, from, stuck);
    if (!(e->findings.kinds >> FINDING_DEADLOCK & 1)) {
        f->number = 0;
        k->search->strayed = true;
        return false;
    }
    buf_add(&f->text, e->findings.of[FINDING_DEADLOCK].text.data, e->findings.of[FINDING_DEADLOCK].text.length);
    if (!schedule_copy(&f->schedule, e, steps))
        return false;
    f->schedule.again = steps - from;
    return true;
}

/* Who is stuck in that state of the search before waits where this one has come to. Else other states were left out: what guards.h knew was
 * learnt in the midst of that search, and is known from the beginning in the next. */
static bool stands(work *k, const states *before, uint64_t stuck, taskset *tasks)
{
    *tasks = states_stuck(before, stuck);
    return taskset_count(tasks) == (uint32_t)__builtin_popcountll(stuck) && rounds_wait(&k->exec, tasks);
}

/* All of them. */
static bool states_see(states *x, uint32_t *state, uint64_t *stuck)
{
    while (states_next(x))
        ;
    return !states_broken(x) && states_never(x, state, stuck) && *state != UINT32_MAX;
}

/* Tasks that can never go on while others go round for ever. */
static void find_never(work *k, states *whole)
{
    search *s = k->search;
    uint32_t state;
    uint64_t stuck;
    s->failed |= !states_never(whole, &state, &stuck);
    if (state == UINT32_MAX || s->found[FINDING_DEADLOCK].number)
        return;
    states *x = way_to(k, whole, state, FINDING_DEADLOCK), *last = NULL;
    taskset tasks = {{0}};
    for (int tries = 0; x && tries < LEARNT && !stands(k, last ? last : whole, stuck, &tasks); tries++) {
        states_free(last);
        last = x;
        x = states_see(last, &state, &stuck) ? way_to(k, last, state, FINDING_DEADLOCK) : NULL;
    }
    s->failed |= !x || !keep_never(k, &tasks);
    states_free(last);
    states_free(x);
    exec_finish(&k->exec);
}

static void find_endless(work *k, states *x)
{
    search *s = k->search;
    const host *h = k->exec.world->host;
    uint32_t state = UINT32_MAX, which = 0;
    cycles_round r = {0};
    for (; state == UINT32_MAX && h->eventually && h->eventually(k->exec.world, which, NULL); which++)
        s->failed |= !states_endless_without(x, which, &state);
    if (state == UINT32_MAX || s->found[FINDING_INVARIANT].number)
        return;
    s->failed |= !states_round(x, which - 1, &r);
    keep_way(k, x, state, &r, which - 1);
    free(r.moves);
}

/* Where it was left, or from the first choice on. */
static states *open_walk(work *k)
{
    search *s = k->search;
    bool begun = exec_begin(&k->exec) && keep_first(k);
    states *x = begun ? states_new(&k->exec, s->exact, s->every) : NULL;
    bool ok = x && (!s->resume.at || states_load(x, &s->resume));
    s->resume.at = NULL;
    if (ok)
        return x;
    states_free(x);
    exec_finish(&k->exec);
    return NULL;
}

void search_leave_states(search *s)
{
    states_free(s->walk);
    s->walk = NULL;
}

bool search_all_states(work *k, uint64_t most)
{
    search *s = k->search;
    watcher *races = k->exec.watcher;
    uint32_t steps_most = k->exec.steps_most;
    bool all = false;
    assert(k->exec.repeats); /* whoever listens would hear of steps that are gone back from */
    s->strategy = search_methods[METHOD_STATES];
    k->exec.watcher = NULL;
    k->exec.steps_most = UINT32_MAX;
    states *x = s->walk = open_walk(k);
    if (x) {
        all = run_states(k, x, most);
        states_told(s, x, all);
        search_spins(k);
        exec_finish(&k->exec);
        if (all)
            find_endless(k, x);
        if (all && !s->endless)
            find_never(k, x);
    }
    s->failed |= !x;
    exec_forget(&k->exec);
    k->exec.watcher = races;
    k->exec.steps_most = steps_most;
    return all && !s->failed && !s->endless && !s->spins.length;
}
