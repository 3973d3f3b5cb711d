/* base: arena, buf and diag. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"

/* ---- arena ---- */

static void test_arena_gives_zeroed_aligned_memory(void **state)
{
    (void)state;
    arena *a = arena_new();
    assert_non_null(a);
    for (size_t bytes = 0; bytes < 300; bytes++) {
        unsigned char *piece = arena_alloc(a, bytes);
        assert_non_null(piece);
        assert_int_equal((uintptr_t)piece % 16, 0);
        for (size_t i = 0; i < bytes; i++)
            assert_int_equal(piece[i], 0);
        memset(piece, 0xAB, bytes);
    }
    arena_free(a);
}

static void test_arena_pieces_are_apart(void **state)
{
    (void)state;
    enum { PIECES = 2000 };
    arena *a = arena_new();
    int *pieces[PIECES];
    for (int i = 0; i < PIECES; i++) {
        pieces[i] = arena_alloc(a, (size_t)(4 + i % 90));
        *pieces[i] = i;
    }
    for (int i = 0; i < PIECES; i++)
        assert_int_equal(*pieces[i], i);
    arena_free(a);
}

static void test_arena_large_pieces(void **state)
{
    (void)state;
    arena *a = arena_new();
    char *first = arena_alloc(a, 5000000); /* larger than any chunk, and the first of all */
    char *small = arena_alloc(a, 10);
    char *second = arena_alloc(a, 1000000);
    char *next = arena_alloc(a, 10);
    assert_non_null(first);
    assert_non_null(second);
    assert_ptr_equal(next, small + 16); /* the chunk in use is filled on */
    memset(first, 1, 5000000);
    memset(second, 2, 1000000);
    assert_int_equal(small[0], 0);
    arena_free(a);
}

static void test_arena_text_and_limits(void **state)
{
    (void)state;
    arena *a = arena_new();
    assert_string_equal(arena_text(a, "hello world", 5), "hello");
    assert_string_equal(arena_text(a, NULL, 0), "");
    assert_null(arena_alloc(a, SIZE_MAX));
    assert_null(arena_alloc(a, SIZE_MAX - 20));
    assert_null(arena_text(a, "", SIZE_MAX));
    arena_free(a);
    arena_free(NULL);
}

/* ---- buf ---- */

static void test_buf_grows(void **state)
{
    (void)state;
    buf b = {0};
    for (int i = 0; i < 10000; i++)
        buf_char(&b, (char)('a' + i % 26));
    assert_int_equal(b.length, 10000);
    assert_int_equal(b.data[10000], '\0');
    assert_int_equal(b.data[9999], 'a' + 9999 % 26);
    assert_false(b.failed);
    buf_clear(&b);
    assert_int_equal(b.length, 0);
    assert_string_equal(b.data, "");
    buf_free(&b);
    assert_null(b.data);
}

static void test_buf_text_and_printf(void **state)
{
    (void)state;
    buf b = {0};
    buf_text(&b, "x = ");
    buf_printf(&b, "%d%s", 42, "!");
    buf_add(&b, "\0y", 2);
    assert_int_equal(b.length, 9);
    assert_memory_equal(b.data, "x = 42!\0y", 10);
    buf_printf(&b, "%0500d", 7);
    assert_int_equal(b.length, 509);
    buf_free(&b);
}

static void test_buf_code_points(void **state)
{
    (void)state;
    buf b = {0};
    buf_code_point(&b, 'a');
    buf_code_point(&b, 0xE9);
    buf_code_point(&b, 0x4F60);
    buf_code_point(&b, 0x1F6A6);
    assert_string_equal(b.data, "aé你🚦");
    buf_free(&b);
}

static void test_buf_take(void **state)
{
    (void)state;
    buf b = {0};
    char *empty = buf_take(&b);
    assert_string_equal(empty, "");
    free(empty);
    buf_text(&b, "mine");
    char *text = buf_take(&b);
    assert_string_equal(text, "mine");
    assert_null(b.data);
    assert_int_equal(b.length, 0);
    free(text);
}

static void test_buf_failure_sticks(void **state)
{
    (void)state;
    buf b = {0};
    buf_text(&b, "kept");
    buf_add(&b, "x", SIZE_MAX / 2); /* more than there can be: nothing is read */
    assert_true(b.failed);
    buf_text(&b, "lost");
    assert_string_equal(b.data, "kept");
    assert_null(buf_take(&b));
    assert_false(b.failed);
}

/* ---- diag ---- */

static void assert_printed(const char *text, span at, const char *message, const char *hint, const char *expected)
{
    source src = {"f.cs", text, strlen(text)};
    diags *d = diags_new(&src);
    buf out = {0};
    diags_add(d, DIAG_ERROR, at, message, hint);
    diags_print(d, &out);
    assert_string_equal(out.data, expected);
    buf_free(&out);
    diags_free(d);
}

static void test_diag_shows_the_place(void **state)
{
    (void)state;
    assert_printed("ab cd\nef gh\n", (span){9, 11, 2}, "no", NULL, "f.cs:2:4: error: no\n    ef gh\n       ^~\n");
    assert_printed("ab cd\n", (span){0, 2, 1}, "no", "do", "f.cs:1:1: error: no\n    ab cd\n    ^~\nhint: do\n");
    assert_printed("ab cd\n", (span){5, 5, 1}, "no", NULL, "f.cs:1:6: error: no\n    ab cd\n         ^\n");
    assert_printed("ab", (span){2, 2, 1}, "no", NULL, "f.cs:1:3: error: no\n    ab\n      ^\n");
    assert_printed("", (span){0, 0, 1}, "no", NULL, "f.cs:1:1: error: no\n    \n    ^\n");
    assert_printed("a\r\nb c\r\n", (span){5, 6, 2}, "no", NULL, "f.cs:2:3: error: no\n    b c\n      ^\n");
    assert_printed("ab\ncd\n", (span){1, 5, 1}, "no", NULL, "f.cs:1:2: error: no\n    ab\n     ^\n");
    assert_printed("ab", (span){90, 99, 1}, "no", NULL, "f.cs:1:3: error: no\n    ab\n      ^\n");
}

