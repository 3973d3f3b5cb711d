/* lock, rlock, rwlock, condition, semaphore, barrier, latch, event and atom. */
#include "actors.h"

#define READ(v, within) \
    { \
        .verb = VERB_rwlock_##v, .slot = 0, .face = FACE_READ, .timeout = within \
    }
#define WRITE(v, within) \
    { \
        .verb = VERB_rwlock_##v, .slot = 0, .face = FACE_WRITE, .timeout = within \
    }

static void test_lock(void **state)
{
    (void)state;
    expect((actor[]){{"m", STEPS(MAKE(0, lock, "l", NOTHING), DO(0, lock_release), DO(0, lock_acquire), THREAD(1, "a", 1), START(1),
                                 DO(1, thread_join), WITHIN(0, lock_acquire, 1), DO(0, lock_release), DO(0, lock_locked))},
                     {"a", STEPS(DO(0, lock_release), {.verb = VERB_lock_acquire, .timeout = -2})}},
           RUN_ENDED,
           "m release!state; m acquire=true; a release!state; a acquire=false; m join=true; m acquire=false; m release; m locked=false");
}

static void test_rlock(void **state)
{
    (void)state;
    expect((actor[]){{"m", STEPS(MAKE(0, rlock, "l", NOTHING), DO(0, rlock_acquire), DO(0, rlock_acquire), DO(0, rlock_release),
                                 DO(0, rlock_locked), THREAD(1, "a", 1), START(1), SLEEP(1), DO(0, rlock_release), SLEEP(0),
                                 DO(0, rlock_locked), DO(0, rlock_release))},
                     {"a", STEPS(DO(0, rlock_acquire))}},
           RUN_ENDED,
           "m acquire=true; m acquire=true; m release; m locked=true; m release; a acquire=true; m locked=true; m release!state");
}

static void test_waiting_writer_keeps_readers_out(void **state)
{
    (void)state;
    expect(
        (actor[]){{"m", STEPS(MAKE(0, rwlock, "rw", NOTHING), READ(acquire, 0), THREAD(1, "w", 1), THREAD(2, "r", 2), START(1), START(2),
                              SLEEP(1), READ(acquire, -2), READ(release, 0), WRITE(release, 0), SLEEP(9))},
                  {"w", STEPS(WRITE(acquire, 0), READ(acquire, -2), SLEEP(1), WRITE(release, 0))},
                  {"r", STEPS(READ(acquire, 0), READ(acquire, 0), READ(release, 0), READ(release, 0))}},
        RUN_ENDED,
        "m acquire=true; m acquire=false; m release; m release!state; w acquire=true; w acquire=false; w release; r acquire=true; r acquire=true; r release; r release");
}

static void test_writer_that_gives_up_lets_readers_in(void **state)
{
    (void)state;
    expect((actor[]){{"m", STEPS(MAKE(0, rwlock, "rw", NOTHING), READ(acquire, 0), THREAD(1, "w", 1), THREAD(2, "r", 2), START(1), START(2),
                                 SLEEP(9), NOW)},
                     {"w", STEPS(WRITE(acquire, 5 * MS))},
                     {"r", STEPS(READ(acquire, 0), NOW)}},
           RUN_ENDED, "m acquire=true; r acquire=true; r now=5ms; w acquire=false; m now=9ms");
}

