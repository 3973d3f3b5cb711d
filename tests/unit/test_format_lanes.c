/* lanes: what a row looks like, what is folded, and what the terminal allows for. tests/golden/lanes*.cs show whole runs. */
#include "trace_fake.h"

#include "trace/text.h"

enum { FIRST_ROW = 2 }; /* behind the signs and the names */

static void lanes_stage(stage *s, size_t columns, bool color)
{
    stage_open_with(s, "lanes", (format_options){.live = true, .columns = columns, .color = color, .engine = "sim"});
    make(s, MAIN, KIND_thread, "main");
    make(s, ANN, KIND_thread, "ann");
    make(s, LOCK, KIND_lock, "m");
    make(s, QUEUE, KIND_queue, "q");
}

static void does(stage *s, uint32_t task, verb_id verb, uint32_t object)
{
    put(s, (event){.task = task, .verb = (uint16_t)verb, .object = object});
}

/* The lines from one on, until the end. */
static void expect_rows(stage *s, int line, const char *expected)
{
    char *text = stage_close(s), *at = text;
    for (int i = 0; i < line && at; i++)
        at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL;
    assert_non_null(at);
    assert_string_equal(at, expected);
    free(text);
}

static void test_signs_and_names(void **state)
{
    (void)state;
    stage s;
    lanes_stage(&s, 0, false);
    does(&s, MAIN, VERB_thread_start, ANN);
    stage_expect(&s, "│ runs  ┃ holds a lock  ┊ waits  ┋ both  ○ begins to wait  × in vain  ■ ends\n"
                     "           main  ann\n"
                     "   0.000s  ●────▶╷  starts ann\n");
}

static void test_states(void **state)
{
    (void)state;
    stage s;
    lanes_stage(&s, 0, false);
    does(&s, MAIN, VERB_thread_start, ANN);
    does(&s, ANN, VERB_lock_acquire, LOCK);
    s.now = S;
    put(&s, (event){.task = MAIN, .verb = VERB_lock_acquire, .object = LOCK, .status = EVENT_WAITING, .other = ANN});
    put(&s, (event){.task = ANN, .verb = VERB_run_sleep, .status = EVENT_WAITING, .detail = {.tag = DETAIL_DURATION, .integer = S}});
    put(&s, (event){.task = MAIN, .verb = VERB_lock_acquire, .object = LOCK, .status = EVENT_TIMEOUT, .blocked = S});
    does(&s, MAIN, VERB_thread_end, MAIN);
    does(&s, ANN, VERB_lock_release, LOCK);
    expect_rows(&s, FIRST_ROW,
                "   0.000s  ●────▶╷  starts ann\n"
                "           │     ●  takes m\n"
                "   1.000s  ○     ┃  waits for m, held by ann\n"
                "           ┊     ○  sleeps 1s\n"
                "           ×     ┋  times out while it waits for m (waited 1s)\n"
                "           ■     ┋  ends\n"
                "                 ●  gives m back\n");
}

/* An arrow leads from a put to its get, also when nobody waited; the same values may come in another order. */
static void test_values_find_their_way(void **state)
{
    (void)state;
    stage s;
    lanes_stage(&s, 0, false);
    put(&s, (event){.task = ANN, .verb = VERB_queue_put, .object = QUEUE, .detail = text_of("one")});
    put(&s, (event){.task = MAIN, .verb = VERB_queue_put, .object = QUEUE, .detail = text_of("two")});
    put(&s, (event){.task = ANN, .verb = VERB_queue_get, .object = QUEUE, .detail = text_of("two")});
    put(&s, (event){.task = MAIN, .verb = VERB_queue_get, .object = QUEUE, .detail = text_of("one")});
    put(&s, (event){.task = MAIN, .verb = VERB_queue_get, .object = QUEUE, .detail = text_of("one")});
    expect_rows(&s, FIRST_ROW,
                "   0.000s        ●  puts one into q\n"
                "           ●     │  puts two into q\n"
                "           ├────▶●  gets two from q\n"
                "           ●◀────┤  gets one from q\n"
                "           ●     │  gets one from q\n");
}

static void test_repetitions_are_folded(void **state)
{
    (void)state;
    stage s;
    lanes_stage(&s, 0, false);
    for (int i = 0; i < 12; i++) {
        s.now = i * S;
        does(&s, MAIN, VERB_lock_acquire, LOCK);
        does(&s, MAIN, VERB_lock_release, LOCK);
    }
    does(&s, MAIN, VERB_lock_acquire, LOCK);
    s.now = 60 * S;
    print(&s, MAIN, "done\n");
    print(&s, MAIN, "done\n");
    print(&s, MAIN, "done\n");
    expect_rows(&s, FIRST_ROW,
                "   0.000s  ●        takes m\n"
                "           ●        gives m back\n"
                "           │        these 2 rows ×12, until 11.000s\n"
                "  11.000s  ●        takes m\n"
                "  60.000s  ●        “done”\n"
                "           ┃        the same ×3\n");
}

/* A beat of two rows, each of which is told at once; nothing happens in between. */
static char *beats(size_t columns, bool color, int beats)
{
    stage s;
    lanes_stage(&s, columns, color);
    for (int i = 0; i < beats; i++) {
        s.now = i * S;
        does(&s, MAIN, VERB_lock_acquire, LOCK);
        does(&s, MAIN, VERB_lock_release, LOCK);
        recorder_drain(s.recorder, false);
    }
    print(&s, MAIN, "done\n");
    return stage_close(&s);
}

