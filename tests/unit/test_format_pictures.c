/* mermaid, plantuml, dot, csv, summary: what they show, and that no text of a run is taken for their syntax. */
#include "trace_fake.h"

#include <ctype.h>
#include <strings.h>

static const char *const hostile[] = {
    "end",
    "</script><b onclick=x>&amp;\"'",
    "\33[31mred\33]0;title\a\xc2\x9b[31m",
    "A->>B: x; %%{init: {}}%% #35; --> note over",
    "\"]; evil [label=\"x\\",
    "=HYPERLINK(\"http://x\",\"y\")",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "-2+3",
    "\t=1",
    "a\nparticipant X\r\nb",
    "@enduml\n!include /etc/passwd",
    "<U+0041> ~ **bold** //it// __u__ \"\"m\"\" [[http://x]] %date() $x",
    "\xff\xfe broken \xc3",
    "subgraph { } <b>x</b> \\N \\G",
    "",
    "  ",
    "one\xe2\x80\xa8participant X\xe2\x80\xa9\xe2\x80\xae txet \xe2\x81\xa6", /* line separators, directions */
};
enum { HOSTILE = sizeof hostile / sizeof *hostile, NAMED = 10 };

/* A run in which everything is called by a hostile name, prints hostile texts and puts them into a queue. */
static char *hostile_run(const char *name)
{
    stage s;
    stage_open_with(&s, name, (format_options){.live = true, .script = hostile[1], .title = hostile[3], .engine = "sim"});
    make(&s, MAIN, KIND_thread, "main");
    for (uint32_t i = 0; i < HOSTILE; i++) {
        make(&s, NAMED + 2 * i, KIND_thread, hostile[i]);
        make(&s, NAMED + 2 * i + 1, i % 2 ? KIND_queue : KIND_lock, hostile[i]);
    }
    for (uint32_t i = 0; i < HOSTILE; i++) {
        uint32_t task = NAMED + 2 * i, next = NAMED + 2 * ((i + 1) % HOSTILE), object = task + 1;
        s.now += 5 * MS;
        print(&s, task, hostile[i]);
        put(&s, (event){.task = task, .verb = VERB_lock_acquire, .object = object});
        put(&s, (event){.task = task, .verb = VERB_queue_put, .object = object, .detail = text_of(hostile[i])});
        put(&s, (event){.task = next, .verb = VERB_queue_get, .status = EVENT_WAITING, .object = object});
        s.now += 5 * MS;
        put(&s, (event){.task = next,
                        .verb = VERB_queue_get,
                        .object = object,
                        .blocked = 5 * MS,
                        .cause = s.last - 1,
                        .detail = text_of(hostile[i])});
        put(&s, (event){.task = next, .verb = VERB_lock_acquire, .status = EVENT_WAITING, .object = object, .other = task});
        put(&s, (event){.task = task, .verb = VERB_lock_release, .status = EVENT_RAISED, .error = 8, .detail = text_of(hostile[i])});
    }
    put(&s, (event){.status = EVENT_NOTE, .detail = text_of("deadlock: nobody can go on any more")});
    return stage_close(&s);
}

static void no_controls(const char *text)
{
    for (const unsigned char *c = (const unsigned char *)text; *c; c++)
        if ((*c < 0x20 && *c != '\n') || *c == 0x7F || (*c == 0xC2 && c[1] >= 0x80 && c[1] < 0xA0)
            || (*c == 0xE2 && c[1] == 0x80 && c[2] >= 0xA8 && c[2] <= 0xAE))
            fail_msg("byte %d in: %.60s", *c, (const char *)c - (c - (const unsigned char *)text < 30 ? 0 : 30));
}

/* No format lets an escape sequence through to a terminal. */
static void test_no_escapes(void **state)
{
    (void)state;
    for (int i = 0; i < format_count; i++) {
        char *text = hostile_run(formats[i].name);
        if (strchr(text, '\33'))
            fail_msg("%s: %.40s", formats[i].name, strchr(text, '\33') + 1);
        free(text);
    }
}

/* --- a text that stands in a line --- */

static bool plain_letter(unsigned char c) { return isalnum(c) || c >= 0x80; }

