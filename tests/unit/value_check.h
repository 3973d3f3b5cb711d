/* value_check: what the tests of values share: values made in one line, and checks that compare what a value shows.
 * Everything a check is given is dropped by it, so that a leak means a bug of the code under test.
 * CHECK: not inlined, or gcc takes the constants of a test for addresses and warns. */
#ifndef TESTS_UNIT_VALUE_CHECK_H
#define TESTS_UNIT_VALUE_CHECK_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/value/method.h"
#include "runtime/value/value.h"

#define CHECK __attribute__((noinline, unused)) static
#define UNIT_TEST(name) cmocka_unit_test(name)
#define I value_int
#define F value_float
#define D value_duration
#define NIL VALUE_NIL
#define UNSET VALUE_UNSET
#define S(text) check_string(text)
#define L(...) check_list((value[]){__VA_ARGS__}, sizeof(value[]){__VA_ARGS__} / sizeof(value))
#define EMPTY check_list(NULL, 0)

CHECK value check_string(const char *text)
{
    value out = NIL;
    fault f = {0};
    assert_true(value_string(text, strlen(text), &out, &f));
    return out;
}

CHECK value check_list(value *items, size_t count)
{
    value out = NIL;
    fault f = {0};
    assert_true(value_list_take(items, count, &out, &f));
    return out;
}

CHECK value check_range(int64_t begin, int64_t end)
{
    value out = NIL;
    fault f = {0};
    assert_true(value_range(begin, end, &out, &f));
    return out;
}

/* A map of keys and items in turns. */
CHECK value check_map(value *pairs, size_t count)
{
    value out = NIL;
    fault f = {0};
    assert_true(value_map(&out, &f));
    for (size_t i = 0; i < count; i += 2) {
        assert_true(value_map_put(&out, pairs[i], pairs[i + 1], &f));
        value_drop(pairs[i]);
        value_drop(pairs[i + 1]);
    }
    return out;
}
#define M(...) check_map((value[]){__VA_ARGS__}, sizeof(value[]){__VA_ARGS__} / sizeof(value))

CHECK void check_repr_kept(value v, const char *expected)
{
    buf text = {0};
    value_repr(v, &text);
    assert_string_equal(text.data, expected);
    buf_free(&text);
}

CHECK void check_repr(value v, const char *expected)
{
    check_repr_kept(v, expected);
    value_drop(v);
}

/* A fault of this kind whose message holds these words. */
CHECK void check_fault(fault f, error_kind kind, const char *words)
{
    const char *text;
    size_t length = value_string_bytes(&f.message, &text);
    assert_string_equal(error_kind_names[f.kind], error_kind_names[kind]);
    if (!memmem(text, length, words, strlen(words)))
        fail_msg("'%.*s' does not hold '%s'", (int)length, text, words);
    value_drop(f.message);
}

CHECK void check_binary(binary op, value a, value b, const char *expected)
{
    value out = NIL;
    fault f = {0};
    assert_true(value_binary(op, a, b, &out, &f));
    check_repr(out, expected);
    value_drop(a);
    value_drop(b);
}

CHECK void check_binary_fault(binary op, value a, value b, error_kind kind, const char *words)
{
    value out = NIL;
    fault f = {0};
    assert_false(value_binary(op, a, b, &out, &f));
    check_fault(f, kind, words);
    value_drop(a);
    value_drop(b);
}

/* Calls a method; `after`: what the value it was called on is then, NULL when that does not matter. */
CHECK void check_method(value *self, const char *name, value *arguments, size_t count, const char *expected, const char *after)
{
    const method *m = method_find(self->tag, name);
    value out = NIL;
    fault f = {0};
    assert_non_null(m);
    assert_true(m->call(self, arguments, count, &out, &f));
    check_repr(out, expected);
    if (after)
        check_repr_kept(*self, after);
    for (size_t i = 0; i < count; i++)
        value_drop(arguments[i]);
}
#define METHOD_OK(self, name, expected, after, ...) \
    check_method(self, name, (value[]){__VA_ARGS__}, sizeof(value[]){__VA_ARGS__} / sizeof(value), expected, after)

CHECK void check_method_fault(value *self, const char *name, value *arguments, size_t count, error_kind kind, const char *words)
{
    const method *m = method_find(self->tag, name);
    value out = NIL;
    fault f = {0};
    assert_non_null(m);
    assert_false(m->call(self, arguments, count, &out, &f));
    check_fault(f, kind, words);
    for (size_t i = 0; i < count; i++)
        value_drop(arguments[i]);
}
#define METHOD_FAULT(self, name, kind, words, ...) \
    check_method_fault(self, name, (value[]){__VA_ARGS__}, sizeof(value[]){__VA_ARGS__} / sizeof(value), kind, words)

#endif
