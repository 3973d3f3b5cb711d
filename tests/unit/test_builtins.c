/* The built-in leaves: conversions as Python reads and rounds, lists of what can be walked, and friendly faults. */
#define _GNU_SOURCE
#include "interp/builtins.h"
#include "value_check.h"

static void check_call(const char *name, value *arguments, size_t count, const char *expected)
{
    const builtin *b = builtin_find(name);
    value out = NIL;
    fault f = {0};
    assert_non_null(b);
    if (!b->call(arguments, count, &out, &f)) {
        const char *text;
        size_t length = value_string_bytes(&f.message, &text);
        fail_msg("%s: %.*s", name, (int)length, text);
    }
    check_repr(out, expected);
    for (size_t i = 0; i < count; i++)
        value_drop(arguments[i]);
}
#define CALL(name, expected, ...) check_call(name, (value[]){__VA_ARGS__}, sizeof(value[]){__VA_ARGS__} / sizeof(value), expected)

static void check_call_fault(const char *name, value *arguments, size_t count, error_kind kind, const char *words)
{
    value out = NIL;
    fault f = {0};
    assert_false(builtin_find(name)->call(arguments, count, &out, &f));
    check_fault(f, kind, words);
    for (size_t i = 0; i < count; i++)
        value_drop(arguments[i]);
}
#define CALL_FAULT(name, kind, words, ...) \
    check_call_fault(name, (value[]){__VA_ARGS__}, sizeof(value[]){__VA_ARGS__} / sizeof(value), kind, words)

static void table(void **state)
{
    (void)state;
    assert_null(builtin_find("lambda"));
    assert_int_equal(builtin_find("sleep")->kind, BUILTIN_ENGINE);
    assert_null(builtin_find("shuffle")->call);
    for (size_t i = 0; i < builtin_count; i++)
        assert_int_equal(builtins[i].call != NULL, builtins[i].kind == BUILTIN_PURE || builtins[i].kind == BUILTIN_TEXT);
}

static void printing(void **state)
{
    (void)state;
    CALL("print", "'a 1 [2]\\n'", S("a"), I(1), L(I(2)), UNSET, UNSET);
    CALL("print", "'a-b!'", S("a"), S("b"), S("-"), S("!"));
    CALL("print", "'\\n'", UNSET, UNSET);
    CALL_FAULT("print", ERROR_type, "sep must be a string", S("a"), I(1), UNSET);
}

static void numbers(void **state)
{
    (void)state;
    CALL("int", "2", F(2.9), UNSET);
    CALL("int", "-2", F(-2.9), UNSET);
    CALL("int", "1000", S(" 1_000 "), UNSET);
    CALL("int", "255", S("0xff"), I(16));
    CALL("int", "-9223372036854775808", S("-9223372036854775808"), UNSET);
    CALL_FAULT("int", ERROR_overflow, "64 bits", S("9223372036854775808"), UNSET);
    CALL_FAULT("int", ERROR_value, "'1.5' is not a whole number", S("1.5"), UNSET);
    CALL_FAULT("int", ERROR_value, "nan", F(NAN), UNSET);
    CALL_FAULT("int", ERROR_type, "see .seconds()", D(1), UNSET);
    CALL("float", "1.5", S("1.5"));
    CALL("float", "-inf", S("-Infinity"));
    CALL("float", "1000.0", S("1e3"));
    CALL_FAULT("float", ERROR_value, "not a number", S("1e"));
    CALL_FAULT("float", ERROR_type, "not a list", EMPTY);
    CALL("abs", "1.5s", D(-1500000000));
    CALL("round", "2", F(2.5), UNSET);
    CALL("round", "2.67", F(2.675), I(2));
    CALL("round", "20", I(15), I(-1));
    CALL("round", "1200.0", F(1234.5), I(-2));
    CALL("bool", "false", EMPTY);
}

static void text(void **state)
{
    (void)state;
    CALL("str", "'[1, nil]'", L(I(1), NIL));
    CALL("repr", "\"'a'\"", S("a"));
    CALL("ord", "20320", S("你"));
    CALL("chr", "'🚦'", I(0x1f6a6));
    CALL_FAULT("chr", ERROR_value, "no character", I(0xd800));
    CALL_FAULT("ord", ERROR_type, "one character", S("ab"));
    CALL("type", "'duration'", D(1));
    CALL("len", "2", S("é你"));
    CALL_FAULT("len", ERROR_type, "an int has no length", I(1));
}

static void items(void **state)
{
    (void)state;
    CALL("list", "['a', 'b']", S("ab"));
    CALL("range", "0..3", I(3), UNSET, UNSET);
    CALL("range", "[5, 3, 1]", I(5), I(0), I(-2));
    CALL_FAULT("range", ERROR_value, "step is 0", I(5), I(0), I(0));
    CALL("min", "1", I(3), I(1), I(2), UNSET);
    CALL("max", "'o'", S("hello"), UNSET);
    CALL_FAULT("min", ERROR_value, "min of nothing", EMPTY, UNSET);
    CALL_FAULT("max", ERROR_type, "cannot order", L(I(1), S("a")), UNSET);
    CALL("sum", "0", EMPTY);
    CALL("sum", "'ab'", L(S("a"), S("b")));
    CALL("sum", "[1, 2]", L(L(I(1)), L(I(2))));
    CALL_FAULT("sum", ERROR_type, "cannot add", L(I(1), S("a")));
    CALL("sorted", "[3, 2, 1]", L(I(1), I(3), I(2)), UNSET, value_bool(true));
    CALL("reversed", "[2, 1, 0]", check_range(0, 3));
    CALL("enumerate", "[[1, 'a'], [2, 'b']]", S("ab"), I(1));
    CALL("zip", "[[1, 'a'], [2, 'b']]", L(I(1), I(2), I(3)), S("ab"));
    CALL("any", "true", L(I(0), I(1)));
    CALL("all", "true", EMPTY);
    CALL_FAULT("zip", ERROR_type, "not an int", I(1));
}

static void errors(void **state)
{
    (void)state;
    CALL("error", "error('mine', 'text')", S("mine"), S("text"));
    CALL("error", "error('timeout', '3')", S("timeout"), I(3));
    CALL_FAULT("error", ERROR_type, "kind must be a string", I(1), S("text"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(table), UNIT_TEST(printing), UNIT_TEST(numbers),
                                       UNIT_TEST(text),  UNIT_TEST(items),    UNIT_TEST(errors)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
