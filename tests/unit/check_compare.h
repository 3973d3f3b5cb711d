/* check_compare: on a program, random or not, the reduced searches against all orders of all steps. */
#ifndef TESTS_UNIT_CHECK_COMPARE_H
#define TESTS_UNIT_CHECK_COMPARE_H

#include "check_run.h"

enum { FULL_MOST = 2000 };

static bool sets_equal(const set *a, const set *b)
{
    return a->count == b->count && !memcmp(a->items, b->items, a->count * sizeof *a->items);
}

/* Whom the end of a task lets go cannot be told from what comes of the end of its process, where it is the last. */
static bool traces_are_known(const ran *full, const char *text) { return !full->ends || !(strstr(text, "t0.join") || strstr(text, "t0]")); }

/* Accesses that only time keeps apart never stand next to each other. */
static unsigned but_races_in_time(const char *text, unsigned kinds)
{
    bool times = strstr(text, "1ms") || strstr(text, "2ms");
    return times ? kinds & ~(1u << FINDING_RACE) : kinds;
}

/* … and against all states. */
static void compare_states(const char *text, uint64_t seed, const ran *full, openness open)
{
    ran states;
    check_text_in(&states, text, METHOD_STATES, FULL_MOST, open);
    unsigned all = but_races_in_time(text, check_kinds(full)), by_states = but_races_in_time(text, check_kinds(&states));
    if (!states.search.complete || all != by_states || (!full->ended && !sets_equal(&full->outcomes, &states.outcomes)))
        fail_msg("seed %llu: %#x, by states %#x%s, %zu and %zu outcomes, %llu states, of\n%s", (unsigned long long)seed, all, by_states,
                 states.search.complete ? "" : " (not all)", full->outcomes.count, states.outcomes.count,
                 (unsigned long long)states.search.states, text);
    check_end(&states);
}

/* Every order of all steps, against one order for each that differs; in exact and in loose time, with and without a spurious wake-up,
 * and with prints as steps. False: there are too many. */
CHECK bool compare(const char *text, uint64_t seed, bool prints)
{
    ran full, reduced;
    const openness open = {.loose = seed & 1, .spurious = seed >> 1 & 1, .prints = prints};
    check_text_in(&full, text, METHOD_DFS, FULL_MOST, open);
    bool all = full.search.complete && full.fits;
    if (all) {
        check_text_in(&reduced, text, METHOD_DPOR, FULL_MOST, open);
        bool same = reduced.search.complete && check_kinds(&full) == check_kinds(&reduced) && sets_equal(&full.outcomes, &reduced.outcomes)
                    && (!traces_are_known(&full, text) || sets_equal(&full.traces, &reduced.traces));
        if (!same)
            fail_msg("seed %llu: %#x and %#x, %zu and %zu outcomes, %zu and %zu traces, of\n%s", (unsigned long long)seed,
                     check_kinds(&full), check_kinds(&reduced), full.outcomes.count, reduced.outcomes.count, full.traces.count,
                     reduced.traces.count, text);
        if (!full.ends && reduced.search.schedules - reduced.search.fresh != reduced.traces.count)
            fail_msg("seed %llu: %llu schedules for %zu traces, of\n%s", (unsigned long long)seed,
                     (unsigned long long)(reduced.search.schedules - reduced.search.fresh), reduced.traces.count, text);
        check_end(&reduced);
        if (!open.loose && !prints)
            compare_states(text, seed, &full, open);
    }
    check_end(&full);
    return all;
}

CHECK void compare_each(const char *const *texts, size_t count)
{
    for (size_t i = 0; i < 4 * count; i++)
        assert_true(compare(texts[i / 4], i % 4, false));
}

#endif
