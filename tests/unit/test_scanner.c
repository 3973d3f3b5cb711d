/* The values of literals, and texts that are no script: seen through parse() alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "grammar/ast.h"

/* A text that is one expression; checks that it is right and calls nothing else than `see`. */
static void with_bytes(const char *text, size_t length, void (*see)(const node *value, const diags *d, const void *expected),
                       const void *expected)
{
    source src = {"t.cs", text, length};
    diags *d = diags_new(&src);
    tree *t = parse(&src, d);
    assert_non_null(t);
    bool one = t->root && t->root->kid[0] && t->root->kid[0]->kind == NODE_EXPR;
    see(one ? t->root->kid[0]->kid[0] : NULL, d, expected);
    tree_free(t);
    diags_free(d);
}

static void see_integer(const node *value, const diags *d, const void *expected)
{
    assert_int_equal(diags_errors(d), 0);
    assert_true(value->kind == NODE_INT || value->kind == NODE_DURATION);
    assert_true(value->integer == *(const int64_t *)expected);
}

static void see_float(const node *value, const diags *d, const void *expected)
{
    assert_int_equal(diags_errors(d), 0);
    assert_int_equal(value->kind, NODE_FLOAT);
    assert_true(value->number == *(const double *)expected);
}

static void see_string(const node *value, const diags *d, const void *expected)
{
    assert_int_equal(diags_errors(d), 0);
    assert_int_equal(value->kind, NODE_STRING);
    assert_string_equal(value->text, expected);
}

static void see_error(const node *value, const diags *d, const void *expected)
{
    (void)value;
    buf out = {0};
    diags_print((diags *)d, &out);
    assert_non_null(out.data);
    const char *text = strstr(out.data, "error: ") + strlen("error: ");
    assert_memory_equal(text, expected, strlen(expected));
    buf_free(&out);
}

static void assert_integer(const char *text, int64_t expected) { with_bytes(text, strlen(text), see_integer, &expected); }

static void assert_float(const char *text, double expected) { with_bytes(text, strlen(text), see_float, &expected); }

static void assert_string(const char *text, const char *expected) { with_bytes(text, strlen(text), see_string, expected); }

static void assert_error(const char *text, const char *expected) { with_bytes(text, strlen(text), see_error, expected); }

static void test_integers(void **state)
{
    (void)state;
    assert_integer("0", 0);
    assert_integer("00", 0);
    assert_integer("42", 42);
    assert_integer("1_000_000", 1000000);
    assert_integer("0xff", 255);
    assert_integer("0XFF_ff", 65535);
    assert_integer("0b1010", 10);
    assert_integer("9223372036854775807", INT64_MAX);
    assert_integer("-9223372036854775808", INT64_MIN);
    assert_integer("0x7fffffffffffffff", INT64_MAX);
}

static void test_wrong_integers(void **state)
{
    (void)state;
    assert_error("9223372036854775808", "this number is too large\n");
    assert_error("-9223372036854775809", "this number is too large\n");
    assert_error("0x8000000000000000", "this number is too large\n");
    assert_error("123456789012345678901234567890", "this number is too large\n");
    assert_error("0x", "this is not a hexadecimal number\n");
    assert_error("0x_1", "this is not a hexadecimal number\n");
    assert_error("0b", "this is not a binary number\n");
    assert_error("0b102", "this is not a binary number\n");
    assert_error("007", "a number does not begin with 0\n");
    assert_error("1_", "an underscore stands between two digits\n");
    assert_error("1__0", "an underscore stands between two digits\n");
    assert_error("0o7", "there are no octal numbers\n");
    assert_error("3x", "`x` right after a number is not a unit of time\n");
    assert_error("3é", "`é` right after a number is not a unit of time\n");
    assert_error("3j", "there are no complex numbers\n");
}

