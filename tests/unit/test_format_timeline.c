/* timeline: columns, prints, sentences. */
#include "trace_fake.h"

static void open_cast(stage *s)
{
    stage_open(s, "timeline");
    make_cast(s);
}

/* The sentence that one event makes, after those that were put before it. */
static void says(stage *s, event e, const char *expected)
{
    s->now = 2 * S;
    put(s, e);
    char *text = stage_close(s), wanted[300];
    size_t length = strlen(text);
    assert_true(length > 0);
    text[length - 1] = '\0';
    char *newline = strrchr(text, '\n'), *line = newline ? newline + 1 : text;
    snprintf(wanted, sizeof wanted, "   2.000s  ann         %s", expected);
    assert_string_equal(line, wanted);
    free(text);
}

static const detail one = {.tag = DETAIL_INT, .integer = 1};
static const char long_text[] = "1234567890123456789012345678901234567890123456789012345678901234567890";

static void alone(event e, const char *expected)
{
    stage s;
    open_cast(&s);
    e.task = ANN;
    says(&s, e, expected);
}

/* What `e` says when bob did `deed` a moment before. */
static void after(event deed, event e, const char *expected)
{
    stage s;
    open_cast(&s);
    deed.task = BOB;
    e.task = ANN;
    e.cause = put(&s, deed);
    says(&s, e, expected);
}

static void test_lines(void **state)
{
    (void)state;
    stage s;
    stage_open_with(&s, "timeline", (format_options){.live = true, .title = "Traffic light"});
    make_cast(&s);
    put(&s, (event){.task = MAIN, .verb = VERB_thread_start, .object = ANN});
    print(&s, ANN, "hello\n");
    put(&s,
        (event){.task = ANN, .verb = VERB_run_sleep, .status = EVENT_WAITING, .detail = {.tag = DETAIL_DURATION, .integer = 1500 * MS}});
    s.now = 1500 * MS + 999999;
    put(&s, (event){.task = ANN, .verb = VERB_run_sleep, .blocked = 1500 * MS});
    put(&s, (event){.task = ANN, .verb = VERB_thread_end, .object = ANN});
    s.now = 12345 * S;
    put(&s, (event){.verb = VERB_run_stop, .status = EVENT_NOTE, .detail = text_of("stopped after 24s")});
    stage_expect(&s, "Traffic light\n"
                     "   0.000s  main        starts ann\n"
                     "   0.000s  ann       │ hello\n"
                     "   0.000s  ann         sleeps 1.5s\n"
                     "   1.500s  ann         ends\n"
                     "12345.000s              stopped after 24s\n");
}

static void test_not_live(void **state)
{
    (void)state;
    stage s;
    stage_open_with(&s, "timeline", (format_options){.live = false});
    make_cast(&s);
    put(&s, (event){.task = ANN, .verb = VERB_run_sleep, .status = EVENT_WAITING, .detail = {.tag = DETAIL_DURATION, .integer = S}});
    put(&s, (event){.task = ANN, .verb = VERB_run_sleep, .blocked = S});
    stage_expect(&s, "   0.000s  ann         wakes after 1s\n");
}

static void test_prints(void **state)
{
    (void)state;
    stage s;
    open_cast(&s);
    print(&s, ANN, "one\n\ntwo\n");
    print(&s, ANN, "\n");
    print(&s, ANN, "");
    print(&s, ANN, "\33[31mred\33[0m \33[2Jhome\r\b\a\ttab\n");
    stage_expect(&s, "   0.000s  ann       │ one\n"
                     "                     │\n"
                     "                     │ two\n"
                     "   0.000s  ann       │\n"
                     "   0.000s  ann       │ red home\ttab\n");
}

static void test_pieces_of_lines(void **state)
{
    (void)state;
    stage s;
    open_cast(&s);
    print(&s, ANN, "a");
    print(&s, BOB, "x");
    print(&s, ANN, "b");
    print(&s, MAIN, "y\n");
    s.now = S;
    print(&s, ANN, "c\nd");
    print(&s, ANN, "\n");
    s.now = 2 * S;
    put(&s, (event){.task = BOB, .verb = VERB_thread_end, .object = BOB});
    print(&s, MAIN, "end");
    stage_expect(&s, "   0.000s  main      │ y\n"
                     "   1.000s  ann       │ abc\n"
                     "                     │ d\n"
                     "   2.000s  bob       │ x\n"
                     "   2.000s  bob         ends\n"
                     "   2.000s  main      │ end\n");
}

