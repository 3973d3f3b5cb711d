/* What the resolver says of right scripts: who is meant by a name, what functions capture, which variables tasks share.
 * What it says of wrong ones stands in tests/bad/resolve-*. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "interp/resolve.h"

typedef struct resolved {
    source src;
    diags *d;
    tree *t;
    arena *memory;
    resolution *r;
} resolved;

static resolved resolve_any(const char *text, bool prelude)
{
    resolved s = {.src = {"test.cs", text, strlen(text)}};
    s.d = diags_new(&s.src);
    s.memory = arena_new();
    assert_true(s.d && s.memory);
    s.t = parse(&s.src, s.d);
    assert_non_null(s.t);
    assert_int_equal(diags_errors(s.d), 0);
    s.r = (prelude ? resolve_prelude : resolve)(s.t, &s.src, s.d, s.memory);
    assert_non_null(s.r);
    return s;
}

static void done(resolved *s)
{
    arena_free(s->memory);
    tree_free(s->t);
    diags_free(s->d);
}

static void no_errors(resolved *s)
{
    buf said = {0};
    diags_print(s->d, &said);
    assert_string_equal(said.data ? said.data : "", "");
    buf_free(&said);
}

static resolved right(const char *text)
{
    resolved s = resolve_any(text, false);
    no_errors(&s);
    return s;
}

static function *function_named(const resolved *s, const char *name)
{
    for (uint32_t i = 0; i < s->r->function_count; i++)
        if (strcmp(s->r->functions[i]->name, name) == 0)
            return s->r->functions[i];
    fail_msg("no function %s", name);
    return NULL;
}

static symbol *symbol_named(const resolved *s, const char *name)
{
    for (uint32_t i = 0; i < s->t->nodes; i++) {
        symbol *found = s->r->symbol_of[i];
        if (found && found->declared && strcmp(found->name, name) == 0)
            return found;
    }
    fail_msg("no symbol %s", name);
    return NULL;
}

static bool is_shared(const char *text, const char *name)
{
    resolved s = right(text);
    bool shared = symbol_named(&s, name)->shared;
    done(&s);
    return shared;
}

static void accepts(const char *text)
{
    resolved s = right(text);
    done(&s);
}

static int errors_of(const char *text)
{
    resolved s = resolve_any(text, false);
    int count = diags_errors(s.d);
    done(&s);
    return count;
}

/* ---- names ---- */

static void inner_blocks_use_names_anew(void **state)
{
    (void)state;
    accepts("let x = 1\nif x > 0 { let x = 2; print(x) }\nfunc f(len) { var len = len + 1; return len }\nprint(f(x))");
    accepts("func print_all(print) { return print }\nlet sum = 3\nprint_all(sum)");
    accepts("for _, b in [[1, 2]] { print(b) }\nlet _, _ = [1, 2]");
}

static void bodies_name_what_is_declared_below(void **state)
{
    (void)state;
    accepts("func f() { q.put(1); car(1).start(); return g() }\nfunc g() { return 2 }\nqueue q\nthread car(n) { print(n) }\nf()");
    assert_int_equal(errors_of("func f() { return total }\nlet total = 1\nf()"), 1);
    assert_int_equal(errors_of("f()\nfunc f() { }"), 1);
    assert_int_equal(errors_of("func f() { g()\nfunc g() { } }\nf()"), 1);
}

static void a_call_above_is_checked_against_the_function_below(void **state)
{
    (void)state;
    assert_int_equal(errors_of("func f() { return g(1) }\nfunc g(a, b) { return a + b }\nf()"), 1);
    assert_int_equal(errors_of("func f() { q.putt(1) }\nqueue q\nf()"), 1);
}

static void one_mistake_is_told_once(void **state)
{
    (void)state;
    assert_int_equal(errors_of("print(x)\nprint(x, x.y, x.foo(), x[0])\nx = 3\nx += 1\nx.append(3)"), 1);
    assert_int_equal(errors_of("x = 3\nprint(x)\nx[0] = 1"), 1);
    assert_int_equal(errors_of("Thread t { }\nt.start()\nt.join()"), 1);
    assert_int_equal(errors_of("Process p(a) { }\np(1).start()"), 1);
}

