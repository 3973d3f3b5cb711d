/* Text: what values show, quoting, floats at their shortest, durations, format specifications. */
#define _GNU_SOURCE
#include "value_check.h"

static void floats(void **state)
{
    (void)state;
    const struct {
        double number;
        const char *text;
    } table[] = {{1, "1.0"},
                 {0.1, "0.1"},
                 {1e16, "1e+16"},
                 {1e15, "1000000000000000.0"},
                 {1e-5, "1e-05"},
                 {0.0001, "0.0001"},
                 {-0.0, "-0.0"},
                 {5e-324, "5e-324"},
                 {1.7976931348623157e308, "1.7976931348623157e+308"},
                 {1.0 / 3, "0.3333333333333333"},
                 {2.0 / 3, "0.6666666666666666"},
                 {5.684341886080802e-14, "5.684341886080802e-14"},
                 {9007199254740993.0, "9007199254740992.0"},
                 {1e22, "1e+22"},
                 {1e23, "1e+23"},
                 {123456.789, "123456.789"},
                 {INFINITY, "inf"},
                 {-INFINITY, "-inf"},
                 {NAN, "nan"},
                 {2.2250738585072014e-308, "2.2250738585072014e-308"}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        check_repr(F(table[i].number), table[i].text);
}

static void durations(void **state)
{
    (void)state;
    const struct {
        int64_t ns;
        const char *text;
    } table[] = {{0, "0s"},
                 {90000000000, "90s"},
                 {1500000000, "1.5s"},
                 {250000000, "250ms"},
                 {-1500000000, "-1.5s"},
                 {1001000, "1.001ms"},
                 {1, "1ns"},
                 {1000000001, "1.000000001s"},
                 {INT64_MIN, "-9223372036.854775808s"}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        check_repr(D(table[i].ns), table[i].text);
}

static void quoting(void **state)
{
    (void)state;
    check_repr(S("plain"), "'plain'");
    check_repr(S("it's"), "\"it's\"");
    check_repr(S("both ' and \""), "'both \\' and \"'");
    check_repr(S("\n\t\r\x1b\\"), "'\\n\\t\\r\\x1b\\\\'");
    check_repr(S("你🚦é"), "'你🚦é'");
    check_repr(S("\u200b"), "'\\u200b'");
}

static void containers(void **state)
{
    (void)state;
    check_repr(L(I(42), NIL, S("hello"), value_bool(true)), "[42, nil, 'hello', true]");
    check_repr(M(S("a"), I(1), F(2.5), EMPTY), "{'a': 1, 2.5: []}");
    check_repr(check_range(0, 10), "0..10");
    check_repr(I(INT64_MIN), "-9223372036854775808");
}

static void check_format(value v, const char *spec, const char *expected)
{
    buf text = {0};
    fault f = {0};
    if (!value_format(v, spec, &text, &f))
        fail_msg("'%s' does not format", spec);
    assert_string_equal(text.data ? text.data : "", expected);
    buf_free(&text);
    value_drop(v);
}

static void formats(void **state)
{
    (void)state;
    check_format(I(42), "5", "   42");
    check_format(I(42), "<5", "42   ");
    check_format(I(-5), "05d", "-0005");
    check_format(I(-5), "*=6", "-****5");
    check_format(I(1234), "08,", "0,001,234");
    check_format(I(255), "x", "ff");
    check_format(I(5), "08b", "00000101");
    check_format(F(3.14159), ".2f", "3.14");
    check_format(F(123), ".3", "1.23e+02");
    check_format(F(12), ".3", "12.0");
    check_format(F(1234567.891), ",.2f", "1,234,567.89");
    check_format(F(0.5), ".0%", "50%");
    check_format(F(NAN), "5.1f", "  nan");
    check_format(F(1e70), ".0f", "10000000000000000725314363815292351261583744096465219555182101554790400");
    check_format(S("abc"), "*^9", "***abc***");
    check_format(S("你好"), "你<4.1", "你你你你");
    check_format(D(1500000000), ".1f", "1.5");
    check_format(D(1500000000), "s", "1.5s");
    check_format(L(I(1)), ">6", "   [1]");
    check_format(value_bool(true), ">6", "  true");
}

static void check_format_fault(value v, const char *spec)
{
    buf text = {0};
    fault f = {0};
    assert_false(value_format(v, spec, &text, &f));
    check_fault(f, ERROR_value, spec);
    buf_free(&text);
    value_drop(v);
}

static void misfits(void **state)
{
    (void)state;
    check_format_fault(S("abc"), "d");
    check_format_fault(S("abc"), "=5");
    check_format_fault(F(1.5), "d");
    check_format_fault(I(1), "s");
    check_format_fault(I(1), ".2d");
    check_format_fault(I(1), ",x");
    check_format_fault(I(1), "5q");
    check_format_fault(I(1), "99999999999");
}

static void type_names(void **state)
{
    (void)state;
    assert_string_equal(value_type_name(NIL), "nil");
    assert_string_equal(value_type_name(D(1)), "duration");
    assert_string_equal(value_type_name((value){.tag = V_FUNC}), "function");
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(floats),  UNIT_TEST(durations), UNIT_TEST(quoting),   UNIT_TEST(containers),
                                       UNIT_TEST(formats), UNIT_TEST(misfits),   UNIT_TEST(type_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