static void test_condition(void **state)
{
    (void)state;
    expect(
        (actor[]){{"m", STEPS(MAKE(0, condition, "c", NOTHING), DO(0, condition_wait), DO0(0, condition_notify), THREAD(1, "a", 1),
                              THREAD(2, "b", 2), THREAD(3, "d", 2), START(1), START(2), START(3), SLEEP(1), DO(0, condition_locked),
                              DO(0, condition_acquire), DO1(0, condition_notify, INT(1)), DO1(0, condition_notify, INT(-1)),
                              DO(0, condition_notify_all), DO(0, condition_release), DO(2, thread_join), DO(3, thread_join))},
                  {"a", STEPS(DO(0, condition_acquire), DO(0, condition_acquire), DO(0, condition_held), DO(0, condition_wait),
                              DO(0, condition_held), DO(0, condition_release), DO(0, condition_release), DO(0, condition_release))},
                  {"b", STEPS(DO(0, condition_acquire), DO(0, condition_wait), DO(0, condition_held), DO(0, condition_release))}},
        RUN_ENDED,
        "m wait!state; m notify!state; a acquire=true; a acquire=true; a held=true; b acquire=true; b acquire=true; m locked=false; m acquire=true; m notify; "
        "m notify!value; m notify_all; m release; a wait=true; a held=true; a release; a release; a release!state; b wait=true; b held=true; b release; "
        "b wait=true; b held=true; b release; m join=true; m join=true");
}

static void test_condition_timeout_and_given_lock(void **state)
{
    (void)state;
    expect((actor[]){{"m", STEPS(MAKE(1, lock, "l", NOTHING), MAKE(0, condition, "c", ARGUMENT_SLOT(1)), DO(1, lock_acquire),
                                 WITHIN(0, condition_wait, 5), DO(1, lock_locked), DO(0, condition_release), NOW)}},
           RUN_ENDED, "m acquire=true; m wait=false; m locked=true; m release; m now=5ms");
}

/* Its time is over while another holds the lock; notified in time, but the lock comes later; cancelled meanwhile. */
static void test_condition_lock_comes_late(void **state)
{
    (void)state;
    expect(
        (actor[]){{"m", STEPS(MAKE(0, condition, "c", NOTHING), THREAD(1, "a", 1), THREAD(2, "b", 2), START(1), START(2), SLEEP(1),
                              DO(0, condition_acquire), DO0(0, condition_notify), SLEEP(9), DO(2, thread_cancel), SLEEP(10),
                              DO(0, condition_release))},
                  {"a", STEPS(DO(0, condition_acquire), WITHIN(0, condition_wait, 5), NOW, DO(0, condition_release))},
                  {"b", STEPS(DO(0, condition_acquire), WITHIN(0, condition_wait, 5), NOW, DO(0, condition_release),
                              {.verb = VERB_run_sleep, .count = 1, .arguments = {TIME(MS)}}, NOW)}},
        RUN_ENDED,
        "a acquire=true; b acquire=true; m acquire=true; m notify; m cancel; m release; a wait=true; a now=20ms; a release; b wait=false; "
        "b now=20ms; b release; b sleep!cancelled; b now=20ms");
}

/* Cancelled while it waits to be notified: that is raised when it has the lock back. */
static void test_condition_cancelled(void **state)
{
    (void)state;
    expect((actor[]){{"m", STEPS(MAKE(0, condition, "c", NOTHING), THREAD(1, "a", 1), START(1), SLEEP(1), DO(0, condition_acquire),
                                 DO(1, thread_cancel), SLEEP(1), DO(0, condition_release))},
                     {"a", STEPS(DO(0, condition_acquire), DO(0, condition_wait), NOW, DO(0, condition_held), DO(0, condition_release))}},
           RUN_ENDED, "a acquire=true; m acquire=true; m cancel; m release; a wait!cancelled; a now=2ms; a held=true; a release");
}

static void test_semaphore(void **state)
{
    (void)state;
    expect(
        (actor[]){{"m", STEPS(MAKE(0, semaphore, "s", INT(1), BOOL(true)), DO(0, semaphore_value), DO0(0, semaphore_release),
                              DO(0, semaphore_acquire), THREAD(1, "a", 1), THREAD(2, "b", 1), START(1), START(2), SLEEP(1),
                              DO1(0, semaphore_release, INT(0)), DO0(0, semaphore_release), SLEEP(1), DO0(0, semaphore_release), SLEEP(1),
                              DO(0, semaphore_value))},
                  {"a", STEPS(DO(0, semaphore_acquire), NOW)}},
        RUN_ENDED,
        "m value=1; m release!state; m acquire=true; m release!value; m release; a acquire=true; a now=1ms; m release; a acquire=true; a now=2ms; m value=0");
}

