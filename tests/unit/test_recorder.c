/* recorder: order, losses, lanes; by hand. With threads: test_recorder_threads.c; what events hold: test_recorder_contents.c. */
#include "notes.h"

static uint64_t put_next(lane *l) { return recorder_put(l, &(event){.task = 1, .verb = VERB_event_set}); }

/* As recorder_put does it, but the ticket was taken some time ago. */
static void put_late(lane *l, uint64_t seq)
{
    event e = {.seq = seq, .task = 1, .verb = VERB_event_set};
    assert_true(lane_room(l, lane_size(&e)));
    lane_write(l, &e, lane_size(&e), false);
}

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
    assert_false(recorder_end(r));
    assert_int_equal(n.ends, 1);
}

/* Without hooks an event goes to the sinks at once. */
static void test_in_place(void **state)
{
    (void)state;
    notes n;
    recorder *r = record_to(&n, false, NULL);
    lane *l = recorder_lane(r);
    assert_int_equal(put_next(l), 1);
    assert_int_equal(n.count, 1);
    assert_int_equal(put_next(l), 2);
    assert_int_equal(put_next(recorder_lane(r)), 3);
    assert_order(&n, (uint64_t[]){1, 2, 3}, 3);
    assert_int_equal(n.flushes, 0);
    assert_false(recorder_drain(r, false));
    assert_int_equal(n.flushes, 1);
    assert_false(recorder_drain(r, false));
    assert_int_equal(n.flushes, 1);
    recorder_end(r);
}

/* --- order --- */

/* Two lanes, read one after the other, come out in the order of seq. */
static void test_merge(void **state)
{
    (void)state;
    notes n;
    int wakes = 0;
    recorder *r = record_to(&n, false, &(recorder_hooks){.wake = count_wake, .context = &wakes});
    lane *one = recorder_lane(r), *two = recorder_lane(r);
    for (int i = 0; i < 500; i++) {
        put_next(i % 3 ? one : two);
        put_next(i % 7 ? two : one);
    }
    assert_int_equal(n.count, 0);
    assert_false(recorder_drain(r, false));
    assert_int_equal(n.count, 1000);
    assert_int_equal(n.backwards, 0);
    recorder_end(r);
}

/* A writer that has taken a number, and was stopped there. */
static uint64_t take_number(lane *l)
{
    lane_opens(l);
    return recorder_ticket(l->recorder);
}

static int64_t see_clock(void *context) { return *(int64_t *)context; }

/* What a writer has taken a number for is waited for, however often the recorder is drained meanwhile; then it is shown in its place. */
static void test_slow(void **state)
{
    (void)state;
    notes n;
    int64_t clock = 0;
    recorder *r = record_to(&n, false, &(recorder_hooks){.clock = see_clock, .context = &clock});
    lane *one = recorder_lane(r), *two = recorder_lane(r);
    put_next(one);
    uint64_t slow = take_number(two);
    put_next(one);
    for (int i = 0; i < 100000; i++)
        assert_true(recorder_drain(r, false));
    clock += RECORDER_PATIENCE - 1;
    assert_true(recorder_drain(r, false));
    assert_order(&n, (uint64_t[]){1}, 1);
    put_late(two, slow);
    assert_false(recorder_drain(r, false));
    assert_order(&n, (uint64_t[]){1, 2, 3}, 3);
    recorder_end(r);
}

/* Drains at a pace of 10 ms, until nothing is left over. For how long? */
static int64_t wait_out(recorder *r, int64_t *clock)
{
    int64_t begin = *clock;
    for (; recorder_drain(r, false); *clock += 10000000)
        ;
    return *clock - begin;
}

/* But not for ever: then the others go on, and it is shown when it comes. */
static void test_late(void **state)
{
    (void)state;
    notes n;
    int64_t clock = 7;
    recorder *r = record_to(&n, false, &(recorder_hooks){.clock = see_clock, .context = &clock});
    lane *one = recorder_lane(r), *two = recorder_lane(r);
    put_next(one);
    uint64_t late = take_number(two);
    put_next(one);
    assert_int_equal(wait_out(r, &clock), RECORDER_PATIENCE);
    assert_order(&n, (uint64_t[]){1, 3}, 2);
    put_late(two, late);
    assert_false(recorder_drain(r, false));
    put_next(two);
    assert_false(recorder_drain(r, false));
    assert_order(&n, (uint64_t[]){1, 3, 2, 4}, 4);
    recorder_end(r);
}

