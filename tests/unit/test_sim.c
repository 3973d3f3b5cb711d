/* The engine of virtual time: the clock, the line, work on processors, the ways a run ends, and how much it takes. */
#include "actors.h"

#include <stdio.h>
#include <time.h>

#define WORK(ms) \
    { \
        .verb = VERB_run_work, .count = 1, .arguments = {TIME((ms)*MS)}, .quiet = true \
    }

static void test_sleepers_wake_in_order(void **state)
{
    (void)state;
    expect((actor[]){{"m", STEPS(THREAD(1, "a", 1), THREAD(2, "b", 2), THREAD(3, "c", 3), START(1), START(2), START(3))},
                     {"a", STEPS(SLEEP(2), NOW)},
                     {"b", STEPS(SLEEP(1), NOW, SLEEP(1), NOW)},
                     {"c", STEPS(SLEEP(2), NOW)}},
           RUN_ENDED, "b now=1ms; a now=2ms; c now=2ms; b now=2ms");
}

static void test_sleep_of_nothing_lets_others_go_first(void **state)
{
    (void)state;
    expect((actor[]){{"m", STEPS(THREAD(1, "a", 1), THREAD(2, "b", 2), START(1), SLEEP(0), NOW)},
                     {"a", STEPS(START(2), NOW, SLEEP(0), NOW)},
                     {"b", STEPS(NOW)}},
           RUN_ENDED, "a now=0s; m now=0s; b now=0s; a now=0s");
}

static void test_sleep_arguments(void **state)
{
    (void)state;
    expect((actor[]){{"m", STEPS(DO1(0, run_sleep, INT(2)), DO1(0, run_sleep, TEXT("x")), DO1(0, run_sleep, TIME(-1)),
                                 DO1(0, run_work, INT(2)))}},
           RUN_ENDED, "m sleep!type; m sleep!type; m sleep!value; m work!type");
}

static settings with_cores(int cores)
{
    settings set = settings_default();
    set.cores = cores;
    return set;
}

/* Three tasks of 1 s on two processors: each gets 2/3 of one. */
static void test_work_is_shared_fairly(void **state)
{
    (void)state;
    const actor actors[] = {{"m", STEPS(THREAD(1, "a", 1), THREAD(2, "b", 1), START(1), START(2), WORK(1000), NOW)},
                            {"a", STEPS(WORK(1000), NOW)}};
    stage *s = play_with(actors, with_cores(2));
    assert_string_equal(s->log.data, "m now=1.5s; a now=1.5s; a now=1.5s");
    stage_free(s);
}

static void test_work_of_unlike_length(void **state)
{
    (void)state;
    const actor actors[] = {{"m", STEPS(THREAD(1, "a", 1), THREAD(2, "b", 2), START(1), START(2), WORK(10), NOW)},
                            {"a", STEPS(WORK(1), NOW)},
                            {"b", STEPS(SLEEP(1), WORK(1), NOW)}};
    stage *s = play_with(actors, with_cores(1));
    assert_string_equal(s->log.data, "a now=2.5ms; b now=3.5ms; m now=12ms");
    stage_free(s);
}

static void test_stop(void **state)
{
    (void)state;
    settings set = settings_default();
    set.stop_after = 5 * MS;
    const actor actors[] = {{"m", STEPS(SLEEP(4), NOW, SLEEP(1), NOW)}};
    stage *s = play_with(actors, set);
    assert_string_equal(s->log.data, "m now=4ms");
    assert_int_equal(s->end, RUN_STOPPED);
    assert_int_equal(world_status(s->world, s->end, s->told), 0);
    stage_free(s);
    const actor stuck[] = {{"m", STEPS(MAKE(0, event, "e", NOTHING), DO(0, event_wait))}};
    s = play_with(stuck, set);
    assert_int_equal(s->end, RUN_DEADLOCK);
    stage_free(s);
}

static void test_daemons_do_not_keep_it_going(void **state)
{
    (void)state;
    expect((actor[]){{"m", STEPS(MAKE(1, thread, "d", INT(1), NOTHING, NOTHING, BOOL(true)), START(1), SLEEP(2))},
                     {"d", STEPS({.verb = VERB_run_sleep, .count = 1, .arguments = {TIME(MS)}, .times = 1000})}},
           RUN_ENDED, "d sleep");
}