static void test_barrier(void **state)
{
    (void)state;
    expect(
        (actor[]){{"m", STEPS(MAKE(0, barrier, "b", INT(3)), THREAD(1, "a", 1), THREAD(2, "b", 2), START(1), START(2), SLEEP(1),
                              DO(0, barrier_waiting), DO(0, barrier_parties), DO(0, barrier_wait), SLEEP(1), WITHIN(0, barrier_wait, 1),
                              DO(0, barrier_broken), DO(0, barrier_wait), DO(0, barrier_reset), DO(0, barrier_broken),
                              {.verb = VERB_barrier_wait, .timeout = -2}, DO(0, barrier_broken))},
                  {"a", STEPS(DO(0, barrier_wait), DO(0, barrier_wait))},
                  {"b", STEPS(DO(0, barrier_wait))}},
        RUN_ENDED,
        "m waiting=2; m parties=3; m wait=2; a wait=0; b wait=1; a wait!broken; m wait!timeout; m broken=true; m wait!broken; m reset; m broken=false; m wait!timeout; m broken=true");
}

static void test_latch(void **state)
{
    (void)state;
    expect((actor[]){{"m", STEPS(MAKE(0, latch, "l", INT(2)), THREAD(1, "a", 1), START(1), DO(0, latch_wait), NOW, DO(0, latch_done),
                                 DO0(0, latch_add), DO(0, latch_count))},
                     {"a", STEPS(SLEEP(1), DO(0, latch_done), SLEEP(1), DO(0, latch_done))}},
           RUN_ENDED, "a done; a done; m wait=true; m now=2ms; m done!state; m add; m count=1");
}

static void test_event_lets_all_go(void **state)
{
    (void)state;
    expect((actor[]){{"m", STEPS(MAKE(0, event, "e", NOTHING), THREAD(1, "a", 1), THREAD(2, "b", 1), START(1), START(2), SLEEP(1),
                                 DO(0, event_set), DO(0, event_clear), SLEEP(1), DO(0, event_is_set))},
                     {"a", STEPS(DO(0, event_wait))}},
           RUN_ENDED, "m set; m clear; a wait=true; a wait=true; m is_set=false");
}

static void test_atom(void **state)
{
    (void)state;
    expect((actor[]){{"m", STEPS(MAKE(0, atom, "a", INT(5)), DO1(0, atom_add, INT(2)), DO1(0, atom_exchange, TEXT("x")),
                                 DO1(0, atom_add, INT(1)), DO1(0, atom_store, INT(1)),
                                 {.verb = VERB_atom_compare_exchange, .count = 2, .arguments = {INT(2), INT(3)}},
                                 {.verb = VERB_atom_compare_exchange, .count = 2, .arguments = {INT(1), INT(3)}}, DO(0, atom_load))}},
           RUN_ENDED, "m add=7; m exchange=7; m add!type; m store; m compare_exchange=false; m compare_exchange=true; m load=3");
}

/* --- what an engine with hesitation gets --- */

static _Noreturn void nobody_may_wait(world *w, uint32_t *word)
{
    (void)w;
    (void)word;
    fail_msg("it is locked, though it is seen that nothing can come of it");
    abort();
}

static int64_t no_time(world *w)
{
    (void)w;
    return 0;
}

/* What a task that hesitates, or not, comes to that asks for the lock. */
static outcome asked_of(world *w, object *o, verb_id verb, bool hesitates, enum anew anew)
{
    task t = {.id = 7,
              .world = w,
              .process = w->main,
              .hesitates = hesitates,
              .anew = (uint8_t)anew,
              .op = {.verb = (uint16_t)verb, .object = o, .timeout = hesitates ? NO_TIMEOUT : 0}};
    outcome r = perform(w, &t);
    assert_true(r != OUT_HESITATE || t.seen == o->version);
    return r;
}

