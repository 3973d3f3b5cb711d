/* compare: runs that do the same whatever the order, and runs that part. */
#include "trace_fake.h"

#include "trace/compare.h"

enum { CONDITION = QUEUE + 1 };

typedef struct run {
    history *history;
    uint64_t seq;
    int64_t now;
} run;

static void tell(run *r, uint32_t task, verb_id verb, event e)
{
    e.seq = ++r->seq;
    e.t = r->now;
    e.process = MAIN;
    e.task = task;
    e.verb = (uint16_t)verb;
    history_event(r->history, &e);
}

static void name_it(run *r, uint32_t id, kind_id kind, const char *name, uint32_t other)
{
    tell(r, MAIN, VERB_run_make, (event){.status = EVENT_MADE, .object = id, .number = kind, .other = other, .detail = text_of(name)});
}

static run begin(void)
{
    run r = {.history = history_new(stage_error)};
    assert_non_null(r.history);
    name_it(&r, MAIN, KIND_thread, "main", 0);
    name_it(&r, ANN, KIND_thread, "ann", 0);
    name_it(&r, BOB, KIND_thread, "bob", 0);
    name_it(&r, GREEN, KIND_event, "green", 0);
    name_it(&r, LOCK, KIND_lock, "m", 0);
    name_it(&r, QUEUE, KIND_queue, "q", 0);
    name_it(&r, CONDITION, KIND_condition, "c", LOCK);
    return r;
}

static void expect(run *a, run *b, comparison expected, const char *text)
{
    buf out = {0};
    assert_int_equal(compare(a->history, b->history, true, &out), expected);
    assert_string_equal(out.data, text);
    buf_free(&out);
    history_free(a->history);
    history_free(b->history);
}

static void takes(run *r, uint32_t task)
{
    tell(r, task, VERB_lock_acquire, (event){.object = LOCK, .line = 3});
    tell(r, task, VERB_lock_release, (event){.object = LOCK, .line = 3});
}

/* Times, waits, turns and the order of what does not depend on each other do not count. */
static void test_other_order(void **state)
{
    (void)state;
    run a = begin(), b = begin();
    tell(&a, ANN, VERB_run_print, (event){.detail = text_of("x\n")});
    tell(&a, BOB, VERB_run_print, (event){.detail = text_of("y\n")});
    takes(&a, ANN);
    tell(&a, BOB, VERB_event_is_set, (event){.object = GREEN});
    tell(&a, ANN, VERB_event_is_set, (event){.object = GREEN});
    b.now = 5 * S;
    tell(&b, BOB, VERB_run_print, (event){.detail = text_of("y\n")});
    tell(&b, BOB, VERB_run_gil, (event){.status = EVENT_WAITING});
    tell(&b, ANN, VERB_run_print, (event){.detail = text_of("x\n")});
    tell(&b, ANN, VERB_lock_acquire, (event){.status = EVENT_WAITING, .object = LOCK, .line = 3});
    takes(&b, ANN);
    tell(&b, ANN, VERB_event_is_set, (event){.object = GREEN});
    tell(&b, BOB, VERB_event_is_set, (event){.object = GREEN});
    expect(&a, &b, COMPARED_SAME, "The runs are the same: 13 acts of 3 tasks, each after the same as in the other.\n");
}

/* Who is first at a lock. What comes after that is told, but is not where they part. */
static void test_race(void **state)
{
    (void)state;
    run a = begin(), b = begin();
    takes(&a, ANN);
    takes(&a, BOB);
    b.now = 2 * S;
    takes(&b, BOB);
    takes(&b, ANN);
    expect(&a, &b, COMPARED_DIFFERENT,
           "The runs part: 7 acts are alike, of 11 in A and 11 in B.\n\n"
           "Here they part\n"
           "  A    0.000s  ann               takes m (line 3)\n"
           "  B    2.000s  bob               takes m (line 3)\n\n"
           "How the tasks go on\n"
           "  ann               0 of 2 acts in A and 2 in B are alike; then\n"
           "      A  takes m (line 3)\n"
           "      B  takes m, after bob: gives m back (line 3)\n"
           "  bob               0 of 2 acts in A and 2 in B are alike; then\n"
           "      A  takes m, after ann: gives m back (line 3)\n"
           "      B  takes m (line 3)\n");
}

/* What reads the same in both is told once, and why it is not the same. */
static void test_same_words(void **state)
{
    (void)state;
    run a = begin(), b = begin();
    takes(&a, ANN);
    takes(&a, BOB);
    tell(&b, ANN, VERB_run_random, (event){.detail = {.tag = DETAIL_INT, .integer = 1}});
    takes(&b, ANN);
    takes(&b, BOB);
    expect(&a, &b, COMPARED_DIFFERENT,
           "The runs part: 7 acts are alike, of 11 in A and 12 in B.\n\n"
           "Here they part\n"
           "  A    0.000s  ann               takes m (line 3)\n"
           "  B    0.000s  ann               draws 1\n\n"
           "How the tasks go on\n"
           "  ann               0 of 2 acts in A and 3 in B are alike; then\n"
           "      A  takes m (line 3)\n"
           "      B  draws 1\n"
           "  bob               0 of 2 acts in A and 2 in B are alike; then\n"
           "      both takes m, after ann: gives m back (line 3), which ann does sooner in A\n");
}