/* Where nobody ran for an hour, as when all were stopped, the hour does not count. */
static void test_all_were_stopped(void **state)
{
    (void)state;
    notes n;
    int64_t clock = 7;
    recorder *r = record_to(&n, false, &(recorder_hooks){.clock = see_clock, .context = &clock});
    lane *one = recorder_lane(r), *two = recorder_lane(r);
    uint64_t slow = take_number(two);
    put_next(one);
    assert_true(recorder_drain(r, false));
    clock += INT64_C(3600000000000);
    assert_true(recorder_drain(r, false));
    put_late(two, slow);
    assert_false(recorder_drain(r, false));
    assert_order(&n, (uint64_t[]){1, 2}, 2);
    recorder_end(r);
}

/* A number that was taken last and is not put yet is something left over as well. */
static void test_last_one_missing(void **state)
{
    (void)state;
    notes n;
    int64_t clock = 0;
    recorder *r = record_to(&n, false, &(recorder_hooks){.clock = see_clock, .context = &clock});
    lane *l = recorder_lane(r);
    uint64_t seq = take_number(l);
    assert_int_equal(wait_out(r, &clock), RECORDER_PATIENCE);
    put_late(l, seq);
    assert_false(recorder_drain(r, false));
    assert_int_equal(n.count, 1);
    recorder_end(r);
}

/* Of those that do not come all that were missing at the same time are given up at the same time; what was taken later is waited for
 * anew. */
static void test_late_ones(void **state)
{
    (void)state;
    notes n;
    int64_t clock = 0;
    recorder *r = record_to(&n, false, &(recorder_hooks){.clock = see_clock, .context = &clock});
    lane *l = recorder_lane(r), *slow = recorder_lane(r);
    for (int i = 0; i < 3; i++) {
        take_number(slow);
        put_next(l);
    }
    for (; clock < RECORDER_PATIENCE; clock += 10000000)
        assert_true(recorder_drain(r, false));
    take_number(slow);
    put_next(l);
    assert_int_equal(n.count, 0);
    assert_true(recorder_drain(r, false));
    assert_order(&n, (uint64_t[]){2, 4, 6}, 3);
    assert_int_equal(wait_out(r, &clock), RECORDER_PATIENCE);
    assert_order(&n, (uint64_t[]){2, 4, 6, 8}, 4);
    recorder_end(r);
}

/* Numbers that no writer has any more are not waited for, wherever they are missing. */
static void test_lost(void **state)
{
    (void)state;
    notes n;
    int wakes = 0;
    recorder *r = record_to(&n, false, &(recorder_hooks){.wake = count_wake, .context = &wakes});
    lane *l = recorder_lane(r);
    recorder_ticket(r);
    put_next(l);
    assert_false(recorder_drain(r, false));
    recorder_ticket(r);
    recorder_ticket(r);
    put_next(l);
    recorder_ticket(r);
    put_next(l);
    recorder_ticket(r);
    assert_false(recorder_drain(r, false));
    assert_order(&n, (uint64_t[]){2, 5, 7}, 3);
    recorder_end(r);
}

/* Somebody has a number, but none of those that are missing: it has shown what it had, and taken another since. */
static void test_lost_beside_others(void **state)
{
    (void)state;
    notes n;
    int wakes = 0;
    recorder *r = record_to(&n, false, &(recorder_hooks){.wake = count_wake, .context = &wakes});
    lane *l = recorder_lane(r), *slow = recorder_lane(r);
    recorder_ticket(r);
    uint64_t seq = take_number(slow);
    put_next(l);
    assert_true(recorder_drain(r, false));
    assert_int_equal(n.count, 0);
    put_late(slow, seq);
    take_number(slow);
    put_next(l);
    assert_true(recorder_drain(r, false));
    assert_order(&n, (uint64_t[]){2, 3}, 2);
    recorder_end(r);
}

/* Whoever shows its event between the reader's looks at its lane and at its turn is in its place, too. */
typedef struct just_now {
    lane *lane;
    uint64_t seq;
} just_now;

static int64_t show_just_now(void *context)
{
    just_now *x = context;
    if (x->seq)
        put_late(x->lane, x->seq);
    x->seq = 0;
    return 0;
}

