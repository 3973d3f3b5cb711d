/* jsonl: the lines as docs/trace.md describes them. */
#include "trace_fake.h"

#include <math.h>

#define HEADER "{\"conc\":\"trace\",\"schema\":1,\"script\":\"a.cs\",\"engine\":\"sim\",\"seed\":7}\n"

/* The line of the last event put, without its newline; the caller's to free. */
static char *last_line(stage *s)
{
    char *text = stage_close(s);
    size_t length = strlen(text);
    assert_int_equal(text[length - 1], '\n');
    text[length - 1] = '\0';
    char *line = strdup(strrchr(text, '\n') + 1);
    free(text);
    assert_non_null(line);
    return line;
}

/* The detail of one event, as JSON. */
static void detail_is(detail d, const char *expected)
{
    stage s;
    stage_open(&s, "jsonl");
    put(&s, (event){.task = MAIN, .verb = VERB_atom_store, .detail = d});
    char *line = last_line(&s), wanted[200];
    snprintf(wanted, sizeof wanted, "\"detail\":%s,\"blocked\"", expected);
    if (!strstr(line, wanted))
        fail_msg("%s not in %s", wanted, line);
    free(line);
}

static void test_header(void **state)
{
    (void)state;
    stage s;
    stage_open(&s, "jsonl");
    stage_expect(&s, HEADER);
    stage_open_with(&s, "jsonl", (format_options){.script = "dir/\"x\".cs", .title = "Tab\t", .engine = "real", .seed = 1});
    stage_expect(&s,
                 "{\"conc\":\"trace\",\"schema\":1,\"script\":\"dir/\\\"x\\\".cs\",\"title\":\"Tab\\t\",\"engine\":\"real\",\"seed\":1}\n");
}

static void test_made(void **state)
{
    (void)state;
    stage s;
    stage_open(&s, "jsonl");
    s.now = 5;
    make(&s, GREEN, KIND_event, "green");
    stage_expect(&s, HEADER
                 "{\"seq\":1,\"t\":5,\"process\":\"main\",\"task\":\"main\",\"op\":\"run.make\",\"object\":\"green\",\"detail\":\"green\","
                 "\"blocked\":0,\"cause\":null,\"line\":null,\"status\":\"made\",\"kind\":\"event\",\"ids\":[1,1,4,0]}\n");
}

static void test_all_keys(void **state)
{
    (void)state;
    stage s;
    stage_open(&s, "jsonl");
    make_cast(&s);
    s.now = 3 * S;
    put(&s, (event){.task = ANN,
                    .verb = VERB_semaphore_acquire,
                    .status = EVENT_RAISED,
                    .error = 8,
                    .object = LOCK,
                    .other = BOB,
                    .number = -2,
                    .blocked = 17,
                    .cause = 4,
                    .line = 9,
                    .detail = text_of("no")});
    char *line = last_line(&s);
    assert_string_equal(line,
                        "{\"seq\":7,\"t\":3000000000,\"process\":\"main\",\"task\":\"ann\",\"op\":\"semaphore.acquire\",\"object\":\"m\","
                        "\"detail\":\"no\",\"blocked\":17,\"cause\":4,\"line\":9,\"status\":\"raised\",\"error\":\"state\",\"number\":-2,"
                        "\"other\":\"bob\",\"ids\":[1,2,5,3]}");
    free(line);
}

static void test_statuses(void **state)
{
    (void)state;
    static const char *const names[] = {NULL, "waiting", "timeout", "raised", "cancelled", "made", "note"};
    for (int i = EVENT_DONE; i <= EVENT_NOTE; i++) {
        stage s;
        stage_open(&s, "jsonl");
        put(&s, (event){.task = MAIN, .status = (uint8_t)i});
        char *line = last_line(&s), wanted[40];
        snprintf(wanted, sizeof wanted, "\"status\":\"%s\"", names[i] ? names[i] : "");
        assert_true(names[i] ? strstr(line, wanted) != NULL : strstr(line, "status") == NULL);
        free(line);
    }
}

static void test_details_keep_their_type(void **state)
{
    (void)state;
    detail_is((detail){.tag = DETAIL_NONE}, "null");
    detail_is((detail){.tag = DETAIL_BOOL, .integer = 1}, "true");
    detail_is((detail){.tag = DETAIL_INT, .integer = 9007199254740993}, "9007199254740993");
    detail_is((detail){.tag = DETAIL_INT, .integer = INT64_MIN}, "-9223372036854775808");
    detail_is((detail){.tag = DETAIL_REAL, .number = 3}, "3.0");
    detail_is((detail){.tag = DETAIL_REAL, .number = 1e300}, "1e+300");
    detail_is((detail){.tag = DETAIL_REAL, .number = -HUGE_VAL}, "{\"real\":\"-inf\"}");
    detail_is((detail){.tag = DETAIL_DURATION, .integer = 1500 * MS}, "{\"ns\":1500000000}");
    detail_is(text_of("3.0"), "\"3.0\"");
}