/* Who watches a beat sees it, and its line counts on; in a file it is folded as if nobody had stopped in between. */
static void test_slow_repetitions(void **state)
{
    (void)state;
    char *file = beats(0, false, 4), *plain = beats(80, false, 2), *watched = beats(80, true, 4);
    assert_non_null(
        strstr(file, "           ●        gives m back\n           │        these 2 rows ×4, until 3.000s\n   3.000s  ●        “done”\n"));
    assert_non_null(strstr(plain, "these 2 rows ×2, until 1.000s\n   1.000s  ●        “done”\n"));
    char *again = strstr(watched, "these 2 rows ×2, until 1.000s\33[0m\r\33[K");
    assert_non_null(again);
    again = strstr(again, "these 2 rows ×3, until 2.000s\33[0m\r\33[K");
    assert_non_null(again);
    assert_non_null(strstr(again, "these 2 rows ×4, until 3.000s\33[0m\n"));
    free(file);
    free(plain);
    free(watched);
}

/* What differs in what it says is not the same. */
static void test_other_values_are_not_folded(void **state)
{
    (void)state;
    stage s;
    lanes_stage(&s, 0, false);
    print(&s, MAIN, "1\n");
    print(&s, MAIN, "2\n");
    expect_rows(&s, FIRST_ROW,
                "   0.000s  ●        “1”\n"
                "           ●        “2”\n");
}

static void test_colors_and_hostile_text(void **state)
{
    (void)state;
    stage s;
    lanes_stage(&s, 0, true);
    make(&s, BOB, KIND_thread, "\33[7mb\nb");
    print(&s, BOB, "a\33]0;title\a\tb\r\n");
    char *text = stage_close(&s);
    assert_non_null(strstr(text, "\33[38;5;33mmain\33[0m"));
    assert_non_null(strstr(text, "\33[38;5;35mbb\33[0m"));
    assert_non_null(strstr(text, "“ab”"));
    assert_null(strstr(text, "\33]"));
    assert_null(strstr(text, "\33[7m"));
    free(text);
}

/* No line is wider than the terminal, whatever stands in it. */
static void test_fits_the_width(void **state)
{
    (void)state;
    stage s;
    stage_open_with(&s, "lanes", (format_options){.live = true, .columns = 80, .ascii = true, .engine = "sim"});
    make(&s, MAIN, KIND_thread, "main");
    for (uint32_t i = 0; i < 60; i++)
        make(&s, 100 + i, KIND_thread, "a task with a name that is longer than that");
    for (uint32_t i = 0; i < 60; i++)
        put(&s, (event){.task = 100 + i,
                        .verb = VERB_run_print,
                        .detail = text_of("much is to be said, and it is said in 1 very long line\n")});
    char *text = stage_close(&s);
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        assert_in_range(strlen(line), 1, 80);
        for (char *c = line; *c; c++)
            assert_in_range((unsigned char)*c, 0x20, 0x7E);
    }
    free(text);
}

/* Of a name that is cut the number stays, which is what tells it from others. */
static void test_cut_names(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t columns;
        const char *shown;
    } cuts[] = {{"visitor-12", 10, "visitor-12"},
                {"visitor-12", 9, "visit…-12"},
                {"visitor-12", 5, "v…-12"},
                {"visitor-12", 4, "vis…"},
                {"a visitor", 6, "a vis…"},
                {"visitor-", 7, "visito…"},
                {"-123456789", 9, "-1234567…"},
                {"日本語日本語-7", 9, "日本語…-7"},
                {"日本語日本語-7", 8, "日本…-7"},
                {"visitor-1", 1, "…"},
                {"visitor-1", 0, "…"}};
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        size_t length = strlen(cuts[i].name), head, tail;
        char shown[64];
        bool cut = text_cut(cuts[i].name, length, cuts[i].columns, &head, &tail);
        snprintf(shown, sizeof shown, "%.*s%s%s", (int)head, cuts[i].name, cut ? "…" : "", cuts[i].name + tail);
        assert_string_equal(shown, cuts[i].shown);
    }
}

static void test_lines_of_the_script(void **state)
{
    (void)state;
    stage s;
    stage_open_with(&s, "lanes", (format_options){.lines = true, .engine = "check"});
    make(&s, MAIN, KIND_thread, "main");
    make(&s, LOCK, KIND_lock, "m");
    for (uint32_t line = 6; line < 8; line++) {
        put(&s, (event){.task = MAIN, .verb = VERB_lock_acquire, .object = LOCK, .line = line});
        put(&s, (event){.task = MAIN, .verb = VERB_lock_release, .object = LOCK});
    }
    expect_rows(&s, FIRST_ROW,
                "   0.000s  ●  line 6: takes m\n"
                "           ●  gives m back\n"
                "           ●  line 7: takes m\n"
                "           ●  gives m back\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signs_and_names),
        cmocka_unit_test(test_states),
        cmocka_unit_test(test_values_find_their_way),
        cmocka_unit_test(test_repetitions_are_folded),
        cmocka_unit_test(test_slow_repetitions),
        cmocka_unit_test(test_other_values_are_not_folded),
        cmocka_unit_test(test_colors_and_hostile_text),
        cmocka_unit_test(test_fits_the_width),
        cmocka_unit_test(test_cut_names),
        cmocka_unit_test(test_lines_of_the_script),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