static void test_columns_grow(void **state)
{
    (void)state;
    stage s;
    open_cast(&s);
    put(&s, (event){.task = ANN, .verb = VERB_event_set, .object = GREEN});
    make(&s, 10, KIND_thread, "philosopher-1");
    put(&s, (event){.task = ANN, .verb = VERB_event_set, .object = GREEN});
    make(&s, 11, KIND_thread, "a-name-of-more-than-eighteen");
    put(&s, (event){.task = 11, .verb = VERB_event_set, .object = GREEN});
    make(&s, 12, KIND_thread, "你好");
    put(&s, (event){.task = 12, .verb = VERB_event_set, .object = GREEN});
    put(&s, (event){.process = BOB, .task = 10, .verb = VERB_event_set, .object = GREEN});
    stage_expect(&s, "   0.000s  ann         sets green\n"
                     "   0.000s  ann              sets green\n"
                     "   0.000s  a-name-of-more-th…    sets green\n"
                     "   0.000s  你好                  sets green\n"
                     "   0.000s  bob/philosopher-1     sets green\n");
}

static void test_colors(void **state)
{
    (void)state;
    stage s;
    stage_open_with(&s, "timeline", (format_options){.color = true, .live = true});
    make_cast(&s);
    print(&s, ANN, "\33[1mhi\33[0m\n");
    put(&s, (event){.task = BOB, .verb = VERB_event_set, .object = GREEN});
    put(&s, (event){.task = ANN, .verb = VERB_thread_fail, .object = ANN, .error = 8, .detail = text_of("no")});
    stage_expect(&s, "\33[2m   0.000s\33[0m  \33[38;5;33mann\33[0m       │ \33[1mhi\33[0m\33[0m\n"
                     "\33[2m   0.000s\33[0m  \33[38;5;166mbob\33[0m       \33[2m  sets green\33[0m\n"
                     "\33[2m   0.000s\33[0m  \33[38;5;33mann\33[0m       \33[31m! ends with an error, state: no\33[0m\n");
}

static void test_remarks(void **state)
{
    (void)state;
    stage s;
    open_cast(&s);
    put(&s, (event){.task = ANN, .verb = VERB_thread_fail, .object = ANN, .error = 1, .detail = text_of("oh\n  in f, line 3")});
    put(&s, (event){.status = EVENT_NOTE, .detail = text_of("3 events were not recorded")});
    stage_expect(&s, "   0.000s  ann       ! ends with an error: oh\n"
                     "                     !   in f, line 3\n"
                     "   0.000s            ! 3 events were not recorded\n");
}

static void test_quiet_ones(void **state)
{
    (void)state;
    stage s;
    open_cast(&s);
    put(&s, (event){.task = ANN, .verb = VERB_event_is_set, .object = GREEN});
    put(&s, (event){.task = ANN, .verb = VERB_thread_begin, .object = ANN});
    put(&s, (event){.task = ANN, .verb = VERB_run_select});
    put(&s, (event){.task = ANN, .verb = VERB_event_set, .status = EVENT_WAITING, .object = GREEN});
    stage_expect(&s, "");
}

