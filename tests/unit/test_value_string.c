/* Strings: short ones inside the value, code points, growing in place, and the methods. */
#define _GNU_SOURCE
#include "value_check.h"

static void short_and_long(void **state)
{
    (void)state;
    value shorter = S("fourteen bytes"), longer = S("fifteen bytes!!");
    assert_int_equal(shorter.tag, V_SHORT);
    assert_int_equal(longer.tag, V_STRING);
    value_drop(longer);
    value wide = S("你好🚦你好🚦");
    assert_int_equal(value_string_points(wide), 6);
    value_drop(wide);
}

static void append(void **state)
{
    (void)state;
    value s = S(""), other = NIL;
    fault f = {0};
    for (int i = 0; i < 5000; i++) {
        assert_true(value_append(&s, value_text(i % 2 ? "é" : "ab"), &f));
        if (i == 100)
            other = value_keep(s);
    }
    assert_int_equal(value_string_points(s), 2500 * 2 + 2500);
    assert_int_equal(value_string_points(other), 51 * 2 + 50);
    value again = NIL;
    const char *text;
    size_t length = value_string_bytes(&s, &text);
    assert_true(value_string(text, length, &again, &f));
    assert_true(value_equal(s, again));
    assert_true(value_hash(s) == value_hash(again));
    value_drop(s);
    value_drop(other);
    value_drop(again);
}

static void immortal(void **state)
{
    (void)state;
    value s = S("a literal of a script");
    value_immortal(s);
    value_drop(s);
    value_drop(value_keep(s));
    check_repr_kept(s, "'a literal of a script'");
    value_bury(s);
}

static void case_and_strip(void **state)
{
    (void)state;
    value s = S(" Straße é\n");
    METHOD_OK(&s, "upper", "' STRASSE É\\n'", NULL, UNSET);
    METHOD_OK(&s, "lower", "' straße é\\n'", NULL, UNSET);
    METHOD_OK(&s, "strip", "'Straße é'", NULL, UNSET);
    METHOD_OK(&s, "lstrip", "'Straße é\\n'", NULL, UNSET);
    METHOD_OK(&s, "rstrip", "' Straße é'", NULL, UNSET);
    METHOD_OK(&s, "strip", "'Straße'", NULL, S("é \n"));
    METHOD_OK(&s, "isdigit", "false", NULL, UNSET);
    METHOD_FAULT(&s, "strip", ERROR_type, "must be a string, not an int", I(1));
    value_drop(s);
    s = S("0123");
    METHOD_OK(&s, "isdigit", "true", NULL, UNSET);
}

static void split_and_join(void **state)
{
    (void)state;
    value s = S("  a b  c ");
    METHOD_OK(&s, "split", "['a', 'b', 'c']", NULL, UNSET, UNSET);
    METHOD_OK(&s, "split", "['a', 'b  c ']", NULL, NIL, I(1));
    METHOD_OK(&s, "split", "['', 'a b', 'c ']", NULL, S("  "), UNSET);
    METHOD_FAULT(&s, "split", ERROR_value, "separator is empty", S(""), UNSET);
    value comma = S(", ");
    METHOD_OK(&comma, "join", "'a, é, b'", NULL, L(S("a"), S("é"), S("b")));
    METHOD_OK(&comma, "join", "''", NULL, EMPTY);
    METHOD_OK(&comma, "join", "'x, y'", NULL, S("xy"));
    METHOD_FAULT(&comma, "join", ERROR_type, "item 1 is an int", L(S("a"), I(1)));
    METHOD_FAULT(&comma, "join", ERROR_type, "not an int", I(1));
}

static void searching(void **state)
{
    (void)state;
    value s = S("éa你a");
    METHOD_OK(&s, "find", "1", NULL, S("a"), UNSET, UNSET);
    METHOD_OK(&s, "find", "3", NULL, S("a"), I(2), UNSET);
    METHOD_OK(&s, "find", "-1", NULL, S("a"), I(2), I(3));
    METHOD_OK(&s, "replace", "'ébb你bb'", NULL, S("a"), S("bb"), UNSET);
    METHOD_OK(&s, "replace", "'-é-a你a'", NULL, S(""), S("-"), I(2));
    METHOD_OK(&s, "starts_with", "true", NULL, S("éa"));
    METHOD_OK(&s, "ends_with", "true", NULL, L(S("x"), S("你a")));
    METHOD_FAULT(&s, "starts_with", ERROR_type, "starts_with must be a string", I(1));
    assert_null(method_find(V_SHORT, "append"));
    value_drop(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(short_and_long), UNIT_TEST(append),         UNIT_TEST(immortal),
                                       UNIT_TEST(case_and_strip), UNIT_TEST(split_and_join), UNIT_TEST(searching)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
