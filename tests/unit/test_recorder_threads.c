/* recorder: two writers and a consumer, each an OS thread. */
#include <pthread.h>
#include <sched.h>

#include "notes.h"

typedef struct crew {
    recorder *r;
    uint64_t object; /* what the last holder of it took as its ticket */
    int lock, stop;
} crew;

typedef struct hand {
    crew *crew;
    uint32_t task;
    bool bad;
} hand;

static void give_way(void *context, lane *l)
{
    (void)context;
    while (recorder_full(l))
        sched_yield();
}

/* Events are put while the object is held. */
static void *write_many(void *argument)
{
    hand *h = argument;
    crew *c = h->crew;
    lane *l = recorder_lane(c->r);
    for (int i = 0; i < MANY; i++) {
        while (__atomic_exchange_n(&c->lock, 1, __ATOMIC_ACQUIRE))
            sched_yield();
        uint64_t seq = recorder_put(l, &(event){.task = h->task});
        h->bad |= seq && seq <= c->object;
        c->object = seq ? seq : c->object;
        __atomic_store_n(&c->lock, 0, __ATOMIC_RELEASE);
        if (i % 1000 == 999) {
            recorder_leave(l);
            l = recorder_lane(c->r);
        }
    }
    recorder_leave(l);
    return NULL;
}

static void *drain_always(void *argument)
{
    crew *c = argument;
    while (!__atomic_load_n(&c->stop, __ATOMIC_ACQUIRE))
        if (!recorder_drain(c->r, false))
            sched_yield();
    return NULL;
}

/* Two writers and a consumer; the recorder is left drained for good. */
static void run_crew(crew *c)
{
    hand hands[2] = {{c, 1, false}, {c, 2, false}};
    pthread_t threads[3];
    assert_int_equal(pthread_create(&threads[2], NULL, drain_always, c), 0);
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, write_many, &hands[i]), 0);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    __atomic_store_n(&c->stop, 1, __ATOMIC_RELEASE);
    pthread_join(threads[2], NULL);
    recorder_drain(c->r, true);
    assert_false(hands[0].bad || hands[1].bad);
}

/* With back-pressure nothing is lost. Late ones are shown late: only a consumer that runs out of patience does that. */
static void test_threads_lose_nothing(void **state)
{
    (void)state;
    notes n;
    int wakes = 0;
    crew c = {.r = record_to(&n, false, &(recorder_hooks){.room = give_way, .wake = count_wake, .context = &wakes})};
    run_crew(&c);
    assert_int_equal(n.count, 2 * MANY);
    assert_int_equal(n.per_task[1], MANY);
    assert_int_equal(n.per_task[2], MANY);
    assert_int_equal(n.lost, 0);
    assert_false(recorder_end(c.r));
}

static void test_threads_drop_and_count(void **state)
{
    (void)state;
    notes n;
    int wakes = 0;
    crew c = {.r = record_to(&n, true, &(recorder_hooks){.wake = count_wake, .context = &wakes})};
    run_crew(&c);
    assert_int_equal(n.count + recorder_dropped(c.r), 2 * MANY);
    assert_int_equal(n.lost, recorder_dropped(c.r));
    recorder_end(c.r);
}

/* Drained only at the end: the order is exact, whatever the threads did. */
static void test_threads_saved_in_order(void **state)
{
    (void)state;
    notes n;
    int wakes = 0;
    crew c = {.r = record_to(&n, true, &(recorder_hooks){.wake = count_wake, .context = &wakes}), .stop = 1};
    run_crew(&c);
    assert_int_equal(n.backwards, 0);
    assert_int_equal(n.count + n.lost, 2 * MANY);
    recorder_end(c.r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads_lose_nothing),
        cmocka_unit_test(test_threads_drop_and_count),
        cmocka_unit_test(test_threads_saved_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