static void symbols_know_their_roles(void **state)
{
    (void)state;
    resolved s = right("queue q(3)\nlet e = event()\nvar n = 0\nfunc f(x) { return x }\nthread car(a) { }\ncar c(1)\nprint(f(n), e, q, c)");
    assert_int_equal(symbol_named(&s, "q")->object_kind, KIND_queue);
    assert_int_equal(symbol_named(&s, "e")->object_kind, KIND_event);
    assert_int_equal(symbol_named(&s, "c")->object_kind, KIND_thread);
    assert_int_equal(symbol_named(&s, "n")->role, SYMBOL_VAR);
    assert_int_equal(symbol_named(&s, "f")->role, SYMBOL_FUNC);
    assert_int_equal(symbol_named(&s, "car")->role, SYMBOL_TASK_KIND);
    assert_ptr_equal(symbol_named(&s, "x")->owner, function_named(&s, "f"));
    done(&s);
}

static void a_declaration_knows_its_kind(void **state)
{
    (void)state;
    resolved s = right("thread car(a) { }\ncar c(1)\nlock m");
    const node *kind = s.t->root->kid[0], *instance = kind->next, *lock = instance->next;
    assert_ptr_equal(s.r->symbol_of[instance->id], symbol_named(&s, "car"));
    assert_int_equal(s.r->symbol_of[lock->id]->role, SYMBOL_KIND);
    assert_int_equal(s.r->symbol_of[lock->id]->index, KIND_lock);
    done(&s);
}

static void catch_takes_kinds_or_binds(void **state)
{
    (void)state;
    resolved s = right("try { raise \"a\" } catch timeout { } catch \"mine\" as m { print(m.kind) } catch e { print(e.message); raise }");
    const node *first = s.t->root->kid[0]->kid[1], *second = first->next, *third = second->next;
    assert_null(s.r->symbol_of[first->id]);
    assert_null(s.r->symbol_of[first->kid[0]->id]);
    assert_string_equal(s.r->symbol_of[second->id]->name, "m");
    assert_ptr_equal(s.r->symbol_of[third->id], s.r->symbol_of[third->kid[0]->id]);
    done(&s);
}

/* ---- captures ---- */

static void inner_functions_capture_through_all_levels(void **state)
{
    (void)state;
    resolved s = right(
        "func outer(a) {\n    var n = 0\n    func middle() {\n        func inner() { n += a }\n        inner()\n    }\n    middle()\n}\nouter(1)");
    function *middle = function_named(&s, "middle"), *inner = function_named(&s, "inner");
    assert_int_equal(inner->capture_count, 2);
    assert_string_equal(inner->captures[0]->name, "a"); /* the right side comes first */
    assert_int_equal(middle->capture_count, 2);
    assert_int_equal(function_named(&s, "outer")->capture_count, 0);
    assert_true(symbol_named(&s, "n")->captured);
    done(&s);
}

static void what_the_outermost_block_declares_is_no_capture(void **state)
{
    (void)state;
    resolved s = right(
        "let xs = [1]\nvar alone = 0\nfunc f() { return g(xs) }\nfunc g(x) { return f }\nalone += 1\nif true { let y = 2; func h() { return y }; h() }");
    assert_int_equal(function_named(&s, "f")->capture_count, 0);
    assert_int_equal(function_named(&s, "h")->capture_count, 1);
    assert_int_equal(s.r->globals, 1);
    assert_string_equal(s.r->global_of[0]->name, "xs");
    assert_true(s.r->global_of[0]->global);
    assert_false(symbol_named(&s, "alone")->global);
    assert_false(symbol_named(&s, "y")->global);
    assert_false(symbol_named(&s, "g")->global);
    done(&s);
}

static void a_function_that_captures_nothing_is_not_captured(void **state)
{
    (void)state;
    resolved s = right(
        "func outer() {\n    func plain(n) { return plain(n - 1) if n else 0 }\n    func user() { return plain(3) }\n    return user()\n}\nouter()");
    assert_int_equal(function_named(&s, "plain")->capture_count, 0);
    assert_int_equal(function_named(&s, "user")->capture_count, 0);
    done(&s);
}

