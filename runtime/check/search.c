/* search: schedule after schedule. Calls strategy.h, exec.h, race.h, schedule.h. */
#include "runtime/check/search.h"

#include <stdlib.h>

#include "runtime/check/race.h"
#include "runtime/check/states.h"

const char *const search_methods[METHODS] = {"auto", "dpor", "dfs", "random", "pos", "bounded", "states"};

enum { BOUND_MOST = UINT32_MAX, TRIES = 200, STATES_MOST = 1000000 };

typedef struct work {
    search *search;
    exec exec;
    uint64_t number; /* of the schedule, as its strategy counts them */
} work;

/* --- one schedule --- */

/* Of those that divide an exhaustive search nobody knows who was first: the least of all executions counts, as they are when put in order. */
static bool keep_least(work *k, found *f, const strategy *by)
{
    schedule s = {0};
    bool ok = by->normal(by, &k->exec, &s);
    if (ok && (!f->number || schedule_compare(&s, &f->schedule) < 0)) {
        schedule_free(&f->schedule);
        f->schedule = s;
        f->number = 1;
        f->strategy = by->name;
        return true;
    }
    schedule_free(&s);
    return ok;
}

/* by: NULL where it was no strategy's. */
static void keep_finding(work *k, finding_kind kind, uint64_t number, const strategy *by)
{
    search *s = k->search;
    found *f = &s->found[kind];
    k->exec.known |= 1u << kind;
    if (s->with && by && by->normal && (!f->number || f->strategy == by->name)) {
        s->failed |= !keep_least(k, f, by);
        return;
    }
    if (f->number)
        return;
    f->number = number;
    f->strategy = by ? by->name : s->strategy;
    if (kind == FINDING_LIVELOCK)
        buf_add(&f->text, k->exec.findings.of[kind].text.data, k->exec.findings.of[kind].text.length);
    s->failed |= !schedule_copy(&f->schedule, &k->exec, k->exec.findings.of[kind].step);
}

static void keep_findings(work *k, uint64_t number, const strategy *by)
{
    for (int kind = FINDING_NONE + 1; kind < FINDINGS; kind++)
        if (k->exec.findings.kinds >> kind & 1)
            keep_finding(k, (finding_kind)kind, number, by);
}

static void execution_over(work *k, strategy *by)
{
    search *s = k->search;
    s->crowded |= k->exec.crowded;
    if (k->exec.end == EXEC_FAILED) {
        s->failed = true;
        return;
    }
    s->schedules++;
    s->cut += k->exec.end == EXEC_CUT;
    keep_findings(k, s->with && by->seek ? k->number + 1 : s->schedules, by);
    if (s->each)
        s->each(s, &k->exec);
    if (by->over)
        by->over(by, &k->exec);
}

