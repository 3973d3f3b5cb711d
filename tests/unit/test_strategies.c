/* The strategies that sample, and those with bounds: what each finds, that the seed alone decides, and that with no bound nothing is
 * left out. */
#include "check_run.h"

static const search_method sampling[] = {METHOD_RANDOM, METHOD_POS, METHOD_SURW, METHOD_RF, METHOD_PCT, METHOD_LOCKSTEP};
static const search_method with_bounds[] = {METHOD_BOUNDED, METHOD_DELAY};
enum { SAMPLING = sizeof sampling / sizeof *sampling, WITH_BOUNDS = sizeof with_bounds / sizeof *with_bounds };

static void finds(const char *text, search_method method, unsigned kinds, uint64_t most)
{
    ran r;
    check_text(&r, text, method, most);
    if (check_kinds(&r) != kinds)
        fail_msg("%s: %#x, not %#x, of\n%s", search_methods[method], check_kinds(&r), kinds, text);
    assert_false(r.search.failed);
    check_end(&r);
}

static void all_find(const char *text, unsigned kinds)
{
    for (int i = 0; i < SAMPLING; i++)
        finds(text, sampling[i], kinds, 400);
    for (int i = 0; i < WITH_BOUNDS; i++)
        finds(text, with_bounds[i], kinds, 4000);
}

static void find_deadlock(void **state)
{
    (void)state;
    all_find("lock a; lock b\nthread t { with a { with b { } } }\nthread u { with b { with a { } } }\nt.start()\nu.start()",
             1 << FINDING_DEADLOCK);
    all_find("lock a; lock b\nthread t { with a { with b { } } }\nthread u { with a { with b { } } }\nt.start()\nu.start()", 0);
}

static void find_lost_update(void **state)
{
    (void)state;
    all_find("atom a(0)\nthread t(i) { a.store(a.load() + 1) }\nlet all = [t(i) for i in 0..3]\n"
             "for x in all { x.start() }\nfor x in all { x.join() }\nassert a.load() > 1",
             1 << FINDING_ASSERT);
}

static void find_what_is_chosen(void **state)
{
    (void)state;
    all_find("let x = choose([1, 2, 3])\nassert x != 3", 1 << FINDING_ASSERT);
}

/* Of those who set there are so many that nobody looks by chance before one of them has set both. */
static void look_between(void **state)
{
    static const char text[] = "atom a(0); atom b(0)\nthread setter(i) { a.store(1); b.store(1) }\n"
                               "thread looker { let x = a.load(); assert b.load() == x }\n"
                               "for i in 0..40 { setter(i).start() }\nlooker.start()";
    (void)state;
    finds(text, METHOD_RF, 1 << FINDING_ASSERT, 64);
    finds(text, METHOD_RANDOM, 0, 64);
}

/* That it is told before it is ready is seldom seen by who has not been woken for it, for that takes so many steps of another one, and
 * what is read is what is always read: but the two accesses race. */
static void bring_together(void **state)
{
    static const char text[] = "var told = [false] * 4; var ready = [false] * 4; atom a(0); let c = [condition(lock()) for i in 0..4]\n"
                               "thread far { for i in 0..4 { for k in 0..30 { a.add(1) }\n told[i] = true\n"
                               "with c[i] { ready[i] = true; c[i].notify() } } }\n"
                               "thread near(i) { with c[i] { while not told[i] { c[i].wait() } }\n assert ready[i] }\n"
                               "far.start()\nfor i in 0..4 { near(i).start() }";
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        ran r;
        check_load(&r, text, METHOD_RF, 20);
        r.search.seed = seed;
        check_search(&r);
        assert_true(check_kinds(&r) & 1 << FINDING_ASSERT);
        check_end(&r);
    }
}

/* In the schedule of that number, and not before. */
static void finds_in(const char *text, search_method method, unsigned kinds, uint64_t number)
{
    ran r;
    check_load(&r, text, method, number);
    r.search.until = kinds;
    check_search(&r);
    if (check_kinds(&r) != kinds || r.search.schedules != number)
        fail_msg("%s: %#x, not %#x, in %llu schedules, of\n%s", search_methods[method], check_kinds(&r), kinds,
                 (unsigned long long)r.search.schedules, text);
    assert_false(r.search.failed);
    check_end(&r);
}

