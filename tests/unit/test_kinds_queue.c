/* queue: bounded, unbounded, rendezvous; fifo, lifo, priority; task_done, join, close. */
#include "actors.h"

#define PUT(n) DO1(0, queue_put, INT(n))

static void test_orders(void **state)
{
    (void)state;
    expect((actor[]){{"m", STEPS(MAKE(0, queue, "q", NOTHING, NOTHING), PUT(2), PUT(1), PUT(3), DO(0, queue_get), DO(0, queue_get),
                                 DO(0, queue_get_nowait), DO(0, queue_get_nowait))}},
           RUN_ENDED, "m put; m put; m put; m get=2; m get=1; m get_nowait=3; m get_nowait!empty");
    expect((actor[]){{"m", STEPS(MAKE(0, queue, "q", NOTHING, TEXT("lifo")), PUT(2), PUT(1), DO(0, queue_get), DO(0, queue_get))}},
           RUN_ENDED, "m put; m put; m get=1; m get=2");
    expect(
        (actor[]){{"m", STEPS(MAKE(0, queue, "q", NOTHING, TEXT("priority")), PUT(3), PUT(1), PUT(2), PUT(1), DO1(0, queue_put, TEXT("x")),
                              DO(0, queue_size), DO(0, queue_get), DO(0, queue_get), DO(0, queue_get), DO(0, queue_get))}},
        RUN_ENDED, "m put; m put; m put; m put; m put!type; m size=4; m get=1; m get=1; m get=2; m get=3");
}

static void test_bounded(void **state)
{
    (void)state;
    expect((actor[]){{"m", STEPS(MAKE(0, queue, "q", INT(1), NOTHING), DO(0, queue_empty), PUT(1), DO(0, queue_full),
                                 DO1(0, queue_put_nowait, INT(2)), DO(0, queue_capacity), THREAD(1, "a", 1), START(1), SLEEP(1),
                                 DO(0, queue_get), DO(0, queue_size), DO(0, queue_get), DO(0, queue_get))},
                     {"a", STEPS(PUT(5), PUT(6))}},
           RUN_ENDED,
           "m empty=true; m put; m full=true; m put_nowait!full; m capacity=1; m get=1; m size=1; m get=5; a put; a put; m get=6");
}

static void test_rendezvous(void **state)
{
    (void)state;
    expect((actor[]){{"m", STEPS(MAKE(0, queue, "q", INT(0), NOTHING), DO(0, queue_size), DO(0, queue_empty), DO(0, queue_full),
                                 DO1(0, queue_put_nowait, INT(1)), THREAD(1, "a", 1), START(1), SLEEP(1), DO1(0, queue_put_nowait, INT(2)),
                                 DO(0, queue_get), NOW)},
                     {"a", STEPS(DO(0, queue_get), SLEEP(1), PUT(3), NOW)}},
           RUN_ENDED,
           "m size=0; m empty=true; m full=true; m put_nowait!full; m put_nowait; a get=2; a put; a now=2ms; m get=3; m now=2ms");
}

static void test_rendezvous_with_select(void **state)
{
    (void)state;
    static const step gets[] = {DO(0, queue_get), DO(1, queue_get), END};
    static const step puts[] = {DO1(1, queue_put, INT(8)), END};
    expect((actor[]){{"m", STEPS(MAKE(0, queue, "q", INT(0), NOTHING), MAKE(1, queue, "r", INT(0), NOTHING), THREAD(2, "a", 1),
                                 THREAD(3, "b", 2), START(2), START(3), SLEEP(5))},
                     {"a", STEPS({.verb = VERB_run_select, .cases = gets}, {.verb = VERB_run_select, .cases = gets})},
                     {"b", STEPS(SLEEP(1), {.verb = VERB_run_select, .cases = puts}, PUT(9))}},
           RUN_ENDED, "b select[0]; a select[1]=8; a select[0]=9; b put");
}

static void test_wait_any_at_a_rendezvous(void **state)
{
    (void)state;
    expect((actor[]){{"m", STEPS(MAKE(0, queue, "q", NOTHING, NOTHING), MAKE(1, queue, "r", INT(0), NOTHING), THREAD(2, "a", 1), START(2),
                                 {.verb = VERB_run_wait_any, .list = {1}}, DO(1, queue_get))},
                     {"a", STEPS(SLEEP(1), DO1(1, queue_put, INT(4)))}},
           RUN_ENDED, "m wait_any=[<queue r>]; m get=4; a put");
}

