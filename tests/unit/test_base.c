/* test_base: arenas, buffers and located messages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"

static void test_arena(void **state)
{
    (void)state;
    arena *a = arena_new();
    assert_non_null(a);
    for (size_t bytes = 0; bytes < 100000; bytes = 2 * bytes + 1) {
        unsigned char *piece = arena_alloc(a, bytes);
        assert_non_null(piece);
        assert_int_equal((uintptr_t)piece % 16, 0);
        for (size_t i = 0; i < bytes; i++)
            assert_int_equal(piece[i], 0);
        if (bytes)
            memset(piece, 0xff, bytes);
    }
    assert_string_equal(arena_text(a, "abcdef", 3), "abc");
    arena_free(a);
    arena_free(NULL);
}

static void test_buf(void **state)
{
    (void)state;
    buf b = {0};
    buf_text(&b, "one");
    buf_char(&b, ' ');
    buf_printf(&b, "%d-%s", 2, "three");
    buf_code_point(&b, 0x1f6a6);
    buf_add(&b, "\0x", 2);
    assert_int_equal(b.length, strlen("one 2-three") + 4 + 2);
    assert_string_equal(b.data, "one 2-three\xf0\x9f\x9a\xa6");
    buf_clear(&b);
    assert_int_equal(b.length, 0);
    for (int i = 0; i < 10000; i++)
        buf_char(&b, 'x');
    assert_false(b.failed);
    char *taken = buf_take(&b);
    assert_int_equal(strlen(taken), 10000);
    assert_null(b.data);
    buf_add(&b, taken, 10);
    assert_string_equal(b.data, "xxxxxxxxxx");
    buf_free(&b);
    buf rest = {.data = taken};
    buf_free(&rest);
}

static source text_source(const char *text)
{
    return (source){"a.cs", text, strlen(text)};
}

static span at(const char *text, const char *part)
{
    uint32_t begin = (uint32_t)(strstr(text, part) - text), line = 1;
    for (uint32_t i = 0; i < begin; i++)
        line += text[i] == '\n';
    return (span){begin, begin + (uint32_t)strlen(part), line};
}

static void expect_messages(diags *d, const char *expected)
{
    buf out = {0};
    diags_print(d, &out);
    assert_string_equal(out.length ? out.data : "", expected);
    buf_free(&out);
    diags_free(d);
}

static void test_messages_by_place(void **state)
{
    (void)state;
    const char *text = "let x = 1\nprnt(x)\n";
    source src = text_source(text);
    diags *d = diags_new(&src);
    diags_add(d, DIAG_ERROR, at(text, "prnt"), "what is 'prnt'?", "did you mean 'print'?");
    diags_addf(d, DIAG_WARNING, at(text, "x"), NULL, "'%s' is never used", "x");
    diags_add(d, DIAG_ERROR, at(text, "prnt"), "said already, there", NULL);
    assert_int_equal(diags_errors(d), 1);
    expect_messages(d, "a.cs:1:5: warning: 'x' is never used\n    let x = 1\n        ^\n"
                       "a.cs:2:1: error: what is 'prnt'?\n    prnt(x)\n    ^~~~\nhint: did you mean 'print'?\n");
}

static void test_caret_under_wide_characters(void **state)
{
    (void)state;
    const char *text = "\tprint(\"\xe4\xbd\xa0\", zz)\n";
    source src = text_source(text);
    diags *d = diags_new(&src);
    diags_add(d, DIAG_ERROR, at(text, "zz"), "what?", NULL);
    expect_messages(d, "a.cs:1:13: error: what?\n    \tprint(\"\xe4\xbd\xa0\", zz)\n    \t            ^~\n");
}

static void test_only_so_many(void **state)
{
    (void)state;
    static char text[400];
    memset(text, 'a', sizeof text - 1);
    source src = text_source(text);
    diags *d = diags_new(&src);
    for (uint32_t i = 0; i < DIAG_MOST + 7; i++)
        diags_add(d, DIAG_ERROR, (span){i, i + 1, 1}, "no", NULL);
    assert_int_equal(diags_errors(d), DIAG_MOST + 7);
    buf out = {0};
    diags_print(d, &out);
    assert_non_null(strstr(out.data, "a.cs: and 7 more errors\n"));
    buf_free(&out);
    diags_free(d);
}

static void test_places(void **state)
{
    (void)state;
    int line, column;
    source src = text_source("\xef\xbb\xbfone\r\ntwo");
    diag_place(&src, 3, &line, &column);
    assert_int_equal(line, 1);
    assert_int_equal(column, 1);
    diag_place(&src, 9, &line, &column);
    assert_int_equal(line, 2);
    assert_int_equal(column, 2);
    diag_place(&src, 1000, &line, &column);
    assert_int_equal(line, 2);
    assert_int_equal(column, 4);
}

static void test_nearest(void **state)
{
    (void)state;
    const char *const names[] = {"print", "sleep", "start"};
    assert_string_equal(diag_nearest("prnt", names, 3), "print");
    assert_string_equal(diag_nearest("Strat", names, 3), "start");
    assert_null(diag_nearest("queue", names, 3));
    assert_null(diag_nearest("x", names, 3));
    assert_null(diag_nearest("", names, 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena),
        cmocka_unit_test(test_buf),
        cmocka_unit_test(test_messages_by_place),
        cmocka_unit_test(test_caret_under_wide_characters),
        cmocka_unit_test(test_only_so_many),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
