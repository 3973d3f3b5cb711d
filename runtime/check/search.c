/* search: schedule after schedule. Calls strategy.h, exec.h, race.h, schedule.h. */
#include "runtime/check/search.h"

#include "runtime/check/race.h"

const char *const search_methods[METHODS] = {"auto", "dpor", "dfs", "random", "pos", "surw", "rf", "pct", "bounded", "delay"};

enum { BOUND_MOST = UINT32_MAX, PCT_DEPTH = 3 };

enum { WAYS = 5 }; /* of the portfolio, besides the exhaustive search */

typedef struct work {
    search *search;
    exec exec;
    strategy *whole;  /* the exhaustive search under way; NULL: none */
    uint32_t looked;  /* how many things invariants had looked at when it began */
    bool tried;       /* it has no more schedules */
    strategy *by[WAYS];
    bool teaches;     /* what it executes the others learn from */
} work;

/* --- one schedule --- */

static void keep_finding(work *k, finding_kind kind, const strategy *by)
{
    search *s = k->search;
    found *f = &s->found[kind];
    if (f->number)
        return;
    f->number = s->schedules;
    k->exec.known |= 1u << kind;
    f->strategy = by->name;
    s->failed |= !schedule_copy(&f->schedule, &k->exec, k->exec.findings.of[kind].step);
}

static void keep_findings(work *k, const strategy *by)
{
    for (int kind = FINDING_NONE + 1; kind < FINDINGS; kind++)
        if (k->exec.findings.kinds >> kind & 1)
            keep_finding(k, (finding_kind)kind, by);
}

