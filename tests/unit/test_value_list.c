/* Lists, and looking into values: copy on write, index, slice, places, depth, walking, the methods. */
#define _GNU_SOURCE
#include "value_check.h"

static void copy_on_write(void **state)
{
    (void)state;
    fault f = {0};
    value a = L(I(1), L(I(2))), b = value_keep(a), path[] = {I(1), I(0)};
    assert_true(value_set(&b, path, 2, I(9), &f));
    assert_true(value_list_push(&b, S("x"), &f));
    check_repr(a, "[1, [2]]");
    check_repr(b, "[1, [9], 'x']");
}

static void check_index(value v, value at, const char *expected)
{
    value out = NIL;
    fault f = {0};
    assert_true(value_index(v, at, &out, &f));
    check_repr(out, expected);
    value_drop(v);
    value_drop(at);
}

static void check_index_fault(value v, value at, error_kind kind, const char *words)
{
    value out = NIL;
    fault f = {0};
    assert_false(value_index(v, at, &out, &f));
    check_fault(f, kind, words);
    value_drop(v);
    value_drop(at);
}

static void index_values(void **state)
{
    (void)state;
    check_index(L(I(1), I(2)), I(-1), "2");
    check_index(S("aé你"), I(1), "'é'");
    check_index(check_range(5, 9), I(-1), "8");
    check_index(M(S("k"), I(3)), S("k"), "3");
    check_index_fault(L(I(1)), I(1), ERROR_index, "index 1 is outside a list of 1");
    check_index_fault(S(""), I(0), ERROR_index, "outside a string of 0");
    check_index_fault(L(I(1)), F(0), ERROR_type, "must be an int, not a float");
    check_index_fault(M(I(1), I(1)), S("no"), ERROR_key, "'no'");
    check_index_fault(I(5), I(0), ERROR_type, "an int has no items");
}

static void check_slice(value v, value low, value high, const char *expected)
{
    value out = NIL;
    fault f = {0};
    assert_true(value_slice(v, low, high, &out, &f));
    check_repr(out, expected);
    value_drop(v);
}

static void slices(void **state)
{
    (void)state;
    check_slice(L(I(1), I(2), I(3)), I(1), UNSET, "[2, 3]");
    check_slice(L(I(1), I(2), I(3)), I(-2), I(99), "[2, 3]");
    check_slice(L(I(1), I(2), I(3)), I(2), I(1), "[]");
    check_slice(S("aé你b"), I(1), I(3), "'é你'");
    check_slice(check_range(0, 10), I(2), I(-2), "2..8");
    value out;
    fault f = {0};
    assert_false(value_slice(S("abc"), F(1), UNSET, &out, &f));
    check_fault(f, ERROR_type, "ints, not a float");
}

static void places(void **state)
{
    (void)state;
    fault f = {0};
    value m = M(S("a"), L(I(1))), path[] = {S("a"), I(0)}, fresh[] = {S("b"), I(0)};
    value *place = value_place(&m, path, 2, false, &f);
    assert_non_null(place);
    value_assign(place, I(7));
    assert_true(value_set(&m, fresh, 1, S("new"), &f));
    check_repr_kept(m, "{'a': [7], 'b': 'new'}");
    assert_null(value_place(&m, fresh, 2, true, &f));
    check_fault(f, ERROR_type, "a string never changes");
    value missing[] = {S("no"), I(0)};
    assert_null(value_place(&m, missing, 2, true, &f));
    check_fault(f, ERROR_key, "'no'");
    value_drop(m);
}

static void depth_is_bounded(void **state)
{
    (void)state;
    fault f = {0};
    value v = EMPTY, zero = I(0);
    for (int i = 1; i < VALUE_DEPTH; i++)
        v = L(v);
    value out = NIL;
    assert_false(value_list(&v, 1, &out, &f));
    check_fault(f, ERROR_limit, "200 deep");
    value holder = L(I(0));
    assert_false(value_set(&holder, &zero, 1, v, &f));
    check_fault(f, ERROR_limit, "200 deep");
    value_drop(holder);
    value_drop(v);
}

/* Changing an inner list by a method is told to the outer ones: no loop can build a deeper value than allowed. */
static void depth_grows_inside(void **state)
{
    (void)state;
    fault f = {0};
    value root = L(EMPTY), zero = I(0), out = NIL;
    const method *append = method_find(V_LIST, "append");
    int rounds = 0;
    for (bool more = true; more; rounds += more) {
        value copy = value_keep(root);
        more = method_change(&root, &zero, 1, append, &copy, 1, &out, &f);
        value_drop(copy);
    }
    check_fault(f, ERROR_limit, "200 deep");
    assert_in_range(rounds, 50, VALUE_DEPTH);
    value_drop(root);
}