/* Those who do the same do it at the same time, whoever was started first; so the search that picks by itself finds it at once, too. */
static void meet_at_once(void **state)
{
    static const char *const texts[] = {
        "lock a; lock b\nthread t(x, y) { with x { with y { } } }\nlet all = [t(a, b), t(b, a)]\nfor x in all { x.start() }\nall[0].join()",
        "atom a(0)\nthread t(i) { a.store(a.load() + 1) }\nlet all = [t(i) for i in 0..9]\nfor x in all { x.start() }\nfor x in all { x.join() }\n"
        "assert a.load() > 1",
    };
    static const unsigned kinds[] = {1 << FINDING_DEADLOCK, 1 << FINDING_ASSERT};
    (void)state;
    for (int i = 0; i < 2; i++) {
        finds_in(texts[i], METHOD_LOCKSTEP, kinds[i], 1);
        finds_in(texts[i], METHOD_AUTO, kinds[i], 1);
    }
}

/* One who goes on as long as it can when the others have each begun sees what all have half done. */
static void hurry_past(void **state)
{
    static const char text[] = "atom a(0); atom b(0)\nthread half(i) { a.add(1); b.add(1) }\n"
                               "thread looker { assert a.load() < 6 or b.load() > 0 }\n"
                               "let all = [half(i) for i in 0..6]\nfor x in all { x.start() }\nlooker.start()";
    (void)state;
    finds_in(text, METHOD_LOCKSTEP, 1 << FINDING_ASSERT, 2);
    finds_in(text, METHOD_AUTO, 1 << FINDING_ASSERT, 2);
}

/* What is held back for an aim that is never reached goes on all the same. */
static void aims_in_vain(void **state)
{
    static const char text[] = "lock m; event e\nvar x = 0\nthread t(i) { with m { x += i } if i == 2 { e.set() } else { e.wait() } }\n"
                               "let all = [t(i) for i in 0..3]\nfor y in all { y.start() }\nfor y in all { y.join() }\nassert x == 3";
    (void)state;
    for (int i = 0; i < SAMPLING; i++)
        finds(text, sampling[i], 0, 200);
}

static void seed_decides(void **state)
{
    static const char text[] = "atom a(0)\nthread t(i) { a.store(a.load() + i); let x = choose([1, 2]); a.add(x) }\n"
                               "for i in 0..3 { t(i).start() }";
    (void)state;
    for (int i = 0; i < SAMPLING; i++) {
        ran first, second;
        check_text(&first, text, sampling[i], 100);
        check_text(&second, text, sampling[i], 100);
        assert_int_equal(first.search.steps, second.search.steps);
        assert_int_equal(first.traces.count, second.traces.count);
        assert_memory_equal(first.traces.items, second.traces.items, first.traces.count * sizeof *first.traces.items);
        check_end(&first);
        check_end(&second);
    }
}

/* Everything that all orders of all steps come to, and nothing else. */
static void bounds_leave_nothing_out(void **state)
{
    static const char text[] = "atom a(0); lock m\nthread t(i) { with m { a.add(1) } print(a.load()) }\nfor i in 0..2 { t(i).start() }";
    (void)state;
    for (int i = 0; i < WITH_BOUNDS; i++) {
        ran all, bounded;
        check_text(&all, text, METHOD_DFS, 100000);
        check_text(&bounded, text, with_bounds[i], 1000000);
        assert_true(all.search.complete && bounded.search.complete);
        assert_int_equal(all.traces.count, bounded.traces.count);
        assert_memory_equal(all.traces.items, bounded.traces.items, all.traces.count * sizeof *all.traces.items);
        check_end(&all);
        check_end(&bounded);
    }
}

static int set_order(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* None of them makes an order that there is not, and each makes many. */
static void samples_are_executions(void **state)
{
    static const char text[] = "atom a(0); atom b(0)\nthread t(i) { a.add(1); b.store(i); a.load() }\nfor i in 0..3 { t(i).start() }";
    ran all;
    (void)state;
    check_text(&all, text, METHOD_DPOR, 100000);
    assert_true(all.search.complete);
    for (int i = 0; i < SAMPLING; i++) {
        ran some;
        check_text(&some, text, sampling[i], 2000);
        assert_true(some.traces.count > 20);
        for (size_t k = 0; k < some.traces.count; k++)
            assert_non_null(bsearch(&some.traces.items[k], all.traces.items, all.traces.count, sizeof *all.traces.items, set_order));
        check_end(&some);
    }
    check_end(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(find_deadlock),
        cmocka_unit_test(find_lost_update),
        cmocka_unit_test(find_what_is_chosen),
        cmocka_unit_test(look_between),
        cmocka_unit_test(bring_together),
        cmocka_unit_test(meet_at_once),
        cmocka_unit_test(hurry_past),
        cmocka_unit_test(aims_in_vain),
        cmocka_unit_test(seed_decides),
        cmocka_unit_test(bounds_leave_nothing_out),
        cmocka_unit_test(samples_are_executions),
    };
#ifdef __SANITIZE_THREAD__
    cmocka_set_test_filter("find_deadlock"); /* there is one thread, and the others would be slow */
#endif
    return cmocka_run_group_tests(tests, NULL, NULL);
}
