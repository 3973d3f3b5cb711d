/* The operators: ints that never wrap, Python's // and %, durations, and what unlike types are told. */
#define _GNU_SOURCE
#include "value_check.h"

static void ints(void **state)
{
    (void)state;
    check_binary(BIN_ADD, I(2), I(3), "5");
    check_binary(BIN_DIV, I(7), I(2), "3.5");
    check_binary(BIN_FLOOR_DIV, I(-7), I(2), "-4");
    check_binary(BIN_MOD, I(-7), I(3), "2");
    check_binary(BIN_MOD, I(7), I(-3), "-2");
    check_binary(BIN_MOD, I(INT64_MIN), I(-1), "0");
    check_binary(BIN_POW, I(2), I(62), "4611686018427387904");
    check_binary(BIN_POW, I(2), I(-1), "0.5");
    check_binary(BIN_SHL, I(-1), I(63), "-9223372036854775808");
    check_binary(BIN_SHR, I(-5), I(100), "-1");
    check_binary(BIN_XOR, I(6), I(3), "5");
    check_binary(BIN_DIV, I(INT64_MAX), I(INT64_MAX - 1), "1.0");
}

static void ints_never_wrap(void **state)
{
    (void)state;
    check_binary_fault(BIN_ADD, I(INT64_MAX), I(1), ERROR_overflow, "64 bits");
    check_binary_fault(BIN_SUB, I(INT64_MIN), I(1), ERROR_overflow, "64 bits");
    check_binary_fault(BIN_MUL, I(INT64_MIN), I(-1), ERROR_overflow, "64 bits");
    check_binary_fault(BIN_FLOOR_DIV, I(INT64_MIN), I(-1), ERROR_overflow, "64 bits");
    check_binary_fault(BIN_POW, I(2), I(63), ERROR_overflow, "64 bits");
    check_binary_fault(BIN_SHL, I(1), I(63), ERROR_overflow, "64 bits");
    check_binary_fault(BIN_SHL, I(1), I(-1), ERROR_value, "negative");
    value out;
    fault f = {0};
    assert_false(value_negate(I(INT64_MIN), &out, &f));
    check_fault(f, ERROR_overflow, "64 bits");
}

static void floats(void **state)
{
    (void)state;
    check_binary(BIN_FLOOR_DIV, F(-7.5), F(2), "-4.0");
    check_binary(BIN_MOD, F(-7.5), F(2), "0.5");
    check_binary(BIN_MOD, I(5), F(-3), "-1.0");
    check_binary(BIN_MOD, F(6), F(-3), "-0.0");
    check_binary(BIN_ADD, I(1), F(0.5), "1.5");
    check_binary(BIN_MUL, F(1e308), I(10), "inf");
    check_binary_fault(BIN_POW, F(10), I(400), ERROR_overflow, "too large");
    check_binary_fault(BIN_POW, I(-8), F(0.5), ERROR_value, "fractional");
    check_binary_fault(BIN_AND, I(1), F(0.5), ERROR_type, "cannot use & on an int and a float");
}

static void zero_division(void **state)
{
    (void)state;
    const binary ops[] = {BIN_DIV, BIN_FLOOR_DIV, BIN_MOD};
    for (size_t i = 0; i < 3; i++) {
        check_binary_fault(ops[i], I(1), I(0), ERROR_zero_division, "zero");
        check_binary_fault(ops[i], F(1), F(0), ERROR_zero_division, "zero");
        check_binary_fault(ops[i], D(1), D(0), ERROR_zero_division, "zero");
    }
    check_binary_fault(BIN_DIV, D(1), I(0), ERROR_zero_division, "zero");
    check_binary_fault(BIN_POW, I(0), I(-1), ERROR_zero_division, "zero");
}

static void durations(void **state)
{
    (void)state;
    check_binary(BIN_ADD, D(1000000000), D(500000000), "1.5s");
    check_binary(BIN_MUL, I(2), D(250000000), "500ms");
    check_binary(BIN_DIV, D(5), I(2), "2ns");
    check_binary(BIN_DIV, D(7), I(2), "4ns");
    check_binary(BIN_DIV, D(-5), I(2), "-2ns");
    check_binary(BIN_MUL, D(3), F(0.5), "2ns");
    check_binary(BIN_MUL, D(INT64_MAX), F(1), "9223372036.854775807s");
    check_binary(BIN_DIV, D(INT64_MAX), F(1), "9223372036.854775807s");
    check_binary(BIN_DIV, D(3860322037), F(2.0697861375209125e-05), "186508.256433861s");
    check_binary(BIN_DIV, D(7), D(2), "3.5");
    check_binary(BIN_FLOOR_DIV, D(-7), D(2), "-4");
    check_binary(BIN_MOD, D(-7), D(2), "1ns");
    check_binary(BIN_MUL, D(5), F(1e-200), "0s");
    check_binary(BIN_DIV, D(5), F(1e200), "0s");
    check_binary_fault(BIN_ADD, D(INT64_MAX), D(1), ERROR_overflow, "292 years");
    check_binary_fault(BIN_MUL, D(3600000000000), F(1e10), ERROR_overflow, "292 years");
    check_binary_fault(BIN_DIV, D(1), F(1e-300), ERROR_overflow, "292 years");
    check_binary_fault(BIN_MUL, D(1), F(NAN), ERROR_value, "nan");
}

