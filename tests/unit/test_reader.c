/* reader: what jsonl wrote is read as the same events; what no trace has is refused, with its line. */
#include "trace_fake.h"

#include <math.h>

#include "trace/reader.h"

#define HEADER "{\"conc\":\"trace\",\"schema\":1,\"script\":\"a.cs\",\"engine\":\"sim\",\"seed\":7}\n"
#define EVENT(more) "{\"seq\":1,\"t\":5,\"op\":\"event.set\",\"detail\":null,\"blocked\":0" more "}\n"
#define IDS ",\"ids\":[1,2,3,0]"

static unsigned number_of(const char *name) { return strcmp(name, "state") == 0 ? 8 : strcmp(name, "own") == 0 ? 21 : 0; }

typedef struct desk { /* a reader of a text */
    FILE *file;
    reader *reader;
    trace_head head;
} desk;

static void desk_open_length(desk *d, const char *text, size_t length)
{
    d->file = tmpfile();
    assert_non_null(d->file);
    assert_int_equal(pwrite(fileno(d->file), text, length, 0), length);
    d->reader = reader_new(fileno(d->file), number_of);
    assert_non_null(d->reader);
}

static void desk_open(desk *d, const char *text) { desk_open_length(d, text, strlen(text)); }

static void desk_close(desk *d)
{
    reader_free(d->reader);
    fclose(d->file);
}

/* Reads to the end, or to what is wrong; gives how many events there were. */
static int desk_read(desk *d, reading *end)
{
    event e;
    int count = 0;
    while ((*end = reader_next(d->reader, &e)) == READING_EVENT)
        count++;
    return count;
}

static void wrong_head(const char *text, const char *expected)
{
    desk d;
    const char *hint;
    desk_open(&d, text);
    assert_false(reader_head(d.reader, &d.head));
    assert_string_equal(reader_wrong(d.reader, &hint), expected);
    assert_int_equal(reader_line(d.reader), 1);
    desk_close(&d);
}

static void test_heads(void **state)
{
    (void)state;
    desk d;
    desk_open(&d,
              "{\"conc\":\"trace\",\"schema\":1,\"script\":\"b\\u0000.cs\",\"title\":\"T\",\"engine\":\"real\",\"seed\":-1,\"more\":[]}\n");
    assert_true(reader_head(d.reader, &d.head));
    assert_string_equal(d.head.title, "T");
    assert_string_equal(d.head.engine, "real");
    assert_true(d.head.seed == UINT64_MAX);
    desk_close(&d);
    wrong_head("", "it is empty");
    wrong_head("event green\n", "this is no trace of conc-run");
    wrong_head("\x7f"
               "ELF",
               "this is no trace of conc-run");
    wrong_head("{\"conc\":\"traces\",\"schema\":1}\n", "this is no trace of conc-run");
    wrong_head("[1]\n", "this is no trace of conc-run");
    wrong_head("{\"conc\":\"trace\",\"sche", "the trace is cut off in the middle of this line");
    wrong_head("{\"conc\":\"trace\",\"schema\":2}\n", "the trace has schema 2, and this conc-run knows no later one than 1");
    wrong_head("{\"conc\":\"trace\",\"schema\":1,\"script\":\"a.cs\",\"engine\":\"sim\",\"seed\":\"7\"}\n",
               "the key \"seed\" is not a whole number");
    wrong_head("{\"conc\":\"trace\",\"schema\":1,\"script\":1,\"engine\":\"sim\",\"seed\":7}\n", "the key \"script\" is not a string");
}

/* Behind a head and a good event; so it is wrong in line 3. */
static void wrong_event(const char *line, const char *expected)
{
    char text[2000];
    desk d;
    reading end;
    const char *hint;
    snprintf(text, sizeof text, HEADER EVENT(IDS) "%s", line);
    desk_open(&d, text);
    assert_true(reader_head(d.reader, &d.head));
    assert_int_equal(desk_read(&d, &end), 1);
    assert_int_equal(end, READING_WRONG);
    assert_string_equal(reader_wrong(d.reader, &hint), expected);
    assert_int_equal(reader_line(d.reader), 3);
    desk_close(&d);
}

