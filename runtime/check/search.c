/* search: schedule after schedule. Calls strategy.h, exec.h, race.h, schedule.h. */
#include "runtime/check/search.h"

#include "runtime/check/race.h"
#include "runtime/check/states.h"

const char *const search_methods[METHODS] = {"auto", "dpor", "dfs", "random", "pos", "bounded", "states"};

enum { BOUND_MOST = UINT32_MAX, TRIES = 200, STATES_MOST = 1000000 };

typedef struct work {
    search *search;
    exec exec;
} work;

/* --- one schedule --- */

static void keep_finding(work *k, finding_kind kind, uint64_t number, const char *by)
{
    search *s = k->search;
    found *f = &s->found[kind];
    if (f->number)
        return;
    f->number = number;
    k->exec.known |= 1u << kind;
    f->strategy = by;
    if (kind == FINDING_LIVELOCK)
        buf_add(&f->text, k->exec.findings.of[kind].text.data, k->exec.findings.of[kind].text.length);
    s->failed |= !schedule_copy(&f->schedule, &k->exec, k->exec.findings.of[kind].step);
}

static void keep_findings(work *k, uint64_t number, const char *by)
{
    for (int kind = FINDING_NONE + 1; kind < FINDINGS; kind++)
        if (k->exec.findings.kinds >> kind & 1)
            keep_finding(k, (finding_kind)kind, number, by);
}

static void execution_over(work *k, strategy *by)
{
    search *s = k->search;
    s->schedules++;
    s->cut += k->exec.end == EXEC_CUT;
    s->failed |= k->exec.end == EXEC_FAILED;
    keep_findings(k, s->schedules, by->name);
    if (s->each)
        s->each(s, &k->exec);
    if (by->over)
        by->over(by, &k->exec);
}

static bool execution(work *k, strategy *by)
{
    exec *e = &k->exec;
    uint32_t who, choice;
    bool begun = exec_begin(e), picked = true;
    while (begun && !exec_over(e) && (picked = by->pick(by, e, &who, &choice, &e->draw))) {
        exec_go(e, who, choice);
        if (by->made && e->end != EXEC_FAILED)
            by->made(by, e);
    }
    if (begun && picked)
        execution_over(k, by);
    k->search->abandoned += !picked;
    k->search->steps += e->step_count;
    k->search->failed |= !begun;
    exec_finish(e);
    return begun;
}

/* --- strategies --- */

static bool any_found(const search *s)
{
    for (int kind = 0; kind < FINDINGS; kind++)
        if (s->found[kind].number)
            return true;
    return false;
}

static bool may_go_on(search *s, uint64_t most)
{
    if (s->failed || s->schedules + s->abandoned >= most || (s->first_only && any_found(s)))
        return false;
    s->interrupted |= s->go_on && !s->go_on(s);
    return !s->interrupted;
}

/* As far as can be told from so many, there are too many to try them all. */
static bool is_hopeless(const search *s, uint64_t most)
{
    uint64_t tried = s->schedules + s->abandoned - s->fresh;
    return tried >= TRIES && (s->cut || (s->share > 0 && (double)tried / s->share > (double)most));
}

/* As long as it has schedules, up to so many in all; for METHOD_AUTO, as long as there is hope. True: it has no more. */
static bool run_strategy(work *k, strategy *by, uint64_t most)
{
    search *s = k->search;
    s->strategy = by->name;
    uint32_t looked = k->exec.looked_count;
    while (may_go_on(s, most) && (!by->share || k->exec.looked_count == looked)) {
        if (s->method == METHOD_AUTO && by->share && is_hopeless(s, most))
            return false;
        if (!by->begin(by))
            return !s->failed;
        execution(k, by);
        if (by->share)
            s->share = by->share(by);
    }
    return false;
}

static strategy *strategy_of(const search *s, search_method m)
{
    switch (m) {
    case METHOD_DPOR: return strategy_exhaustive(true);
    case METHOD_DFS: return strategy_exhaustive(false);
    case METHOD_RANDOM: return strategy_walk(s->seed);
    case METHOD_POS: return strategy_pos(s->seed);
    default: return strategy_bounded(0, s->bound ? s->bound : BOUND_MOST);
    }
}

/* The invariants may look at more than they did before: then what was tried so far was not all. */
static bool run_method(work *k, search_method m, uint64_t most)
{
    search *s = k->search;
    for (bool again = true; again;) {
        uint32_t looked = k->exec.looked_count;
        strategy *by = strategy_of(s, m);
        s->failed |= !by;
        s->fresh = s->schedules;
        bool all = by && run_strategy(k, by, most);
        if (by)
            by->free(by);
        again = k->exec.looked_count > looked && may_go_on(s, most);
        if (!again)
            return all && !s->failed && !s->cut && k->exec.looked_count == looked;
    }
    return false;
}