static void unlike_types(void **state)
{
    (void)state;
    check_binary_fault(BIN_ADD, I(1), S("a"), ERROR_type, "cannot add an int and a string (use str(…) or \"{…}\")");
    check_binary_fault(BIN_ADD, D(1), I(2), ERROR_type, "cannot add a duration and an int (write 2s, not 2)");
    check_binary_fault(BIN_SUB, S("a"), S("b"), ERROR_type, "cannot subtract a string from a string");
    check_binary_fault(BIN_MUL, D(1), D(1), ERROR_type, "cannot multiply a duration by a duration");
    check_binary_fault(BIN_ADD, value_bool(true), I(1), ERROR_type, "cannot add a bool and an int");
    check_binary_fault(BIN_ADD, L(I(1)), I(1), ERROR_type, "use append");
    check_binary_fault(BIN_RANGE, I(1), F(2), ERROR_type, "ends of a range");
    check_binary(BIN_OR, value_bool(true), value_bool(false), "true");
}

static void sequences(void **state)
{
    (void)state;
    check_binary(BIN_ADD, S("ab"), S("cd"), "'abcd'");
    check_binary(BIN_ADD, L(I(1)), L(S("x")), "[1, 'x']");
    check_binary(BIN_MUL, S("ab"), I(3), "'ababab'");
    check_binary(BIN_MUL, I(2), L(I(1)), "[1, 1]");
    check_binary(BIN_MUL, S("ab"), I(-3), "''");
    check_binary(BIN_RANGE, I(2), I(5), "2..5");
    check_binary_fault(BIN_MUL, S("ab"), I(INT64_MAX), ERROR_limit, "bytes");
    check_binary_fault(BIN_MUL, L(I(1)), I(INT64_MAX), ERROR_limit, "items");
}

static void check_order(value a, value b, int expected)
{
    int order = 9;
    fault f = {0};
    assert_true(value_order(a, b, &order, &f));
    assert_int_equal((order > 0) - (order < 0) + (order == 2), expected);
    value_drop(a);
    value_drop(b);
}

static void order(void **state)
{
    (void)state;
    check_order(I(1), I(2), -1);
    check_order(I((1ll << 53) + 1), F(9007199254740992.0), 1);
    check_order(F(NAN), I(1), 2);
    check_order(S("a"), S("你"), -1);
    check_order(L(I(1), I(2)), L(I(1)), 1);
    check_order(L(S("a"), I(1)), L(S("b"), S("x")), -1);
    int result;
    fault f = {0};
    assert_false(value_order(I(2), D(1), &result, &f));
    check_fault(f, ERROR_type, "cannot order an int and a duration (write 2s, not 2)");
    assert_false(value_order(value_bool(false), value_bool(true), &result, &f));
    check_fault(f, ERROR_type, "bool have no order");
}

static void check_equal(value a, value b, bool expected)
{
    assert_int_equal(value_equal(a, b), expected);
    if (expected)
        assert_true(value_hash(a) == value_hash(b));
    value_drop(a);
    value_drop(b);
}

static void equality(void **state)
{
    (void)state;
    check_equal(I(1), F(1), true);
    check_equal(I(1), value_bool(true), false);
    check_equal(I(1), D(1), false);
    check_equal(F(0.0), F(-0.0), true);
    check_equal(F(NAN), F(NAN), false);
    check_equal(S("a longer string"), S("a longer string"), true);
    check_equal(L(I(1), S("x")), L(F(1), S("x")), true);
    check_equal(M(I(1), I(2), S("a"), I(3)), M(S("a"), I(3), F(1), I(2)), true);
    check_equal(M(I(1), I(2)), M(I(1), I(3)), false);
    check_equal(check_range(3, 1), check_range(9, 9), true);
    check_equal(check_range(0, 3), L(I(0), I(1), I(2)), false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(ints),          UNIT_TEST(ints_never_wrap), UNIT_TEST(floats),
                                       UNIT_TEST(zero_division), UNIT_TEST(durations),       UNIT_TEST(unlike_types),
                                       UNIT_TEST(sequences),     UNIT_TEST(order),           UNIT_TEST(equality)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
