/* perfetto: what comes out keeps the rules of the Trace Event Format, whatever happens in the run. */
#include "trace_fake.h"

#include <jansson.h>

enum { PAGE = QUEUE + 1, MOST = 4000 };

typedef struct slice {
    long long group, track, begin, end;
    int place; /* in the file */
    bool open; /* begun by a B, and its E has not come yet */
} slice;

typedef struct checked { /* what was found in a trace */
    slice slices[MOST];
    int slice_count, named[MOST], flows, counters, moments;
    long long named_groups[MOST], named_tracks[MOST];
    int name_count;
} checked;

/* Of a time: microseconds with three decimals, as nanoseconds. */
static long long ns_of(const json_t *number)
{
    assert_true(json_is_number(number));
    double us = json_number_value(number);
    assert_true(us >= 0);
    return (long long)(us * 1000 + 0.5);
}

static long long integer_of(const json_t *e, const char *key)
{
    const json_t *found = json_object_get(e, key);
    assert_true(json_is_integer(found));
    return json_integer_value(found);
}

static int by_place(const void *a, const void *b)
{
    const slice *x = a, *y = b;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    if (x->track != y->track)
        return x->track < y->track ? -1 : 1;
    if (x->begin != y->begin)
        return x->begin < y->begin ? -1 : 1;
    if (x->end != y->end)
        return x->end > y->end ? -1 : 1;
    return x->place - y->place;
}

/* Slices of one track: each lies within one that is open, or behind it. Of those that begin at one time the outer one stands before the
 * inner ones, since who reads the file goes by that. */
static void check_nesting(checked *c)
{
    slice open[MOST];
    int depth = 0;
    qsort(c->slices, (size_t)c->slice_count, sizeof *c->slices, by_place);
    for (int i = 0; i < c->slice_count; i++) {
        slice s = c->slices[i];
        while (depth && (open[depth - 1].group != s.group || open[depth - 1].track != s.track || open[depth - 1].end <= s.begin))
            depth--;
        if (depth && s.end > open[depth - 1].end)
            fail_msg("slice %lld-%lld of track %lld crosses %lld-%lld", s.begin, s.end, s.track, open[depth - 1].begin,
                     open[depth - 1].end);
        if (depth && s.begin == open[depth - 1].begin)
            assert_true(s.place > open[depth - 1].place);
        assert_false(s.open);
        open[depth++] = s;
    }
}

/* An E belongs to the last B of its track. */
static void end_slice(checked *c, const json_t *e)
{
    int i = c->slice_count - 1;
    while (i >= 0 && !(c->slices[i].open && c->slices[i].group == integer_of(e, "pid") && c->slices[i].track == integer_of(e, "tid")))
        i--;
    assert_true(i >= 0);
    c->slices[i].end = ns_of(json_object_get(e, "ts"));
    c->slices[i].open = false;
    assert_true(c->slices[i].end >= c->slices[i].begin);
}

static bool in_some_slice(const checked *c, long long group, long long track, long long t)
{
    for (int i = 0; i < c->slice_count; i++)
        if (c->slices[i].group == group && c->slices[i].track == track && c->slices[i].begin <= t && t < c->slices[i].end)
            return true;
    return false;
}

static bool named(const checked *c, long long group, long long track)
{
    for (int i = 0; i < c->name_count; i++)
        if (c->named_groups[i] == group && c->named_tracks[i] == track)
            return true;
    return false;
}

static void check_entry(checked *c, const json_t *e)
{
    const char *phase = json_string_value(json_object_get(e, "ph"));
    assert_non_null(phase);
    assert_true(*phase == 'E' || json_is_string(json_object_get(e, "name")));
    if (strchr("XBEisfC", *phase))
        ns_of(json_object_get(e, "ts"));
    switch (*phase) {
    case 'X':
    case 'B':
        c->slices[c->slice_count] = (slice){.group = integer_of(e, "pid"),
                                            .track = integer_of(e, "tid"),
                                            .begin = ns_of(json_object_get(e, "ts")),
                                            .place = c->slice_count,
                                            .open = *phase == 'B'};
        if (*phase == 'X')
            c->slices[c->slice_count].end = c->slices[c->slice_count].begin + ns_of(json_object_get(e, "dur"));
        c->slice_count++;
        break;
    case 'E': end_slice(c, e); break;
    case 'M':
        assert_true(json_is_string(json_object_get(json_object_get(e, "args"), "name")));
        if (strcmp(json_string_value(json_object_get(e, "name")), "thread_name") == 0) {
            c->named_groups[c->name_count] = integer_of(e, "pid");
            c->named_tracks[c->name_count++] = integer_of(e, "tid");
        }
        break;
    case 'C':
        assert_true(integer_of(json_object_get(e, "args"), "count") >= 0);
        c->counters++;
        break;
    case 'i': c->moments++; break;
    case 's':
    case 'f': c->flows++; break;
    default: fail_msg("an entry of phase %s", phase);
    }
}

/* Each arrow has two ends, and does not go back in time. `bound`: both lie within slices, without which they are not drawn. */
static void check_flows(const checked *c, const json_t *entries, bool bound)
{
    for (size_t i = 0; i < json_array_size(entries); i++) {
        const json_t *from = json_array_get(entries, i);
        if (strcmp(json_string_value(json_object_get(from, "ph")), "s") != 0)
            continue;
        const json_t *to = json_array_get(entries, i + 1);
        assert_string_equal(json_string_value(json_object_get(to, "ph")), "f");
        assert_int_equal(integer_of(from, "id"), integer_of(to, "id"));
        long long begin = ns_of(json_object_get(from, "ts")), end = ns_of(json_object_get(to, "ts"));
        assert_true(begin <= end);
        if (!bound)
            continue;
        assert_true(in_some_slice(c, integer_of(from, "pid"), integer_of(from, "tid"), begin));
        assert_true(in_some_slice(c, integer_of(to, "pid"), integer_of(to, "tid"), end));
    }
}