static void test_done(void **state)
{
    (void)state;
    alone((event){.verb = VERB_queue_put, .object = QUEUE, .detail = {.tag = DETAIL_INT, .integer = 42}}, "puts 42 into q");
    alone((event){.verb = VERB_queue_next, .object = QUEUE, .detail = text_of("nil")}, "gets nil from q");
    alone((event){.verb = VERB_queue_next, .object = QUEUE}, "finds q closed and empty");
    alone((event){.verb = VERB_semaphore_acquire, .object = LOCK, .number = 2}, "takes one of m, 2 left");
    alone((event){.verb = VERB_semaphore_acquire, .object = LOCK, .blocked = S}, "takes one of m, 0 left (waited 1s)");
    alone((event){.verb = VERB_semaphore_release, .object = LOCK, .number = 3, .detail = one}, "gives one back to m, 3 left");
    alone((event){.verb = VERB_rlock_acquire, .object = LOCK}, "takes m");
    alone((event){.verb = VERB_rlock_acquire, .object = LOCK, .number = 2}, "takes m again (depth 2)");
    alone((event){.verb = VERB_rlock_release, .object = LOCK, .number = 1}, "gives m back once, still held (depth 1)");
    alone((event){.verb = VERB_rwlock_release, .object = LOCK, .detail = text_of("write")}, "gives m back, after writing");
    alone((event){.verb = VERB_condition_notify, .object = GREEN}, "notifies green, nobody waits");
    alone((event){.verb = VERB_pool_submit, .object = GREEN, .other = QUEUE, .detail = text_of("f(1)")}, "gives f(1) to green, as q");
    alone((event){.verb = VERB_queue_put, .object = QUEUE, .detail = text_of("a\nb\33[1mc\t")}, "puts a\\nbc into q");
    alone((event){.verb = VERB_queue_put, .object = QUEUE, .detail = text_of(long_text)},
          "puts 12345678901234567890123456789012345678901234567890123456789… into q");
    alone((event){.verb = VERB_event_set, .object = 77}, "sets #77");
}

static void test_waiting(void **state)
{
    (void)state;
    alone((event){.verb = VERB_event_wait, .status = EVENT_WAITING, .object = GREEN}, "waits for green");
    alone((event){.verb = VERB_lock_acquire, .status = EVENT_WAITING, .object = LOCK, .other = BOB}, "waits for m, held by bob");
    alone((event){.verb = VERB_rwlock_acquire,
                  .status = EVENT_WAITING,
                  .object = LOCK,
                  .number = 2,
                  .other = BOB,
                  .detail = text_of("write, held by bob and ann")},
          "waits for m, to write, held by bob and ann");
    alone((event){.verb = VERB_rwlock_acquire, .status = EVENT_WAITING, .object = LOCK, .other = BOB, .detail = text_of("write")},
          "waits for m, to write, held by bob");
    alone(
        (event){.verb = VERB_rwlock_acquire, .status = EVENT_WAITING, .object = LOCK, .number = 1, .other = BOB, .detail = text_of("read")},
        "waits for m, to read, behind bob");
    alone((event){.verb = VERB_run_atomic, .status = EVENT_WAITING, .other = BOB}, "waits to begin an atomic block, held up by bob");
    alone((event){.verb = VERB_run_select, .status = EVENT_WAITING, .number = 2, .detail = text_of("q, green")},
          "waits for one of q, green");
    alone((event){.verb = VERB_run_select, .status = EVENT_WAITING, .detail = text_of("q")}, "waits for q");
    alone((event){.verb = VERB_queue_put, .status = EVENT_WAITING, .object = QUEUE, .number = 5, .detail = one},
          "waits for room in q, to put 1");
    alone((event){.verb = VERB_queue_put, .status = EVENT_WAITING, .object = QUEUE, .detail = one}, "waits for somebody at q, to take 1");
    alone((event){.verb = VERB_timer_due, .status = EVENT_WAITING, .detail = {.tag = DETAIL_DURATION, .integer = 499987654}},
          "is due in 500ms");
}