static void methods_of_lists(void **state)
{
    (void)state;
    value l = L(I(3), I(1), I(2));
    METHOD_OK(&l, "append", "nil", "[3, 1, 2, 5]", I(5));
    METHOD_OK(&l, "extend", "nil", "[3, 1, 2, 5, 'a', 'b']", S("ab"));
    METHOD_OK(&l, "pop", "'b'", "[3, 1, 2, 5, 'a']", UNSET);
    METHOD_FAULT(&l, "sort", ERROR_type, "cannot order", UNSET);
    check_repr_kept(l, "[3, 1, 2, 5, 'a']");
    METHOD_OK(&l, "remove", "nil", "[3, 1, 2, 5]", S("a"));
    METHOD_OK(&l, "sort", "nil", "[5, 3, 2, 1]", value_bool(true));
    METHOD_OK(&l, "sort", "nil", "[1, 2, 3, 5]", UNSET);
    METHOD_OK(&l, "sort_by", "nil", "[2, 1, 5, 3]", L(I(2), I(1), I(9), I(4)), value_bool(false));
    METHOD_OK(&l, "insert", "nil", "[2, 1, 5, 'x', 3]", I(-1), S("x"));
    METHOD_OK(&l, "reverse", "nil", "[3, 'x', 5, 1, 2]", UNSET);
    METHOD_OK(&l, "index", "2", NULL, I(5), UNSET, UNSET);
    METHOD_FAULT(&l, "index", ERROR_value, "5 is not in the list", I(5), I(3), UNSET);
    METHOD_OK(&l, "count", "1", NULL, F(5));
    METHOD_FAULT(&l, "remove", ERROR_value, "'no' is not in the list", S("no"));
    METHOD_FAULT(&l, "pop", ERROR_index, "index 9", I(9));
    METHOD_FAULT(&l, "extend", ERROR_type, "extend takes a list", I(9));
    METHOD_OK(&l, "clear", "nil", "[]", UNSET);
    METHOD_FAULT(&l, "pop", ERROR_index, "empty", UNSET);
    value_drop(l);
}

static void sort_is_stable(void **state)
{
    (void)state;
    enum { COUNT = 500 };
    value items[COUNT], keys[COUNT], list = NIL, out;
    fault f = {0};
    for (int i = 0; i < COUNT; i++) {
        items[i] = I(i);
        keys[i] = I(i * 7 % 5);
    }
    assert_true(value_list(items, COUNT, &list, &f));
    value arguments[] = {check_list(keys, COUNT), value_bool(true)};
    assert_true(method_find(V_LIST, "sort_by")->call(&list, arguments, 2, &out, &f));
    for (int i = 1; i < COUNT; i++) {
        int64_t a = list.list->items[i - 1].integer, b = list.list->items[i].integer;
        assert_true(a * 7 % 5 > b * 7 % 5 || (a * 7 % 5 == b * 7 % 5 && a < b));
    }
    value_drop(list);
    value_drop(arguments[0]);
}

static void check_walk(value v, const char *expected)
{
    fault f = {0};
    value list = EMPTY, item;
    int64_t position = 0;
    while (value_next(v, &position, &item, &f)) {
        assert_true(value_list_push(&list, item, &f));
        value_drop(item);
    }
    assert_int_equal(f.kind, ERROR_error);
    check_repr(list, expected);
    value_drop(v);
}

static void walking(void **state)
{
    (void)state;
    check_walk(L(I(1), I(2)), "[1, 2]");
    check_walk(S("a你"), "['a', '你']");
    check_walk(check_range(-1, 2), "[-1, 0, 1]");
    check_walk(M(S("b"), I(1), S("a"), I(2)), "['b', 'a']");
    value item;
    int64_t position = 0;
    fault f = {0};
    assert_false(value_next(I(5), &position, &item, &f));
    check_fault(f, ERROR_type, "an int cannot be walked through");
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(copy_on_write),    UNIT_TEST(index_values),     UNIT_TEST(slices),
                                       UNIT_TEST(places),           UNIT_TEST(depth_is_bounded), UNIT_TEST(depth_grows_inside),
                                       UNIT_TEST(methods_of_lists), UNIT_TEST(sort_is_stable),   UNIT_TEST(walking)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
