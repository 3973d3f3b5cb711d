/* search: schedule after schedule. Calls strategy.h, exec.h, race.h, schedule.h, and its other parts, by search_work.h. */
#include "runtime/check/search.h"

#include <stdlib.h>

#include "runtime/check/race.h"
#include "runtime/check/search_work.h"

const char *const search_methods[METHODS] = {"auto", "dpor", "dfs",     "random", "pos",      "surw",
                                             "rf",   "pct",  "bounded", "delay",  "lockstep", "states"};

enum { BOUND_MOST = UINT32_MAX, PCT_DEPTH = 3, TRIES = 200, MISGUESS = 16 };

/* --- one schedule --- */

/* Of those that divide an exhaustive search nobody knows who was first: the least of all executions counts, as they are when put in
 * order. What another strategy has found gives way to it. */
static bool keep_least(work *k, found *f, const strategy *by)
{
    schedule s = {0};
    bool ok = by->normal(by, &k->exec, &s);
    if (ok && (!f->number || f->strategy != by->name || schedule_compare(&s, &f->schedule) < 0)) {
        schedule_free(&f->schedule);
        f->schedule = s;
        f->number = 1;
        f->strategy = by->name;
        return true;
    }
    schedule_free(&s);
    return ok;
}

static void keep_finding(work *k, finding_kind kind, uint64_t number, const strategy *by)
{
    search *s = k->search;
    found *f = &s->found[kind];
    k->exec.known |= 1u << kind;
    if (s->with)
        __atomic_fetch_or(&s->with->shared->found, 1u << kind, __ATOMIC_RELAXED);
    if (s->with && by && by->normal) {
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

void search_keep_findings(work *k, uint64_t number, const strategy *by)
{
    for (int kind = FINDING_NONE + 1; kind < FINDINGS; kind++)
        if (k->exec.findings.kinds >> kind & 1)
            keep_finding(k, (finding_kind)kind, number, by);
}

/* As long as it may soon be over, the others learn from what one executes. */
static bool may_learn(const search *s, search_method m) { return s->phase <= PHASE_TASTE && s->strategies[m] && s->strategies[m]->learn; }

static void others_learn(work *k, const strategy *by)
{
    for (int m = 0; m < METHODS; m++) {
        strategy *other = k->search->strategies[m];
        if (other != by && may_learn(k->search, (search_method)m))
            other->learn(other, &k->exec);
    }
}

static bool is_learnt_from(const work *k, const strategy *by)
{
    bool learnt = by->learn != NULL;
    for (int m = 0; m < METHODS; m++)
        learnt |= may_learn(k->search, (search_method)m);
    return learnt;
}

static void note_cut(search *s)
{
    s->cut++;
    if (s->with)
        __atomic_store_n(&s->with->shared->cut, 1, __ATOMIC_RELAXED);
}

static void strategy_told(search *s, const strategy *by)
{
    s->failed |= by->broken;
    s->strayed |= by->strayed;
}

static void execution_over(work *k, strategy *by)
{
    search *s = k->search;
    if (k->exec.end == EXEC_FAILED) {
        s->failed = true;
        return;
    }
    s->schedules++;
    s->is_fresh = s->method == METHOD_AUTO && !by->share;
    s->fresh += s->is_fresh;
    if (k->exec.end == EXEC_CUT)
        note_cut(s);
    search_keep_findings(k, s->with && by->seek ? k->number + 1 : s->schedules, by);
    if (s->each)
        s->each(s, &k->exec);
    if (by->over)
        by->over(by, &k->exec);
    others_learn(k, by);
}

void search_spins(work *k)
{
    buf *known = &k->search->spins;
    if (!known->length && k->exec.spins.length)
        buf_add(known, k->exec.spins.data, k->exec.spins.length);
}

static void count_steps(search *s, uint32_t steps)
{
    shared *all = s->with ? s->with->shared : NULL;
    s->steps += steps;
    if (!all)
        return;
    __atomic_fetch_add(&all->executions, 1, __ATOMIC_RELAXED);
    __atomic_fetch_add(&all->steps, steps, __ATOMIC_RELAXED);
}

static bool execution(work *k, strategy *by)
{
    exec *e = &k->exec;
    uint32_t who, choice;
    e->pairs = is_learnt_from(k, by);
    bool begun = exec_begin(e), picked = true;
    while (begun && !exec_over(e) && (picked = by->pick(by, e, &who, &choice, &e->draw))) {
        exec_go(e, who, choice);
        if (by->made && e->end != EXEC_FAILED)
            by->made(by, e);
    }
    if (begun && picked)
        execution_over(k, by);
    k->search->abandoned += !picked;
    count_steps(k->search, e->step_count);
    k->search->failed |= !begun;
    k->search->looked = e->looked;
    k->search->looked_count = e->looked_count;
    exec_finish(e);
    search_spins(k);
    return begun;
}

/* --- when it is over --- */

/* By whoever shares the work. */
static unsigned kinds_found(const search *s)
{
    unsigned kinds = s->with ? __atomic_load_n(&s->with->shared->found, __ATOMIC_RELAXED) : 0;
    for (int kind = 0; kind < FINDINGS; kind++)
        kinds |= s->found[kind].number ? 1u << kind : 0;
    return kinds;
}

static bool all_found(const search *s) { return s->until && !(s->until & ~kinds_found(s)); }

bool search_was_cut(const search *s) { return s->cut || (s->with && __atomic_load_n(&s->with->shared->cut, __ATOMIC_RELAXED)); }

static uint64_t *tried(search *s) { return s->with ? &s->with->shared->tried : &s->tried; }
static uint64_t *next_of(search *s, search_method m) { return s->with ? &s->with->shared->next[m] : &s->next[m]; }

uint64_t search_begun(search *s, search_method m) { return __atomic_load_n(next_of(s, m), __ATOMIC_RELAXED); }

bool search_is_over(search *s, uint64_t most)
{
    shared *all = s->with ? s->with->shared : NULL;
    s->anew |= all && __atomic_load_n(&all->anew, __ATOMIC_RELAXED);
    if (s->anew || (all && __atomic_load_n(&all->verified, __ATOMIC_RELAXED)))
        return true; /* by one of the others */
    return s->failed || s->interrupted || __atomic_load_n(tried(s), __ATOMIC_RELAXED) >= most || all_found(s);
}

bool search_may_go_on(search *s, uint64_t most)
{
    if (search_is_over(s, most))
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

void search_give_up(search *s)
{
    if (s->with)
        __atomic_store_n(&s->with->shared->tree.stopped, 1, __ATOMIC_RELAXED);
}

/* As far as can be told from so many, there are too many to try them all; an early guess is easily so many times too large. */
static bool is_hopeless(search *s, const strategy *by, uint64_t most)
{
    uint64_t begun = search_begun(s, METHOD_DPOR);
    bool large = s->share > 0 && (double)begun / s->share > (double)most * MISGUESS;
    return s->method == METHOD_AUTO && by->share && begun >= TRIES && (s->cut || large);
}

/* --- strategies --- */

static strategy *strategy_of(const search *s, search_method m)
{
    switch (m) {
    case METHOD_DPOR: return strategy_exhaustive(true, s->with);
    case METHOD_DFS: return strategy_exhaustive(false, s->with);
    case METHOD_RANDOM: return strategy_walk(s->seed);
    case METHOD_POS: return strategy_pos(s->seed);
    case METHOD_SURW: return strategy_surw(s->seed);
    case METHOD_RF: return strategy_rf(s->seed);
    case METHOD_LOCKSTEP: return strategy_lockstep(s->seed);
    case METHOD_PCT: return strategy_pct(s->seed, s->bound ? s->bound : PCT_DEPTH);
    case METHOD_DELAY: return strategy_delay(0, s->bound ? s->bound : BOUND_MOST);
    default: return strategy_bounded(0, s->bound ? s->bound : BOUND_MOST);
    }
}

bool search_is_mine(const search *s, search_method m)
{
    return !s->with || !s->with->number || m == METHOD_DPOR || m == METHOD_DFS || s->strategies[m]->seek;
}

/* What several share was put into their tree before. */
static bool strategy_resume(search *s, search_method m)
{
    strategy *by = s->strategies[m];
    if (!s->resume.at || !by->load || (s->with && (by->share || !search_is_mine(s, m))))
        return true;
    return by->load(by, &s->resume);
}

bool search_open(search *s, search_method m)
{
    s->strategies[m] = strategy_of(s, m);
    bool ok = s->strategies[m] && strategy_resume(s, m);
    s->failed |= !ok;
    return ok;
}

void search_close(search *s, search_method m)
{
    if (s->strategies[m])
        s->strategies[m]->free(s->strategies[m]);
    s->strategies[m] = NULL;
}

/* The one that is to try all there is. */
static search_method whole_of(const search *s) { return s->method == METHOD_AUTO ? METHOD_DPOR : s->method; }

/* Invariants may look at more than they did before: then what was tried so far was not all. Those that share begin again together. */
static void begin_anew(work *k)
{
    search *s = k->search;
    search_method m = whole_of(s);
    k->looked = k->exec.looked_count;
    if (s->with) {
        __atomic_store_n(&s->with->shared->anew, 1, __ATOMIC_RELAXED);
        return;
    }
    search_close(s, m);
    search_open(s, m);
    s->next[m] = 0;
    s->share = 0;
    s->fresh = s->schedules;
    if (s->restarts)
        s->restarts(s);
}

static bool is_stale(const work *k)
{
    const strategy *whole = k->search->strategies[whole_of(k->search)];
    return whole && !whole->seek && k->exec.looked_count > k->looked;
}

static bool begin_schedule(work *k, search_method m, strategy *by)
{
    uint64_t *next = next_of(k->search, m);
    k->number = __atomic_fetch_add(next, 1, __ATOMIC_RELAXED);
    if (by->seek)
        by->seek(by, k->number);
    bool more = by->begin(by);
    strategy_told(k->search, by);
    if (more)
        return true;
    __atomic_sub_fetch(next, 1, __ATOMIC_RELAXED);
    __atomic_sub_fetch(tried(k->search), 1, __ATOMIC_RELAXED);
    return false;
}

bool search_run_strategy(work *k, search_method m, uint64_t most, uint64_t until)
{
    search *s = k->search;
    strategy *by = s->strategies[m];
    s->strategy = by->name;
    while (search_begun(s, m) < until && search_may_go_on(s, most) && !is_hopeless(s, by, most) && may_try(s, most)) {
        if (!begin_schedule(k, m, by))
            return !s->failed && !by->stopped;
        execution(k, by);
        strategy_told(s, by);
        if (by->share)
            s->share = by->share(by);
        if (is_stale(k))
            begin_anew(k);
        by = s->strategies[m];
    }
    return false;
}

static void work_open(work *k, search *s)
{
    *k = (work){.search = s};
    k->exec = (exec){.subject = s->subject,
                     .recorder = s->recorder,
                     .watcher = race_watcher(),
                     .steps_most = s->steps_most,
                     .budgets_most = s->budgets_most,
                     .prints = s->prints,
                     .loose = s->loose,
                     .spurious = s->spurious};
    k->exec.known = kinds_found(s);
    k->exec.accounts = s->each != NULL;
    k->exec.repeats = !recorder_wants(s->recorder, ~0u);
    k->exec.looked = s->looked;
    k->exec.looked_count = k->exec.looked_capacity = s->looked_count;
    k->looked = s->looked_count;
    s->failed |= !k->exec.watcher;
}

static void work_close(work *k)
{
    search *s = k->search;
    s->crowded |= k->exec.crowded;
    s->bulky |= k->exec.bulky;
    s->looked = k->exec.looked;
    s->looked_count = k->exec.looked_count;
    k->exec.looked = NULL;
    race_free(k->exec.watcher);
    exec_free(&k->exec);
}

/* --- all of it --- */

static void minimize_all(work *k)
{
    for (int kind = FINDING_NONE + 1; kind < FINDINGS; kind++)
        if (k->search->found[kind].number && (kind == FINDING_LIVELOCK || !k->search->found[kind].text.length))
            k->search->failed |= !schedule_minimize(&k->search->found[kind].schedule, &k->exec, (finding_kind)kind);
}

void search_minimize(search *s)
{
    work k;
    work_open(&k, s);
    if (k.exec.watcher)
        minimize_all(&k);
    work_close(&k);
}

static bool tries_all(const search *s)
{
    return s->method == METHOD_DPOR || s->method == METHOD_DFS || ((s->method == METHOD_BOUNDED || s->method == METHOD_DELAY) && !s->bound);
}

static void run_one(work *k)
{
    search *s = k->search;
    if (s->method == METHOD_STATES) {
        s->complete = s->by_states = search_all_states(k, UINT64_MAX);
        if (!s->complete && s->rests)
            s->rests(s);
        return;
    }
    bool opened = search_open(s, s->method);
    s->resume.at = NULL;
    s->exhausted = opened && search_is_mine(s, s->method) && search_run_strategy(k, s->method, s->most, UINT64_MAX);
    s->complete = s->exhausted && tries_all(s) && !s->failed && !s->cut && !s->anew;
    if (!s->exhausted)
        search_give_up(s);
    if (!s->exhausted && s->rests)
        s->rests(s);
    search_close(s, s->method);
}

bool search_run(search *s)
{
    work k;
    work_open(&k, s);
    if (s->phase != PHASE_OVER && !s->failed)
        (s->method == METHOD_AUTO ? search_run_auto : run_one)(&k);
    search_leave_states(s);
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
