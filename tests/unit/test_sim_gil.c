/* The simulated machine: who has the gil of a process and for how long, what starts and switches cost, and that all of it is exact. */
#include "actors.h"

#define COMPUTE(ns) \
    { \
        .verb = VERB_run_work, .count = 1, .arguments = {TIME(ns)}, .quiet = true \
    }
#define WORK(ms) COMPUTE((ms)*MS)
#define PROCESS(to, name, who) MAKE(to, process, name, INT(who), NOTHING, NOTHING, NOTHING)
#define FORK(which) \
    { \
        .verb = VERB_process_start, .slot = which, .quiet = true \
    }
#define TWO_THREADS STEPS(THREAD(1, "a", 1), THREAD(2, "b", 2), START(1), START(2))

static settings with_gil(gil_mode mode)
{
    settings set = settings_default();
    set.gil = mode;
    return set;
}

static void expect_with(const actor *actors, settings set, const char *log)
{
    stage *s = play_with(actors, set);
    assert_string_equal(s->log.data, log);
    assert_int_equal(s->end, RUN_ENDED);
    stage_free(s);
}

/* --- who has it, and for how long --- */

static void test_threads_take_turns(void **state)
{
    (void)state;
    const actor actors[] = {{"m", TWO_THREADS}, {"a", STEPS(WORK(20), NOW)}, {"b", STEPS(WORK(20), NOW)}};
    expect_with(actors, with_gil(GIL_TIMER), "a now=35ms; b now=40ms");
    expect_with(actors, with_gil(GIL_TICKS), "a now=39.9ms; b now=40ms");
    expect_with(actors, with_gil(GIL_OFF), "a now=20ms; b now=20ms");
}

static void test_intervals(void **state)
{
    (void)state;
    const actor actors[] = {{"m", TWO_THREADS}, {"a", STEPS(WORK(20), NOW)}, {"b", STEPS(WORK(20), NOW)}};
    settings set = with_gil(GIL_TIMER);
    set.switch_interval = 8 * MS;
    expect_with(actors, set, "a now=36ms; b now=40ms");
    set = with_gil(GIL_TICKS);
    set.check_interval = 3;
    set.cost_tick = MS;
    expect_with(actors, set, "a now=38ms; b now=40ms");
    set.check_interval = INT64_MAX; /* ticks that are longer than time is */
    expect_with(actors, set, "a now=20ms; b now=40ms");
}

/* Alone, a task has it for as long as it likes; an interval begins when somebody wants it, the ticks when the holder got it. */
static void test_interval_begins(void **state)
{
    (void)state;
    const actor actors[] = {{"m", TWO_THREADS}, {"a", STEPS(SLEEP(7), NOW)}, {"b", STEPS(WORK(30), NOW)}};
    expect_with(actors, with_gil(GIL_TIMER), "a now=12ms; b now=30ms");
    settings set = with_gil(GIL_TICKS);
    set.cost_tick = MS / 25; /* 4 ms */
    expect_with(actors, set, "a now=8ms; b now=30ms");
}

/* Who has it when its interval is over, and has just done its work, goes on before it loses it. */
static void test_end_of_work_and_interval(void **state)
{
    (void)state;
    const actor actors[] = {{"m", TWO_THREADS}, {"a", STEPS(WORK(5), NOW, WORK(5), NOW)}, {"b", STEPS(WORK(5), NOW, SLEEP(0), NOW)}};
    expect_with(actors, with_gil(GIL_TIMER), "a now=5ms; b now=10ms; a now=15ms; b now=15ms");
    settings set = with_gil(GIL_TICKS);
    set.cost_tick = MS / 20;
    expect_with(actors, set, "a now=5ms; b now=10ms; a now=15ms; b now=15ms");
}

static void test_waiting_gives_it_up(void **state)
{
    (void)state;
    const actor actors[] = {{"m", TWO_THREADS}, {"a", STEPS(SLEEP(10), NOW)}, {"b", STEPS(SLEEP(10), NOW)}};
    expect_with(actors, with_gil(GIL_TIMER), "a now=10ms; b now=10ms");
    const actor mixed[] = {{"m", TWO_THREADS}, {"a", STEPS(WORK(3), SLEEP(10), NOW)}, {"b", STEPS(WORK(3), NOW)}};
    expect_with(mixed, with_gil(GIL_TIMER), "b now=6ms; a now=13ms");
}