static void test_exit(void **state)
{
    (void)state;
    const actor actors[] = {{"m", STEPS(THREAD(1, "a", 1), START(1), SLEEP(1), NOW)},
                            {"a", STEPS(DO1(0, run_exit, INT(300)), DO1(0, run_exit, INT(7)), NOW)}};
    stage *s = play(actors);
    assert_string_equal(s->log.data, "a exit!value");
    assert_int_equal(world_status(s->world, s->end, s->told), 7);
    stage_free(s);
}

static void test_deadlock_report(void **state)
{
    (void)state;
    const actor actors[] = {{"main", STEPS(MAKE(1, lock, "p", NOTHING), MAKE(2, lock, "q", NOTHING), THREAD(3, "a", 1), THREAD(4, "b", 2),
                                           START(3), START(4), DO(3, thread_join))},
                            {"a", STEPS(DO(1, lock_acquire), SLEEP(1), DO(2, lock_acquire))},
                            {"b", STEPS(DO(2, lock_acquire), SLEEP(2), DO(1, lock_acquire))}};
    stage *s = play(actors);
    assert_int_equal(s->end, RUN_DEADLOCK);
    assert_int_equal(world_status(s->world, s->end, s->told), 3);
    assert_string_equal(s->complaints.data, "test.cs: deadlock at 0.002s: nobody can go on any more\n"
                                            "  these wait for each other:\n"
                                            "    a, line 1: waits for q, held by b (since 0.001s)\n"
                                            "    b, line 1: waits for p, held by a (since 0.002s)\n"
                                            "  and these wait too:\n"
                                            "    main, line 1: waits for a to end (since 0.000s)\n");
    stage_free(s);
}

static void test_deadlock_while_others_run(void **state)
{
    (void)state;
    const actor actors[] = {
        {"main", STEPS(MAKE(1, lock, "p", NOTHING), MAKE(3, thread, "a", INT(1), NOTHING, NOTHING, BOOL(true)), START(3), SLEEP(9), NOW)},
        {"a", STEPS(DO(1, lock_acquire), DO(1, lock_acquire))}};
    stage *s = play(actors);
    assert_string_equal(s->complaints.data, "test.cs: deadlock: a task waits for itself:\n    a, line 1: waits for p, held by a itself\n");
    assert_true(s->told);
    assert_int_equal(world_status(s->world, s->end, s->told), 3);
    stage_free(s);
}

static void test_deadlock_broken_by_cancel(void **state)
{
    (void)state;
    const actor actors[] = {
        {"main", STEPS(MAKE(1, lock, "p", NOTHING), THREAD(3, "a", 1), START(3), SLEEP(9), DO(3, thread_cancel), DO(3, thread_join))},
        {"a", STEPS(DO(1, lock_acquire), DO(1, lock_acquire))}};
    stage *s = play(actors);
    assert_string_equal(s->log.data, "a acquire=true; main cancel; a acquire!cancelled; main join=true");
    assert_int_equal(world_status(s->world, s->end, s->told), 0);
    stage_free(s);
}

static void test_steps(void **state)
{
    (void)state;
    settings set = settings_default();
    set.limits.steps = 100;
    const actor actors[] = {{"m", STEPS({.verb = VERB_run_now, .times = 1000, .quiet = true})}};
    stage *s = play_with(actors, set);
    assert_int_equal(s->end, RUN_STEPS);
    assert_int_equal(world_status(s->world, s->end, s->told), 1);
    assert_string_equal(s->complaints.data, "test.cs: error: limit: the run has made more than 100 steps\n");
    stage_free(s);
}