/* #35; and harmless characters, nothing else. */
static void mermaid_text(const char *text, const char *line)
{
    for (; *text; text++) {
        if (*text == '#') {
            size_t digits = strspn(text + 1, "0123456789");
            if (digits == 0 || text[1 + digits] != ';')
                fail_msg("no entity in: %s", line);
            text += digits + 1;
        } else if (!plain_letter((unsigned char)*text) && !strchr(" .,-()'/", *text)) {
            fail_msg("'%c' in: %s", *text, line);
        } else if (strncasecmp(text, "end", 3) == 0 && !plain_letter((unsigned char)text[3]) && !plain_letter((unsigned char)text[-1])) {
            fail_msg("end in: %s", line);
        }
    }
}

/* It must not be empty, nor have a line's end of Unicode in it. */
static void plantuml_text(const char *text, const char *line)
{
    if (!text[strspn(text, " ")] || strstr(text, "\xe2\x80\xa8") || strstr(text, "\xe2\x80\xa9"))
        fail_msg("nothing, or two lines: %s", line);
    static const char *const twice[] = {"--", "//", "__", "''", "/'"};
    for (size_t i = 0; i < sizeof twice / sizeof *twice; i++)
        if (strstr(text, twice[i]))
            fail_msg("%s in: %s", twice[i], line);
    for (; *text; text++) {
        if (strncmp(text, "<U+", 3) == 0 && strspn(text + 3, "0123456789ABCDEF") == 4 && text[7] == '>')
            text += 7;
        else if (!plain_letter((unsigned char)*text) && !strchr(" .,:-()'/_", *text))
            fail_msg("'%c' in: %s", *text, line);
    }
}

/* The text of a line "HEAD T1 BETWEEN TEXT"; NULL: it is no such line. */
static const char *after(const char *line, const char *head, const char *between)
{
    if (strncmp(line, head, strlen(head)) != 0)
        return NULL;
    line += strlen(head);
    line += strspn(line, "0123456789");
    return strncmp(line, between, strlen(between)) == 0 ? line + strlen(between) : NULL;
}

static const char *after_arrow(const char *line, const char *head, const char *arrow, const char *between)
{
    const char *rest = after(line, head, arrow);
    return rest ? after(rest, "T", between) : NULL;
}

static void test_mermaid_hostile(void **state)
{
    (void)state;
    char *text = hostile_run("mermaid"), *rest = strstr(text, "sequenceDiagram\n");
    no_controls(text);
    assert_non_null(rest);
    strtok_r(rest, "\n", &rest);
    int lines = 0;
    for (char *line; (line = strtok_r(NULL, "\n", &rest)) != NULL; lines++) {
        const char *found = after(line, "    participant T", " as ");
        found = found ? found : after(line, "    Note over T", ": ");
        found = found ? found : after_arrow(line, "    T", "->>", ": ");
        if (!found)
            fail_msg("line: %s", line);
        mermaid_text(found, line);
    }
    assert_true(lines > HOSTILE);
    free(text);
}

static void test_plantuml_hostile(void **state)
{
    (void)state;
    char *text = hostile_run("plantuml"), *rest = text;
    no_controls(text);
    assert_string_equal(strtok_r(rest, "\n", &rest), "@startuml");
    plantuml_text(strtok_r(NULL, "\n", &rest) + strlen("title "), "title");
    int lines = 0;
    for (char *line; (line = strtok_r(NULL, "\n", &rest)) != NULL && strcmp(line, "@enduml") != 0; lines++) {
        char *quote = strncmp(line, "participant \"", 13) == 0 ? strchr(line + 13, '"') : NULL;
        const char *found = quote ? line + 13 : after(line, "note over T", " : ");
        if (quote) {
            assert_int_equal(strncmp(quote, "\" as T", 6), 0);
            *quote = '\0';
        }
        found = found ? found : after_arrow(line, "T", " -> ", " : ");
        if (!found)
            fail_msg("line: %s", line);
        plantuml_text(found, line);
    }
    assert_true(lines > HOSTILE);
    free(text);
}

/* Braces and quotes match; outside of quotes there is nothing but what the format itself writes. */
static void test_dot_hostile(void **state)
{
    (void)state;
    char *text = hostile_run("dot");
    int depth = 0;
    no_controls(text);
    for (const char *c = text; *c; c++) {
        if (*c == '"') {
            for (c++; *c != '"'; c++) {
                assert_true(*c);
                assert_true(*c != '\n');
                if (*c == '\\')
                    c++;
            }
        } else {
            depth += (*c == '{') - (*c == '}');
            assert_true(depth >= 0 && depth <= 2);
            if (!strchr("{}[]=;,->_ \n", *c) && !islower((unsigned char)*c) && !isdigit((unsigned char)*c))
                fail_msg("'%c' outside of quotes: %.40s", *c, c);
            assert_true(depth > 0 || c < text + 20 || strcmp(c, "}\n") == 0 || strcmp(c, "\n") == 0);
        }
    }
    assert_int_equal(depth, 0);
    assert_non_null(strstr(text, "cluster_deadlock"));
    free(text);
}

