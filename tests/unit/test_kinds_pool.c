/* pool and future, as the prelude uses them; timers. */
#include "actors.h"

#define SUBMIT(...) \
    { \
        .verb = VERB_pool_submit, .slot = 0, .count = 5, .quiet = true, .arguments = { __VA_ARGS__ } \
    }
#define FINISH(ok, result) \
    { \
        .verb = VERB_pool_finish, .slot = 0, .count = 4, .arguments = { INT(0), BOOL(ok), result, NOTHING } \
    }

#define FUNCTION(n) \
    { \
        { \
            .tag_ = V_FUNC, .index = (n) \
        } \
    }
#define TAKE DO1(0, pool_take, INT(0))

static void test_task_goes_through(void **state)
{
    (void)state;
    expect(
        (actor[]){{"m", STEPS(MAKE(0, pool, "p", INT(1), BOOL(true)), DO(0, pool_size), THREAD(2, "w", 1), START(2), DO(0, pool_join),
                              SUBMIT(FUNCTION(0), EMPTY_LIST, FUNCTION(1), NOTHING), DO1(0, pool_engage, BOOL(true)),
                              DO1(0, pool_engage, BOOL(true)), SUBMIT(FUNCTION(0), EMPTY_LIST, FUNCTION(1), NOTHING), DO(1, future_ready),
                              DO(1, future_successful), DO(1, future_get), DO(1, future_wait), DO(1, future_successful), THREAD(3, "c", 2),
                              START(3), DO(0, pool_close), DO(0, pool_join))},
                  {"w", STEPS(TAKE, FINISH(true, INT(42)), TAKE, DO1(0, pool_leave, INT(0)))},
                  {"c", STEPS(DO(0, pool_take_callback), DO(0, pool_take_callback),
                              {.verb = VERB_pool_leave, .slot = 0, .count = 1, .arguments = {{{.tag_ = V_NIL}}}})}},
        RUN_ENDED,
        "m size=1; m join!state; m engage=true; m engage=false; m ready=false; m successful!state; w take=[<function>]; w finish; m get=42; m wait=true; m successful=true; m close; "
        "c take_callback=[<function>, 42]; c take_callback; c leave; w take; w leave; m join=true");
}

static void test_terminate(void **state)
{
    (void)state;
    expect((actor[]){{"m", STEPS(MAKE(0, pool, "p", INT(2), BOOL(true)), SUBMIT(FUNCTION(0), EMPTY_LIST, NOTHING, NOTHING),
                                 THREAD(2, "a", 1), START(2), SLEEP(1), DO(0, pool_terminate), TAKE, DO(1, future_successful),
                                 DO(0, pool_terminate), DO(0, pool_take_callback), DO(2, thread_join))},
                     {"a", STEPS(DO(1, future_get))}},
           RUN_ENDED, "m terminate; m take; m successful=false; m terminate; m take_callback; a get!died; m join=true");
}

static void test_sizes(void **state)
{
    (void)state;
    value given[] = {value_int(KIND_pool), value_text("p"), value_bool(false), value_int(0), VALUE_UNSET};
    settings set = settings_default();
    world w = {.settings = set};
    op make = {.verb = VERB_run_make, .arguments = given, .count = 5};
    _Alignas(OBJECT_LINE) char room[OBJECT_WHOLE + OBJECT_POOL] = {0};
    object *o = (object *)(void *)room;
    *o = (object){.kind = KIND_pool, .name.base = value_text("p")};
    process owner = {.id = 1};
    task maker = {.process = &owner};
    call c = {.world = &w, .op = &make, .object = o, .task = &maker};
    assert_false(kinds[KIND_pool].make(&c));
    assert_int_equal(c.fault.kind, ERROR_value);
    value_drop(c.fault.message);
    given[3] = VALUE_UNSET;
    assert_true(kinds[KIND_pool].make(&c));
    assert_int_equal(verbs[VERB_pool_size].function(&c), OUT_DONE);
    assert_int_equal(c.result.integer, 4);
    kinds[KIND_pool].drop(&w, o);
}

#define TIMER(to, name, who, ms, every) MAKE(to, timer, name, INT(who), NOTHING, NOTHING, NOTHING, TIME((ms)*MS), BOOL(every))
#define BEGIN(which) \
    { \
        .verb = VERB_timer_start, .slot = which \
    }

static void test_timer_once(void **state)
{
    (void)state;
    expect(
        (actor[]){{"m", STEPS(TIMER(0, "t", 1, 5, false), DO(0, timer_join), BEGIN(0), BEGIN(0), DO(0, timer_is_alive), DO(0, timer_join),
                              DO(0, timer_is_alive), NOW)},
                  {"t", STEPS(DO(0, timer_due), NOW, DO(0, timer_due))}},
        RUN_ENDED,
        "m join!state; m start; m start!state; m is_alive=true; t due=true; t now=5ms; t due=false; m join=true; m is_alive=false; m now=5ms");
}

/* The third round takes too long: what is due at 15 and 20 ms is dropped. */
static void test_timer_every(void **state)
{
    (void)state;
    expect(
        (actor[]){
            {"m", STEPS(TIMER(0, "t", 1, 5, true), BEGIN(0), SLEEP(27), DO(0, timer_cancel), DO(0, timer_join), NOW)},
            {"t", STEPS(DO(0, timer_due), NOW, SLEEP(1), DO(0, timer_due), NOW, SLEEP(12), DO(0, timer_due), NOW, DO(0, timer_due), NOW)}},
        RUN_ENDED,
        "m start; t due=true; t now=5ms; t due=true; t now=10ms; t due=true; t now=25ms; m cancel; t due=false; t now=27ms; m join=true; m now=27ms");
}

static void test_timer_cancelled(void **state)
{
    (void)state;
    expect((actor[]){{"m", STEPS(TIMER(0, "t", 1, 5, false), DO(0, timer_cancel), BEGIN(0), DO(0, timer_join), NOW, DO(0, timer_due))},
                     {"t", STEPS(DO(0, timer_due))}},
           RUN_ENDED, "m cancel; m start; t due=false; m join=true; m now=0s; m due!state");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_task_goes_through), cmocka_unit_test(test_terminate),   cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_timer_once),        cmocka_unit_test(test_timer_every), cmocka_unit_test(test_timer_cancelled)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