/* What takes no time is done in the order in which it would be done without a gil. */
static void test_instant_turns(void **state)
{
    (void)state;
    const actor actors[] = {{"m", STEPS(THREAD(1, "a", 1), THREAD(2, "b", 2), START(1), START(2), NOW, SLEEP(0), NOW)},
                            {"a", STEPS(NOW, SLEEP(0), NOW)},
                            {"b", STEPS(NOW)}};
    const char *log = "m now=0s; a now=0s; b now=0s; m now=0s; a now=0s";
    expect_with(actors, with_gil(GIL_OFF), log);
    expect_with(actors, with_gil(GIL_TIMER), log);
    expect_with(actors, with_gil(GIL_TICKS), log);
}

/* Who never waits hands it over with its turn. */
static void test_long_turn_hands_over(void **state)
{
    (void)state;
    expect_with((actor[]){{"m", STEPS(THREAD(1, "a", 1), START(1), {.verb = VERB_run_now, .times = 10000, .quiet = true},
                                      DO1(0, run_choose, INT(1)))},
                          {"a", STEPS(NOW)}},
                with_gil(GIL_TIMER), "a now=0s; m choose=0");
}

static void test_processes_have_their_own(void **state)
{
    (void)state;
    const actor actors[] = {{"m", STEPS(PROCESS(1, "p", 1), PROCESS(2, "q", 1), FORK(1), FORK(2))}, {"p", STEPS(WORK(20), NOW)}};
    expect_with(actors, with_gil(GIL_TIMER), "p now=20ms; p now=20ms");
    settings set = with_gil(GIL_TICKS);
    set.cores = 1;
    expect_with(actors, set, "p now=40ms; p now=40ms");
}

/* Of each process only the holder counts among those that work: two processes of two threads on two processors. */
static void test_holders_share_processors(void **state)
{
    (void)state;
    const actor actors[] = {{"m", STEPS(PROCESS(1, "p", 1), PROCESS(2, "q", 1), FORK(1), FORK(2))},
                            {"p", STEPS(THREAD(3, "a", 2), START(3), WORK(10), NOW)},
                            {"a", STEPS(WORK(10), NOW)}};
    settings set = with_gil(GIL_TIMER);
    set.cores = 2;
    expect_with(actors, set, "p now=15ms; p now=15ms; a now=20ms; a now=20ms");
    set.cores = 1;
    expect_with(actors, set, "p now=35ms; p now=35ms; a now=40ms; a now=40ms");
}

/* --- whose wait for it ends otherwise --- */

static void test_cancelled_while_it_waits(void **state)
{
    (void)state;
    const actor actors[] = {{"m", STEPS(THREAD(1, "a", 1), THREAD(2, "b", 2), START(1), START(2), SLEEP(7), DO(1, thread_cancel), NOW,
                                        DO(1, thread_join), NOW)},
                            {"a", STEPS(COMPUTE(20 * MS + 1), NOW)},
                            {"b", STEPS(WORK(20), NOW)}};
    stage *s = play_with(actors, with_gil(GIL_TIMER));
    assert_string_equal(s->log.data, "m cancel; m now=15ms; a now=20ms; m join=true; m now=25ms; b now=30ms");
    stage_free(s);
}

static void test_process_ends_with_waiters(void **state)
{
    (void)state;
    const actor actors[] = {{"m", STEPS(PROCESS(1, "p", 1), FORK(1), SLEEP(3), DO(1, process_kill), DO(1, process_join), NOW)},
                            {"p", STEPS(THREAD(2, "a", 2), THREAD(3, "b", 2), START(2), START(3), WORK(20), NOW)},
                            {"a", STEPS(WORK(20), NOW)}};
    expect_with(actors, with_gil(GIL_TIMER), "m kill; m join=true; m now=3ms");
    settings set = with_gil(GIL_TICKS);
    set.cost_switch = MS;
    expect_with(actors, set, "m kill; m join=true; m now=4ms");
}

static void test_run_stops_with_waiters(void **state)
{
    (void)state;
    const actor actors[] = {{"m", TWO_THREADS}, {"a", STEPS(WORK(20), NOW)}, {"b", STEPS(SLEEP(2), NOW)}};
    settings set = with_gil(GIL_TIMER);
    set.stop_after = 3 * MS;
    stage *s = play_with(actors, set);
    assert_int_equal(s->end, RUN_STOPPED);
    stage_free(s);
}