/* Each record has as many cells as there are headings; no text is a formula. */
static void test_csv_hostile(void **state)
{
    (void)state;
    char *text = hostile_run("csv");
    enum { CELLS = 18 };
    int cells = 0, records = 0;
    for (const char *c = text; *c;) {
        if (*c == '"') {
            assert_null(strchr("=+-@\t\r|%", c[1]) && c[1] ? c : NULL);
            for (c++; *c != '"' || *++c == '"'; c++)
                assert_true(*c);
        } else {
            c += strcspn(c, ",\n\"");
        }
        cells++;
        assert_true(*c == ',' || *c == '\n');
        if (*c++ == ',')
            continue;
        assert_int_equal(cells, CELLS);
        cells = 0;
        records++;
    }
    assert_int_equal(records, 1 + 1 + 2 * HOSTILE + 7 * HOSTILE + 1);
    assert_non_null(strstr(text, "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""));
    free(text);
}

static void test_csv(void **state)
{
    (void)state;
    stage s;
    stage_open(&s, "csv");
    make(&s, LOCK, KIND_lock, "m");
    s.now = 5;
    put(&s, (event){.task = MAIN, .verb = VERB_atom_store, .object = LOCK, .detail = {.tag = DETAIL_INT, .integer = -5}, .line = 3});
    put(&s, (event){.task = MAIN, .verb = VERB_lock_release, .status = EVENT_RAISED, .error = 8, .blocked = 2, .cause = 1, .other = LOCK});
    stage_expect(&s,
                 "seq,t,process,task,op,object,detail,blocked,cause,line,status,error,number,other,process_id,task_id,object_id,other_id\n"
                 "1,0,\"main\",\"main\",run.make,\"m\",\"m\",,,,made,,lock,,1,1,5,\n"
                 "2,5,\"main\",\"main\",atom.store,\"m\",-5,,,3,,,,,1,1,5,\n"
                 "3,5,\"main\",\"main\",lock.release,,,2,1,,raised,\"state\",,\"m\",1,1,,5\n");
}

/* What does not fit is counted. */
static void test_caps(void **state)
{
    (void)state;
    static const struct {
        const char *name, *said;
    } capped[] = {{"mermaid", "Note over T1: 701 more events are left out here\n"},
                  {"plantuml", "note over T1 : 701 more events are left out here\n"},
                  {"dot", "left_out [shape=note, label=\"701 more events are left out\"];\n"}};
    for (size_t i = 0; i < sizeof capped / sizeof *capped; i++) {
        stage s;
        stage_open(&s, capped[i].name);
        make_cast(&s);
        for (int n = 0; n < 1001; n++)
            put(&s, (event){.task = MAIN, .verb = VERB_event_set, .object = GREEN});
        char *text = stage_close(&s);
        if (!strstr(text, capped[i].said))
            fail_msg("%s does not say what was left out", capped[i].name);
        free(text);
    }
}

/* A deadlock is told at the end, however much is left out before it. */
static void test_deadlock_in_sequences(void **state)
{
    (void)state;
    static const char *const told[][2] = {{"mermaid", "    Note over T1: deadlock#58; nobody can go on any more\n"},
                                          {"plantuml", "note over T1 : deadlock: nobody can go on any more\n@enduml\n"}};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        stage s;
        stage_open(&s, told[i][0]);
        make_cast(&s);
        for (int n = 0; n < 400; n++)
            put(&s, (event){.task = MAIN, .verb = VERB_event_set, .object = GREEN});
        put(&s, (event){.status = EVENT_NOTE, .detail = text_of("deadlock: nobody can go on any more")});
        char *text = stage_close(&s), *found = strstr(text, told[i][1]);
        assert_non_null(found);
        assert_int_equal(strlen(found), strlen(told[i][1]));
        free(text);
    }
}

/* Times and counts as large as a trace may have them, in any order: no sum of them runs over. */
static void test_forged_numbers(void **state)
{
    (void)state;
    static const int64_t most = INT64_MAX / 2, times[] = {0, 1, INT64_MAX / 2, -INT64_MAX / 2, 5}, numbers[] = {0, INT64_MAX, INT64_MIN};
    for (int f = 0; f < format_count; f++) {
        stage s;
        stage_open(&s, formats[f].name);
        make_cast(&s);
        for (uint32_t i = 0; i < 8 * VERBS; i++) {
            s.now = times[i * 7 % 5];
            put(&s, (event){.task = MAIN + i % 3,
                            .verb = (uint16_t)(1 + i % (VERBS - 1)),
                            .status = i % 4 == 3 ? EVENT_WAITING : EVENT_DONE,
                            .object = i % 7,
                            .blocked = i % 3 ? 0 : most,
                            .number = numbers[i / 5 % 3],
                            .detail = {.tag = DETAIL_DURATION, .integer = numbers[i % 3]}});
        }
        free(stage_close(&s));
    }
}

/* Mermaid draws nothing when it is given more than 50,000 characters, however these come about. */
static void test_mermaid_limit(void **state)
{
    (void)state;
    static const char all_spelt[] = "[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{[{";
    stage s;
    stage_open(&s, "mermaid");
    for (uint32_t i = 0; i < 30; i++)
        make(&s, NAMED + i, KIND_thread, all_spelt);
    for (uint32_t i = 0; i < 900; i++)
        put(&s, (event){.task = NAMED + i % 30, .verb = VERB_queue_put, .object = QUEUE, .detail = text_of(all_spelt)});
    char *text = stage_close(&s);
    assert_in_range(strlen(text), 20000, 50000);
    assert_non_null(strstr(text, "more events are left out here\n"));
    free(text);
}

static void test_summary(void **state)
{
    (void)state;
    stage s;
    stage_open(&s, "summary");
    make_cast(&s);
    put(&s, (event){.task = ANN, .verb = VERB_lock_acquire, .object = LOCK});
    put(&s, (event){.task = ANN, .verb = VERB_run_work, .status = EVENT_WAITING});
    put(&s, (event){.task = BOB, .verb = VERB_lock_acquire, .status = EVENT_WAITING, .object = LOCK, .other = ANN, .line = 4});
    s.now = 3 * S;
    put(&s, (event){.task = ANN, .verb = VERB_run_work, .blocked = 3 * S, .number = 1 * S});
    uint64_t back = put(&s, (event){.task = ANN, .verb = VERB_lock_release, .object = LOCK});
    put(&s, (event){.task = BOB, .verb = VERB_lock_acquire, .object = LOCK, .blocked = 3 * S, .cause = back});
    put(&s, (event){.task = BOB, .verb = VERB_run_sleep, .status = EVENT_WAITING});
    s.now = 4 * S;
    put(&s, (event){.task = BOB, .verb = VERB_run_sleep, .blocked = 1 * S});
    put(&s, (event){.task = BOB, .verb = VERB_thread_end, .object = BOB});
    stage_expect(&s, "a.cs, in virtual time\n"
                     "4s, 2 tasks, 15 events\n"
                     "\nTasks\n"
                     "                             life      ran    slept   waited  for GIL  most for\n"
                     "  ann                          4s       3s        -        -       1s\n"
                     "  bob                          4s        -       1s       3s        -  m 3s\n"
                     "\nLocks\n"
                     "  m                       held 4s (2 times), waited for 3s (1 time)\n"
                     "\nLongest waits\n"
                     "       3s  bob waits for m, held by ann, from 0.000s (line 4)\n"
                     "\nCritical path: to be done sooner, one of these has to take less time\n"
                     "  ann                     0.000s to 3.000s  works 3s\n"
                     "  bob                     3.000s to 4.000s  sleeps 1s\n"
                     "\nProcessors\n"
                     "  tasks ran for 3s; 0.75 of them at a time, on average\n"
                     "  threads waited for the GIL 25% of the time that they could have run\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_escapes),
        cmocka_unit_test(test_mermaid_hostile),
        cmocka_unit_test(test_plantuml_hostile),
        cmocka_unit_test(test_dot_hostile),
        cmocka_unit_test(test_csv_hostile),
        cmocka_unit_test(test_csv),
        cmocka_unit_test(test_caps),
        cmocka_unit_test(test_deadlock_in_sequences),
        cmocka_unit_test(test_forged_numbers),
        cmocka_unit_test(test_mermaid_limit),
        cmocka_unit_test(test_summary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