static void search_spins(work *k)
{
    buf *known = &k->search->spins;
    if (!known->length && k->exec.spins.length)
        buf_add(known, k->exec.spins.data, k->exec.spins.length);
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
    k->search->looked = e->looked;
    k->search->looked_count = e->looked_count;
    exec_finish(e);
    search_spins(k);
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

static uint64_t *tried(search *s) { return s->with ? &s->with->shared->tried : &s->tried; }
static uint64_t *next_of(search *s, search_method m) { return s->with ? &s->with->shared->next[m] : &s->next[m]; }

static bool is_over(search *s, uint64_t most)
{
    if (s->with && __atomic_load_n(&s->with->shared->verified, __ATOMIC_RELAXED))
        return true; /* by one of the others */
    return s->failed || s->interrupted || __atomic_load_n(tried(s), __ATOMIC_RELAXED) >= most || (s->first_only && any_found(s));
}

static bool may_go_on(search *s, uint64_t most)
{
    if (is_over(s, most))
        return false;
    s->interrupted |= s->go_on && !s->go_on(s);
    return !s->interrupted;
}

/* One of the schedules that may still be tried is this one's. */
static bool may_try(search *s, uint64_t most)
{
    if (__atomic_fetch_add(tried(s), 1, __ATOMIC_RELAXED) < most)
        return true;
    __atomic_sub_fetch(tried(s), 1, __ATOMIC_RELAXED);
    return false;
}

/* Whoever gives up before all was tried tells those who wait for something to do. */
static void give_up(search *s)
{
    if (s->with)
        __atomic_store_n(&s->with->shared->tree.stopped, 1, __ATOMIC_RELAXED);
}

static bool begin_schedule(work *k, search_method m, strategy *by)
{
    if (by->seek) {
        k->number = __atomic_fetch_add(next_of(k->search, m), 1, __ATOMIC_RELAXED);
        by->seek(by, k->number);
    }
    bool more = by->begin(by);
    k->search->failed |= by->broken;
    return more;
}

/* As far as can be told from so many, there are too many to try them all. */
static bool is_hopeless(search *s, uint64_t most)
{
    uint64_t begun = __atomic_load_n(tried(s), __ATOMIC_RELAXED) - s->fresh;
    return begun >= TRIES && (s->cut || (s->share > 0 && (double)begun / s->share > (double)most));
}

/* As long as it has schedules, up to so many in all, and so many by this one at once; for METHOD_AUTO, as long as there is hope. True: it has no
 * more. */
static bool run_strategy(work *k, search_method m, uint64_t most, uint64_t at_once)
{
    search *s = k->search;
    strategy *by = s->strategies[m];
    s->strategy = by->name;
    uint32_t looked = k->exec.looked_count;
    while (at_once-- && (!by->share || k->exec.looked_count == looked) && may_go_on(s, most) && may_try(s, most)) {
        if (s->method == METHOD_AUTO && by->share && is_hopeless(s, most)) {
            __atomic_sub_fetch(tried(s), 1, __ATOMIC_RELAXED);
            return false;
        }
        if (!begin_schedule(k, m, by)) {
            __atomic_sub_fetch(tried(s), 1, __ATOMIC_RELAXED);
            return !s->failed && !by->stopped;
        }
        execution(k, by);
        s->failed |= by->broken;
        if (by->share)
            s->share = by->share(by);
    }
    return false;
}

static strategy *strategy_of(const search *s, search_method m)
{
    switch (m) {
    case METHOD_DPOR: return strategy_exhaustive(true, s->with);
    case METHOD_DFS: return strategy_exhaustive(false, s->with);
    case METHOD_RANDOM: return strategy_walk(s->seed);
    case METHOD_POS: return strategy_pos(s->seed);
    default: return strategy_bounded(0, s->bound ? s->bound : BOUND_MOST);
    }
}

static bool strategy_open(search *s, search_method m)
{
    s->strategies[m] = strategy_of(s, m);
    s->failed |= !s->strategies[m];
    return s->strategies[m] != NULL;
}

static void strategy_close(search *s, search_method m)
{
    if (s->strategies[m])
        s->strategies[m]->free(s->strategies[m]);
    s->strategies[m] = NULL;
}

/* Schedules that cannot be dealt out are one search's affair. */
static bool is_mine(const search *s, search_method m)
{
    return !s->with || !s->with->number || m == METHOD_DPOR || m == METHOD_DFS || s->strategies[m]->seek;
}

/* A strategy goes on where it was when it was saved. What several share was put into their tree before. */
static bool strategy_resume(search *s, search_method m)
{
    strategy *by = s->strategies[m];
    if (!s->resume.at || !by->load || (s->with && (by->share || !is_mine(s, m))))
        return true;
    bool ok = by->load(by, &s->resume);
    s->failed |= !ok;
    return ok;
}

/* The invariants may look at more than they did before: then what was tried so far was not all. Those that share begin again together. */
static bool run_method(work *k, search_method m, uint64_t most)
{
    search *s = k->search;
    for (bool again = true; again;) {
        uint32_t looked = k->exec.looked_count;
        bool opened = strategy_open(s, m) && strategy_resume(s, m);
        if (!s->resume.at)
            s->fresh = s->schedules;
        s->resume.at = NULL;
        bool all = opened && is_mine(s, m) && run_strategy(k, m, most, UINT64_MAX);
        s->exhausted = all;
        if (!all)
            give_up(s);
        if (!all && s->rests)
            s->rests(s);
        strategy_close(s, m);
        bool more = k->exec.looked_count > looked;
        if (more && s->with)
            __atomic_store_n(&s->with->shared->anew, 1, __ATOMIC_RELAXED);
        s->anew = s->with && __atomic_load_n(&s->with->shared->anew, __ATOMIC_RELAXED);
        again = more && !s->with && !is_over(s, most);
        if (!again)
            return all && !s->failed && !s->cut && !more;
    }
    return false;
}

static const search_method portfolio[] = {METHOD_POS, METHOD_RANDOM, METHOD_BOUNDED};
enum { WAYS = sizeof portfolio / sizeof *portfolio, TURN = 100 };

/* What is too much to be tried as a whole is sampled in several ways, in turns. */
static void run_portfolio(work *k)
{
    search *s = k->search;
    for (int i = 0; i < WAYS && strategy_open(s, portfolio[i]); i++)
        strategy_resume(s, portfolio[i]);
    for (int i = 0; !s->failed && may_go_on(s, s->most); i = (i + 1) % WAYS)
        if (is_mine(s, portfolio[i]))
            run_strategy(k, portfolio[i], s->most, TURN);
    if (s->rests)
        s->rests(s);
    for (int i = 0; i < WAYS; i++)
        strategy_close(s, portfolio[i]);
}

static void work_open(work *k, search *s)
{
    *k = (work){.search = s};
    k->exec = (exec){.subject = s->subject,
                     .recorder = s->recorder,
                     .watcher = race_watcher(),
                     .steps_most = s->steps_most,
                     .prints = s->prints,
                     .loose = s->loose,
                     .spurious = s->spurious};
    k->exec.accounts = s->each != NULL;
    k->exec.repeats = !recorder_wants(s->recorder, ~0u);
    k->exec.looked = s->looked;
    k->exec.looked_count = k->exec.looked_capacity = s->looked_count;
    s->failed |= !k->exec.watcher;
}

static void work_close(work *k)
{
    search *s = k->search;
    s->looked = k->exec.looked;
    s->looked_count = k->exec.looked_count;
    k->exec.looked = NULL;
    race_free(k->exec.watcher);
    exec_free(&k->exec);
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
            keep_findings(k, s->states, NULL);
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

static void minimize_all(work *k)
{
    for (int kind = FINDING_NONE + 1; kind < FINDINGS; kind++)
        if (k->search->found[kind].number && (kind == FINDING_LIVELOCK || !k->search->found[kind].text.length))
            schedule_minimize(&k->search->found[kind].schedule, &k->exec, (finding_kind)kind);
}

void search_minimize(search *s)
{
    work k;
    work_open(&k, s);
    if (k.exec.watcher)
        minimize_all(&k);
    work_close(&k);
}

/* States are one search's affair; the others take samples meanwhile. */
static bool auto_states(work *k)
{
    search *s = k->search;
    if (s->prints || s->loose || (s->with && s->with->number) || is_over(s, UINT64_MAX))
        return false;
    s->by_states = search_states(k, STATES_MOST);
    if (s->by_states && s->with)
        __atomic_store_n(&s->with->shared->verified, 1, __ATOMIC_RELAXED);
    return s->by_states;
}

static void run_auto(work *k)
{
    search *s = k->search;
    if (s->phase == PHASE_WHOLE) {
        s->complete = run_method(k, METHOD_DPOR, s->most / 2);
        if (s->complete || s->anew || s->interrupted || (s->exhausted && s->spins.length))
            return;
        s->phase = PHASE_STATES;
    }
    if (s->phase == PHASE_STATES) {
        s->complete = auto_states(k);
        if (s->complete || s->interrupted)
            return;
        s->phase = PHASE_PARTS;
    }
    run_portfolio(k);
}

static void run_one(work *k)
{
    search *s = k->search;
    if (s->method == METHOD_STATES) {
        s->complete = s->by_states = search_states(k, UINT64_MAX);
        return;
    }
    bool all = run_method(k, s->method, s->most);
    s->complete = all && (s->method == METHOD_DPOR || s->method == METHOD_DFS || (s->method == METHOD_BOUNDED && !s->bound));
}

bool search_run(search *s)
{
    work k;
    work_open(&k, s);
    if (s->phase != PHASE_OVER && !s->failed)
        (s->method == METHOD_AUTO ? run_auto : run_one)(&k);
    if (s->complete)
        s->phase = PHASE_OVER;
    if (!s->with)
        minimize_all(&k);
    work_close(&k);
    return s->schedules + s->states > 0;
}

void search_clear(search *s)
{
    for (int kind = 0; kind < FINDINGS; kind++) {
        schedule_free(&s->found[kind].schedule);
        buf_free(&s->found[kind].text);
    }
    buf_free(&s->spins);
    free(s->looked);
    s->looked = NULL;
    s->looked_count = 0;
}