static void a_closure_that_calls_itself_needs_itself(void **state)
{
    (void)state;
    resolved s = right(
        "func outer(k) {\n    func down(n) { return down(n - k) if n > 0 else 0 }\n    func user() { return down(3) }\n    return user()\n}\nouter(1)");
    assert_true(function_named(&s, "down")->uses_itself);
    assert_int_equal(function_named(&s, "down")->capture_count, 1);
    assert_int_equal(function_named(&s, "user")->capture_count, 1);
    assert_string_equal(function_named(&s, "user")->captures[0]->name, "down");
    done(&s);
}

static void functions_used_as_values_escape(void **state)
{
    (void)state;
    resolved s = right("func a() { }\nfunc b() { }\nlet list = [a]\nb()\nlet c = func() { b() }\nc()\nprint(list)");
    assert_true(function_named(&s, "a")->escapes);
    assert_false(function_named(&s, "b")->escapes);
    assert_false(function_named(&s, "func")->escapes);
    done(&s);
}

/* ---- sharing ---- */

static void without_tasks_nothing_is_shared(void **state)
{
    (void)state;
    assert_false(is_shared("var n = 0\nfunc f() { n += 1 }\nlet fs = [f]\nf()\nprint(n, fs)", "n"));
}

static void a_variable_of_two_tasks_is_shared(void **state)
{
    (void)state;
    assert_true(is_shared("var n = 0\nthread a { n += 1 }\na.start()\nprint(n)", "n"));
    assert_true(is_shared("var n = 0\nthread a { n += 1 }\nthread b { n += 1 }\na.start()\nb.start()", "n"));
    assert_true(is_shared("var n = 0\nfunc add() { n += 1 }\nthread a { add() }\nthread b { add() }\na.start()\nb.start()", "n"));
    assert_true(is_shared("var n = 0\ntimer t every 1s { n += 1 }\nt.start()\nprint(n)", "n"));
}

static void a_variable_of_one_task_is_not(void **state)
{
    (void)state;
    assert_false(is_shared("var n = 0\nthread a { n += 1 }\na.start()", "n"));
    assert_false(is_shared("var n = 0\nfunc add() { n += 1 }\nthread a { add(); add() }\na.start()", "n"));
    assert_false(is_shared("var n = 0\nthread a { print(1) }\na.start()\nfunc add() { n += 1 }\nadd()", "n"));
    assert_false(is_shared("thread a { var n = 0\nfunc add() { n += 1 }\nadd() }\na.start()", "n"));
    assert_false(is_shared("var n = 0\nthread a { print(1) }\na.start()\nlet add = func() { n += 1 }\nadd()", "n"));
    assert_false(is_shared("var n = 0\nthread a { print(1) }\na.start()\nprint(sorted([2, 1], key: func(x) => x + n))", "n"));
}

static void a_task_that_runs_several_times_shares(void **state)
{
    (void)state;
    assert_true(is_shared("var n = 0\nthread a(k) { n += k }\na(1).start()", "n"));
    assert_true(is_shared("var n = 0\nfor i in 0..3 { thread a { n += 1 }\na.start() }", "n"));
    assert_true(is_shared("var n = 0\nfunc go_on() { thread a { n += 1 }\na.start() }\ngo_on()", "n"));
    assert_true(is_shared("var n = 0\nlet ts = [thread(func() { n += 1 }) for i in 0..3]\nprint(ts)", "n"));
}

static void what_escapes_may_run_anywhere(void **state)
{
    (void)state;
    assert_true(is_shared("var n = 0\nfunc add() { n += 1 }\npool p(2, threads: true)\np.apply(add)", "n"));
    assert_true(is_shared("var n = 0\nfunc add() { n += 1 }\nthread a(add)\nthread b = add()\na.start()\nb.start()", "n"));
    assert_true(is_shared("var n = 0\nqueue q\nthread a { print(1) }\nlet fs = [func() { n += 1 }]\nfs[0]()", "n"));
}

static void a_local_variable_is_shared_with_tasks_inside(void **state)
{
    (void)state;
    assert_true(is_shared("func f() { var n = 0\nthread a { n += 1 }\na.start()\nreturn n }\nf()", "n"));
    assert_true(is_shared("func f() { var n = 0\nfunc add() { n += 1 }\nthread a { add() }\na.start()\nreturn n }\nf()", "n"));
    assert_true(is_shared("thread a { print(1) }\nfunc f() { var n = 0\nreturn [func() { n += 1 }] }\nf()", "n"));
    assert_false(
        is_shared("func f() { var n = 0\nfunc add() { n += 1 }\nadd()\nreturn n }\nthread a { f() }\nthread b = f()\na.start()", "n"));
}