static void check(const char *text, checked *c, bool bound)
{
    json_error_t error;
    json_t *trace = json_loads(text, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (!trace)
        fail_msg("%s", error.text);
    const json_t *entries = json_object_get(trace, "traceEvents");
    assert_true(json_is_array(entries));
    *c = (checked){0};
    for (size_t i = 0; i < json_array_size(entries); i++)
        check_entry(c, json_array_get(entries, i));
    check_nesting(c);
    check_flows(c, entries, bound);
    for (int i = 0; i < c->slice_count; i++)
        assert_true(named(c, c->slices[i].group, c->slices[i].track));
    json_decref(trace);
}

static checked found;

static void test_a_run(void **state)
{
    (void)state;
    stage s;
    stage_open(&s, "perfetto");
    make_cast(&s);
    make(&s, PAGE, KIND_rwlock, "page");
    uint64_t start = put(&s, (event){.task = MAIN, .verb = VERB_thread_start, .object = ANN});
    put(&s, (event){.task = ANN, .verb = VERB_thread_begin, .object = ANN, .cause = start});
    put(&s, (event){.task = ANN, .verb = VERB_rwlock_acquire, .object = PAGE, .detail = text_of("read")});
    s.now = 1 * S;
    put(&s, (event){.task = BOB, .verb = VERB_rwlock_acquire, .object = PAGE, .detail = text_of("read")});
    put(&s, (event){.task = BOB, .verb = VERB_run_work, .status = EVENT_WAITING});
    s.now = 2 * S;
    put(&s, (event){.task = ANN, .verb = VERB_rwlock_release, .object = PAGE, .detail = text_of("read")});
    put(&s, (event){.task = BOB, .verb = VERB_run_turn, .status = EVENT_WAITING, .other = ANN});
    put(&s, (event){.task = ANN, .verb = VERB_queue_put, .object = QUEUE, .detail = text_of("x")});
    s.now = 3 * S + 7;
    put(&s, (event){.task = BOB, .verb = VERB_run_turn, .blocked = 1 * S + 7});
    put(&s, (event){.task = BOB, .verb = VERB_run_work, .blocked = 2 * S + 7});
    put(&s, (event){.task = BOB, .verb = VERB_queue_get, .object = QUEUE, .detail = text_of("x")});
    put(&s, (event){.task = BOB, .verb = VERB_rwlock_release, .object = PAGE, .detail = text_of("read")});
    put(&s, (event){.task = BOB, .verb = VERB_rwlock_acquire, .object = PAGE, .detail = text_of("write")});
    uint64_t end = put(&s, (event){.task = BOB, .verb = VERB_thread_end, .object = BOB});
    put(&s, (event){.task = ANN, .verb = VERB_thread_join, .object = BOB, .cause = end});
    print(&s, ANN, "done\n");
    char *text = stage_close(&s);
    check(text, &found, true);
    assert_int_equal(found.flows, 6);
    assert_int_equal(found.counters, 2);
    assert_non_null(strstr(text, "\"ts\":3000000.007"));
    assert_non_null(
        strstr(text, "\"name\":\"waits for the GIL\",\"cat\":\"waits for the GIL\",\"args\":{\"seq\":14,\"because of\":\"ann\"}"));
    free(text);
}

/* Events as no run makes them: at any time, of anybody, about anything. */
static void test_any_events(void **state)
{
    (void)state;
    for (unsigned round = 0; round < 40; round++) {
        stage s;
        unsigned chance = round + 1;
        stage_open(&s, "perfetto");
        make_cast(&s);
        for (int i = 0; i < 300; i++) {
            unsigned dice[6];
            for (int k = 0; k < 6; k++)
                dice[k] = (chance = chance * 1103515245 + 12345) >> 16 & 0x7FFF;
            s.now += (int)(dice[0] % 500) - 30;
            put(&s, (event){.task = 1 + dice[1] % 5,
                            .process = dice[1] % 5 == 4 ? BOB : MAIN,
                            .verb = (uint16_t)(1 + dice[2] % (VERBS - 1)),
                            .status = (uint8_t)(dice[3] % 3 ? EVENT_DONE : dice[3] % EVENT_MADE),
                            .object = dice[4] % 8,
                            .other = dice[5] % 8,
                            .blocked = dice[0] % 3 ? 0 : dice[5] % 900,
                            .cause = dice[5] % 2             ? 0
                                     : s.last > dice[4] % 20 ? s.last - dice[4] % 20
                                                             : 0,
                            .detail = text_of(dice[4] % 2 ? "read" : "write")});
        }
        char *text = stage_close(&s);
        check(text, &found, false);
        free(text);
    }
}

static void test_hostile_texts(void **state)
{
    (void)state;
    stage s;
    stage_open_with(&s, "perfetto", (format_options){.script = "\"}],<script>", .title = "\33[31m\\\"\n", .engine = "sim"});
    make(&s, ANN, KIND_thread, "\"},{\"ph\":\"X\\");
    make(&s, LOCK, KIND_lock, "</script>\33]0;x\a\1\xff");
    put(&s, (event){.task = ANN, .verb = VERB_lock_acquire, .object = LOCK});
    print(&s, ANN, "\"]}\n\0\33[2J");
    char *text = stage_close(&s);
    check(text, &found, true);
    assert_null(strchr(text, '\33'));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_run),
        cmocka_unit_test(test_any_events),
        cmocka_unit_test(test_hostile_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
