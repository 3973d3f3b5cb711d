/* The tables' notation for parameters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "interp/builtins.h"
#include "interp/params.h"
#include "runtime/kind.h"
#include "runtime/value/method.h"

static void nothing(void **state)
{
    (void)state;
    params p = params_parse("");
    assert_int_equal(p.count, 0);
    assert_int_equal(p.positional, 0);
    assert_false(p.rest);
    assert_int_equal(params_find(&p, "x"), -1);
    assert_int_equal(params_timeout(&p), -1);
}

static void all_sorts(void **state)
{
    (void)state;
    params p = params_parse("item start? key: timeout:");
    assert_int_equal(p.count, 4);
    assert_int_equal(p.positional, 2);
    assert_false(p.at[0].optional);
    assert_true(p.at[1].optional);
    assert_false(p.at[1].named_only);
    assert_true(p.at[2].optional && p.at[2].named_only);
    assert_int_equal(params_find(&p, "start"), 1);
    assert_int_equal(params_find(&p, "sta"), -1);
    assert_int_equal(params_find(&p, "starting"), -1);
    assert_int_equal(params_timeout(&p), 3);
}

static void the_rest(void **state)
{
    (void)state;
    params p = params_parse("*items sep: end:");
    assert_true(p.rest);
    assert_true(p.at[0].rest && p.at[0].optional);
    assert_int_equal(p.at[0].length, 5);
    assert_int_equal(p.positional, 0);
    assert_int_equal(params_find(&p, "end"), 2);
}

static void check_row(const char *notation)
{
    params p = params_parse(notation);
    int words = *notation != '\0';
    for (const char *c = notation; *c; c++)
        words += *c == ' ';
    assert_int_equal(p.count, words);
    bool named = false, optional = false;
    for (int i = 0; i < p.count; i++) { /* calls by place count on this order */
        assert_false(named && !p.at[i].named_only);
        assert_false(optional && !p.at[i].optional);
        named |= p.at[i].named_only;
        optional |= p.at[i].optional;
    }
}

/* Of every row of the tables: none is longer than there is room for, and what is by name only comes last. */
static void tables(void **state)
{
    (void)state;
    for (int v = 1; v < VERBS; v++)
        check_row(verb_words[v].parameters);
    for (size_t i = 0; i < method_count; i++)
        check_row(methods[i].parameters);
    for (size_t i = 0; i < builtin_count; i++)
        check_row(builtins[i].parameters);
    for (int k = 0; k < KINDS; k++)
        if (kind_words[k].options)
            check_row(kind_words[k].options);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing),
        cmocka_unit_test(all_sorts),
        cmocka_unit_test(the_rest),
        cmocka_unit_test(tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
