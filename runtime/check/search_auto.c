/* search_auto: which strategy is at work when, where the caller leaves that to the search. Calls search_work.h.
 *
 * First all go in lockstep, and once more with one of them hurrying, for many bugs need no more than two tasks at one place, or one that
 * looks at what others have half done. What is long is then looked at by readings a few times. What seems to be small is tried as a
 * whole. Until then whoever samples learns from what others execute. Otherwise each that mostly finds soon what there is has a short
 * turn before that; and when there is no hope to try all, all have one before the states are searched, and turns for the rest when these
 * are too many.
 *
 * How far a phase has come follows from how many schedules of each strategy were begun, so those who share the work need not agree on
 * it, and it is gone on with in the midst of one. */
#include "runtime/check/search_work.h"

enum { SMALL = 8, TASTE = 32, TASTES = 3, TURN = 100, FIRSTS = 2, AIMED = 12, SHORT = 50, BLOCK = 64, AIMED_PART = 4 };

static const search_method ways[] = {METHOD_RF, METHOD_SURW, METHOD_POS, METHOD_RANDOM, METHOD_LOCKSTEP, METHOD_BOUNDED};
enum { WAYS = sizeof ways / sizeof *ways };

/* How many of its schedules the n-th way has had after so many turns. */
static uint64_t after_turns(const search *s, int way, uint64_t turns)
{
    uint64_t before = way < TASTES ? TASTE : ways[way] == METHOD_LOCKSTEP ? FIRSTS : 0;
    return (s->prints ? 0 : before) + turns * TURN;
}

static void run_turns(work *k, int count, uint64_t turns)
{
    search *s = k->search;
    for (int i = 0; i < count && !search_is_over(s, s->most); i++)
        if (search_is_mine(s, ways[i]))
            search_run_strategy(k, ways[i], s->most, after_turns(s, i, turns));
}

/* What is long has hardly so few orders that all could be tried soon. Those who share the work judge by what all of them have made. */
static bool is_long(const search *s)
{
    const shared *all = s->with ? s->with->shared : NULL;
    uint64_t steps = all ? __atomic_load_n(&all->steps, __ATOMIC_RELAXED) : s->steps;
    return steps > SHORT * (all ? __atomic_load_n(&all->executions, __ATOMIC_RELAXED) : s->schedules + s->abandoned);
}

/* How many executions differ, as far as can be guessed. The last one is not in the share yet. */
static double whole_guess(search *s)
{
    uint64_t begun = search_begun(s, METHOD_DPOR), over = begun ? begun - 1 : 0;
    return s->share > 0 ? (double)over / s->share : (double)over;
}

static void run_small(work *k)
{
    search *s = k->search;
    for (uint64_t begun; !s->exhausted && !search_is_over(s, s->most) && whole_guess(s) <= SMALL;) {
        begun = search_begun(s, METHOD_DPOR);
        s->exhausted = search_run_strategy(k, METHOD_DPOR, s->most, begun + 1);
        if (search_begun(s, METHOD_DPOR) == begun)
            return;
    }
}

/* How long it is before it is known whether all can be tried, nobody knows. So what is long goes on to be looked at by readings, and
 * that takes a part of the time. */
static void run_whole(work *k)
{
    search *s = k->search;
    for (uint64_t until = BLOCK; !s->exhausted && !search_is_over(s, s->most / 2); until *= 2) {
        s->exhausted = search_run_strategy(k, METHOD_DPOR, s->most / 2, until);
        if (s->exhausted || search_begun(s, METHOD_DPOR) < until)
            break;
        if (is_long(s) && !s->prints)
            search_run_strategy(k, METHOD_RF, s->most / 2, TASTE + until / AIMED_PART);
    }
    s->complete = s->exhausted && !s->failed && !search_was_cut(s) && !s->anew;
    if (!s->exhausted)
        search_give_up(s);
}

/* Those who have had the fewest turns come first: a turn that was broken off is gone on with. */
static void run_parts(work *k)
{
    search *s = k->search;
    uint64_t turns = UINT64_MAX;
    for (int i = 0; i < WAYS; i++) {
        uint64_t begun = search_begun(s, ways[i]), before = after_turns(s, i, 0), had = begun > before ? (begun - before) / TURN : 0;
        if (s->strategies[ways[i]]->seek && had < turns)
            turns = had;
    }
    while (search_may_go_on(s, s->most))
        run_turns(k, WAYS, ++turns);
}

static bool helps(const search *s) { return s->with && s->with->number; }

/* States are one search's affair; the others take samples meanwhile, and are in this phase until they end: so a checkpoint goes on in
 * it. */
static void run_states(work *k)
{
    search *s = k->search;
    if (helps(s))
        run_parts(k);
    if (helps(s) || s->prints || s->loose || !k->exec.repeats)
        return;
    s->complete = s->by_states = search_all_states(k, STATES_MOST);
    if (s->by_states && s->with)
        __atomic_store_n(&s->with->shared->verified, 1, __ATOMIC_RELAXED);
}

static void run_first(work *k)
{
    search *s = k->search;
    search_run_strategy(k, METHOD_LOCKSTEP, s->most, FIRSTS);
    if (is_long(s) && !search_is_over(s, s->most) && search_is_mine(s, METHOD_RF))
        search_run_strategy(k, METHOD_RF, s->most, AIMED);
}

static void run_phase(work *k)
{
    search *s = k->search;
    switch (s->phase) {
    case PHASE_FIRST: run_first(k); break;
    case PHASE_SMALL: run_small(k); break;
    case PHASE_TASTE:
        if (!s->exhausted)
            run_turns(k, TASTES, 0);
        break;
    case PHASE_WHOLE: run_whole(k); break;
    case PHASE_TURNS: run_turns(k, WAYS, 1); break;
    case PHASE_STATES: run_states(k); break;
    default: run_parts(k);
    }
}

/* In the order in which they were saved. */
static bool open_all(work *k)
{
    search *s = k->search;
    bool ok = s->phase > PHASE_WHOLE || search_open(s, METHOD_DPOR);
    for (int m = 0; m < METHODS && ok; m++)
        for (int i = 0; i < WAYS && ok; i++)
            if ((int)ways[i] == m)
                ok = search_open(s, ways[i]);
    if (s->phase != PHASE_STATES || helps(s))
        s->resume.at = NULL;
    return ok;
}

/* Nothing is left to do after this phase: or what is left is not to be done now. */
static bool ends_here(search *s)
{
    bool in_vain = s->phase >= PHASE_WHOLE && s->exhausted && s->spins.length;
    bool last = s->phase == PHASE_PARTS || (s->phase == PHASE_STATES && helps(s));
    return s->complete || in_vain || last || search_is_over(s, UINT64_MAX);
}

void search_run_auto(work *k)
{
    search *s = k->search;
    if (s->prints && s->phase < PHASE_WHOLE)
        s->phase = PHASE_WHOLE; /* it is counted how many print what, and none is to be tried twice */
    if (open_all(k))
        for (run_phase(k); !ends_here(s); run_phase(k)) {
            if (s->phase == PHASE_WHOLE)
                search_close(s, METHOD_DPOR);
            search_leave_states(s);
            s->phase++;
        }
    if (!s->exhausted)
        search_give_up(s);
    bool nothing_left = s->exhausted && s->phase == PHASE_WHOLE;
    if (s->rests && (s->with || !nothing_left))
        s->rests(s);
    for (int m = 0; m < METHODS; m++)
        search_close(s, (search_method)m);
}
