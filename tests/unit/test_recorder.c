/* recorder: order, losses, lanes; by hand and with threads. The sink of these tests notes what it is given. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>
#include <sched.h>

#include "trace/recorder.h"

enum { NOTED = 64, MANY = 20000 };

typedef struct notes {
    sink base;
    uint64_t seqs[NOTED];                  /* of the first events */
    uint64_t count, last, backwards, lost; /* events; seq of the last; those that came late; told by notes to be lost */
    uint64_t per_task[8];
    int flushes, ends;
    bool failing;
} notes;

static void notes_event(sink *s, const event *e)
{
    notes *n = (notes *)s;
    if (e->status == EVENT_NOTE) {
        n->lost += (uint64_t)e->number;
    } else {
        n->per_task[e->task % 8]++;
        if (n->count < NOTED)
            n->seqs[n->count] = e->seq;
        n->count++;
    }
    if (e->seq <= n->last)
        n->backwards++;
    n->last = e->seq;
}

static void notes_flush(sink *s) { ((notes *)s)->flushes++; }
static bool notes_failed(const sink *s) { return ((const notes *)s)->failing; }

static bool notes_end(sink *s)
{
    notes *n = (notes *)s;
    n->ends++;
    return !n->failing;
}

static recorder *record_to(notes *n, bool drop, const recorder_hooks *hooks)
{
    recorder *r = recorder_new(RECORD_OPS, drop);
    assert_non_null(r);
    *n = (notes){.base = {notes_event, notes_flush, notes_end, notes_failed}};
    recorder_add(r, &n->base);
    if (hooks)
        recorder_hook(r, hooks);
    return r;
}

static void put_seq(lane *l, uint64_t seq) { recorder_put(l, &(event){.seq = seq, .task = 1, .verb = VERB_event_set}); }

static void put_next(recorder *r, lane *l) { put_seq(l, recorder_ticket(r)); }

static void count_wake(void *context) { __atomic_add_fetch((int *)context, 1, __ATOMIC_RELAXED); }

static void assert_order(const notes *n, const uint64_t *seqs, uint64_t count)
{
    assert_int_equal(n->count, count);
    for (uint64_t i = 0; i < count; i++)
        assert_int_equal(n->seqs[i], seqs[i]);
}

/* --- by hand --- */

static void test_wants(void **state)
{
    (void)state;
    notes n;
    recorder *r = record_to(&n, false, NULL);
    assert_true(recorder_wants(r, RECORD_OPS | RECORD_PRINT));
    assert_false(recorder_wants(r, RECORD_PRINT));
    assert_int_equal(recorder_ticket(r), 1);
    assert_int_equal(recorder_ticket(r), 2);
    assert_true(recorder_end(r));
    assert_int_equal(n.ends, 1);
}

/* Without hooks an event goes to the sinks at once, and still in order. */
static void test_in_place(void **state)
{
    (void)state;
    notes n;
    recorder *r = record_to(&n, false, NULL);
    lane *l = recorder_lane(r);
    uint64_t a = recorder_ticket(r), b = recorder_ticket(r), c = recorder_ticket(r);
    put_seq(l, c);
    put_seq(l, b);
    assert_int_equal(n.count, 0);
    assert_true(recorder_drain(r, false));
    put_seq(l, a);
    assert_order(&n, (uint64_t[]){1, 2, 3}, 3);
    assert_false(recorder_drain(r, false));
    assert_int_equal(n.flushes, 1);
    assert_false(recorder_drain(r, false));
    assert_int_equal(n.flushes, 1);
    recorder_end(r);
}

