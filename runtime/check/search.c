/* search: schedule after schedule. Calls strategy.h, exec.h, race.h, schedule.h. */
#include "runtime/check/search.h"

#include "runtime/check/race.h"

const char *const search_methods[METHODS] = {"auto", "dpor", "dfs", "random", "pos", "bounded"};

enum { BOUND_MOST = UINT32_MAX };

typedef struct work {
    search *search;
    exec exec;
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

/* As long as it has schedules, up to so many in all. True: it has no more. */
static bool run_strategy(work *k, strategy *by, uint64_t most)
{
    search *s = k->search;
    s->strategy = by->name;
    uint32_t looked = k->exec.looked_count;
    while (may_go_on(s, most) && (!by->share || k->exec.looked_count == looked)) {
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

static void minimize_all(work *k)
{
    for (int kind = FINDING_NONE + 1; kind < FINDINGS; kind++)
        if (k->search->found[kind].number)
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
    s->failed = !k.exec.watcher;
    if (s->method == METHOD_AUTO) {
        s->complete = run_method(&k, METHOD_DPOR, s->most / 2);
        if (!s->complete)
            run_portfolio(&k);
    } else {
        bool all = run_method(&k, s->method, s->most);
        s->complete = all && (s->method == METHOD_DPOR || s->method == METHOD_DFS || (s->method == METHOD_BOUNDED && !s->bound));
    }
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