static void what_is_watched_is_shared(void **state)
{
    (void)state;
    assert_true(is_shared("var n = 0\ninvariant \"small\": n < 3\nn += 1", "n"));
    assert_true(is_shared("var ready = false\nthread a { await ready }\na.start()", "ready"));
    assert_false(is_shared("thread a { var n = 0\nn += 1\nawait n > 0 }\na.start()", "n"));
}

/* ---- the header, and the prelude ---- */

static void the_header_makes_settings(void **state)
{
    (void)state;
    resolved s =
        right("scenario \"Title\" {\n stop_after: 24s\n seed: -7\n cores: 2, gil: \"ticks\"\n cost: {\"tick\": 2us, \"thread\": 1ms}\n"
              " expect: [\"deadlock\", \"race\"]\n limits: {\"depth\": 100}\n}");
    const scenario_header *h = &s.r->header;
    assert_string_equal(h->title, "Title");
    assert_int_equal(h->settings.stop_after, INT64_C(24000000000));
    assert_int_equal((int64_t)h->settings.seed, -7);
    assert_int_equal(h->settings.cores, 2);
    assert_int_equal(h->settings.gil, GIL_TICKS);
    assert_int_equal(h->settings.cost_tick, 2000);
    assert_int_equal(h->settings.cost_thread, 1000000);
    assert_int_equal(h->settings.limits.depth, 100);
    assert_int_equal(h->expect, 1u << 1 | 1u << 2);
    done(&s);
}

static void without_a_header_there_are_defaults(void **state)
{
    (void)state;
    resolved s = right("print(1)");
    settings usual = settings_default();
    assert_null(s.r->header.title);
    assert_int_equal(s.r->header.expect, 1);
    assert_int_equal(s.r->header.settings.stop_after, usual.stop_after);
    done(&s);
}

static void only_the_prelude_names_the_inner_things(void **state)
{
    (void)state;
    const char *inner = "func f(p, xs) { p.take(0); xs.sort_by([], false); return _choose(3) }\nf(1, 2)";
    resolved s = resolve_any(inner, true);
    no_errors(&s);
    done(&s);
    assert_int_equal(errors_of(inner), 3);
}

static void many_names_are_no_trouble(void **state)
{
    (void)state;
    buf text = {0};
    for (int i = 0; i < 3000; i++)
        buf_printf(&text, "let name%d = %d\nfunc f%d() { return name%d }\nunknown_%d\n", i, i, i, i, i);
    resolved s = resolve_any(text.data, false);
    assert_int_equal(diags_errors(s.d), 3000);
    assert_int_equal(s.r->globals, 3000);
    done(&s);
    buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inner_blocks_use_names_anew),
        cmocka_unit_test(bodies_name_what_is_declared_below),
        cmocka_unit_test(a_call_above_is_checked_against_the_function_below),
        cmocka_unit_test(one_mistake_is_told_once),
        cmocka_unit_test(symbols_know_their_roles),
        cmocka_unit_test(a_declaration_knows_its_kind),
        cmocka_unit_test(catch_takes_kinds_or_binds),
        cmocka_unit_test(inner_functions_capture_through_all_levels),
        cmocka_unit_test(what_the_outermost_block_declares_is_no_capture),
        cmocka_unit_test(a_function_that_captures_nothing_is_not_captured),
        cmocka_unit_test(a_closure_that_calls_itself_needs_itself),
        cmocka_unit_test(functions_used_as_values_escape),
        cmocka_unit_test(without_tasks_nothing_is_shared),
        cmocka_unit_test(a_variable_of_two_tasks_is_shared),
        cmocka_unit_test(a_variable_of_one_task_is_not),
        cmocka_unit_test(a_task_that_runs_several_times_shares),
        cmocka_unit_test(what_escapes_may_run_anywhere),
        cmocka_unit_test(a_local_variable_is_shared_with_tasks_inside),
        cmocka_unit_test(what_is_watched_is_shared),
        cmocka_unit_test(the_header_makes_settings),
        cmocka_unit_test(without_a_header_there_are_defaults),
        cmocka_unit_test(only_the_prelude_names_the_inner_things),
        cmocka_unit_test(many_names_are_no_trouble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