/* A long detail belongs to the recorder once it is put (the leak checker watches). */
static void test_long_details(void **state)
{
    (void)state;
    for (int hooked = 0; hooked < 2; hooked++) {
        notes n;
        int wakes = 0;
        recorder *r = record_to(&n, true, hooked ? &(recorder_hooks){.wake = count_wake, .context = &wakes} : NULL);
        lane *l = recorder_lane(r);
        for (int i = 0; i < 10000; i++) {
            event e = {.seq = recorder_ticket(r), .task = 1};
            assert_true(detail_of_text(&e.detail, "a text that is too long to stand inline", 39));
            recorder_put(l, &e);
        }
        assert_int_equal(recorder_dropped(r) > 0, hooked);
        uint64_t put = 10000 - recorder_dropped(r);
        recorder_end(r);
        assert_int_equal(n.count, put);
        assert_int_equal(n.lost, 10000 - put);
    }
}

/* Two lanes, read one after the other, come out in the order of seq. */
static void test_merge(void **state)
{
    (void)state;
    notes n;
    int wakes = 0;
    recorder *r = record_to(&n, false, &(recorder_hooks){.wake = count_wake, .context = &wakes});
    lane *one = recorder_lane(r), *two = recorder_lane(r);
    for (int i = 0; i < 500; i++) {
        put_next(r, i % 3 ? one : two);
        put_next(r, i % 7 ? two : one);
    }
    assert_int_equal(n.count, 0);
    assert_false(recorder_drain(r, false));
    assert_int_equal(n.count, 1000);
    assert_int_equal(n.backwards, 0);
    recorder_end(r);
}

/* A ticket whose event does not come is waited for a while; then the others go on, and it is shown when it comes. */
static void test_late(void **state)
{
    (void)state;
    notes n;
    int wakes = 0;
    recorder *r = record_to(&n, false, &(recorder_hooks){.wake = count_wake, .context = &wakes});
    lane *one = recorder_lane(r), *two = recorder_lane(r);
    put_next(r, one);
    uint64_t late = recorder_ticket(r);
    put_next(r, one);
    int drains = 1;
    while (recorder_drain(r, false) && n.count == 1)
        drains++;
    assert_int_equal(drains, RECORDER_PATIENCE + 1);
    assert_order(&n, (uint64_t[]){1, 3}, 2);
    put_seq(two, late);
    assert_false(recorder_drain(r, false));
    put_next(r, two);
    assert_false(recorder_drain(r, false));
    assert_order(&n, (uint64_t[]){1, 3, 2, 4}, 4);
    recorder_end(r);
}

/* A ticket that was taken last and is not put yet is something left over as well; but not for ever. */
static void test_last_one_missing(void **state)
{
    (void)state;
    notes n;
    int wakes = 0;
    recorder *r = record_to(&n, false, &(recorder_hooks){.wake = count_wake, .context = &wakes});
    lane *l = recorder_lane(r);
    uint64_t seq = recorder_ticket(r);
    for (int i = 0; i < RECORDER_PATIENCE; i++)
        assert_true(recorder_drain(r, false));
    assert_false(recorder_drain(r, false));
    put_seq(l, seq);
    assert_int_equal(wakes, 1);
    assert_false(recorder_drain(r, false));
    assert_int_equal(n.count, 1);
    recorder_end(r);
}

static void test_final_waits_for_nothing(void **state)
{
    (void)state;
    notes n;
    int wakes = 0;
    recorder *r = record_to(&n, false, &(recorder_hooks){.wake = count_wake, .context = &wakes});
    lane *l = recorder_lane(r);
    recorder_ticket(r);
    put_next(r, l);
    recorder_ticket(r);
    recorder_ticket(r);
    put_next(r, l);
    assert_false(recorder_drain(r, true));
    assert_order(&n, (uint64_t[]){2, 5}, 2);
    recorder_end(r);
}

/* The consumer is woken by the first event after a drain, once. */
static void test_wakes(void **state)
{
    (void)state;
    notes n;
    int wakes = 0;
    recorder *r = record_to(&n, false, &(recorder_hooks){.wake = count_wake, .context = &wakes});
    lane *l = recorder_lane(r);
    put_next(r, l);
    assert_int_equal(wakes, 0);
    recorder_drain(r, false);
    for (int i = 0; i < 10; i++)
        put_next(r, l);
    assert_int_equal(wakes, 1);
    recorder_drain(r, false);
    put_next(r, l);
    assert_int_equal(wakes, 2);
    recorder_end(r);
}