static void test_shown_just_now(void **state)
{
    (void)state;
    notes n;
    just_now x = {.seq = 0};
    recorder *r = record_to(&n, false, &(recorder_hooks){.clock = show_just_now, .context = &x});
    lane *l = recorder_lane(r);
    x.lane = recorder_lane(r);
    x.seq = take_number(x.lane);
    put_next(l);
    assert_false(recorder_drain(r, false));
    assert_order(&n, (uint64_t[]){1, 2}, 2);
    recorder_end(r);
}

/* A writer that was killed while it wrote: what it had published is kept, what it had not is not there, and as soon as that is known the
 * others go on. */
static void test_killed(void **state)
{
    (void)state;
    notes n;
    int wakes = 0;
    recorder *r = record_to(&n, false, &(recorder_hooks){.wake = count_wake, .context = &wakes});
    lane *killed = recorder_lane(r), *other = recorder_lane(r);
    put_next(killed);
    put_next(killed);
    assert_true(lane_room(killed, RECORD_LARGEST));
    take_number(killed);
    memset(killed->write->bytes + killed->tail, 0xA5, RECORD_LARGEST / 2);
    put_next(other);
    assert_true(recorder_drain(r, false));
    assert_true(recorder_drain(r, false));
    assert_order(&n, (uint64_t[]){1, 2}, 2);
    recorder_recover(killed, false);
    put_next(other);
    assert_false(recorder_drain(r, false));
    assert_order(&n, (uint64_t[]){1, 2, 4, 5}, 4);
    recorder_end(r);
}

/* A text that its writer was killed in the middle of is shown in its place, as far as it goes. */
static void test_killed_in_a_text(void **state)
{
    (void)state;
    enum { LONG = 2000 };
    char text[LONG];
    memset(text, 'x', LONG);
    notes n;
    int wakes = 0;
    recorder *r = record_to(&n, false, &(recorder_hooks){.wake = count_wake, .context = &wakes});
    lane *killed = recorder_lane(r), *other = recorder_lane(r);
    event e = {.task = 2, .verb = VERB_run_print, .detail = detail_of_text(text, PIECE)};
    assert_true(lane_room(killed, RECORD_LARGEST));
    e.seq = take_number(killed);
    lane_write(killed, &e, lane_size(&e), true);
    put_next(other);
    assert_true(recorder_drain(r, false));
    assert_int_equal(n.count, 0);
    recorder_recover(killed, false);
    recorder_leave(killed);
    assert_false(recorder_drain(r, false));
    assert_order(&n, (uint64_t[]){1, 2}, 2);
    assert_int_equal(n.per_task[2], 1);
    recorder_end(r);
}

enum { SEVERAL_RINGS = 1000 };

/* Held back, even over the ends of rings, and then shown as a whole. */
static void test_held(void **state)
{
    (void)state;
    notes n;
    int wakes = 0;
    recorder *r = record_to(&n, false, &(recorder_hooks){.wake = count_wake, .context = &wakes});
    lane *l = recorder_lane(r);
    recorder_drain(r, false);
    put_next(l);
    recorder_drain(r, false);
    recorder_hold(l);
    wakes = 0;
    for (int i = 0; i < SEVERAL_RINGS; i++)
        put_next(l);
    recorder_drain(r, false);
    assert_in_range(n.count, 1, SEVERAL_RINGS); /* what fills more than one further ring is shown */
    recorder_show(l);
    assert_int_equal(wakes, 1);
    recorder_drain(r, false);
    assert_int_equal(n.count, 1 + SEVERAL_RINGS);
    assert_int_equal(n.backwards, 0);
    recorder_end(r);
}

/* Who waits for room has shown all that it had a number for: what another has lost does not make it wait for ever. */
static void test_held_without_room(void **state)
{
    (void)state;
    notes n;
    recorder *r = record_to(&n, false, NULL);
    recorder_hook(r, &(recorder_hooks){.room = drain_here, .context = &r});
    lane *l = recorder_lane(r);
    recorder_ticket(r);
    recorder_hold(l);
    for (int i = 0; i < MANY; i++)
        put_next(l);
    recorder_show(l);
    recorder_drain(r, false);
    assert_int_equal(n.count, MANY);
    assert_int_equal(n.backwards, 0);
    recorder_end(r);
}

/* What lies in it goes with it, as in memory that processes share. */
static struct {
    memory base;
    size_t used;
    _Alignas(64) char bytes[1 << 20];
} arena;