static void test_lock_that_is_held_is_not_asked_for(void **state)
{
    (void)state;
    static const uint32_t seat = 1;
    stage *s = play((actor[]){{"m", STEPS(MAKE(0, lock, "l", NOTHING), MAKE(1, condition, "c", NOTHING))}});
    world *w = s->world;
    engine parallel = *w->engine;
    object *l = object_of(s->held[0]), *c = object_of(s->held[1]), *of_c = object_of(c->condition.lock);
    parallel.lock = nobody_may_wait;
    parallel.now = parallel.stamp = no_time;
    w->engine = &parallel;
    w->engine_state = (void *)(uintptr_t)&seat;
    w->parallel = true;
    l->lock_.owner = 3;
    l->lock = 2;
    assert_int_equal(asked_of(w, l, VERB_lock_acquire, true, ANEW_NOT), OUT_HESITATE);
    l->lock = LOCK_FREE;
    assert_int_equal(asked_of(w, l, VERB_lock_acquire, false, ANEW_NOT), OUT_DONE); /* false: not at once */
    l->lock_.owner = 0;
    assert_int_equal(asked_of(w, l, VERB_lock_acquire, true, ANEW_NOT), OUT_DONE);
    of_c->lock_.owner = 3;
    of_c->lock = 2;
    assert_int_equal(asked_of(w, c, VERB_condition_acquire, true, ANEW_NOT), OUT_HESITATE);
    of_c->lock = LOCK_FREE;
    of_c->lock_.owner = 0;
    assert_int_equal(asked_of(w, c, VERB_condition_acquire, true, ANEW_HESITATED), OUT_DONE);
    assert_int_equal(asked_of(w, c, VERB_condition_acquire, true, ANEW_NOT), OUT_DONE); /* once more by its holder: an rlock */
    assert_int_equal(of_c->lock_.depth, 2);
    w->parallel = false;
    w->engine = &sim_engine;
    stage_free(s);
}

static void test_notify_of_nobody_locks_nothing(void **state)
{
    (void)state;
    static const uint32_t seat = 1;
    stage *s = play((actor[]){{"m", STEPS(MAKE(0, condition, "c", NOTHING))}});
    world *w = s->world;
    engine parallel = *w->engine;
    object *c = object_of(s->held[0]);
    parallel.lock = nobody_may_wait;
    parallel.now = parallel.stamp = no_time;
    w->engine = &parallel;
    w->engine_state = (void *)(uintptr_t)&seat;
    w->parallel = true;
    value unset = VALUE_UNSET;
    task t = {.id = 7, .world = w, .process = w->main, .op = {.verb = VERB_condition_notify, .object = c, .count = 1, .arguments = &unset}};
    assert_int_equal(perform(w, &t), OUT_RAISE); /* without the lock */
    value_drop(t.reply.value);
    object_of(c->condition.lock)->lock_.owner = 7;
    c->lock = 2;
    assert_int_equal(perform(w, &t), OUT_DONE);
    t.op.verb = VERB_condition_notify_all;
    t.op.count = 0;
    assert_int_equal(perform(w, &t), OUT_DONE);
    c->lock = LOCK_FREE;
    w->parallel = false;
    w->engine = &sim_engine;
    stage_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_lock),
                                       cmocka_unit_test(test_rlock),
                                       cmocka_unit_test(test_waiting_writer_keeps_readers_out),
                                       cmocka_unit_test(test_writer_that_gives_up_lets_readers_in),
                                       cmocka_unit_test(test_condition),
                                       cmocka_unit_test(test_condition_timeout_and_given_lock),
                                       cmocka_unit_test(test_condition_lock_comes_late),
                                       cmocka_unit_test(test_condition_cancelled),
                                       cmocka_unit_test(test_semaphore),
                                       cmocka_unit_test(test_barrier),
                                       cmocka_unit_test(test_latch),
                                       cmocka_unit_test(test_event_lets_all_go),
                                       cmocka_unit_test(test_atom),
                                       cmocka_unit_test(test_lock_that_is_held_is_not_asked_for),
                                       cmocka_unit_test(test_notify_of_nobody_locks_nothing)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