/* What is lost is counted, and told by a note where it happened: before the next event of the lane. */
static void test_drops_are_told(void **state)
{
    (void)state;
    notes n;
    int wakes = 0;
    recorder *r = record_to(&n, true, &(recorder_hooks){.wake = count_wake, .context = &wakes});
    lane *l = recorder_lane(r);
    uint64_t lost = 0;
    for (int i = 0; i < MANY; i++)
        put_next(r, l);
    lost = recorder_dropped(r);
    assert_true(lost > 0 && lost < MANY);
    assert_true(recorder_full(l));
    recorder_drain(r, false);
    assert_false(recorder_full(l));
    assert_int_equal(n.count, MANY - lost);
    assert_int_equal(n.lost, 0);
    put_next(r, l);
    recorder_drain(r, false);
    assert_int_equal(n.lost, lost);
    assert_int_equal(n.count, MANY - lost + 1);
    assert_int_equal(n.backwards, 0);
    for (int i = 0; i < MANY; i++)
        put_next(r, l);
    recorder_drain(r, true);
    assert_int_equal(n.lost, recorder_dropped(r));
    assert_int_equal(n.lost + n.count, 2 * MANY + 1);
    assert_int_equal(n.backwards, 0);
    recorder_end(r);
}

/* A lane that was left is taken up by the next writer, with what stands in it. */
static void test_lanes_are_reused(void **state)
{
    (void)state;
    notes n;
    int wakes = 0;
    recorder *r = record_to(&n, false, &(recorder_hooks){.wake = count_wake, .context = &wakes});
    lane *first = recorder_lane(r);
    put_next(r, first);
    recorder_leave(first);
    for (int i = 0; i < 5000; i++) {
        lane *l = recorder_lane(r);
        assert_ptr_equal(l, first);
        put_next(r, l);
        recorder_leave(l);
        if (i % 100 == 0)
            recorder_drain(r, false);
    }
    lane *l = recorder_lane(r);
    assert_ptr_not_equal(recorder_lane(r), l);
    recorder_drain(r, true);
    assert_int_equal(n.count, 5001);
    recorder_end(r);
}

static void test_failures_are_told(void **state)
{
    (void)state;
    notes n, other;
    recorder *r = record_to(&n, false, NULL);
    other = n;
    recorder_add(r, &other.base);
    assert_false(recorder_failed(r));
    other.failing = true;
    assert_true(recorder_failed(r));
    assert_false(recorder_end(r));
    assert_int_equal(n.ends, 1);
    assert_int_equal(other.ends, 1);
}

/* --- with threads --- */

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

/* Tickets are taken while the object is held, events are put afterwards. */
static void *write_many(void *argument)
{
    hand *h = argument;
    crew *c = h->crew;
    lane *l = recorder_lane(c->r);
    for (int i = 0; i < MANY; i++) {
        while (__atomic_exchange_n(&c->lock, 1, __ATOMIC_ACQUIRE))
            sched_yield();
        event e = {.seq = recorder_ticket(c->r), .task = h->task};
        h->bad |= e.seq <= c->object;
        c->object = e.seq;
        __atomic_store_n(&c->lock, 0, __ATOMIC_RELEASE);
        recorder_put(l, &e);
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
    assert_true(recorder_end(c.r));
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
        cmocka_unit_test(test_wants),
        cmocka_unit_test(test_in_place),
        cmocka_unit_test(test_long_details),
        cmocka_unit_test(test_merge),
        cmocka_unit_test(test_late),
        cmocka_unit_test(test_last_one_missing),
        cmocka_unit_test(test_final_waits_for_nothing),
        cmocka_unit_test(test_wakes),
        cmocka_unit_test(test_drops_are_told),
        cmocka_unit_test(test_lanes_are_reused),
        cmocka_unit_test(test_failures_are_told),
        cmocka_unit_test(test_threads_lose_nothing),
        cmocka_unit_test(test_threads_drop_and_count),
        cmocka_unit_test(test_threads_saved_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