static void test_waited(void **state)
{
    (void)state;
    const event set = {.verb = VERB_event_set, .object = GREEN};
    after(set, (event){.verb = VERB_event_wait, .object = GREEN, .blocked = 5 * S}, "sees that green is set (waited 5s, bob set it)");
    after(set, (event){.verb = VERB_run_await, .blocked = S, .detail = text_of("n > 2")}, "sees n > 2 (waited 1s, bob set green)");
    after((event){.verb = VERB_lock_release, .object = LOCK}, (event){.verb = VERB_lock_acquire, .object = LOCK, .blocked = 1234567},
          "takes m (waited 1.23ms, bob gave it back)");
    after((event){.verb = VERB_queue_put, .object = QUEUE, .detail = one},
          (event){.verb = VERB_queue_get, .object = QUEUE, .detail = one, .blocked = 4999999999},
          "gets 1 from q (waited 5s, bob put it in)");
    after((event){.verb = VERB_queue_put, .object = QUEUE, .detail = text_of(long_text)},
          (event){.verb = VERB_queue_next, .object = QUEUE, .detail = text_of(long_text), .blocked = 500005000},
          "gets 12345678901234567890123456789012345678901234567890123456789… from q (waited 500ms, bob put it in)");
    after((event){.verb = VERB_queue_get, .object = QUEUE, .detail = one},
          (event){.verb = VERB_queue_put, .object = QUEUE, .detail = one, .blocked = 1234567890},
          "puts 1 into q (waited 1.235s, bob got 1)");
    after((event){.verb = VERB_queue_get, .object = QUEUE, .detail = text_of(long_text)},
          (event){.verb = VERB_queue_put, .object = QUEUE, .detail = one, .blocked = S}, "puts 1 into q (waited 1s, bob got something)");
    after((event){.verb = VERB_semaphore_release, .object = LOCK, .number = 1, .detail = one},
          (event){.verb = VERB_semaphore_acquire, .object = LOCK, .blocked = S}, "takes one of m, 0 left (waited 1s, bob gave one back)");
    after((event){.verb = VERB_thread_end, .object = BOB}, (event){.verb = VERB_thread_join, .object = BOB, .blocked = S},
          "has joined bob (waited 1s)");
    after((event){.verb = VERB_run_choose}, (event){.verb = VERB_event_wait, .object = GREEN, .blocked = 999},
          "sees that green is set (waited 999ns, woken by bob)");
    alone((event){.verb = VERB_event_wait, .object = GREEN, .blocked = S, .cause = 3}, "sees that green is set (waited 1s)");
}

/* Work that took much longer than it was to be. */
static void test_worked(void **state)
{
    (void)state;
    const detail two = {.tag = DETAIL_DURATION, .integer = 2 * S};
    alone((event){.verb = VERB_run_work, .detail = two, .blocked = 2 * S, .number = 1}, "has worked 2s (waited 1ns for the GIL)");
    alone((event){.verb = VERB_run_work, .detail = two, .blocked = 5 * S, .number = 2 * S}, "has worked 2s (waited 2s for the GIL)");
    alone((event){.verb = VERB_run_work, .detail = two, .blocked = 3 * S}, "has worked 2s (took 3s)");
    alone((event){.verb = VERB_run_gil, .blocked = 5 * MS}, "gets the GIL (waited 5ms)");
    stage s;
    stage_open_with(&s, "timeline", (format_options){.live = true});
    make_cast(&s);
    put(&s, (event){.task = ANN, .verb = VERB_run_work, .detail = two, .blocked = 2 * S});
    put(&s, (event){.task = ANN, .verb = VERB_run_work, .detail = two, .blocked = 2200 * MS});
    put(&s, (event){.task = ANN, .verb = VERB_run_turn, .status = EVENT_WAITING, .other = BOB});
    put(&s, (event){.task = ANN, .verb = VERB_run_turn, .blocked = S});
    put(&s, (event){.task = ANN, .verb = VERB_run_gil, .status = EVENT_WAITING, .other = BOB});
    put(&s, (event){.task = ANN, .verb = VERB_run_work, .detail = two, .blocked = 2200 * MS + 1});
    stage_expect(&s, "   0.000s  ann         waits for the GIL\n"
                     "   0.000s  ann         has worked 2s (took 2.2s)\n");
}

