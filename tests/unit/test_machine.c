/* The virtual machine, alone: what it asks of an engine, in which order and under which line; where errors go; that it can be left at any
 * instruction. Whether it computes rightly is for tests/conform. */
#include "machine_fake.h"

/* --- left at any instruction --- */

static const char *const scripts[] = {
    "func fib(n) { return n if n < 2 else fib(n - 1) + fib(n - 2) }\nprint(fib(9))\n",
    "var t = 0\nfor i in 0..5 { for k, v in {\"a\": i, \"b\": 2} { if v == 1 { continue }; t += v } }\nprint(t)\nloop { t -= 1; if t < 0 { break } }\n",
    "func f(n) { try { if n == 0 { return 0 }; raise \"x{n}\" } catch e { return e.message } finally { print(n) } }\nprint([f(i) for i in 0..3])\n",
    "func counter() { var n = 0; return func() { n += 1; return n } }\nlet a = counter()\na()\nprint(a(), counter()())\n",
    "var xs = [[1, 2], [3]]\nxs[1].append(4)\nxs[0][1] += 10\nxs[0], xs[1] = xs[1], xs[0]\nprint(xs, xs[0][-1:])\n",
    "func f(a, b = a + 1, c = b * 2) { return [a, b, c] }\nlet g = f\nprint(f(1), f(1, c: 5), g(b: 0, a: 2))\n",
    "print(\"{1.5:>8.2f}|{[1, 'x']}|{2s}\")\nraise error(\"mine\", \"the end\")\n",
};

static void any_budget(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        fake whole, bits;
        fake_load(&whole, scripts[i]);
        fake_load(&bits, scripts[i]);
        assert_string_equal(fake_run(&bits, 1), fake_run(&whole, INT64_MAX));
        fake_free(&whole);
        fake_free(&bits);
    }
}

/* --- ops --- */

static void ops(void **state)
{
    (void)state;
    fake_says(
        "queue q(2)\nq.put(1)\nq.put(2, timeout: 1s)\nq.get(timeout: 2s)\nsemaphore s(1)\ns.release()\ns.release(3)\nlock m\nwith m { sleep(1s) }\n",
        "queue.put(1) line 2\nqueue.put(2, timeout 1000000000) line 3\nqueue.get(timeout 2000000000) line 4\n"
        "semaphore.release(-) line 6\nsemaphore.release(3) line 7\nlock.acquire(-) line 9\nrun.sleep(1s) line 9\nlock.release(-) line 9\ndone nil");
}

static void properties(void **state)
{
    (void)state;
    fake_says("rwlock rw\nwith rw.read { }\nthread t { }\nt.name = \"x\"\nt.daemon\n",
              "rwlock.acquire(-) line 2\nrwlock.release(-) line 2\nthread.name('x') line 4\nthread.daemon() line 5\ndone nil");
}

static void wrong_timeouts(void **state)
{
    (void)state;
    fake_says("queue q\nlet x = [2]\nq.get(timeout: x[0])\n",
              "type: a time-out is a duration (write 2s, not 2), not an int, line 3\n  in main, line 3");
    fake_says("queue q\nlet x = [-2s]\nq.get(timeout: x[0])\n", "value: a time-out cannot be negative, line 3\n  in main, line 3");
    fake_says("queue q\nlet x = [[1]]\nq.get(timeout: x[0])\n",
              "type: a time-out is a duration (write 2s, not 2), not a list, line 3\n  in main, line 3");
    fake_says("queue q\nselect { case q.get() { } after [-1s][0] { } }\n",
              "value: a time-out cannot be negative, line 2\n  in main, line 2");
}

