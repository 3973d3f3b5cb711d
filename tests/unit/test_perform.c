/* The way of an op: waiting in line, time-outs, cancelling, select, wait_any, atomic blocks and await, tasks and their ends. */
#include "actors.h"

static void test_line_is_first_come_first_served(void **state)
{
    (void)state;
    expect(
        (actor[]){{"main", STEPS(MAKE(0, lock, "m", NOTHING), THREAD(1, "a", 1), THREAD(2, "b", 2), DO(0, lock_acquire), START(1), START(2),
                                 SLEEP(1), DO(0, lock_release), DO(0, lock_locked), DO(0, lock_acquire), DO(0, lock_release))},
                  {"a", STEPS(DO(0, lock_acquire), DO(0, lock_release))},
                  {"b", STEPS(DO(0, lock_acquire), DO(0, lock_release))}},
        RUN_ENDED,
        "main acquire=true; main release; main locked=true; a acquire=true; a release; b acquire=true; b release; main acquire=true; main release");
}

static void test_timeout(void **state)
{
    (void)state;
    expect((actor[]){{"main", STEPS(MAKE(0, event, "e", NOTHING), WITHIN(0, event_wait, 5), NOW,
                                    {.verb = VERB_event_wait, .slot = 0, .timeout = -2}, MAKE(1, queue, "q", NOTHING, NOTHING),
                                    WITHIN(1, queue_get, 3), NOW, {.verb = VERB_queue_get, .slot = 1, .timeout = -2},
                                    {.verb = VERB_queue_get, .slot = 1, .timeout = -9})}},
           RUN_ENDED, "main wait=false; main now=5ms; main wait=false; main get!timeout; main now=8ms; main get!timeout; main get!value");
}

static void test_cancel(void **state)
{
    (void)state;
    expect((actor[]){{"main", STEPS(MAKE(0, event, "e", NOTHING), THREAD(1, "a", 1), DO(1, thread_cancel), START(1), SLEEP(1),
                                    DO(1, thread_cancel), SLEEP(1), DO(1, thread_cancel), DO(1, thread_join), DO(1, thread_cancel), NOW)},
                     {"a", STEPS(DO(0, event_wait), {.verb = VERB_run_sleep, .count = 1, .arguments = {TIME(100 * MS)}},
                                 {.verb = VERB_thread_fail, .slot = ERROR_cancelled, .arguments = {TEXT("quietly")}})}},
           RUN_ENDED,
           "main cancel; main cancel; a wait!cancelled; main cancel; a sleep!cancelled; main join=true; main cancel; main now=2ms");
}

static void test_cancel_before_waiting(void **state)
{
    (void)state;
    expect(
        (actor[]){{"main", STEPS(MAKE(0, event, "e", BOOL(true)), THREAD(1, "a", 1), START(1), DO(1, thread_cancel), DO(1, thread_join))},
                  {"a", STEPS(DO(0, event_is_set), DO(0, event_wait), DO(0, event_wait))}},
        RUN_ENDED, "main cancel; a is_set=true; a wait!cancelled; a wait=true; main join=true");
}

static void test_task_rules(void **state)
{
    (void)state;
    expect((actor[]){{"main", STEPS(THREAD(1, "a", 1), DO(1, thread_join), DO(1, thread_is_alive), DO1(1, thread_name, TEXT("ann")),
                                    DO(1, thread_name), DO1(1, thread_daemon, INT(1)), DO(1, thread_start), DO(1, thread_start),
                                    DO(1, thread_is_alive), DO1(1, thread_name, TEXT("x")), DO(1, thread_join), DO(1, thread_is_alive),
                                    DO(1, thread_daemon))},
                     {"a", STEPS(DO(1, thread_join))}},
           RUN_ENDED,
           "main join!state; main is_alive=false; main name; main name='ann'; main daemon!type; main start; main start!state; "
           "main is_alive=true; main name!state; a join!state; main join=true; main is_alive=false; main daemon=false");
}

static void test_select(void **state)
{
    (void)state;
    static const step cases[] = {DO(0, queue_get), DO(1, event_wait), END};
    expect(
        (actor[]){{"main",
                   STEPS(MAKE(0, queue, "q", NOTHING, NOTHING), MAKE(1, event, "e", NOTHING), THREAD(2, "a", 1), START(2),
                         {.verb = VERB_run_select, .cases = cases}, {.verb = VERB_run_select, .cases = cases},
                         {.verb = VERB_run_select, .cases = cases, .timeout = MS}, {.verb = VERB_run_select, .cases = cases, .timeout = -2},
                         DO(0, queue_close), {.verb = VERB_run_select, .cases = cases}, DO1(0, queue_put, INT(1)))},
                  {"a", STEPS(SLEEP(1), DO1(0, queue_put, INT(7)), SLEEP(1), DO(1, event_set), DO(1, event_clear))}},
        RUN_ENDED,
        "a put; main select[0]=7; a set; a clear; main select[1]=true; main select!timeout; main select!timeout; main close; main select!closed; main put!closed");
}