static void test_in_vain(void **state)
{
    (void)state;
    const event closed = {.verb = VERB_queue_close, .object = QUEUE};
    alone((event){.verb = VERB_event_wait, .status = EVENT_TIMEOUT, .object = GREEN, .blocked = 2 * S},
          "times out while it waits for green (waited 2s)");
    alone((event){.verb = VERB_queue_put, .status = EVENT_TIMEOUT, .object = QUEUE, .number = 1}, "has no time to wait for room in q");
    alone((event){.verb = VERB_run_select, .status = EVENT_TIMEOUT, .blocked = S, .number = 2, .detail = text_of("q, green")},
          "times out while it waits for one of q, green (waited 1s)");
    alone((event){.verb = VERB_event_set, .status = EVENT_TIMEOUT, .object = GREEN}, "times out");
    after(closed, (event){.verb = VERB_queue_get, .status = EVENT_RAISED, .error = 12, .object = QUEUE, .blocked = S},
          "q.get raises closed (waited 1s, bob closed it)");
    alone((event){.verb = VERB_lock_release, .status = EVENT_RAISED, .error = 8, .object = LOCK, .detail = text_of("not yours")},
          "m.release raises state: not yours");
    alone((event){.verb = VERB_variable_call, .status = EVENT_RAISED, .error = 8, .object = LOCK, .detail = text_of("empty")},
          "changing m raises state: empty");
    alone((event){.verb = VERB_pool_share, .status = EVENT_RAISED, .error = 8, .object = QUEUE}, "giving a task to q raises state");
    alone((event){.verb = VERB_run_random, .status = EVENT_RAISED}, "random raises an error");
    after((event){.verb = VERB_thread_cancel, .object = ANN}, (event){.verb = VERB_run_sleep, .status = EVENT_CANCELLED, .blocked = S},
          "is cancelled by bob while it sleeps (after 1s)");
    alone((event){.verb = VERB_event_wait, .status = EVENT_CANCELLED, .object = GREEN}, "is cancelled at green.wait");
    alone((event){.verb = VERB_event_set, .status = EVENT_CANCELLED, .object = GREEN}, "is cancelled");
}

/* What a condition says of its lock: one of the script's is named, its own is not. */
static void test_conditions(void **state)
{
    (void)state;
    stage s;
    open_cast(&s);
    make(&s, 10, KIND_condition, "c");
    put(&s, (event){.task = MAIN,
                    .verb = VERB_run_make,
                    .status = EVENT_MADE,
                    .object = 11,
                    .number = KIND_condition,
                    .other = LOCK,
                    .detail = text_of("d")});
    for (uint32_t c = 10; c <= 11; c++) {
        put(&s, (event){.task = ANN, .verb = VERB_condition_acquire, .object = c});
        put(&s, (event){.task = ANN, .verb = VERB_condition_wait, .status = EVENT_WAITING, .object = c});
        uint64_t notify = put(&s, (event){.task = BOB, .verb = VERB_condition_notify_all, .object = c, .number = 2});
        put(&s, (event){.task = ANN, .verb = VERB_condition_wait, .object = c, .blocked = S, .cause = notify});
        uint64_t release = put(&s, (event){.task = BOB, .verb = VERB_lock_release, .object = c == 11 ? LOCK : c});
        put(&s, (event){.task = ANN, .verb = VERB_condition_retake, .object = c, .blocked = S, .cause = release});
    }
    stage_expect(&s, "   0.000s  ann         takes the lock of c\n"
                     "   0.000s  ann         waits at c, its lock given back\n"
                     "   0.000s  bob         notifies all at c, wakes 2\n"
                     "   0.000s  ann         is notified at c (waited 1s, bob notified all)\n"
                     "   0.000s  bob         gives c back\n"
                     "   0.000s  ann         takes the lock of c back (waited 1s, bob gave it back)\n"
                     "   0.000s  ann         takes m\n"
                     "   0.000s  ann         waits at d, m given back\n"
                     "   0.000s  bob         notifies all at d, wakes 2\n"
                     "   0.000s  ann         is notified at d (waited 1s, bob notified all)\n"
                     "   0.000s  bob         gives m back\n"
                     "   0.000s  ann         takes m back (waited 1s, bob gave it back)\n");
}

/* Who has left a pool has told the end. */
static void test_pool_workers(void **state)
{
    (void)state;
    stage s;
    open_cast(&s);
    put(&s, (event){.task = ANN, .verb = VERB_pool_take, .object = QUEUE, .detail = text_of("f(1)")});
    put(&s, (event){.task = ANN, .verb = VERB_pool_take, .object = QUEUE});
    put(&s, (event){.task = ANN, .verb = VERB_pool_leave, .object = QUEUE});
    put(&s, (event){.task = ANN, .verb = VERB_thread_end, .object = ANN});
    put(&s, (event){.task = BOB, .verb = VERB_thread_end, .object = BOB});
    stage_expect(&s, "   0.000s  ann         takes f(1) from q\n"
                     "   0.000s  ann         leaves q\n"
                     "   0.000s  bob         ends\n");
}