static void execution_over(work *k, strategy *by)
{
    search *s = k->search;
    s->schedules++;
    s->cut += k->exec.end == EXEC_CUT;
    s->failed |= k->exec.end == EXEC_FAILED;
    keep_findings(k, by);
    if (s->each)
        s->each(s, &k->exec);
    s->fresh += k->whole && by != k->whole;
    if (by->over)
        by->over(by, &k->exec);
    for (int i = 0; k->teaches && i < WAYS; i++)
        if (k->by[i]->learn)
            k->by[i]->learn(k->by[i], &k->exec);
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

static bool all_found(const search *s)
{
    for (int kind = 0; kind < FINDINGS; kind++)
        if (s->until >> kind & 1 && !s->found[kind].number)
            return false;
    return s->until != 0;
}

static bool may_go_on(search *s, uint64_t most)
{
    if (s->failed || s->schedules + s->abandoned >= most || all_found(s))
        return false;
    s->interrupted |= s->go_on && !s->go_on(s);
    return !s->interrupted;
}

/* As long as it has schedules, up to so many in all. True: it has no more. */
static bool run_strategy(work *k, strategy *by, uint64_t most)
{
    search *s = k->search;
    s->strategy = by->name;
    uint32_t looked = k->exec.looked_count;
    while (may_go_on(s, most) && (by != k->whole || k->exec.looked_count == looked)) {
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
    case METHOD_SURW: return strategy_surw(s->seed);
    case METHOD_RF: return strategy_rf(s->seed);
    case METHOD_PCT: return strategy_pct(s->seed, s->bound ? s->bound : PCT_DEPTH);
    case METHOD_DELAY: return strategy_delay(0, s->bound ? s->bound : BOUND_MOST);
    default: return strategy_bounded(0, s->bound ? s->bound : BOUND_MOST);
    }
}

/* The invariants may look at more than they did before: then what was tried so far was not all, and it begins anew. */
static bool whole_begin(work *k, search_method m)
{
    search *s = k->search;
    if (k->whole && k->looked == k->exec.looked_count)
        return true;
    if (k->whole)
        k->whole->free(k->whole);
    k->whole = strategy_of(s, m);
    k->looked = k->exec.looked_count;
    k->tried = false;
    s->failed |= !k->whole;
    s->fresh = s->schedules;
    return k->whole != NULL;
}

/* Until there are so many schedules. */
static void run_whole(work *k, search_method m, uint64_t most)
{
    search *s = k->search;
    while (may_go_on(s, most) && whole_begin(k, m) && !k->tried)
        k->tried = run_strategy(k, k->whole, most) && k->looked == k->exec.looked_count;
}

/* Everything was tried, and seen to its end. */
static bool whole_is_complete(const work *k) { return k->tried && !k->search->failed && !k->search->cut; }

/* --- the portfolio --- */

static uint64_t all_schedules(const search *s) { return s->schedules + s->abandoned; }

/* How many executions differ, as far as can be guessed. */
static double whole_guess(const search *s) { return s->share > 0 ? (double)(s->schedules - s->fresh) / s->share : 0; }

/* So many schedules at a time, as long as all of them seem to be no more than that. */
static void run_whole_while(work *k, uint64_t each, double guess)
{
    search *s = k->search;
    do
        run_whole(k, METHOD_DPOR, all_schedules(s) + each);
    while (!k->tried && may_go_on(s, s->most) && whole_guess(s) <= guess);
}

/* Each of the first so many ways has a turn of so many schedules. */
static void run_turns(work *k, int ways, uint64_t each)
{
    search *s = k->search;
    for (int i = 0; i < ways && may_go_on(s, s->most); i++) {
        uint64_t until = all_schedules(s) + each;
        run_strategy(k, k->by[i], until < s->most ? until : s->most);
    }
}

/* First a schedule by chance, for many bugs are in most. What seems to be small is then tried as a whole; the others learn from what it executes.
 * Otherwise there is a turn for each that mostly finds soon what there is, and from then on for all, and as many schedules for the search as a
 * whole, or all of them if they may be enough. */
static void run_portfolio(work *k)
{
    enum { SMALL = 8, TASTE = 32, TASTES = 3, TURN = 100 };
    search *s = k->search;
    run_turns(k, 1, 1);
    k->teaches = true;
    run_whole_while(k, 1, SMALL);
    k->teaches = false;
    for (uint64_t ways = TASTES, each = TASTE; !whole_is_complete(k) && may_go_on(s, s->most); ways = WAYS, each = TURN) {
        run_turns(k, (int)ways, each);
        if (may_go_on(s, s->most))
            run_whole_while(k, ways * each, (double)s->most / 2);
    }
}

static void run_auto(work *k)
{
    static const search_method methods[WAYS] = {METHOD_RF, METHOD_SURW, METHOD_POS, METHOD_RANDOM, METHOD_BOUNDED};
    search *s = k->search;
    for (int i = 0; i < WAYS; i++) {
        k->by[i] = strategy_of(s, methods[i]);
        s->failed |= !k->by[i];
    }
    if (!s->failed)
        run_portfolio(k);
    for (int i = 0; i < WAYS; i++)
        if (k->by[i])
            k->by[i]->free(k->by[i]);
}

static void minimize_all(work *k)
{
    for (int kind = FINDING_NONE + 1; kind < FINDINGS; kind++)
        if (k->search->found[kind].number)
            schedule_minimize(&k->search->found[kind].schedule, &k->exec, (finding_kind)kind);
}

bool search_run(search *s)
{
    work k = {.search = s};
    k.exec =
        (exec){.subject = s->subject, .recorder = s->recorder, .watcher = race_watcher(), .steps_most = s->steps_most, .prints = s->prints};
    s->failed = !k.exec.watcher;
    if (s->method == METHOD_AUTO)
        run_auto(&k);
    else
        run_whole(&k, s->method, s->most);
    bool bounded = s->bound && (s->method == METHOD_BOUNDED || s->method == METHOD_DELAY);
    s->complete = whole_is_complete(&k) && !bounded; /* who samples is never done */
    if (k.whole)
        k.whole->free(k.whole);
    minimize_all(&k);
    race_free(k.exec.watcher);
    exec_free(&k.exec);
    return s->schedules > 0;
}

void search_clear(search *s)
{
    for (int kind = 0; kind < FINDINGS; kind++)
        schedule_free(&s->found[kind].schedule);
}
