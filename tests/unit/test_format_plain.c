/* plain, and what all formats share: details, the table, writing that fails. */
#include "trace_fake.h"
#include "trace/formats.h"

#include <fcntl.h>
#include <math.h>
#include <signal.h>

static void shows(detail d, const char *expected)
{
    buf out = {0};
    detail_show(&d, &out);
    assert_string_equal(out.data ? out.data : "", expected);
    buf_free(&out);
}

static detail real(double number) { return (detail){.tag = DETAIL_REAL, .number = number}; }
static detail duration(int64_t ns) { return (detail){.tag = DETAIL_DURATION, .integer = ns}; }

static void test_details(void **state)
{
    (void)state;
    shows((detail){.tag = DETAIL_NONE}, "");
    shows((detail){.tag = DETAIL_BOOL, .integer = 1}, "true");
    shows((detail){.tag = DETAIL_BOOL}, "false");
    shows((detail){.tag = DETAIL_INT}, "0");
    shows((detail){.tag = DETAIL_INT, .integer = INT64_MIN}, "-9223372036854775808");
    shows((detail){.tag = DETAIL_INT, .integer = INT64_MAX}, "9223372036854775807");
    shows(detail_of_text("hi", 2), "hi");
}

static void test_durations(void **state)
{
    (void)state;
    shows(duration(0), "0s");
    shows(duration(90 * S), "90s");
    shows(duration(1500 * MS), "1.5s");
    shows(duration(250 * MS), "250ms");
    shows(duration(-250 * MS), "-250ms");
    shows(duration(1), "1ns");
    shows(duration(1001), "1.001us");
    shows(duration(999999999), "999.999999ms");
    shows(duration(1000000001), "1.000000001s");
    shows(duration(INT64_MIN), "-9223372036.854775808s");
}

static void test_reals(void **state)
{
    (void)state;
    shows(real(0), "0.0");
    shows(real(-0.0), "-0.0");
    shows(real(1), "1.0");
    shows(real(0.1), "0.1");
    shows(real(-2.5), "-2.5");
    shows(real(0.1 + 0.2), "0.30000000000000004");
    shows(real(123456.789), "123456.789");
    shows(real(0.0001), "0.0001");
    shows(real(0.000123), "0.000123");
    shows(real(0.00001), "1e-05");
    shows(real(1.5e-7), "1.5e-07");
    shows(real(1e15), "1000000000000000.0");
    shows(real(1e16), "1e+16");
    shows(real(1.25e100), "1.25e+100");
    shows(real(5e-324), "5e-324");
    shows(real(HUGE_VAL), "inf");
    shows(real(-HUGE_VAL), "-inf");
    shows(real(NAN), "nan");
}

static void test_words(void **state)
{
    (void)state;
    for (int k = KIND_none + 1; k < KINDS; k++)
        assert_int_equal(kind_by_name(kind_words[k].name), k);
    for (int v = VERB_none + 1; v < VERBS; v++)
        assert_int_equal(verb_by_name((kind_id)verb_words[v].kind, verb_words[v].name), v);
    assert_int_equal(kind_by_name("thing"), KIND_none);
    assert_int_equal(verb_by_name(KIND_event, "acquire"), VERB_none);
    assert_int_equal(verb_words[VERB_event_wait].flags, VERB_WAITS | VERB_SELECT | VERB_BOOL);
    assert_string_equal(formats[0].name, "timeline");
    assert_null(format_find("html5"));
}

static void test_prints_alone(void **state)
{
    (void)state;
    stage s;
    stage_open(&s, "plain");
    make_cast(&s);
    put(&s, (event){.task = ANN, .verb = VERB_event_set, .object = GREEN});
    print(&s, ANN, "one\n");
    print(&s, BOB, "no newline");
    print(&s, ANN, "\33[1mbold\33[0m \33]0;title\atab\t\r\b \33(B.\n");
    stage_expect(&s, "one\nno newlinebold tab\t\r\b .\n");
}

static void test_colors_kept(void **state)
{
    (void)state;
    stage s;
    stage_open_with(&s, "plain", (format_options){.color = true});
    print(&s, ANN, "\33[1mbold\33[0m\n");
    stage_expect(&s, "\33[1mbold\33[0m\n");
}

static void test_much_at_once(void **state)
{
    (void)state;
    enum { SIZE = 200000 };
    char *large = malloc(SIZE + 1);
    assert_non_null(large);
    memset(large, 'x', SIZE);
    large[SIZE] = '\0';
    stage s;
    stage_open(&s, "plain");
    print(&s, ANN, "a");
    print(&s, ANN, large);
    print(&s, ANN, "b");
    char *text = stage_close(&s);
    assert_int_equal(strlen(text), SIZE + 2);
    assert_int_equal(text[0], 'a');
    assert_int_equal(text[SIZE + 1], 'b');
    free(text);
    free(large);
}

/* Every format, to a descriptor that cannot be written: `failed` is true and stays, and the end tells it. */
static void test_writing_fails(void **state)
{
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    for (int i = 0; i < format_count; i++) {
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        close(ends[0]);
        recorder *r = recorder_new(formats[i].mask, false, NULL);
        recorder_add(r, formats[i].open(&(format_options){.fd = ends[1]}));
        lane *l = recorder_lane(r);
        assert_false(recorder_failed(r));
        for (int n = 0; n < 10000; n++)
            recorder_put(
                l, &(event){.seq = recorder_ticket(r), .process = 1, .task = 1, .verb = VERB_run_print, .detail = text_of("some text\n")});
        recorder_drain(r, false);
        if (formats[i].open != lanes_open) /* it writes at the end */
            assert_true(recorder_failed(r));
        assert_true(recorder_end(r));
        close(ends[1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_details),      cmocka_unit_test(test_durations),     cmocka_unit_test(test_reals),
        cmocka_unit_test(test_words),        cmocka_unit_test(test_prints_alone),  cmocka_unit_test(test_colors_kept),
        cmocka_unit_test(test_much_at_once), cmocka_unit_test(test_writing_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