/* The threads that do what a pool itself has to do are started unseen, but what they do is shown. */
static void test_pool_helpers(void **state)
{
    (void)state;
    stage s;
    open_cast(&s);
    put(&s, (event){.task = ANN, .verb = VERB_pool_enlist, .object = QUEUE, .other = BOB});
    put(&s, (event){.task = ANN, .verb = VERB_thread_start, .object = BOB});
    put(&s, (event){.task = BOB, .verb = VERB_run_print, .detail = text_of("called back\n")});
    put(&s, (event){.task = BOB, .verb = VERB_thread_start, .object = ANN});
    put(&s, (event){.task = BOB, .verb = VERB_pool_leave, .object = QUEUE});
    put(&s, (event){.task = BOB, .verb = VERB_thread_end, .object = BOB});
    stage_expect(&s, "   0.000s  bob       │ called back\n"
                     "   0.000s  bob         starts ann\n");
}

/* Names that are expected give the column its width from the first line on; a terminal gives lines their end. */
static void test_widths(void **state)
{
    (void)state;
    stage s;
    stage_open_with(&s, "timeline", (format_options){.live = true, .task_width = 11, .columns = 60});
    make_cast(&s);
    print(&s, ANN, "a line that is too long for the terminal that it is shown on\n");
    print(&s, ANN, "0123456789012345678901234567890123456789\n");
    uint64_t cause = put(&s, (event){.task = BOB, .verb = VERB_event_set, .object = GREEN});
    put(&s, (event){.task = ANN, .verb = VERB_event_wait, .object = GREEN, .blocked = S, .cause = cause});
    put(&s, (event){.status = EVENT_NOTE, .detail = text_of("some events were not recorded, the buffer was full")});
    stage_expect(&s, "   0.000s  ann          │ a line that is too long for the\n"
                     "                        │ terminal that it is shown on\n"
                     "   0.000s  ann          │ 0123456789012345678901234567890123\n"
                     "                        │ 456789\n"
                     "   0.000s  bob            sets green\n"
                     "   0.000s  ann            sees that green is set\n"
                     "                            (waited 1s, bob set it)\n"
                     "   0.000s               ! some events were not recorded, the\n"
                     "                        ! buffer was full\n");
}

/* Every phrase, with every status: a line comes out, no slot is left, and nothing stands for what is not there. */
static void every_phrase(bool full)
{
    stage s;
    open_cast(&s);
    for (int v = VERB_none + 1; v < VERBS; v++)
        for (int status = EVENT_DONE; v != VERB_run_stop && status <= EVENT_CANCELLED; status++) {
            const event e = {.task = ANN,
                             .verb = (uint16_t)v,
                             .status = (uint8_t)status,
                             .object = GREEN,
                             .other = BOB,
                             .number = full ? 2 : 0,
                             .error = 1,
                             .blocked = status == EVENT_WAITING ? 0 : S,
                             .cause = s.last,
                             .detail = {.tag = full ? DETAIL_INT : DETAIL_NONE, .integer = 5}};
            put(&s, e);
        }
    char *text = stage_close(&s);
    assert_null(strpbrk(text, "{}?"));
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        assert_true(strncmp(line, "   0.000s  ann       ", 21) == 0);
        assert_true(line[strlen(line) - 1] != ' ');
    }
    free(text);
}

static void test_every_phrase(void **state)
{
    (void)state;
    every_phrase(true);
    every_phrase(false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),           cmocka_unit_test(test_not_live),     cmocka_unit_test(test_prints),
        cmocka_unit_test(test_pieces_of_lines), cmocka_unit_test(test_columns_grow), cmocka_unit_test(test_colors),
        cmocka_unit_test(test_remarks),         cmocka_unit_test(test_quiet_ones),   cmocka_unit_test(test_done),
        cmocka_unit_test(test_waiting),         cmocka_unit_test(test_waited),       cmocka_unit_test(test_in_vain),
        cmocka_unit_test(test_conditions),      cmocka_unit_test(test_pool_workers), cmocka_unit_test(test_pool_helpers),
        cmocka_unit_test(test_widths),          cmocka_unit_test(test_worked),       cmocka_unit_test(test_every_phrase),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
