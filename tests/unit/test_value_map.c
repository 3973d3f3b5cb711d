/* Maps: order, keys, growing, removing and compacting, copy on write, the methods; and errors and handles as values. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>

#include "value_check.h"

static value name(int i)
{
    char text[40];
    snprintf(text, sizeof text, i % 2 ? "key %d" : "a somewhat longer key %d", i);
    return S(text);
}

/* Puts, removes and puts again many keys, and compares with what must be there. */
static void growing_and_removing(void **state)
{
    (void)state;
    enum { COUNT = 3000 };
    value m = NIL, out;
    fault f = {0};
    assert_true(value_map(&m, &f));
    for (int i = 0; i < COUNT; i++) {
        value key = name(i);
        assert_true(value_map_put(&m, key, I(i), &f));
        value_drop(key);
    }
    value shared = value_keep(m);
    for (int i = 0; i < COUNT; i++)
        if (i % 3)
            METHOD_OK(&m, "remove", "nil", NULL, name(i));
    assert_int_equal(m.map->used, COUNT / 3);
    assert_true(m.map->length < COUNT);
    for (int i = 0; i < COUNT; i++) {
        value key = name(i);
        bool has;
        assert_true(value_contains(m, key, &has, &f));
        assert_int_equal(has, i % 3 == 0);
        assert_true(value_map_get(shared, key, &out, &f));
        assert_int_equal(out.integer, i);
        value_drop(key);
    }
    int64_t position = 0, expected = 0;
    for (value key; value_next(m, &position, &key, &f); expected += 3) {
        value same = name((int)expected);
        assert_true(value_equal(key, same));
        value_drop(key);
        value_drop(same);
    }
    assert_int_equal(expected, COUNT);
    value_drop(m);
    value_drop(shared);
}

static void keys(void **state)
{
    (void)state;
    check_repr(M(I(1), S("int"), F(1), S("float"), value_bool(true), S("bool"), D(1), S("duration"), NIL, S("nil")),
               "{1: 'float', true: 'bool', 1ns: 'duration', nil: 'nil'}");
    fault f = {0};
    value m = M(S("a"), I(1)), list = EMPTY;
    assert_false(value_map_put(&m, list, I(1), &f));
    check_fault(f, ERROR_type, "a list cannot be the key of a map");
    assert_false(value_map_put(&m, F(NAN), I(1), &f));
    check_fault(f, ERROR_value, "nan");
    value out;
    assert_false(value_map_get(m, list, &out, &f));
    check_fault(f, ERROR_type, "key");
    bool has = true;
    assert_true(value_contains(m, list, &has, &f));
    assert_false(has);
    value_drop(list);
    value_drop(m);
}

static void methods_of_maps(void **state)
{
    (void)state;
    value m = M(S("b"), I(1), S("a"), I(2)), other = value_keep(m);
    METHOD_OK(&m, "keys", "['b', 'a']", NULL, UNSET);
    METHOD_OK(&m, "values", "[1, 2]", NULL, UNSET);
    METHOD_OK(&m, "items", "[['b', 1], ['a', 2]]", NULL, UNSET);
    METHOD_OK(&m, "get", "nil", NULL, S("x"), UNSET);
    METHOD_OK(&m, "get", "7", NULL, S("x"), I(7));
    METHOD_OK(&m, "pop", "1", "{'a': 2}", S("b"), UNSET);
    METHOD_OK(&m, "pop", "9", "{'a': 2}", S("b"), I(9));
    METHOD_FAULT(&m, "pop", ERROR_key, "no key 'b'", S("b"), UNSET);
    METHOD_FAULT(&m, "remove", ERROR_key, "no key 'b'", S("b"));
    METHOD_OK(&m, "update", "nil", "{'a': 5, 'c': 6}", M(S("a"), I(5), S("c"), I(6)));
    METHOD_FAULT(&m, "update", ERROR_type, "update takes a map, not an int", I(1));
    METHOD_OK(&m, "clear", "nil", "{}", UNSET);
    value_drop(m);
    check_repr(other, "{'b': 1, 'a': 2}");
}

static void errors(void **state)
{
    (void)state;
    value e = NIL, out = NIL, text = S("it took too long");
    fault f = {0};
    assert_true(value_error(ERROR_timeout, UNSET, text, value_text("t-1"), 12, &e, &f));
    value_drop(text);
    buf shown = {0};
    value_show(e, &shown);
    assert_string_equal(shown.data, "it took too long");
    buf_free(&shown);
    check_repr_kept(e, "error('timeout', 'it took too long')");
    assert_true(value_property(e, "kind", &out, &f));
    check_repr(out, "'timeout'");
    assert_true(value_property(e, "line", &out, &f));
    check_repr(out, "12");
    assert_true(value_property(e, "task", &out, &f));
    check_repr(out, "'t-1'");
    assert_false(value_property(e, "colour", &out, &f));
    check_fault(f, ERROR_type, "no property 'colour'");
    value_drop(e);
    fault_set(&f, ERROR_state, "%s is too %d for a short string", "this", 7);
    check_fault(f, ERROR_state, "this is too 7 for a short string");
}

/* --- handles, whose world is played by this file --- */

static int released;

static void fake_release(struct handle *h)
{
    released++;
    free(h->object);
    free(h);
}

static uint64_t fake_id(const struct handle *h) { return *(const uint32_t *)h->object; }

static void fake_show(const struct handle *h, uint8_t face, buf *out) { buf_printf(out, "<fake %u.%u>", (unsigned)fake_id(h), face); }

static const char *fake_type(const struct handle *h, uint8_t face)
{
    (void)h, (void)face;
    return "fake";
}

static const struct handle_owner fake = {fake_release, fake_id, fake_show, fake_type};

static value fake_handle(uint32_t id)
{
    struct handle *h = calloc(1, sizeof *h);
    uint32_t *object = malloc(sizeof *object);
    assert_non_null(h);
    assert_non_null(object);
    *object = id;
    *h = (struct handle){{.count = 1, .tag = V_HANDLE}, (struct object *)object, &fake};
    value v = {.tag = V_HANDLE};
    v.handle = h;
    return v;
}

static void handles(void **state)
{
    (void)state;
    released = 0;
    value a = fake_handle(3), same = value_keep(a), alike = fake_handle(3), other = fake_handle(4), face = value_keep(a);
    face.face = 1;
    assert_true(value_equal(a, same));
    assert_true(value_hash(a) == value_hash(same));
    assert_false(value_equal(a, other));
    assert_false(value_equal(a, alike));
    assert_false(value_equal(a, face));
    value m = M(value_keep(a), I(1), other, I(2)), out;
    fault f = {0};
    assert_true(value_map_get(m, same, &out, &f));
    assert_int_equal(out.integer, 1);
    check_repr(m, "{<fake 3.0>: 1, <fake 4.0>: 2}");
    assert_string_equal(value_type_name(a), "fake");
    value_drop(a);
    value_drop(face);
    value_drop(same);
    value_drop(alike);
    assert_int_equal(released, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {UNIT_TEST(growing_and_removing), UNIT_TEST(keys), UNIT_TEST(methods_of_maps), UNIT_TEST(errors),
                                       UNIT_TEST(handles)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
