/* html: what stands in the page between its scripts, and that no text of a script can get out of there. tests/browser/ opens pages. */
#include "trace_fake.h"

/* The data of the page: from the first brace of the JSON to its last. */
static char *data_of(stage *s)
{
    static const char mark[] = "id=\"trace\">";
    char *text = stage_close(s), *from = strstr(text, mark), *to = from ? strstr(from, "</script>") : NULL;
    assert_non_null(from);
    assert_non_null(to);
    assert_non_null(strstr(to, "function decode("));
    assert_null(strstr(to + 1, mark));
    char *data = strndup(from + sizeof mark - 1, (size_t)(to - from) - (sizeof mark - 1));
    assert_non_null(data);
    free(text);
    return data;
}

static void html_stage(stage *s, const char *title, const char *source)
{
    format_options o = {.live = true, .script = "a.cs", .engine = "sim", .seed = 7, .title = title};
    o.source = source;
    o.source_length = strlen(source);
    stage_open_with(s, "html", o);
}

static void expect_in(const char *data, const char *part)
{
    if (!strstr(data, part))
        fail_msg("'%s' is not in %s", part, data);
}

static void test_rows(void **state)
{
    (void)state;
    stage s;
    html_stage(&s, "A title", "print(1)\n");
    make_cast(&s);
    put(&s, (event){.task = ANN, .verb = VERB_lock_acquire, .object = LOCK, .line = 3});
    s.now = S;
    put(&s, (event){.task = BOB, .verb = VERB_lock_acquire, .object = LOCK, .line = 3, .status = EVENT_WAITING, .other = ANN});
    put(&s, (event){.task = ANN, .verb = VERB_lock_release, .object = LOCK, .line = 4});
    put(&s, (event){.task = BOB, .verb = VERB_lock_acquire, .object = LOCK, .line = 3, .blocked = 5, .cause = s.last});
    char *data = data_of(&s), row[200];
    expect_in(data, "{\"script\":\"a.cs\",\"title\":\"A title\",\"engine\":\"sim\",\"seed\":\"7\",\"source\":\"print(1)\\n\",");
    snprintf(row, sizeof row, "\n[7,0,1,%d,%d,%d,3,0,1,1,0,0,0,0,\"takes m\",0],", ANN, VERB_lock_acquire, LOCK);
    expect_in(data, row);
    snprintf(row, sizeof row, "\n[8,1000000000,1,%d,%d,%d,3,1,4,0,0,0,%d,0,\"waits for m, held by ann\",0],", BOB, VERB_lock_acquire, LOCK,
             ANN);
    expect_in(data, row);
    snprintf(row, sizeof row, "\n[10,1000000000,1,%d,%d,%d,3,0,1,1,5,9,0,0,\"takes m (waited 5ns, ann gave it back)\",0]\n]}", BOB,
             VERB_lock_acquire, LOCK);
    expect_in(data, row);
    free(data);
}

static void test_texts_stand_there_once(void **state)
{
    (void)state;
    stage s;
    html_stage(&s, NULL, "");
    print(&s, MAIN, "one");
    print(&s, MAIN, "two");
    print(&s, MAIN, "one");
    char *data = data_of(&s);
    expect_in(data, ",\"one\",0],\n");
    expect_in(data, ",\"two\",0],\n");
    expect_in(data, ",1,0]\n]}");
    free(data);
}

/* Every text comes through; what is between the quotes has neither < nor &, nor a control character. */
static void test_hostile_texts(void **state)
{
    (void)state;
    static const char hostile[] = "</script><!--&\"\\\n\x01\xff\xE2\x80\xA8'";
    static const char safe[] = "\"\\u003c/script\\u003e\\u003c!--\\u0026\\\"\\\\\\n\\u0001\xEF\xBF\xBD\xE2\x80\xA8'\"";
    stage s;
    html_stage(&s, hostile, hostile);
    make(&s, ANN, KIND_thread, hostile);
    print(&s, ANN, hostile);
    put(&s, (event){.task = ANN, .verb = VERB_queue_put, .object = QUEUE, .detail = text_of(hostile)});
    char *data = data_of(&s), expected[200];
    snprintf(expected, sizeof expected, "\"title\":%s,", safe);
    expect_in(data, expected);
    snprintf(expected, sizeof expected, "\"source\":%s,", safe);
    expect_in(data, expected);
    for (const char *c = data; *c; c++)
        if (*c == '<' || *c == '>' || *c == '&' || (*c != '\n' && (unsigned char)*c < 0x20))
            fail_msg("a character %d", *c);
    free(data);
}

/* More texts than are remembered: each stands there all the same. */
static void test_very_many_texts(void **state)
{
    (void)state;
    enum { MANY = 40000 };
    stage s;
    html_stage(&s, NULL, "");
    char text[32];
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < MANY; i++) {
            snprintf(text, sizeof text, "text %d", i);
            print(&s, MAIN, text);
        }
    char *data = data_of(&s);
    expect_in(data, ",\"text 39999\",0],\n");
    expect_in(data, ",\"text 39999\",0]\n]}"); /* it was not remembered */
    expect_in(data, ",100,0],\n");             /* this was: text 99 */
    free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_texts_stand_there_once),
        cmocka_unit_test(test_hostile_texts),
        cmocka_unit_test(test_very_many_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
