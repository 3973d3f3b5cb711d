/* The part of the language that is written in itself: what it asks of the engine, and what it makes of the answers. */
#include "grammar/ast.h"
#include "interp/prelude.h"
#include "interp/resolve.h"
#include "machine_fake.h"

static void has_no_mistakes(void **state)
{
    (void)state;
    const source src = {"prelude", prelude_source, strlen(prelude_source)};
    diags *d = diags_new(&src);
    arena *room = arena_new();
    tree *t = parse(&src, d);
    buf said = {0};
    if (t->root)
        resolve_prelude(t, &src, d, room);
    diags_print(d, &said);
    if (said.length)
        fail_msg("%s", said.data);
    tree_free(t);
    arena_free(room);
    diags_free(d);
}

static void keys(void **state)
{
    (void)state;
    fake_says(
        "let xs = [\"bb\", \"a\", \"ccc\"]\nprint(sorted(xs, key: len), sorted(xs, key: len, reverse: true), min(xs, key: len), max(\"x\", \"yy\", key: len))\n",
        "['a', 'bb', 'ccc'] ['ccc', 'bb', 'a'] a yy\ndone nil");
    fake_says(
        "var xs = [[3, -1, 2]]\nvar calls = 0\nfunc at() { calls += 1; return 0 }\nxs[at()].sort(key: func(x) => -x)\nprint(xs, calls)\n",
        "[[3, 2, -1]] 1\ndone nil");
    fake_says("min([], key: len)\n", "value: there is nothing to choose from, line 1\n  in main, line 1");
}

static void chance(void **state)
{
    (void)state;
    fake f;
    fake_load(&f, "print(choose([4, 5, 6]))\nprint(shuffle([1, 2, 3]))\n");
    fake_answer(&f, value_int(2));
    for (int i = 0; i < 3; i++)
        fake_answer(&f, value_int(i == 0 ? 2 : 0));
    assert_string_equal(
        fake_run(&f, 1),
        "run.choose(3, [4, 5, 6]) line 1\n6\nrun.choose(3, -) line 2\nrun.choose(2, -) line 2\nrun.choose(1, -) line 2\n[3, 2, 1]\ndone nil");
    fake_free(&f);
    fake_says("choose([])\n", "value: there is nothing to choose from, line 1\n  in main, line 1");
}

static void condition_wait_for(void **state)
{
    (void)state;
    fake f;
    fake_load(&f, "condition c\nvar n = 0\nprint(c.wait_for(func() { n += 1; return n > 1 }))\n");
    fake_answer(&f, value_bool(true));
    fake_answer(&f, value_bool(true));
    assert_string_equal(fake_run(&f, INT64_MAX), "condition.held() line 3\ncondition.wait() line 3\ntrue\ndone nil");
    fake_free(&f);
}

/* An iterator of the prelude: a function that `for` calls. */
static void completing(void **state)
{
    (void)state;
    fake f;
    value one = fake_handle(KIND_future, 91), two = fake_handle(KIND_future, 92), self = fake_handle(KIND_thread, 1), ready[1];
    fault none = {0};
    value first, second;
    fake_load(&f, "let q = queue()\nlet fs = [q.get(), q.get()]\nfor x in as_completed(fs) { print(x) }\n");
    fake_answer(&f, value_keep(one));
    fake_answer(&f, value_keep(two));
    fake_answer(&f, value_keep(self));
    ready[0] = two;
    assert_true(value_list(ready, 1, &first, &none));
    ready[0] = one;
    assert_true(value_list(ready, 1, &second, &none));
    fake_answer(&f, value_keep(self));
    fake_answer(&f, first);
    fake_answer(&f, value_keep(self));
    fake_answer(&f, second);
    fake_answer(&f, value_keep(self));
    assert_string_equal(fake_run(&f, 1),
                        "queue.get() line 2\nqueue.get() line 2\nrun.current() line 3\n"
                        "run.current() line 3\nrun.wait_any([<future 91>, <future 92>]) line 3\n<future 92>\n"
                        "run.current() line 3\nrun.wait_any([<future 91>]) line 3\n<future 91>\nrun.current() line 3\ndone nil");
    value_drop(one);
    value_drop(two);
    value_drop(self);
    fake_free(&f);
}

/* Every verb that the table leaves to the prelude has its function there, with parameters in the same order. */
static void wrapped(void **state)
{
    (void)state;
    fake f;
    fake_load(
        &f,
        "condition c\nlet p = pool(2, threads: true)\nfunc f(x) { c.wait_for(f); p.apply(f); p.apply_async(f); p.map(f, []); p.map_async(f, []);\n"
        "  p.starmap(f, []); p.imap(f, []); p.imap_unordered(f, []) }\n");
    int found = 0;
    for (int v = 1; v < VERBS; v++) {
        const verb_word *word = &verb_words[v];
        if (verbs[v].kind != KIND_none)
            continue;
        for (uint32_t i = 0; i < f.program->member_count; i++)
            if (!strcmp(f.program->members[i].name, word->name) && f.program->members[i].verbs[word->kind] == v) {
                assert_int_not_equal(f.program->members[i].wrapped[word->kind], NOT_FOUND);
                found++;
            }
    }
    assert_true(found > 0);
    fake_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_no_mistakes),    cmocka_unit_test(keys),       cmocka_unit_test(chance),
        cmocka_unit_test(condition_wait_for), cmocka_unit_test(completing), cmocka_unit_test(wrapped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
