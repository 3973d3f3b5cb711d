/* recorder: what is put comes out as it was, whole or as far as there was room. */
#include "notes.h"

/* The i-th event of a series, each with something else in it; its text, when it has one, is made in `room`. */
enum { TEXTS = 5000 };

static event nth_event(uint32_t i, char room[static TEXTS])
{
    event e = {.t = i, .process = i % 3, .task = 1 + i % 5, .object = i, .line = i + 1, .verb = (uint16_t)(i % VERBS), .error = i % 7};
    if (i % 4 == 0) {
        e.blocked = (int64_t)i * 1000;
        e.cause = i / 2;
        e.number = -(int64_t)i;
        e.other = i % 8;
    }
    e.detail.tag = (uint8_t)(i % (DETAIL_TEXT + 1));
    if (e.detail.tag == DETAIL_REAL)
        e.detail.number = i / 3.0;
    else if (e.detail.tag != DETAIL_NONE && e.detail.tag != DETAIL_TEXT)
        e.detail.integer = INT64_MAX - i;
    if (e.detail.tag == DETAIL_TEXT) {
        e.detail = detail_of_text(room, i * 37 % TEXTS);
        for (uint32_t k = 0; k < e.detail.length; k++)
            room[k] = (char)(i + k * 7);
    }
    return e;
}

typedef struct series { /* a sink that is given such a series */
    sink base;
    uint32_t next;
} series;

static void series_event(sink *s, const event *e)
{
    char room[TEXTS];
    uint32_t i = ((series *)s)->next++;
    event wanted = nth_event(i, room);
    assert_int_equal(e->seq, i + 1);
    assert_int_equal(e->t, wanted.t);
    assert_int_equal(e->process, wanted.process);
    assert_int_equal(e->task, wanted.task);
    assert_int_equal(e->object, wanted.object);
    assert_int_equal(e->line, wanted.line);
    assert_int_equal(e->verb, wanted.verb);
    assert_int_equal(e->error, wanted.error);
    assert_int_equal(e->blocked, wanted.blocked);
    assert_int_equal(e->cause, wanted.cause);
    assert_int_equal(e->number, wanted.number);
    assert_int_equal(e->other, wanted.other);
    assert_int_equal(e->detail.tag, wanted.detail.tag);
    if (wanted.detail.tag == DETAIL_TEXT) {
        assert_int_equal(e->detail.length, wanted.detail.length);
        assert_memory_equal(e->detail.text, wanted.detail.text, wanted.detail.length);
    } else if (wanted.detail.tag != DETAIL_NONE) {
        assert_int_equal(e->detail.integer, wanted.detail.integer);
    }
}

/* Through rings that are filled again and again, from end to end, and drained now and then, or only when they are full. */
static void test_all_comes_out(void **state)
{
    (void)state;
    for (int way = 0; way < 3; way++) {
        char room[TEXTS];
        series n = {.base = {series_event, plain_flush, plain_end, plain_failed}};
        recorder *r = recorder_new(RECORD_OPS, false, NULL);
        recorder_add(r, &n.base);
        if (way)
            recorder_hook(r, &(recorder_hooks){.room = drain_here, .context = &r});
        lane *lanes[3] = {recorder_lane(r), recorder_lane(r), recorder_lane(r)};
        for (uint32_t i = 0; i < MANY; i++) {
            event e = nth_event(i, room);
            assert_int_equal(recorder_put(lanes[i / 7 % 3], &e), i + 1);
            if (way == 2 && i % 100 == i / 100 % 100)
                recorder_drain(r, false);
        }
        assert_false(recorder_end(r));
        assert_int_equal(n.next, MANY);
    }
}

/* A text that is far longer than any ring. */
typedef struct reader {
    sink base;
    size_t length;
    int count;
} reader;

static void reader_event(sink *s, const event *e)
{
    reader *n = (reader *)s;
    n->count++;
    if (e->verb != VERB_run_print || e->status != EVENT_DONE)
        return;
    n->length += e->detail.length;
    for (size_t i = 0; i < e->detail.length; i++)
        if (e->detail.text[i] != (char)('a' + i % 23))
            fail_msg("byte %zu is %d", i, e->detail.text[i]);
}

static void leave_it(void *context, lane *l)
{
    (void)context;
    (void)l;
}

static void put_text(lane *l, const char *text, size_t length)
{
    event e = {.task = 1, .verb = VERB_run_print, .detail = detail_of_text(text, length)};
    assert_int_not_equal(recorder_put(l, &e), 0);
}

static void test_long_texts(void **state)
{
    (void)state;
    enum { LONG = 3000000 };
    char *text = malloc(LONG);
    assert_non_null(text);
    for (size_t i = 0; i < LONG; i++)
        text[i] = (char)('a' + i % 23);
    reader n = {.base = {reader_event, plain_flush, plain_end, plain_failed}};
    recorder *r = recorder_new(RECORD_PRINT, true, NULL);
    recorder_add(r, &n.base);
    recorder_hook(r, &(recorder_hooks){.room = drain_here, .context = &r});
    lane *one = recorder_lane(r), *two = recorder_lane(r);
    put_text(two, text, 1);
    put_text(one, text, LONG);
    put_text(two, text, PIECE);
    put_text(one, text, PIECE + 1);
    assert_false(recorder_drain(r, false));
    assert_int_equal(n.length, LONG + 2 * PIECE + 2);
    assert_int_equal(n.count, 4);
    recorder_end(r);
    free(text);
}

/* Where there is no room for the rest of a text, it ends; the event is not whole, and is shown as far as it goes. */
static void test_half_a_text(void **state)
{
    (void)state;
    enum { LONG = 3000000 };
    char *text = malloc(LONG);
    assert_non_null(text);
    for (size_t i = 0; i < LONG; i++)
        text[i] = (char)('a' + i % 23);
    for (int more = 0; more < 2; more++) {
        reader n = {.base = {reader_event, plain_flush, plain_end, plain_failed}};
        recorder *r = recorder_new(RECORD_PRINT, false, NULL);
        recorder_add(r, &n.base);
        recorder_hook(r, &(recorder_hooks){.room = leave_it});
        lane *l = recorder_lane(r);
        put_text(l, text, LONG);
        recorder_drain(r, false);
        assert_int_equal(n.count, 0);
        assert_int_equal(recorder_dropped(r), 1);
        if (more) {
            recorder_hook(r, &(recorder_hooks){.wake = count_wake, .context = &(int){0}});
            event e = {.task = 1, .verb = VERB_event_set};
            assert_int_equal(recorder_put(l, &e), 3); /* after the note of the loss */
            recorder_drain(r, false);
            assert_int_equal(n.count, 3);
        }
        size_t shown = n.length;
        recorder_end(r);
        assert_int_equal(n.count, more ? 3 : 2);
        assert_true(n.length > PIECE && n.length < LONG);
        assert_true(!more || n.length == shown);
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_comes_out),
        cmocka_unit_test(test_long_texts),
        cmocka_unit_test(test_half_a_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