static void test_diag_columns_and_widths(void **state)
{
    (void)state;
    assert_printed("\tx y\n", (span){3, 4, 1}, "no", NULL, "f.cs:1:4: error: no\n    \tx y\n    \t  ^\n");
    assert_printed("é x\n", (span){3, 4, 1}, "no", NULL, "f.cs:1:3: error: no\n    é x\n      ^\n");
    assert_printed("你 x\n", (span){4, 5, 1}, "no", NULL, "f.cs:1:3: error: no\n    你 x\n       ^\n");
    assert_printed("你好x\n", (span){0, 6, 1}, "no", NULL, "f.cs:1:1: error: no\n    你好x\n    ^~~~\n");
    assert_printed("a\33[31m\xff x\n", (span){8, 9, 1}, "no", NULL, "f.cs:1:9: error: no\n    a?[31m? x\n            ^\n");
    assert_printed("\xEF\xBB\xBFxy\n", (span){4, 5, 1}, "no", NULL, "f.cs:1:2: error: no\n    xy\n     ^\n");
}

static void test_diag_long_line(void **state)
{
    (void)state;
    enum { LONG = 1000000 };
    char *text = malloc(LONG + 1);
    memset(text, 'x', LONG);
    text[LONG] = '\0';
    source src = {"f.cs", text, LONG};
    diags *d = diags_new(&src);
    buf out = {0};
    diags_add(d, DIAG_ERROR, (span){500000, LONG, 1}, "no", NULL);
    diags_print(d, &out);
    assert_true(out.length < 400);
    assert_non_null(strstr(out.data, "f.cs:1:500001: error: no\n    ...xxx"));
    assert_non_null(strstr(out.data, "xxx...\n"));
    buf_free(&out);
    diags_free(d);
    free(text);
}

static void test_diag_sorts_and_joins(void **state)
{
    (void)state;
    source src = {"f.cs", "abc\n", 4};
    diags *d = diags_new(&src);
    buf out = {0};
    diags_add(d, DIAG_ERROR, (span){2, 3, 1}, "second", NULL);
    diags_addf(d, DIAG_WARNING, (span){0, 1, 1}, "hm", "first %d", 1);
    diags_add(d, DIAG_ERROR, (span){2, 3, 1}, "at the same place", NULL);
    assert_int_equal(diags_errors(d), 1);
    diags_print(d, &out);
    assert_string_equal(out.data, "f.cs:1:1: warning: first 1\n    abc\n    ^\nhint: hm\nf.cs:1:3: error: second\n    abc\n      ^\n");
    buf_free(&out);
    diags_free(d);
}

static void test_diag_counts_beyond_the_most(void **state)
{
    (void)state;
    char text[200];
    memset(text, 'x', sizeof text);
    source src = {"f.cs", text, sizeof text};
    diags *d = diags_new(&src);
    buf out = {0};
    for (uint32_t i = 0; i < 52; i++)
        diags_add(d, DIAG_ERROR, (span){i, i + 1, 1}, "no", NULL);
    assert_int_equal(diags_errors(d), 52);
    diags_print(d, &out);
    assert_non_null(strstr(out.data, "f.cs:1:50: error: no\n"));
    assert_null(strstr(out.data, "f.cs:1:51: error: no\n"));
    assert_non_null(strstr(out.data, "\nf.cs: and 2 more errors\n"));
    buf_free(&out);
    diags_free(d);
    diags_free(NULL);
}

static void test_diag_nearest(void **state)
{
    (void)state;
    static const char *const names[] = {"print", "sleep", "timeout", "acquire", "is_set", "range"};
    size_t count = sizeof names / sizeof *names;
    assert_string_equal(diag_nearest("prnit", names, count), "print");
    assert_string_equal(diag_nearest("timeot", names, count), "timeout");
    assert_string_equal(diag_nearest("aquire", names, count), "acquire");
    assert_string_equal(diag_nearest("Print", names, count), "print");
    assert_string_equal(diag_nearest("isset", names, count), "is_set");
    assert_null(diag_nearest("xy", names, count));
    assert_null(diag_nearest("banana", names, count));
    assert_null(diag_nearest("", names, count));
    assert_null(diag_nearest("print", NULL, 0));
    char long_name[500];
    memset(long_name, 'p', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    assert_null(diag_nearest(long_name, names, count));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena_gives_zeroed_aligned_memory),
        cmocka_unit_test(test_arena_pieces_are_apart),
        cmocka_unit_test(test_arena_large_pieces),
        cmocka_unit_test(test_arena_text_and_limits),
        cmocka_unit_test(test_buf_grows),
        cmocka_unit_test(test_buf_text_and_printf),
        cmocka_unit_test(test_buf_code_points),
        cmocka_unit_test(test_buf_take),
        cmocka_unit_test(test_buf_failure_sticks),
        cmocka_unit_test(test_diag_shows_the_place),
        cmocka_unit_test(test_diag_columns_and_widths),
        cmocka_unit_test(test_diag_long_line),
        cmocka_unit_test(test_diag_sorts_and_joins),
        cmocka_unit_test(test_diag_counts_beyond_the_most),
        cmocka_unit_test(test_diag_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