static void selecting(void **state)
{
    (void)state;
    fake f;
    fake_load(&f, "queue q\nevent e\nlet none = nil\n"
                  "select {\n  case v = q.get() { print(\"got\", v) }\n  case e.wait() if false { }\n  case none.get() { }\n"
                  "  case q.put([1]) { }\n  after 2s { print(\"late\") }\n}\n"
                  "select { case q.get() { } else { print(\"else\") } }\n");
    fake_answer(&f, value_text("hey"));
    fake_raise(&f, ERROR_timeout, "late");
    assert_string_equal(fake_run(&f, 1),
                        "run.select(timeout 2000000000 get - - put) line 4\ngot hey\nrun.select(timeout 0 get) line 11\nelse\ndone nil");
    fake_free(&f);
    fake_load(&f, "queue q\nselect { case q.get() { } }\n");
    fake_raise(&f, ERROR_closed, "closed");
    assert_string_equal(fake_run(&f, 1), "run.select( get) line 2\nclosed: closed, line 2\n  in main, line 2");
    fake_free(&f);
}

/* --- ways out --- */

static void cleaning_up(void **state)
{
    (void)state;
    fake f;
    fake_load(
        &f,
        "lock m\nqueue q\nfunc f() {\n  with m {\n    atomic {\n      try { q.get() } finally { print(\"finally\") }\n    }\n  }\n}\nf()\n");
    for (int i = 0; i < 2; i++)
        fake_answer(&f, VALUE_NIL);
    fake_raise(&f, ERROR_cancelled, "cancelled");
    assert_string_equal(fake_run(&f, 1),
                        "lock.acquire(-) line 4\nrun.atomic() line 5\nqueue.get() line 6\nfinally\nrun.atomic_end() line 5\n"
                        "lock.release(-) line 4\ncancelled: cancelled, line 6\n  in f, line 6  in main, line 10");
    fake_free(&f);
}

static void ways_out(void **state)
{
    (void)state;
    fake_says("lock m\nfunc f() { for i in 0..9 { with m { if i == 1 { break }; continue } } ; with m { return 5 } }\nprint(f())\n",
              "lock.acquire(-) line 2\nlock.release(-) line 2\nlock.acquire(-) line 2\nlock.release(-) line 2\n"
              "lock.acquire(-) line 2\nlock.release(-) line 2\n5\ndone nil");
    fake_says("func f() { for x in [1] { try { for y in [1, 2] { return y } } finally { break } }; return 7 }\nprint(f())\n",
              "7\ndone nil");
    fake_says(
        "func f() { try { raise \"a\" } finally { return 1 } }\nfunc g() { try { return 1 } finally { raise \"b\" } }\nprint(f())\ng()\n",
        "1\nerror: b, line 2\n  in g, line 2  in main, line 4");
}

/* A function in a finally captures what stands there, whichever way led in. */
static void closure_in_finally(void **state)
{
    (void)state;
    fake_says(
        "func f(n) { try { let z = 1; if n > 0 { return z } } finally { let k = n * 2; let g = func() => k + n; print(g()) } }\nf(0)\nf(3)\n",
        "0\n9\ndone nil");
}

/* --- errors --- */

static void places(void **state)
{
    (void)state;
    fake_says("func a(x) {\n  return x / 0\n}\nfunc b() {\n  let y = 1\n  return a(y)\n}\n\nprint(b())\n",
              "zero_division: division by zero, line 2\n  in a, line 2  in b, line 6  in main, line 9");
}

/* Each raise of one error value makes its own place; the value stays as it was made. */
static void raised_twice(void **state)
{
    (void)state;
    fake_says("let err = error(\"mine\", \"x\")\ntry { raise err } catch e { print(e.line, e.kind) }\n"
              "try { raise err } catch e { print(e.line) }\nprint(err.line)\nraise err\n",
              "2 mine\n3\nnil\nmine: x, line 5\n  in main, line 5");
}

static void raised_again(void **state)
{
    (void)state;
    fake_says("func f() { raise \"x\" }\ntry { try { f() } catch e { raise } } catch e { print(e.line); raise e }\n",
              "1\nerror: x, line 1\n  in f, line 1  in main, line 2");
}

