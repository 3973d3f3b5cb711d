/* svg: what is drawn of a run that is too long, of too many tasks, and of texts that XML does not know. tests/golden/format_svg.cs is a
 * whole drawing. */
#include "trace_fake.h"

static void expect_in(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("'%s' is not in %s", part, text);
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, part)); at += strlen(part))
        count++;
    return count;
}

static void test_long_runs(void **state)
{
    (void)state;
    stage s;
    stage_open(&s, "svg");
    make(&s, MAIN, KIND_thread, "main");
    for (int i = 0; i < 450; i++)
        print(&s, MAIN, "again\n");
    char *text = stage_close(&s);
    assert_int_equal(count_of(text, "“again”"), 400);
    expect_in(text, "left out: 50 events behind these, 0 tasks");
    free(text);
}

static void test_many_tasks(void **state)
{
    (void)state;
    stage s;
    stage_open(&s, "svg");
    for (uint32_t i = 1; i <= 45; i++)
        make(&s, i, KIND_thread, "worker");
    print(&s, 1, "seen\n");
    print(&s, 45, "hidden\n");
    print(&s, 45, "hidden\n");
    char *text = stage_close(&s);
    expect_in(text, "left out: 0 events behind these, 5 tasks");
    expect_in(text, ">“seen”<");
    expect_in(text, ">worker: “hidden”<");
    assert_int_equal(count_of(text, "<title>worker</title>"), 40);
    free(text);
}

static void test_hostile_texts(void **state)
{
    (void)state;
    stage s;
    stage_open_with(&s, "svg", (format_options){.live = true, .title = "]]></svg><script>&amp;\x01\xff\xEF\xBF\xBF", .engine = "sim"});
    make(&s, MAIN, KIND_thread, "<main onload=\"x\">");
    print(&s, MAIN, "</text><script>'\33[7m\x02");
    char *text = stage_close(&s);
    expect_in(text, "<title>]]&#62;&#60;/svg&#62;&#60;script&#62;&#38;amp;");
    expect_in(text, "<title>&#60;main onload=&#34;x&#34;&#62;</title>");
    expect_in(text, "“&#60;/text&#62;&#60;script&#62;&#39;”");
    assert_null(strstr(text, "<script"));
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c < 0x20 && *c != '\n')
            fail_msg("a character %d", *c);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_long_runs),
        cmocka_unit_test(test_many_tasks),
        cmocka_unit_test(test_hostile_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