static void test_select_leaves_other_lines(void **state)
{
    (void)state;
    static const step cases[] = {DO(0, queue_get), DO(1, queue_get), END};
    expect(
        (actor[]){{"main", STEPS(MAKE(0, queue, "p", NOTHING, NOTHING), MAKE(1, queue, "q", NOTHING, NOTHING), THREAD(2, "a", 1), START(2),
                                 SLEEP(1), DO1(0, queue_put, INT(1)), DO1(1, queue_put, INT(2)), DO(1, queue_size), DO(2, thread_join))},
                  {"a", STEPS({.verb = VERB_run_select, .cases = cases})}},
        RUN_ENDED, "main put; main put; main size=1; a select[0]=1; main join=true");
}

static void test_select_never_meets_itself(void **state)
{
    (void)state;
    static const step cases[] = {DO(0, queue_get), DO1(0, queue_put, INT(1)), END};
    expect((actor[]){{"main", STEPS(MAKE(0, queue, "q", INT(0), NOTHING), {.verb = VERB_run_select, .cases = cases, .timeout = MS}, NOW)}},
           RUN_ENDED, "main select!timeout; main now=1ms");
}

static void test_select_is_fair(void **state)
{
    (void)state;
    static const step cases[] = {DO(0, event_wait), DO(1, event_wait), {.verb = VERB_event_wait, .slot = 0, .times = -1}, END};
    const actor actors[] = {{"m", (const step[]){MAKE(0, event, "d", BOOL(true)),
                                                 MAKE(1, event, "e", BOOL(true)),
                                                 {.verb = VERB_run_select, .cases = cases, .times = 100},
                                                 END}}};
    stage *s = play(actors);
    int first = 0;
    for (const char *c = s->log.data; (c = strstr(c, "select[")); c++) {
        first += c[7] == '0';
        assert_true(c[7] == '0' || c[7] == '1');
    }
    assert_in_range(first, 30, 70);
    stage_free(s);
}

static void test_wait_any(void **state)
{
    (void)state;
    expect(
        (actor[]){{"main",
                   STEPS(MAKE(1, queue, "q", NOTHING, NOTHING), MAKE(2, event, "e", NOTHING), THREAD(3, "a", 1), START(3),
                         {.verb = VERB_run_wait_any, .list = {1, 2, 3}}, {.verb = VERB_run_wait_any, .list = {1, 2, 3}, .timeout = 9 * MS},
                         {.verb = VERB_run_wait_any, .list = {2}, .timeout = 9 * MS}, NOW, MAKE(4, lock, "m", NOTHING),
                         {.verb = VERB_run_wait_any, .list = {4}})},
                  {"a", STEPS(SLEEP(1), DO1(1, queue_put, INT(7)))}},
        RUN_ENDED,
        "a put; main wait_any=[<queue q>]; main wait_any=[<queue q>, <thread a>]; main wait_any!timeout; main now=10ms; main wait_any!type");
}

static void test_atomic(void **state)
{
    (void)state;
    expect(
        (actor[]){
            {"main", STEPS(MAKE(0, event, "e", NOTHING), THREAD(1, "a", 1), DO(0, run_atomic), DO(0, run_atomic), START(1),
                           DO(0, event_wait), SLEEP(0), {.verb = VERB_run_sleep, .count = 1, .arguments = {TIME(0)}}, DO(1, thread_join),
                           DO(0, run_atomic_end), DO(0, run_atomic_end), DO(0, run_atomic_end), DO(1, thread_join))},
            {"a", STEPS(DO(0, run_atomic), DO(0, run_atomic_end))}},
        RUN_ENDED,
        "main atomic; main atomic; main wait!state; main sleep!state; main join!state; main atomic_end; main atomic_end; main atomic_end!state; "
        "a atomic; a atomic_end; main join=true");
}

/* An await as the machine performs it: begin, look, ask; again while the answer is false. */
#define AWAIT(truth) \
    { \
        .verb = VERB_run_await, .count = 2, .arguments = { BOOL(truth), TEXT("it") } \
    }