/* A cycle of waits is no deadlock of all as long as somebody waits for the gil. */
static void test_deadlock_beside_waiters(void **state)
{
    (void)state;
    const actor actors[] = {
        {"m", STEPS(MAKE(1, lock, "p", NOTHING), THREAD(2, "a", 1), START(2), DO(1, lock_acquire), DO(1, lock_acquire))},
        {"a", STEPS(NOW)}};
    stage *s = play_with(actors, with_gil(GIL_TIMER));
    assert_string_equal(s->log.data, "m acquire=true; a now=0s");
    assert_int_equal(s->end, RUN_DEADLOCK);
    assert_non_null(strstr(s->complaints.data, "a task waits for itself"));
    stage_free(s);
}

/* --- costs --- */

static void test_switches(void **state)
{
    (void)state;
    settings set = with_gil(GIL_OFF);
    set.cost_switch = MS;
    const actor sleepers[] = {{"m", STEPS(THREAD(1, "a", 1), START(1), NOW, SLEEP(1), NOW)}, {"a", STEPS(NOW, WORK(1), NOW)}};
    expect_with(sleepers, set, "m now=0s; a now=1ms; m now=2ms; a now=2ms");
    set.cores = 1;
    expect_with(sleepers, set, "m now=0s; a now=1ms; m now=3ms; a now=3ms");
    set = with_gil(GIL_TIMER);
    set.cost_switch = MS;
    const actor workers[] = {{"m", TWO_THREADS}, {"a", STEPS(WORK(10), NOW)}, {"b", STEPS(WORK(10), NOW)}};
    expect_with(workers, set, "a now=18ms; b now=24ms");
    set.switch_interval = MS / 2; /* a switch is no part of the interval, so that there is progress */
    set.cost_switch = 2 * MS;
    const actor brief[] = {{"m", TWO_THREADS}, {"a", STEPS(WORK(1), NOW)}, {"b", STEPS(WORK(1), NOW)}};
    expect_with(brief, set, "a now=7.5ms; b now=10ms");
}

/* A turn that is used up ends with a switch to the next, so that the others come to theirs whatever that costs. */
static void test_switch_after_long_turn(void **state)
{
    (void)state;
    settings set = with_gil(GIL_OFF);
    set.cost_switch = 10;
    expect_with(
        (actor[]){{"m", STEPS(THREAD(1, "a", 1), START(1), {.verb = VERB_run_now, .times = 10000, .quiet = true}, NOW)}, {"a", STEPS(NOW)}},
        set, "a now=10ns; m now=10ns");
}

static void test_starts(void **state)
{
    (void)state;
    settings set = settings_default();
    set.cost_process = 100 * MS;
    set.cost_thread = 3 * MS;
    const actor actors[] = {{"m", STEPS(PROCESS(1, "p", 1), THREAD(2, "a", 2), FORK(1), NOW, START(2), NOW, DO(2, thread_start), NOW)},
                            {"p", STEPS(NOW)},
                            {"a", STEPS(NOW)}};
    expect_with(actors, set, "m now=100ms; p now=100ms; m now=103ms; m start!state; m now=103ms; a now=103ms");
}

/* To start something is work: it needs a processor, and the gil. */
static void test_starts_are_work(void **state)
{
    (void)state;
    settings set = with_gil(GIL_TIMER);
    set.cost_process = 10 * MS;
    const actor actors[] = {
        {"m", STEPS(THREAD(1, "a", 1), START(1), PROCESS(2, "p", 2), FORK(2), NOW)}, {"a", STEPS(WORK(10), NOW)}, {"p", STEPS(NOW)}};
    expect_with(actors, set, "m now=15ms; p now=15ms; a now=20ms");
    set.gil = GIL_OFF;
    set.cores = 1;
    expect_with(actors, set, "m now=20ms; a now=20ms; p now=20ms");
}