/* The clock stands still while somebody asks again and again: stop_after would never come. Where it goes on the steps begin anew. */
static void test_steps_at_one_moment(void **state)
{
    (void)state;
    settings set = settings_default();
    set.stop_after = 5 * MS;
    set.limits.moment = 100;
    const actor actors[] = {{"m", STEPS(SLEEP(2), {.verb = VERB_run_now, .times = 1000, .quiet = true})}};
    stage *s = play_with(actors, set);
    assert_int_equal(s->end, RUN_STEPS);
    assert_int_equal(world_status(s->world, s->end, s->told), 1);
    assert_string_equal(s->complaints.data,
                        "test.cs:1: error: limit: the clock stands still: 100 steps were made at 2ms, and main still goes on "
                        "(limit moment)\n"
                        "    in virtual time steps take no time, so whoever asks again and again must sleep or wait in between\n");
    stage_free(s);
    const actor sleeps[] = {
        {"m", STEPS({.verb = VERB_run_sleep, .count = 1, .arguments = {TIME(1000)}, .times = 1000, .quiet = true}, NOW)}};
    s = play_with(sleeps, set);
    assert_string_equal(s->log.data, "m now=1ms");
    stage_free(s);
    const actor lets_go_first[] = {
        {"m", STEPS({.verb = VERB_run_sleep, .count = 1, .arguments = {TIME(0)}, .times = 1000, .quiet = true}, NOW)}};
    s = play_with(lets_go_first, set);
    assert_int_equal(s->end, RUN_STEPS);
    stage_free(s);
}

/* Nobody keeps the others out for ever: after 10,000 visible steps it is the next one's turn. */
static void test_turns(void **state)
{
    (void)state;
    expect((actor[]){{"m", STEPS(THREAD(1, "a", 1), START(1), {.verb = VERB_run_now, .times = 10000, .quiet = true},
                                 DO1(0, run_choose, INT(1)))},
                     {"a", STEPS(NOW)}},
           RUN_ENDED, "a now=0s; m choose=0");
}

static void test_task_limit(void **state)
{
    (void)state;
    settings set = settings_default();
    set.limits.tasks = 2;
    const actor actors[] = {
        {"m", STEPS(THREAD(1, "a", 1), THREAD(2, "b", 1), DO(1, thread_start), DO(2, thread_start), SLEEP(1), DO(2, thread_start))},
        {"a", STEPS(SLEEP(0))}};
    stage *s = play_with(actors, set);
    assert_string_equal(s->log.data, "m start; m start!limit; m start");
    stage_free(s);
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static const step *many_threads(size_t count)
{
    const step pair[] = {THREAD(1, "a", 1), START(1)};
    step *all = calloc(2 * count + 1, sizeof *all);
    for (size_t i = 0; i < 2 * count; i++)
        all[i] = pair[i & 1];
    return all;
}

/* For a look at the costs: prints them, and fails only when something is badly wrong. */
static void test_many_sleeps(void **state)
{
    (void)state;
    enum { TASKS = 1000, SLEEPS = 100 };
    const step *starts = many_threads(TASKS);
    const step sleeps[] = {{.verb = VERB_run_sleep, .count = 1, .arguments = {TIME(MS)}, .times = SLEEPS, .quiet = true}, END};
    const actor actors[] = {{"m", starts}, {"a", sleeps}};
    double begun = seconds();
    stage *s = play(actors);
    printf("%d sleeps: %.0f ns each\n", TASKS * SLEEPS, (seconds() - begun) * 1e9 / TASKS / SLEEPS);
    assert_int_equal(s->end, RUN_ENDED);
    assert_int_equal(s->ended, TASKS + 1);
    stage_free(s);
    free((void *)(uintptr_t)starts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sleepers_wake_in_order),
                                       cmocka_unit_test(test_sleep_of_nothing_lets_others_go_first),
                                       cmocka_unit_test(test_sleep_arguments),
                                       cmocka_unit_test(test_work_is_shared_fairly),
                                       cmocka_unit_test(test_work_of_unlike_length),
                                       cmocka_unit_test(test_stop),
                                       cmocka_unit_test(test_daemons_do_not_keep_it_going),
                                       cmocka_unit_test(test_exit),
                                       cmocka_unit_test(test_deadlock_report),
                                       cmocka_unit_test(test_deadlock_while_others_run),
                                       cmocka_unit_test(test_deadlock_broken_by_cancel),
                                       cmocka_unit_test(test_steps),
                                       cmocka_unit_test(test_steps_at_one_moment),
                                       cmocka_unit_test(test_turns),
                                       cmocka_unit_test(test_task_limit),
                                       cmocka_unit_test(test_many_sleeps)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