static void *arena_take(memory *m, size_t size)
{
    (void)m;
    size_t at = arena.used, whole = (size + 63) & ~(size_t)63;
    assert_in_range(at + whole, 0, sizeof arena.bytes);
    arena.used += whole;
    return arena.bytes + at;
}

static void *arena_zeroed(memory *m, size_t size) { return memset(arena_take(m, size), 0, size); }
static void arena_give(memory *m, void *at, size_t size) { (void)m, (void)at, (void)size; }

static memory *arena_anew(void)
{
    arena.base = (memory){.take = arena_take, .zeroed = arena_zeroed, .give = arena_give};
    arena.used = 0;
    return &arena.base;
}

/* Held back by a writer that was killed: shown or forgotten, and the lane goes to another. */
static void test_held_and_killed(void **state)
{
    (void)state;
    for (int shown = 0; shown < 2; shown++)
        for (int held = 1; held < SEVERAL_RINGS / 4; held += 40) {
            notes n;
            int wakes = 0;
            recorder *r = record_in(arena_anew(), &n, false, &(recorder_hooks){.wake = count_wake, .context = &wakes});
            lane *l = recorder_lane(r);
            put_next(l);
            recorder_hold(l);
            for (int i = 0; i < held; i++)
                put_next(l);
            recorder_recover(l, shown);
            recorder_leave(l);
            assert_ptr_equal(recorder_lane(r), l);
            put_next(l);
            recorder_drain(r, true);
            assert_int_equal(n.count, shown ? held + 2 : 2);
            assert_int_equal(n.last, held + 2);
            recorder_end(r);
        }
}

/* Killed in the midst of showing: the ring that was full is the reader's already, who has freed it. */
static void test_killed_while_showing(void **state)
{
    (void)state;
    notes n;
    int wakes = 0;
    uint64_t last = 0;
    recorder *r = record_in(arena_anew(), &n, false, &(recorder_hooks){.wake = count_wake, .context = &wakes});
    lane *l = recorder_lane(r);
    put_next(l);
    recorder_hold(l);
    while (!l->behind)
        last = put_next(l);
    ring *behind = l->behind;
    behind->tail = l->behind_tail;
    behind->next = l->write;
    recorder_drain(r, false);
    assert_ptr_not_equal(l->read, behind);
    memset(behind, 90, sizeof *behind);
    const ring freed = *behind;
    recorder_recover(l, true);
    assert_memory_equal(behind, &freed, sizeof freed);
    recorder_leave(l);
    recorder_drain(r, true);
    assert_int_equal(n.count, last);
    assert_int_equal(n.backwards, 0);
    recorder_end(r);
}

/* More lanes than the reader can look over at once, and events of one that lie far apart. */
static void test_many_lanes(void **state)
{
    (void)state;
    enum { LANES = 3000 };
    notes n;
    int wakes = 0;
    recorder *r = record_to(&n, false, &(recorder_hooks){.wake = count_wake, .context = &wakes});
    lane **lanes = calloc(LANES, sizeof(lane *));
    assert_non_null(lanes);
    for (int i = 0; i < LANES; i++)
        lanes[i] = recorder_lane(r);
    for (int round = 0; round < 4; round++) {
        for (int i = 0; i < LANES; i++)
            put_next(lanes[round % 2 ? i : LANES - 1 - i]);
        for (int i = 0; i < LANES; i++)
            put_next(lanes[round % 2 ? i * 7 % LANES : 0]);
        if (round == 2)
            assert_false(recorder_drain(r, false));
    }
    assert_false(recorder_drain(r, false));
    assert_int_equal(n.count, 8 * LANES);
    assert_int_equal(n.backwards, 0);
    recorder_end(r);
    free(lanes);
}