/* What is too much to be tried as a whole is sampled in several ways, in turns. */
static void run_portfolio(work *k)
{
    static const search_method methods[] = {METHOD_POS, METHOD_RANDOM, METHOD_BOUNDED};
    enum { WAYS = sizeof methods / sizeof *methods, TURN = 100 };
    search *s = k->search;
    strategy *by[WAYS] = {0};
    for (int i = 0; i < WAYS; i++) {
        by[i] = strategy_of(s, methods[i]);
        s->failed |= !by[i];
    }
    for (int i = 0; may_go_on(s, s->most); i = (i + 1) % WAYS) {
        uint64_t until = s->schedules + s->abandoned + TURN;
        run_strategy(k, by[i], until < s->most ? until : s->most);
    }
    for (int i = 0; i < WAYS; i++)
        if (by[i])
            by[i]->free(by[i]);
}

/* --- states --- */

/* The schedule leads to where the two stand; they make their steps one after the other. */
static void race_to_come(work *k, const states *x)
{
    uint32_t pair[2];
    found *f = &k->search->found[FINDING_RACE];
    if (states_race(x, pair) && f->number && f->schedule.count == k->exec.step_count)
        k->search->failed |= !schedule_add(&f->schedule, pair[0], 0) || !schedule_add(&f->schedule, pair[1], 0);
}

static void states_told(search *s, const states *x)
{
    s->states = states_count(x);
    s->bytes = states_bytes(x);
    s->endless = states_endless(x);
    s->failed |= states_broken(x);
}

/* True: all states have been seen. */
static bool run_states(work *k, states *x, uint64_t most)
{
    search *s = k->search;
    while (may_go_on(s, UINT64_MAX) && states_count(x) < most) {
        bool more = states_next(x);
        s->states = states_count(x);
        if (k->exec.findings.kinds) {
            keep_findings(k, s->states, s->strategy);
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
    states *x = exec_begin(&k->exec) ? states_new(&k->exec, s->exact) : NULL;
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

static bool search_states(work *k, uint64_t most)
{
    search *s = k->search;
    watcher *races = k->exec.watcher;
    uint32_t steps_most = k->exec.steps_most;
    bool all = false;
    s->strategy = search_methods[METHOD_STATES];
    k->exec.watcher = NULL;
    k->exec.steps_most = UINT32_MAX;
    bool begun = exec_begin(&k->exec);
    states *x = begun ? states_new(&k->exec, s->exact) : NULL;
    if (x) {
        all = run_states(k, x, most);
        states_told(s, x);
        exec_finish(&k->exec);
        if (all)
            find_endless(k, x);
    }
    s->failed |= !x;
    states_free(x);
    exec_forget(&k->exec);
    k->exec.watcher = races;
    k->exec.steps_most = steps_most;
    return all && !s->failed && !s->endless;
}

static void minimize_all(work *k)
{
    for (int kind = FINDING_NONE + 1; kind < FINDINGS; kind++)
        if (k->search->found[kind].number && (kind == FINDING_LIVELOCK || !k->search->found[kind].text.length))
            schedule_minimize(&k->search->found[kind].schedule, &k->exec, (finding_kind)kind);
}

bool search_run(search *s)
{
    work k = {.search = s};
    k.exec = (exec){.subject = s->subject,
                    .recorder = s->recorder,
                    .watcher = race_watcher(),
                    .steps_most = s->steps_most,
                    .prints = s->prints,
                    .loose = s->loose,
                    .spurious = s->spurious};
    k.exec.accounts = s->each != NULL;
    k.exec.repeats = !recorder_wants(s->recorder, ~0u);
    s->failed = !k.exec.watcher;
    if (s->method == METHOD_AUTO) {
        s->complete = run_method(&k, METHOD_DPOR, s->most / 2);
        if (!s->complete && !s->prints && !s->loose && may_go_on(s, UINT64_MAX))
            s->complete = search_states(&k, STATES_MOST);
        if (!s->complete)
            run_portfolio(&k);
    } else if (s->method == METHOD_STATES) {
        s->complete = search_states(&k, UINT64_MAX);
    } else {
        bool all = run_method(&k, s->method, s->most);
        s->complete = all && (s->method == METHOD_DPOR || s->method == METHOD_DFS || (s->method == METHOD_BOUNDED && !s->bound));
    }
    minimize_all(&k);
    race_free(k.exec.watcher);
    exec_free(&k.exec);
    return s->schedules + s->states > 0;
}

void search_clear(search *s)
{
    for (int kind = 0; kind < FINDINGS; kind++) {
        schedule_free(&s->found[kind].schedule);
        buf_free(&s->found[kind].text);
    }
}