static void test_wrong_events(void **state)
{
    (void)state;
    wrong_event("{\"seq\":2,\"t\":5,\"op\":\"eve", "the trace is cut off in the middle of this line");
    wrong_event("\n", "this is no JSON object, as each line of a trace is");
    wrong_event("{\"seq\":2,\"seq\":2}\n", "this is no JSON object, as each line of a trace is");
    wrong_event("{\"seq\":2,\"t\":5,\"op\":\"\xff\"}\n", "this is no JSON object, as each line of a trace is");
    wrong_event("{}\n", "the key \"seq\" is missing");
    wrong_event("{\"seq\":0,\"t\":5}\n", "the key \"seq\" has a number that no trace has: 0");
    wrong_event("{\"seq\":2,\"t\":5.0}\n", "the key \"t\" is not a whole number");
    wrong_event("{\"seq\":2,\"t\":9223372036854775807}\n", "the key \"t\" has a number that no trace has: 9223372036854775807");
    wrong_event(EVENT(""), "the key \"ids\" is missing");
    wrong_event(EVENT(",\"ids\":[1,2]"), "the key \"ids\" is not a list of four numbers");
    wrong_event(EVENT(",\"ids\":[1,2,3,\"\"]"), "the key \"ids\" is not a list of four numbers");
    wrong_event(EVENT(",\"ids\":[1,2,4000000000,0]"), "the key \"ids\" has a number that no trace has: 4000000000");
    wrong_event(EVENT(IDS ",\"cause\":\"x\""), "the key \"cause\" is not a whole number or null");
    wrong_event(EVENT(IDS ",\"line\":-1"), "the key \"line\" has a number that no trace has: -1");
    wrong_event(EVENT(IDS ",\"status\":1"), "the key \"status\" is not a string");
    wrong_event(EVENT(IDS ",\"status\":\"made\""), "the key \"kind\" is missing");
    wrong_event("{\"seq\":2,\"t\":5,\"op\":\"set\",\"blocked\":0,\"detail\":null" IDS "}\n", "the key \"op\" is not KIND.VERB");
    wrong_event("{\"seq\":2,\"t\":5,\"op\":null,\"blocked\":0" IDS "}\n", "the key \"detail\" is missing");
    wrong_event("{\"seq\":2,\"t\":5,\"op\":null,\"blocked\":0,\"detail\":[]" IDS "}\n",
                "the key \"detail\" is not a value that a trace can have");
    wrong_event("{\"seq\":2,\"t\":5,\"op\":null,\"blocked\":0,\"detail\":{\"real\":\"x\"}" IDS "}\n",
                "the key \"detail\" is not a value that a trace can have");
}

/* What a newer conc-run of the same schema may have added. */
static void test_unknown(void **state)
{
    (void)state;
    desk d;
    reading end;
    desk_open(
        &d, HEADER EVENT(IDS ",\"colour\":{\"of\":[\"it\"]}") "{\"seq\":2,\"t\":5,\"op\":\"mailbox.take\",\"detail\":null,\"blocked\":0" IDS
                                                              "}\n"
                                                              "{\"seq\":3,\"t\":5,\"op\":\"event.unset\",\"detail\":null,\"blocked\":0" IDS
                                                              "}\n" EVENT(IDS ",\"status\":\"dreaming\"") EVENT(IDS));
    assert_true(reader_head(d.reader, &d.head));
    assert_int_equal(desk_read(&d, &end), 2);
    assert_int_equal(end, READING_END);
    assert_int_equal(reader_left_out(d.reader), 3);
    desk_close(&d);
}

static void test_without_last_newline(void **state)
{
    (void)state;
    desk d;
    reading end;
    const char text[] = HEADER EVENT(IDS);
    desk_open_length(&d, text, strlen(text) - 1);
    assert_true(reader_head(d.reader, &d.head));
    assert_int_equal(desk_read(&d, &end), 1);
    assert_int_equal(end, READING_END);
    desk_close(&d);
}

/* --- there and back --- */