static void test_killed_while_it_starts(void **state)
{
    (void)state;
    settings set = settings_default();
    set.cost_thread = 10 * MS;
    const actor actors[] = {{"m", STEPS(PROCESS(1, "p", 1), FORK(1), SLEEP(5), DO(1, process_kill), DO(1, process_join))},
                            {"p", STEPS(THREAD(2, "a", 2), START(2), NOW)},
                            {"a", STEPS(NOW)}};
    expect_with(actors, set, "m kill; m join=true");
}

/* --- all of it is exact --- */

enum { WORKERS = 7, PIECES = 5 };

typedef struct crowd {
    step starts[2 * WORKERS + 1], bodies[WORKERS][PIECES + 2];
    actor actors[WORKERS + 1];
    int64_t total;
} crowd;

static uint64_t draw(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

/* Threads that work for odd lengths, one piece after the other. */
static crowd *crowd_new(uint64_t seed)
{
    crowd *c = calloc(1, sizeof *c);
    c->actors[0] = (actor){"m", c->starts};
    for (int i = 0; i < WORKERS; i++) {
        c->starts[i] = (step)THREAD(i, "a", i + 1);
        c->starts[WORKERS + i] = (step)START(i);
        c->actors[i + 1] = (actor){"a", c->bodies[i]};
        for (int n = 0; n < PIECES; n++) {
            int64_t length = (int64_t)(draw(&seed) % (12 * (uint64_t)MS)) + 1;
            c->bodies[i][n] = (step)COMPUTE(length);
            c->total += length;
        }
        c->bodies[i][PIECES] = (step)NOW;
    }
    return c;
}

/* The last that was told. */
static const char *last_moment(const stage *s) { return strrchr(s->log.data, '=') + 1; }

static void expect_last(const crowd *c, settings set, int64_t moment)
{
    buf text = {0};
    duration_show(moment, &text);
    buf_char(&text, '\0');
    stage *s = play_with(c->actors, set);
    assert_string_equal(last_moment(s), text.data);
    stage_free(s);
    buf_free(&text);
}

static void test_no_time_is_lost(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 30; seed++) {
        crowd *c = crowd_new(seed);
        settings set = with_gil(GIL_TIMER);
        expect_last(c, set, c->total);
        set.switch_interval = 1 + (int64_t)(seed * 7919 % 3000000);
        expect_last(c, set, c->total);
        set = with_gil(GIL_TICKS);
        set.cost_tick = 13;
        set.check_interval = 1000 + (int64_t)seed;
        expect_last(c, set, c->total);
        set = with_gil(GIL_OFF);
        set.cores = 1;
        expect_last(c, set, c->total);
        free(c);
    }
}

/* Three processes of two threads each on two processors: two thirds of full speed, however often they take turns. */
static void test_no_time_is_lost_between_processes(void **state)
{
    (void)state;
    const actor actors[] = {{"m", STEPS(PROCESS(1, "p", 1), PROCESS(2, "q", 1), PROCESS(3, "r", 1), FORK(1), FORK(2), FORK(3))},
                            {"p", STEPS(THREAD(4, "a", 2), START(4), WORK(1000))},
                            {"a", STEPS(WORK(1000), NOW)}};
    settings set = with_gil(GIL_TICKS);
    set.cores = 2;
    set.check_interval = 7;
    set.cost_tick = 11111;
    stage *s = play_with(actors, set);
    assert_string_equal(last_moment(s), "3s");
    stage_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads_take_turns),        cmocka_unit_test(test_intervals),
        cmocka_unit_test(test_interval_begins),           cmocka_unit_test(test_end_of_work_and_interval),
        cmocka_unit_test(test_waiting_gives_it_up),       cmocka_unit_test(test_instant_turns),
        cmocka_unit_test(test_long_turn_hands_over),      cmocka_unit_test(test_processes_have_their_own),
        cmocka_unit_test(test_holders_share_processors),  cmocka_unit_test(test_cancelled_while_it_waits),
        cmocka_unit_test(test_process_ends_with_waiters), cmocka_unit_test(test_run_stops_with_waiters),
        cmocka_unit_test(test_deadlock_beside_waiters),   cmocka_unit_test(test_switches),
        cmocka_unit_test(test_switch_after_long_turn),    cmocka_unit_test(test_starts),
        cmocka_unit_test(test_starts_are_work),           cmocka_unit_test(test_killed_while_it_starts),
        cmocka_unit_test(test_no_time_is_lost),           cmocka_unit_test(test_no_time_is_lost_between_processes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
