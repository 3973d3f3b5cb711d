/* cycles: what can stay undone for ever, on random graphs of a few states, against all parts of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "runtime/check/cycles.h"
#include "runtime/random.h"

enum { STATES = 5, STEPS = 9, TASKS = 3, GRAPHS = 3000 };

typedef struct graph {
    unsigned done[STATES], able[STATES]; /* is it true there; which tasks can go on, as bits */
    struct {
        uint32_t from, to, task;
    } steps[STEPS];
} graph;

static uint32_t roll(uint64_t *seed, uint32_t n) { return (uint32_t)random_below(*seed = random_mix(*seed), n); }

static void graph_roll(graph *g, uint64_t seed)
{
    for (uint32_t s = 0; s < STATES; s++) {
        g->done[s] = roll(&seed, 4) == 0;
        g->able[s] = roll(&seed, 1 << TASKS);
    }
    for (uint32_t i = 0; i < STEPS; i++) {
        g->steps[i].from = roll(&seed, STATES);
        g->steps[i].to = roll(&seed, STATES);
        g->steps[i].task = roll(&seed, TASKS);
        g->able[g->steps[i].from] |= 1u << g->steps[i].task;
    }
}

static cycles *graph_tell(const graph *g)
{
    cycles *c = cycles_new();
    assert_non_null(c);
    for (uint32_t t = 0; t < TASKS; t++)
        assert_int_equal(cycles_task(c, 100 + t), t);
    for (uint32_t s = 0; s < STATES; s++)
        assert_true(cycles_state(c, g->done[s], g->able[s]));
    for (uint32_t i = 0; i < STEPS; i++)
        assert_true(cycles_step(c, g->steps[i].from, g->steps[i].to, g->steps[i].task));
    return c;
}

/* --- all parts --- */

static unsigned reach(const graph *g, unsigned part, uint32_t from)
{
    unsigned come = 0, before = 1u << from; /* by one step at least */
    for (int round = 0; round < STATES + 1; round++, before |= come)
        for (uint32_t i = 0; i < STEPS; i++)
            if (before >> g->steps[i].from & 1 && part >> g->steps[i].to & 1 && part >> g->steps[i].from & 1)
                come |= 1u << g->steps[i].to;
    return come;
}

/* Whoever has to go on in all of its states makes a step in it. */
static bool part_goes_on(const graph *g, unsigned part)
{
    unsigned always = (1u << TASKS) - 1, moves = 0;
    for (uint32_t s = 0; s < STATES; s++) {
        if (!(part >> s & 1))
            continue;
        if (g->done[s] || (reach(g, part, s) & part) != part)
            return false;
        always &= g->able[s];
    }
    for (uint32_t i = 0; i < STEPS; i++)
        if (part >> g->steps[i].from & 1 && part >> g->steps[i].to & 1)
            moves |= 1u << g->steps[i].task;
    return !(always & ~moves);
}

static bool some_part_goes_on(const graph *g)
{
    for (unsigned part = 1; part < 1u << STATES; part++)
        if (part_goes_on(g, part))
            return true;
    return false;
}

/* --- a round --- */

static bool has_step(const graph *g, uint32_t from, cycles_move m)
{
    for (uint32_t i = 0; i < STEPS; i++)
        if (g->steps[i].from == from && g->steps[i].to == m.to && g->steps[i].task == m.task)
            return true;
    return false;
}

static void round_is_fair(const graph *g, const cycles *c, uint32_t state)
{
    cycles_round r = {0};
    unsigned owed = (1u << TASKS) - 1;
    uint32_t at = state;
    assert_true(cycles_round_find(c, 0, &r));
    assert_true(r.count > 0);
    for (uint32_t i = 0; i < r.count; i++) {
        assert_true(has_step(g, at, r.moves[i]));
        at = r.moves[i].to;
        assert_false(g->done[at]);
        owed &= ~(1u << r.moves[i].task) & g->able[at];
    }
    assert_int_equal(at, state);
    assert_int_equal(owed, 0);
    free(r.moves);
}

static void find_what_goes_on_for_ever(void **state)
{
    (void)state;
    unsigned found = 0;
    for (uint64_t seed = 1; seed <= GRAPHS; seed++) {
        graph g;
        uint32_t where;
        graph_roll(&g, seed);
        cycles *c = graph_tell(&g);
        assert_true(cycles_find(c, 0, &where));
        if ((where != CYCLES_NONE) != some_part_goes_on(&g))
            fail_msg("graph %llu: %s", (unsigned long long)seed, where == CYCLES_NONE ? "not found" : "found what is not there");
        if (where != CYCLES_NONE)
            round_is_fair(&g, c, where);
        found += where != CYCLES_NONE;
        cycles_free(c);
    }
    assert_in_range(found, GRAPHS / 10, GRAPHS - GRAPHS / 10); /* both are tried */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(find_what_goes_on_for_ever)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