static void test_floats(void **state)
{
    (void)state;
    assert_float("1.5", 1.5);
    assert_float("2e9", 2e9);
    assert_float("1.5e-3", 0.0015);
    assert_float("1_0.2_5E+1", 102.5);
    assert_float("0.1", 0.1);
    assert_float("1e-400", 0);
    assert_float("1.7976931348623157e308", 1.7976931348623157e308);
    assert_error("1e309", "this number is too large\n");
    assert_error("1e", "the exponent has no digits\n");
    assert_error("1. ", "a number needs a digit behind its point\n");
    assert_error(".5", "a number needs a digit before its point\n");
}

static void test_durations(void **state)
{
    (void)state;
    assert_integer("10ns", 10);
    assert_integer("250us", 250000);
    assert_integer("5ms", 5000000);
    assert_integer("2s", 2000000000);
    assert_integer("1.5s", 1500000000);
    assert_integer("0.000000001s", 1);
    assert_integer("1.50000000000000000000s", 1500000000);
    assert_integer("3m", 180000000000);
    assert_integer("1h", 3600000000000);
    assert_integer("2562047h", 2562047 * 3600000000000);
    assert_integer("9223372036854775807ns", INT64_MAX);
    assert_error("2562048h", "this duration is too long\n");
    assert_error("9223372036854775808ns", "this duration is too long\n");
    assert_error("1.5ns", "this duration is too fine\n");
    assert_error("0.0000000001s", "this duration is too fine\n");
    assert_error("1e3s", "a duration has no exponent\n");
    assert_error("5min", "`min` right after a number is not a unit of time\n");
}

static void test_strings(void **state)
{
    (void)state;
    assert_string("\"\"", "");
    assert_string("'a\"b'", "a\"b");
    assert_string("\"a'b\"", "a'b");
    assert_string("'{{}}'", "{}");
    assert_string("'\\n\\t\\r\\a\\b\\f\\v\\\\\\\"\\'\\e'", "\n\t\r\a\b\f\v\\\"'\33");
    assert_string("'\\33\\033\\x1b\\101\\377'", "\33\33\33Aÿ");
    assert_string("'\\u4f60\\u{1f6a6}\\u{41}\\xe9'", "你🚦Aé");
    assert_string("\"\"\"a\r\nb\"c\"\"\"", "a\nb\"c");
    assert_string("\"\"\"\"\"\"", "");
}

static void see_nul(const node *value, const diags *d, const void *expected)
{
    (void)expected;
    assert_int_equal(diags_errors(d), 0);
    assert_int_equal(value->length, 3);
    assert_memory_equal(value->text, "a\0b", 4);
}

static void test_string_with_nul(void **state)
{
    (void)state;
    with_bytes("'a\\0b'", 6, see_nul, NULL);
}

static void test_wrong_strings(void **state)
{
    (void)state;
    assert_error("'\\q'", "there is no escape `\\q`\n");
    assert_error("'\\é'", "there is no escape `\\é`\n");
    assert_error("'\\x1'", "`\\x` needs two hexadecimal digits\n");
    assert_error("'\\u{110000}'", "there is no such character\n");
    assert_error("'\\u{dfff}'", "there is no such character\n");
    assert_error("'\\u{}'", "`\\u` needs four hexadecimal digits, or any in braces\n");
    assert_error("'a}'", "this `}` closes nothing\n");
    assert_error("'a", "this string is not closed at the end of the line\n");
    assert_error("'a\n'", "this string is not closed at the end of the line\n");
    assert_error("'a\\\nb'", "a string cannot go on in the next line\n");
    assert_error("\"\"\"a", "this string is never closed\n");
    assert_error("'{a", "this `{` in a string is never closed\n");
    assert_error("'{a\n}'", "this `{` in a string is never closed\n");
    assert_error("'{\"x}'", "this `{` in a string is never closed\n");
    assert_error("'{}'", "expected an expression between these braces\n");
}