static void put_all_details(stage *s)
{
    const detail all[] = {{.tag = DETAIL_NONE},
                          {.tag = DETAIL_BOOL, .integer = 1},
                          {.tag = DETAIL_BOOL},
                          {.tag = DETAIL_INT, .integer = INT64_MIN},
                          {.tag = DETAIL_INT, .integer = 9007199254740993},
                          {.tag = DETAIL_REAL, .number = 0.1 + 0.2},
                          {.tag = DETAIL_REAL, .number = -0.0},
                          {.tag = DETAIL_REAL, .number = 5e-324},
                          {.tag = DETAIL_REAL, .number = 1.25e100},
                          {.tag = DETAIL_REAL, .number = -HUGE_VAL},
                          {.tag = DETAIL_REAL, .number = NAN},
                          {.tag = DETAIL_DURATION, .integer = -1500 * MS},
                          detail_of_text("a\0b\33[1m\"\\\n", 10),
                          text_of("grün 你 🚦"),
                          text_of("")};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        put(s, (event){.task = ANN, .verb = VERB_atom_store, .detail = all[i]});
}

static void put_all_statuses(stage *s)
{
    for (int i = 0; i < STATUSES; i++)
        put(s, (event){.task = BOB,
                       .status = (uint8_t)i,
                       .number = i == EVENT_MADE ? KIND_queue : -3,
                       .object = i == EVENT_MADE ? 7 : GREEN,
                       .detail = text_of("x")});
}

/* A trace with everything in it, as jsonl; the caller's to free. */
static char *a_trace(void)
{
    stage s;
    stage_open_with(&s, "jsonl", (format_options){.script = "a \"b\".cs", .title = "T\t", .engine = "real", .seed = UINT64_MAX});
    make_cast(&s);
    s.now = 3 * S;
    put_all_details(&s);
    put_all_statuses(&s);
    for (int v = 1; v < VERBS; v++)
        put(&s, (event){.task = BOB, .verb = (uint16_t)v, .object = LOCK, .other = ANN, .blocked = v, .cause = 3, .line = 9});
    put(&s, (event){.task = ANN, .verb = VERB_lock_release, .status = EVENT_RAISED, .error = 8, .detail = text_of("no")});
    put(&s, (event){.verb = VERB_none, .status = EVENT_NOTE, .number = 5, .process = 77, .detail = text_of("lost")});
    put(&s, (event){.task = MAIN, .verb = VERB_thread_name, .object = ANN, .detail = text_of("anna")});
    put(&s, (event){.task = ANN, .verb = VERB_thread_end});
    return stage_close(&s);
}

static void test_there_and_back(void **state)
{
    (void)state;
    char *text = a_trace();
    desk d;
    event e;
    desk_open(&d, text);
    assert_true(reader_head(d.reader, &d.head));
    FILE *again = tmpfile();
    assert_non_null(again);
    sink *s = format_find("jsonl")->open(&(format_options){.fd = fileno(again),
                                                           .script = d.head.script,
                                                           .title = d.head.title,
                                                           .engine = d.head.engine,
                                                           .seed = d.head.seed,
                                                           .error_name = stage_error});
    while (reader_next(d.reader, &e) == READING_EVENT)
        s->event(s, &e);
    assert_true(s->end(s));
    char *copy = calloc(1, strlen(text) + 100);
    assert_non_null(copy);
    assert_true(pread(fileno(again), copy, strlen(text) + 99, 0) > 0);
    assert_string_equal(copy, text);
    fclose(again);
    free(copy);
    free(text);
    desk_close(&d);
}

/* Cut off anywhere, a trace is read up to there, and the line is told; at the end of a line nothing is missing. */
static void test_cut_off_anywhere(void **state)
{
    (void)state;
    char *text = a_trace();
    size_t head = strcspn(text, "\n") + 1;
    for (size_t length = head; length < head + 2000; length++) {
        desk d;
        reading end;
        desk_open_length(&d, text, length);
        assert_true(reader_head(d.reader, &d.head));
        int count = desk_read(&d, &end), lines = 0;
        for (size_t i = head; i < length; i++)
            lines += text[i] == '\n';
        bool whole = text[length - 1] == '\n' || text[length] == '\n';
        assert_int_equal(end, whole ? READING_END : READING_WRONG);
        assert_int_equal(count, lines + (text[length] == '\n'));
        if (!whole)
            assert_int_equal(reader_line(d.reader), lines + 2);
        desk_close(&d);
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heads),          cmocka_unit_test(test_wrong_events),
        cmocka_unit_test(test_unknown),        cmocka_unit_test(test_without_last_newline),
        cmocka_unit_test(test_there_and_back), cmocka_unit_test(test_cut_off_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
