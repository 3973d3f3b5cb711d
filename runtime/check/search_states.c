/* search_states: all states that can be reached, and what has to come true eventually. Calls states.h, search_work.h. */
#include <assert.h>

#include "runtime/check/search_work.h"
#include "runtime/check/states.h"

enum { LOOK_EVERY = 32 /* steps */ };

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
}

/* True: all states have been seen. */
static bool run_states(work *k, states *x, uint64_t most)
{
    search *s = k->search;
    for (uint64_t steps = 0; (steps % LOOK_EVERY || search_may_go_on(s, UINT64_MAX)) && states_count(x) < most; steps++) {
        bool more = states_next(x);
        s->states = states_tried(x);
        if (k->exec.findings.kinds) {
            search_keep_findings(k, s->states, NULL);
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

/* The way to a state that was seen: the search is made once more, up to there. */
static void keep_way(work *k, uint32_t state, const char *text)
{
    search *s = k->search;
    found *f = &s->found[FINDING_INVARIANT];
    states *x = exec_begin(&k->exec) ? states_new(&k->exec, s->exact, s->every) : NULL;
    while (x && !states_stand_at(x, state) && states_next(x))
        ;
    f->number = (uint64_t)state + 1;
    f->strategy = s->strategy;
    buf_printf(&f->text, "%s: error: from here on it can go on for ever without this coming true: eventually \"%s\"\n",
               k->exec.world->file ? k->exec.world->file : "-", text);
    s->failed |= !x || !schedule_copy(&f->schedule, &k->exec, k->exec.step_count);
    states_free(x);
    exec_finish(&k->exec);
}

static void find_endless(work *k, const states *x)
{
    search *s = k->search;
    world *w = k->exec.world;
    uint32_t state = UINT32_MAX;
    const char *text = NULL;
    for (uint32_t i = 0; state == UINT32_MAX && w->host->eventually && (text = w->host->eventually(w, i, NULL)); i++)
        s->failed |= !states_endless_without(x, i, &state);
    if (state != UINT32_MAX && !s->found[FINDING_INVARIANT].number)
        keep_way(k, state, text);
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
    bool begun = exec_begin(&k->exec);
    states *x = begun ? states_new(&k->exec, s->exact, s->every) : NULL;
    if (x) {
        all = run_states(k, x, most);
        states_told(s, x, all);
        search_spins(k);
        exec_finish(&k->exec);
        if (all)
            find_endless(k, x);
    }
    s->failed |= !x;
    states_free(x);
    exec_forget(&k->exec);
    k->exec.watcher = races;
    k->exec.steps_most = steps_most;
    return all && !s->failed && !s->endless && !s->spins.length;
}