static void endless_recursion(void **state)
{
    (void)state;
    fake f;
    fake_load(&f, "func f(n) { return f(n + 1) }\nf(0)\n");
    f.world.settings.limits.depth = 50;
    const char *log = fake_run(&f, INT64_MAX);
    assert_non_null(strstr(log, "limit: calls are nested more than 50 deep"));
    assert_non_null(strstr(log, "…"));
    fake_free(&f);
}

static void call_faults(void **state)
{
    (void)state;
    fake_says("let f = [func(a) { return a }][0]\nf(1, 2)\n", "type: func takes 1 argument, not 2, line 2\n  in main, line 2");
    fake_says("let f = [func(a) { return a }][0]\nf(b: 2)\n", "type: func has no parameter named b, line 2\n  in main, line 2");
    fake_says("let f = [func(a, b) { return a }][0]\nf(1, a: 2)\n", "type: func is given the argument a twice, line 2\n  in main, line 2");
    fake_says("let f = [func(a) {\n return a }][0]\nf()\n",
              "type: func needs an argument for a, line 1\n  in func, line 1  in main, line 3");
    fake_says("let f = [5][0]\nf()\n", "type: an int cannot be called: it is no function, line 2\n  in main, line 2");
}

/* Built-ins called through variables get room for the parameters that are left out. */
static void builtins_as_values(void **state)
{
    (void)state;
    fake_says("func f(g, x) { return g(x) }\nprint(f(sorted, [2, 1]), f(round, 1.6), f(max, [1, 3]), f(str, 5))\nf(print, 7)\n",
              "[1, 2] 2 3 5\n7\ndone nil");
}

/* --- variables that tasks share --- */

/* What is written stays in the register that it came from. */
static void shared_store(void **state)
{
    (void)state;
    fake_says("var n = 0\nthread t { n = 1 }\nfunc f(x) { n = x; return x }\nprint(f(3), n)\n", "3 3\ndone nil");
}

static void shared_changes(void **state)
{
    (void)state;
    fake f;
    fake_load(&f, "var xs = [1]\nthread t { xs.append(2); xs.insert(item: 9, index: 0); xs[0] = 5 }\nxs.sort(reverse: true)\n");
    const char *log = fake_run(&f, INT64_MAX);
    assert_non_null(strstr(log, "variable.call("));
    assert_non_null(strstr(log, ", 0, true, -, -) line 3\n"));
    fake_free(&f);
}

/* A method of that name may turn out to be an object's: the engine then gives the handle, and the verb follows. */
static void change_meets_handle(void **state)
{
    (void)state;
    fake_says("event e\nvar x = [e]\nx[0].clear()\n", "event.clear() line 3\ndone nil");
}

/* --- invariants --- */

static void invariants(void **state)
{
    (void)state;
    fake f;
    fake_load(&f, "var n = 0\nthread t { n = 5 }\ninvariant \"small\": n < 3\nn = 2\n");
    assert_null(f.world.host->invariant(&f.world)); /* no value yet */
    fake_run(&f, INT64_MAX);
    assert_null(f.world.host->invariant(&f.world));
    value_assign(&cells_at(f.process.cells, 0)->value, value_int(7));
    assert_string_equal(f.world.host->invariant(&f.world), "small");
    fake_free(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_budget),
        cmocka_unit_test(ops),
        cmocka_unit_test(properties),
        cmocka_unit_test(wrong_timeouts),
        cmocka_unit_test(selecting),
        cmocka_unit_test(cleaning_up),
        cmocka_unit_test(ways_out),
        cmocka_unit_test(closure_in_finally),
        cmocka_unit_test(places),
        cmocka_unit_test(raised_twice),
        cmocka_unit_test(raised_again),
        cmocka_unit_test(endless_recursion),
        cmocka_unit_test(call_faults),
        cmocka_unit_test(builtins_as_values),
        cmocka_unit_test(shared_store),
        cmocka_unit_test(shared_changes),
        cmocka_unit_test(change_meets_handle),
        cmocka_unit_test(invariants),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
