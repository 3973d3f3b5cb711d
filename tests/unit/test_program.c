/* From text to a program: what it holds, when it needs the prelude, and what is too large for it. */
#define _GNU_SOURCE
#include <stdio.h>

#include "machine_fake.h"

static void empty(void **state)
{
    (void)state;
    fake f;
    fake_load(&f, "");
    assert_int_equal(f.program->function_count, 1);
    assert_int_equal(program_globals(f.program), 0);
    assert_int_equal(program_main(f.program).tag, V_FUNC);
    assert_string_equal(fake_run(&f, 1), "done nil");
    fake_free(&f);
}

static void header(void **state)
{
    (void)state;
    fake f;
    fake_load(&f, "scenario \"S\" { seed: 7, stop_after: 2s }\n");
    const scenario_header *h = program_header(f.program);
    assert_string_equal(h->title, "S");
    assert_ptr_equal(program_host(f.program)->program, f.program);
    fake_free(&f);
}

static void globals(void **state)
{
    (void)state;
    fake f;
    fake_load(&f, "var seen = 1\nvar own = 2\nfunc f() { return seen }\nprint(own)\n");
    assert_int_equal(program_globals(f.program), 1);
    assert_string_equal(f.program->global_names[0], "seen");
    fake_free(&f);
}

static uint32_t prelude_functions(const char *text)
{
    fake f;
    uint32_t count = 0;
    fake_load(&f, text);
    for (uint32_t i = 0; i < f.program->function_count; i++)
        count += f.program->functions[i]->prelude;
    fake_free(&f);
    return count;
}

/* It is only read where something of it can be meant. */
static void prelude_when_needed(void **state)
{
    (void)state;
    assert_int_equal(prelude_functions("queue q\nlet x = sorted([2, 1])\nwith lock() { q.put(x) }\n"), 0);
    assert_true(prelude_functions("let x = sorted([2, 1], key: func(v) => -v)\n") > 10);
    assert_true(prelude_functions("condition c\n") > 10);
    assert_true(prelude_functions("func f() { return timer(1s, f) }\n") > 10);
    assert_true(prelude_functions("for i in 0..3 { if i > 1 { print(choose([i])) } }\n") > 10);
}

static void errors(void **state)
{
    (void)state;
    char *said = fake_wrong("print(nowhere)\nlet x = 1\nx = 2\n");
    assert_non_null(strstr(said, "test.cs:1:7: error:"));
    assert_non_null(strstr(said, "test.cs:3:1: error:"));
    free(said);
    said = fake_wrong("if {");
    assert_non_null(strstr(said, "error:"));
    free(said);
}

/* `head`, then `each` so many times with a number in place of %d, then `tail`. */
static char *repeated(const char *head, const char *each, int times, const char *tail)
{
    buf text = {0};
    buf_text(&text, head);
    for (int i = 0; i < times; i++) {
        char part[80];
        snprintf(part, sizeof part, each, i, i);
        buf_text(&text, part);
    }
    buf_text(&text, tail);
    return buf_take(&text);
}

static void too_much(char *text, const char *says)
{
    char *said = fake_wrong(text);
    if (!strstr(said, says))
        fail_msg("%.300s", said);
    free(said);
    free(text);
}

static void too_large(void **state)
{
    (void)state;
    too_much(repeated("func f() {\n", "var v%d = %d\n", 61000, "}\n"), "too many variables at once");
    too_much(repeated("func f(", "a%d, ", 256, ") { }\n"), "at most 255 parameters");
    too_much(repeated("let f = func(x) { return x }\nlet g = [f][0]\ng(", "%d, ", 256, ")\n"), "too many arguments in one call");
    too_much(repeated("queue q\nselect {\n", "case v = q.get() { print(%d) }\n", 256, "}\n"), "too many cases in one select");
    too_much(repeated("", "func f%d() { }\n", 65001, ""), "at most 65000 functions");
    buf all = {0};
    char *names = repeated("", "v%d, ", 256, "");
    char *lets = repeated("func f() {\n", "let v%d = %d\n", 256, "");
    buf_printf(&all, "%sreturn func() { return [%s] }\n}\n", lets, names);
    free(names);
    free(lets);
    too_much(buf_take(&all), "variables of the functions around them");
}

static void large_enough(char *text, const char *expected)
{
    fake_says(text, expected);
    free(text);
}

static void just_fits(void **state)
{
    (void)state;
    large_enough(repeated("let xs = [", "\"s%d\", ", 70000,
                          "]\ntry { raise \"x\" } catch \"y\" { } catch e { print(\"{len(xs):>8}\", end: \"\") }\n"),
                 "   70000done nil");
    large_enough(repeated("let m = {", "\"s%d\": %d, ", 20000, "}\nprint(m[\"s19999\"], end: \"\")\n"), "19999done nil");
    large_enough(repeated("var xs = []\n", "xs.append(%d)\n", 70000, "print(len(xs), end: \"\")\n"), "70000done nil");
    large_enough(repeated("func f(", "a%d, ", 255, ") { return a0 }\n"), "done nil");
}

static void printing(void **state)
{
    (void)state;
    fake f;
    buf out = {0};
    fake_load(&f, "func add(a, b) { return a + b }\nprint(add(1, 2))\nqueue q\nq.put(\"x\")\n");
    program_print(f.program, &out);
    assert_non_null(strstr(out.data, "add: 2 parameters"));
    assert_non_null(strstr(out.data, "CALL_FUNC"));
    assert_non_null(strstr(out.data, "'x'"));
    buf_free(&out);
    fake_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty),  cmocka_unit_test(header),    cmocka_unit_test(globals),   cmocka_unit_test(prelude_when_needed),
        cmocka_unit_test(errors), cmocka_unit_test(too_large), cmocka_unit_test(just_fits), cmocka_unit_test(printing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