static void test_strings_are_escaped(void **state)
{
    (void)state;
    detail_is(text_of("\"\\/\b\f\n\r\t"), "\"\\\"\\\\/\\b\\f\\n\\r\\t\"");
    detail_is(text_of("\1\33[1m\177"), "\"\\u0001\\u001b[1m\\u007f\"");
    detail_is(detail_of_text("a\0b", 3), "\"a\\u0000b\"");
    detail_is(text_of("grün 你 🚦"), "\"grün 你 🚦\"");
    detail_is(text_of("\xff|\xc3(|\xe4\xbd"), "\"\xEF\xBF\xBD|\xEF\xBF\xBD(|\xEF\xBF\xBD\xEF\xBF\xBD\"");
    detail_is(text_of("\xed\xa0\x80|\xc0\xaf"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD|\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

static void test_names(void **state)
{
    (void)state;
    stage s;
    stage_open(&s, "jsonl");
    make_cast(&s);
    put(&s, (event){.task = MAIN, .verb = VERB_thread_name, .object = ANN, .detail = text_of("anna")});
    put(&s, (event){.task = ANN, .verb = VERB_thread_join, .object = 99});
    char *text = stage_close(&s);
    assert_non_null(strstr(text, "\"op\":\"thread.name\",\"object\":\"ann\",\"detail\":\"anna\""));
    assert_non_null(strstr(text, "\"task\":\"anna\",\"op\":\"thread.join\",\"object\":\"#99\""));
    free(text);
}

/* --- docs/trace.md --- */

/* The page, found from where this file stands; the caller's to free. */
static char *page(void)
{
    char path[4096];
    const char *slash = strrchr(__FILE__, '/');
    snprintf(path, sizeof path, "%.*s/../../docs/trace.md", slash ? (int)(slash - __FILE__) : 1, slash ? __FILE__ : ".");
    FILE *file = fopen(path, "r");
    if (!file)
        fail_msg("cannot read %s", path);
    enum { MOST = 100000 };
    char *text = calloc(1, MOST);
    assert_non_null(text);
    assert_true(fread(text, 1, MOST - 1, file) > 0);
    fclose(file);
    return text;
}

/* The page's example is what comes out. */
static void test_page_example(void **state)
{
    (void)state;
    stage s;
    stage_open_with(&s, "jsonl", (format_options){.script = "light.cs", .title = "Light", .engine = "sim", .seed = 1, .cores = 4});
    make(&s, 1, KIND_thread, "main");
    put(&s, (event){.task = 1,
                    .verb = VERB_run_make,
                    .status = EVENT_MADE,
                    .object = 2,
                    .number = KIND_event,
                    .line = 4,
                    .detail = text_of("green")});
    put(&s, (event){.task = 1,
                    .verb = VERB_run_make,
                    .status = EVENT_MADE,
                    .object = 3,
                    .number = KIND_thread,
                    .line = 9,
                    .detail = text_of("car-1")});
    put(&s, (event){.task = 1, .verb = VERB_thread_start, .object = 3, .line = 9});
    put(&s, (event){.task = 3, .verb = VERB_event_wait, .status = EVENT_WAITING, .object = 2, .line = 6});
    s.now = 1500 * MS;
    uint64_t cause = put(&s, (event){.task = 1, .verb = VERB_event_set, .object = 2, .line = 11});
    put(&s, (event){.task = 3, .verb = VERB_event_wait, .object = 2, .line = 6, .blocked = 1500 * MS, .cause = cause});
    put(&s, (event){.task = 3, .verb = VERB_run_print, .line = 7, .detail = text_of("go\n")});
    char *text = stage_close(&s), *doc = page();
    char *block = strstr(doc, "```jsonl\n");
    assert_non_null(block);
    block += strlen("```jsonl\n");
    char *end = strstr(block, "```");
    assert_non_null(end);
    *end = '\0';
    assert_string_equal(text, block);
    free(text);
    free(doc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_header),
        cmocka_unit_test(test_made),
        cmocka_unit_test(test_all_keys),
        cmocka_unit_test(test_statuses),
        cmocka_unit_test(test_details_keep_their_type),
        cmocka_unit_test(test_strings_are_escaped),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_page_example),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