static void assert_format(const char *spec, const char *error)
{
    buf text = {0};
    buf_printf(&text, "\"{x:%s}\"", spec);
    source src = {"t.cs", text.data, text.length};
    diags *d = diags_new(&src);
    tree *t = parse(&src, d);
    if (error) {
        see_error(NULL, d, error);
    } else {
        assert_int_equal(diags_errors(d), 0);
        assert_string_equal(t->root->kid[0]->kid[0]->kid[0]->text, spec);
    }
    tree_free(t);
    diags_free(d);
    buf_free(&text);
}

static void test_formats(void **state)
{
    (void)state;
    static const char *const right[] = {"",  "d", "5", "05d", ">8", "*^8", "é<8", "+",    "-.2f", " 08,.3f",
                                        "x", "b", "e", "g",   "%",  ".1%", "s",   "=+8d", ",",    "<"};
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        assert_format(right[i], NULL);
    assert_format("q", "`q` is not part of a format\n");
    assert_format("5dd", "`d` is not part of a format\n");
    assert_format(".", "`.` is not part of a format\n");
    assert_format("1234567", "the width or precision in this format is too large\n");
    assert_format(".1234567f", "the width or precision in this format is too large\n");
}

static void test_texts_that_are_none(void **state)
{
    (void)state;
    with_bytes("a\xff", 2, see_error, "these bytes are not UTF-8 text\n");
    with_bytes("\xc0\x80", 2, see_error, "these bytes are not UTF-8 text\n");
    with_bytes("\xed\xa0\x80", 3, see_error, "these bytes are not UTF-8 text\n");
    with_bytes("a\xe4\xbd", 3, see_error, "these bytes are not UTF-8 text\n");
    with_bytes("a\0b", 3, see_error, "there is a NUL byte in the file: is it a script?\n");
}

static void test_empty_texts(void **state)
{
    (void)state;
    static const char *const texts[] = {"",      "\n",  "\r\n\r\n", "# only a comment", "#!/usr/bin/env conc-run\n", "\xEF\xBB\xBF",
                                        ";;\n;", " \t "};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        source src = {"t.cs", texts[i], strlen(texts[i])};
        diags *d = diags_new(&src);
        tree *t = parse(&src, d);
        assert_int_equal(diags_errors(d), 0);
        assert_non_null(t->root);
        assert_null(t->root->kid[0]);
        tree_free(t);
        diags_free(d);
    }
}

static void test_byte_order_mark_and_crlf(void **state)
{
    (void)state;
    const char *text = "\xEF\xBB\xBF"
                       "f()\r\ng()\r\n";
    source src = {"t.cs", text, strlen(text)};
    diags *d = diags_new(&src);
    tree *t = parse(&src, d);
    assert_int_equal(diags_errors(d), 0);
    const node *second = t->root->kid[0]->next;
    assert_int_equal(t->root->kid[0]->at.begin, 3);
    assert_int_equal(second->at.line, 2);
    assert_int_equal(second->at.begin, 8);
    tree_free(t);
    diags_free(d);
}

static void test_odd_characters(void **state)
{
    (void)state;
    assert_error("f(“x”)", "the character “ has no meaning here\n");
    assert_error("a – b", "the character – has no meaning here\n");
    assert_error("a\xC2\xA0+ b", "there is an invisible character here (U+00A0)\n");
    assert_error("a\xE2\x80\x8B+ b", "there is an invisible character here (U+200B)\n");
    assert_error("a \x01", "there is an invisible character here (U+0001)\n");
    assert_error("a ? b", "the character ? has no meaning here\n");
    assert_error("（a）", "the character （ has no meaning here\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_integers),
        cmocka_unit_test(test_wrong_integers),
        cmocka_unit_test(test_floats),
        cmocka_unit_test(test_durations),
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_string_with_nul),
        cmocka_unit_test(test_wrong_strings),
        cmocka_unit_test(test_formats),
        cmocka_unit_test(test_texts_that_are_none),
        cmocka_unit_test(test_empty_texts),
        cmocka_unit_test(test_byte_order_mark_and_crlf),
        cmocka_unit_test(test_odd_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