static void test_lost_far_away(void **state)
{
    (void)state;
    notes n;
    int wakes = 0;
    recorder *r = record_to(&n, false, &(recorder_hooks){.wake = count_wake, .context = &wakes});
    lane *l = recorder_lane(r);
    put_next(l);
    for (int i = 0; i < 5000; i++)
        recorder_ticket(r);
    put_next(l);
    assert_false(recorder_drain(r, false));
    assert_order(&n, (uint64_t[]){1, 5002}, 2);
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
    put_next(l);
    recorder_ticket(r);
    recorder_ticket(r);
    put_next(l);
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
    put_next(l);
    assert_int_equal(wakes, 0);
    recorder_drain(r, false);
    for (int i = 0; i < 10; i++)
        put_next(l);
    assert_int_equal(wakes, 1);
    recorder_drain(r, false);
    put_next(l);
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
        put_next(l);
    lost = recorder_dropped(r);
    assert_true(lost > 0 && lost < MANY);
    assert_true(recorder_full(l));
    recorder_drain(r, false);
    assert_false(recorder_full(l));
    assert_int_equal(n.count, MANY - lost);
    assert_int_equal(n.lost, 0);
    put_next(l);
    recorder_drain(r, false);
    assert_int_equal(n.lost, lost);
    assert_int_equal(n.count, MANY - lost + 1);
    assert_int_equal(n.backwards, 0);
    for (int i = 0; i < MANY; i++)
        put_next(l);
    recorder_drain(r, true);
    assert_int_equal(n.lost, recorder_dropped(r));
    assert_int_equal(n.lost + n.count, 2 * MANY + 1);
    assert_int_equal(n.backwards, 0);
    recorder_end(r);
}

/* What the script prints is not dropped: it waits for room. */
static void test_prints_are_kept(void **state)
{
    (void)state;
    notes n;
    recorder *r = record_to(&n, true, NULL);
    recorder_hook(r, &(recorder_hooks){.room = drain_here, .context = &r});
    lane *l = recorder_lane(r);
    int lost = 0;
    for (int i = 0; i < 3 * MANY; i++)
        lost += recorder_put(l, &(event){.task = i % 3 ? 1 : 2, .verb = i % 3 ? VERB_event_set : VERB_run_print}) == 0;
    assert_true(lost > 0);
    assert_int_equal(recorder_dropped(r), lost);
    recorder_drain(r, true);
    assert_int_equal(n.per_task[2], MANY);
    assert_int_equal(n.per_task[1], 2 * MANY - lost);
    assert_int_equal(n.lost, lost);
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
    put_next(first);
    recorder_leave(first);
    for (int i = 0; i < 5000; i++) {
        lane *l = recorder_lane(r);
        assert_ptr_equal(l, first);
        put_next(l);
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

/* A sink in whose time as much is put as it is given: a drain comes to its end all the same. */
typedef struct echo {
    sink base;
    lane *lane;
    int count;
} echo;

static void echo_event(sink *s, const event *e)
{
    (void)e;
    ((echo *)s)->count++;
    put_next(((echo *)s)->lane);
}

static void test_a_drain_ends(void **state)
{
    (void)state;
    int wakes = 0;
    echo n = {.base = {echo_event, plain_flush, plain_end, plain_failed}};
    recorder *r = recorder_new(RECORD_OPS, true, NULL);
    recorder_add(r, &n.base);
    recorder_hook(r, &(recorder_hooks){.wake = count_wake, .context = &wakes});
    n.lane = recorder_lane(r);
    for (int i = 0; i < 10; i++)
        put_next(n.lane);
    for (int drains = 1; drains < 5; drains++) {
        assert_true(recorder_drain(r, false));
        assert_int_equal(n.count, 10 * drains);
    }
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
    assert_int_equal(recorder_end(r), 1u << 1);
    assert_int_equal(n.ends, 1);
    assert_int_equal(other.ends, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wants),
        cmocka_unit_test(test_in_place),
        cmocka_unit_test(test_merge),
        cmocka_unit_test(test_many_lanes),
        cmocka_unit_test(test_slow),
        cmocka_unit_test(test_late),
        cmocka_unit_test(test_all_were_stopped),
        cmocka_unit_test(test_last_one_missing),
        cmocka_unit_test(test_late_ones),
        cmocka_unit_test(test_lost),
        cmocka_unit_test(test_lost_beside_others),
        cmocka_unit_test(test_shown_just_now),
        cmocka_unit_test(test_lost_far_away),
        cmocka_unit_test(test_killed),
        cmocka_unit_test(test_killed_in_a_text),
        cmocka_unit_test(test_held),
        cmocka_unit_test(test_held_without_room),
        cmocka_unit_test(test_held_and_killed),
        cmocka_unit_test(test_killed_while_showing),
        cmocka_unit_test(test_final_waits_for_nothing),
        cmocka_unit_test(test_wakes),
        cmocka_unit_test(test_drops_are_told),
        cmocka_unit_test(test_prints_are_kept),
        cmocka_unit_test(test_lanes_are_reused),
        cmocka_unit_test(test_a_drain_ends),
        cmocka_unit_test(test_failures_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