static void test_close(void **state)
{
    (void)state;
    expect((actor[]){{"m", STEPS(MAKE(0, queue, "q", INT(1), NOTHING), THREAD(1, "a", 1), THREAD(2, "p", 2), START(2), SLEEP(1),
                                 DO(0, queue_close), SLEEP(1), PUT(1), START(1), SLEEP(1), DO(0, queue_next), DO(0, queue_get_nowait))},
                     {"a", STEPS(DO(0, queue_next), DO(0, queue_get))},
                     {"p", STEPS(PUT(1), PUT(2))}},
           RUN_ENDED, "p put; m close; p put!closed; m put!closed; a next=1; a get!closed; m next=nil; m get_nowait!closed");
}

static void test_task_done(void **state)
{
    (void)state;
    expect(
        (actor[]){{"m", STEPS(MAKE(0, queue, "q", NOTHING, NOTHING), DO(0, queue_join), PUT(1), PUT(2), WITHIN(0, queue_join, 1),
                              THREAD(1, "a", 1), START(1), DO(0, queue_join), NOW, DO(0, queue_task_done))},
                  {"a", STEPS(DO(0, queue_get), DO(0, queue_task_done), SLEEP(1), DO(0, queue_get), DO(0, queue_task_done))}},
        RUN_ENDED,
        "m join=true; m put; m put; m join=false; a get=1; a task_done; a get=2; a task_done; m join=true; m now=2ms; m task_done!value");
}

static void test_functions_are_not_sent(void **state)
{
    (void)state;
    expect((actor[]){{"m", STEPS(MAKE(0, queue, "q", NOTHING, NOTHING),
                                 {.verb = VERB_queue_put, .count = 1, .arguments = {{{.tag = V_FUNC}}}})}},
           RUN_ENDED, "m put!type");
}

static void test_options(void **state)
{
    (void)state;
    const struct {
        value capacity, order;
        error_kind error;
    } wrong[] = {{INT(-1), NOTHING, ERROR_value},
                 {TEXT("x"), NOTHING, ERROR_type},
                 {NOTHING, INT(1), ERROR_type},
                 {NOTHING, TEXT("best"), ERROR_value}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        value given[] = {value_int(KIND_queue), value_text("q"), value_bool(false), wrong[i].capacity, wrong[i].order};
        op make = {.verb = VERB_run_make, .arguments = given, .count = 5};
        object o = {.kind = KIND_queue, .name.base = value_text("q")};
        call c = {.op = &make, .object = &o};
        assert_false(kinds[KIND_queue].make(&c));
        assert_int_equal(c.fault.kind, wrong[i].error);
        value_drop(c.fault.message);
    }
}

/* 10,000 tasks in one line: a quadratic walk would take seconds. */
static void test_many_waiters(void **state)
{
    (void)state;
    enum { MANY = 10000 };
    step steps[] = {MAKE(0, queue, "q", NOTHING, NOTHING),
                    MAKE(1, semaphore, "s", INT(0), NOTHING),
                    THREAD(2, "a", 1),
                    {.verb = VERB_thread_start, .slot = 2, .quiet = true},
                    SLEEP(1),
                    {.verb = VERB_queue_put, .slot = 0, .count = 1, .arguments = {INT(1)}, .times = MANY, .quiet = true},
                    {.verb = VERB_semaphore_release, .slot = 1, .count = 1, .arguments = {INT(MANY)}, .quiet = true},
                    SLEEP(1),
                    DO(0, queue_size),
                    DO(1, semaphore_value),
                    END};
    step *all = calloc(2 * MANY + 16, sizeof *all);
    size_t n = 0;
    all[n++] = steps[0];
    all[n++] = steps[1];
    for (int i = 0; i < MANY; i++) {
        all[n++] = steps[2];
        all[n++] = steps[3];
    }
    memcpy(all + n, steps + 4, sizeof steps - 4 * sizeof *steps);
    const step waits[] = {
        {.verb = VERB_queue_get, .slot = 0, .quiet = true}, {.verb = VERB_semaphore_acquire, .slot = 1, .quiet = true}, END};
    const actor actors[] = {{"m", all}, {"a", waits}};
    stage *s = play(actors);
    assert_string_equal(s->log.data, "m size=0; m value=0");
    assert_int_equal(s->ended, MANY + 1);
    assert_int_equal(s->end, RUN_ENDED);
    stage_free(s);
    free(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_orders),
                                       cmocka_unit_test(test_bounded),
                                       cmocka_unit_test(test_rendezvous),
                                       cmocka_unit_test(test_rendezvous_with_select),
                                       cmocka_unit_test(test_wait_any_at_a_rendezvous),
                                       cmocka_unit_test(test_close),
                                       cmocka_unit_test(test_task_done),
                                       cmocka_unit_test(test_functions_are_not_sent),
                                       cmocka_unit_test(test_options),
                                       cmocka_unit_test(test_many_waiters)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