static void test_await(void **state)
{
    (void)state;
    expect(
        (actor[]){{"main", STEPS(MAKE(0, event, "e", NOTHING), THREAD(1, "a", 1), DO1(3, variable_store, INT(1)), START(1),
                                 DO(0, run_await_begin), DO(3, variable_load), DO(0, event_is_set), AWAIT(false), NOW, DO(3, variable_load),
                                 DO(0, event_is_set), AWAIT(false), NOW, DO(0, event_is_set), AWAIT(true), DO(0, run_atomic_end))},
                  {"a", STEPS(SLEEP(1), DO1(3, variable_store, INT(2)), SLEEP(1), DO1(4, variable_store, INT(2)), DO(0, event_set))}},
        RUN_ENDED,
        "main store; main await_begin; main load=1; main is_set=false; a store; main await=false; main now=1ms; main load=2; main is_set=false; "
        "a store; a set; main await=false; main now=2ms; main is_set=true; main await=true; main atomic_end!state");
}

static void test_await_timeout_and_failure(void **state)
{
    (void)state;
    expect(
        (actor[]){{"main", STEPS(MAKE(0, event, "e", NOTHING), DO1(0, run_await_begin, TIME(5 * MS)), DO(0, event_is_set), AWAIT(false),
                                 NOW, DO(0, run_atomic), DO(0, run_await_begin), AWAIT(false), DO(0, run_atomic_end),
                                 DO(0, run_await_begin), DO(0, run_atomic_end), DO(0, run_atomic_end))}},
        RUN_ENDED,
        "main await_begin; main is_set=false; main await!timeout; main now=5ms; main atomic; main await_begin; main await!state; main atomic_end; "
        "main await_begin; main atomic_end; main atomic_end!state");
}

static void test_variables(void **state)
{
    (void)state;
    expect((actor[]){{"main", STEPS(DO(3, variable_load), DO1(3, variable_store, INT(5)), DO(3, variable_load),
                                    {.verb = VERB_variable_store_at, .slot = 3, .count = 2, .arguments = {INT(0), INT(1)}})}},
           RUN_ENDED, "main load!state; main store; main load=5; main store_at!type");
}

static void test_names_are_numbered(void **state)
{
    (void)state;
    const actor actors[] = {
        {"m", (const step[]){MAKE(0, lock, "t", NOTHING),
                             MAKE(1, lock, "t", NOTHING),
                             {.verb = VERB_run_make, .slot = 2, .count = 5, .arguments = {INT(KIND_lock), TEXT("car"), BOOL(true)}},
                             {.verb = VERB_run_make, .slot = 3, .count = 5, .arguments = {INT(KIND_lock), TEXT("car"), BOOL(true)}},
                             MAKE(4, lock, "t", NOTHING),
                             END}}};
    stage *s = play(actors);
    assert_string_equal(s->log.data, "m make=<lock car-1>; m make=<lock car-2>");
    buf all = {0};
    for (int i = 0; i < 5; i++)
        value_repr(s->held[i], &all);
    assert_string_equal(all.data, "<lock t><lock t-2><lock car-1><lock car-2><lock t-3>");
    buf_free(&all);
    stage_free(s);
}

static void test_uncaught_error(void **state)
{
    (void)state;
    const actor actors[] = {{"m", (const step[]){THREAD(1, "a", 1), START(1), DO(1, thread_join), END}},
                            {"a", (const step[]){{.verb = VERB_thread_fail, .slot = ERROR_value, .arguments = {TEXT("too big")}}, END}}};
    stage *s = play(actors);
    assert_string_equal(s->complaints.data, "test.cs:7: error: value: too big\n    uncaught in a\n");
    assert_int_equal(s->world->failures, 1);
    assert_int_equal(world_status(s->world, s->end, s->told), 1);
    assert_int_equal(s->ended, 2);
    stage_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_line_is_first_come_first_served),
                                       cmocka_unit_test(test_timeout),
                                       cmocka_unit_test(test_cancel),
                                       cmocka_unit_test(test_cancel_before_waiting),
                                       cmocka_unit_test(test_task_rules),
                                       cmocka_unit_test(test_select),
                                       cmocka_unit_test(test_select_leaves_other_lines),
                                       cmocka_unit_test(test_select_never_meets_itself),
                                       cmocka_unit_test(test_select_is_fair),
                                       cmocka_unit_test(test_wait_any),
                                       cmocka_unit_test(test_atomic),
                                       cmocka_unit_test(test_await),
                                       cmocka_unit_test(test_await_timeout_and_failure),
                                       cmocka_unit_test(test_variables),
                                       cmocka_unit_test(test_names_are_numbered),
                                       cmocka_unit_test(test_uncaught_error)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