/* A value that differs is where they part; that another task gets it later follows from it. */
static void test_value(void **state)
{
    (void)state;
    run a = begin(), b = begin(), *both[] = {&a, &b};
    for (int i = 0; i < 2; i++) {
        tell(both[i], BOB, VERB_run_random, (event){.detail = {.tag = DETAIL_INT, .integer = i}});
        tell(both[i], BOB, VERB_run_now, (event){.detail = {.tag = DETAIL_DURATION, .integer = i}}); /* differs always */
        tell(both[i], BOB, VERB_queue_put, (event){.object = QUEUE, .detail = {.tag = DETAIL_INT, .integer = i}});
        tell(both[i], ANN, VERB_queue_get, (event){.object = QUEUE, .detail = {.tag = DETAIL_INT, .integer = i}});
    }
    tell(&b, 0, VERB_none, (event){.status = EVENT_NOTE, .detail = text_of("deadlock: nobody can go on any more")});
    expect(&a, &b, COMPARED_DIFFERENT,
           "The runs part: 7 acts are alike, of 11 in A and 11 in B.\n\n"
           "Here they part\n"
           "  A    0.000s  bob               draws 0\n"
           "  B    0.000s  bob               draws 1\n\n"
           "How the tasks go on\n"
           "  bob               0 of 3 acts in A and 3 in B are alike; then\n"
           "      A  draws 0\n"
           "      B  draws 1\n"
           "  ann               0 of 1 acts in A and 1 in B are alike; then\n"
           "      A  gets 0 from q, after bob: puts 0 into q\n"
           "      B  gets 1 from q, after bob: puts 1 into q\n"
           "B ends in a deadlock, A does not\n");
}

/* Who waits at a condition gives its lock back: that is what the next one comes after. */
static void test_condition(void **state)
{
    (void)state;
    run a = begin(), b = begin(), *both[] = {&a, &b};
    for (int i = 0; i < 2; i++) {
        tell(both[i], ANN, VERB_lock_acquire, (event){.object = LOCK});
        tell(both[i], ANN, VERB_condition_wait, (event){.status = EVENT_WAITING, .object = CONDITION});
    }
    takes(&a, BOB);
    expect(&a, &b, COMPARED_DIFFERENT,
           "The runs part: 9 acts are alike, of 11 in A and 9 in B.\n\n"
           "Here they part\n"
           "  A    0.000s  bob               takes m, after ann: waits at c, m given back (line 3)\n"
           "  B   goes no further\n\n"
           "How the tasks go on\n"
           "  bob               0 of 2 acts in A and 0 in B are alike; then\n"
           "      A  takes m, after ann: waits at c, m given back (line 3)\n"
           "      B  is not there\n");
}

/* Tasks are known by their names, and by which of that name they are; numbers may differ. */
static void test_names(void **state)
{
    (void)state;
    run a = begin(), b = begin();
    name_it(&a, 20, KIND_thread, "twin", 0);
    name_it(&a, 21, KIND_thread, "twin", 0);
    name_it(&b, 31, KIND_thread, "twin", 0);
    name_it(&b, 30, KIND_thread, "twin", 0);
    tell(&a, 20, VERB_event_set, (event){.object = GREEN});
    tell(&a, 21, VERB_event_clear, (event){.object = GREEN});
    tell(&b, 31, VERB_event_set, (event){.object = GREEN});
    tell(&b, 30, VERB_event_clear, (event){.object = GREEN});
    expect(&a, &b, COMPARED_SAME, "The runs are the same: 11 acts of 3 tasks, each after the same as in the other.\n");
}

static void tell_in(run *r, uint32_t process, verb_id verb, event e)
{
    e.seq = ++r->seq;
    e.process = e.task = process;
    e.verb = (uint16_t)verb;
    history_event(r->history, &e);
}

/* A child of process `of`, which ends with a status. */
static void child_ends(run *r, uint32_t of, uint32_t child, int64_t status)
{
    tell_in(r, of, VERB_run_make, (event){.status = EVENT_MADE, .object = child, .number = KIND_process, .detail = text_of("child")});
    tell_in(r, of, VERB_process_start, (event){.object = child});
    tell_in(r, child, VERB_run_exit, (event){.detail = {.tag = DETAIL_INT, .integer = status}});
}

/* Those that two processes have given one name are known by which has made them, whichever was first. */
static void test_names_in_processes(void **state)
{
    (void)state;
    enum { RED = 40, BLUE, FIRST_CHILD, SECOND_CHILD };
    run runs[2] = {begin(), begin()};
    for (int i = 0; i < 2; i++) {
        name_it(&runs[i], RED, KIND_process, "red", 0);
        name_it(&runs[i], BLUE, KIND_process, "blue", 0);
        tell_in(&runs[i], RED, VERB_thread_begin, (event){.object = RED});
        tell_in(&runs[i], BLUE, VERB_thread_begin, (event){.object = BLUE});
        child_ends(&runs[i], i ? BLUE : RED, FIRST_CHILD, i ? 7 : 5);
        child_ends(&runs[i], i ? RED : BLUE, SECOND_CHILD, i ? 5 : 7);
    }
    expect(&runs[0], &runs[1], COMPARED_SAME, "The runs are the same: 17 acts of 5 tasks, each after the same as in the other.\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_other_order),        cmocka_unit_test(test_race),
        cmocka_unit_test(test_same_words),         cmocka_unit_test(test_value),
        cmocka_unit_test(test_condition),          cmocka_unit_test(test_names),
        cmocka_unit_test(test_names_in_processes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
