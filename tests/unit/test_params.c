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

/* Each option of a kind is explained, and nothing else is. */
static void settings_of_kinds(void **state)
{
    (void)state;
    static const struct {
        kind_id kind;
        const char *option;
    } rows[] = {
#define KIND(name, options, flags, about)
#define SETTING(kind, name, about) {KIND_##kind, #name},
#include "trace/kinds.def"
#undef KIND
    };
    int options = 0;
    for (int k = 0; k < KINDS; k++)
        options += params_parse(kind_words[k].options).count;
    assert_int_equal(options, sizeof rows / sizeof *rows);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        params p = params_parse(kind_words[rows[i].kind].options);
        assert_true(params_find(&p, rows[i].option) >= 0);
    }
}

static void shown(void **state)
{
    (void)state;
    buf out = {0};
    params_show("item start? key: *rest", &out);
    assert_string_equal(out.data, "(item, [start], [key:], rest…)");
    buf_clear(&out);
    params_show("", &out);
    assert_string_equal(out.data, "()");
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing), cmocka_unit_test(all_sorts),         cmocka_unit_test(the_rest),
        cmocka_unit_test(tables),  cmocka_unit_test(settings_of_kinds), cmocka_unit_test(shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
