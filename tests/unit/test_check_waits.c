/* The explorer: on programs whose tasks wait with time-outs, are cancelled or cut off, by others who perhaps only look, reduction loses
 * nothing. */
#include "check_compare.h"
#include "check_scenes.h"

#ifdef __SANITIZE_ADDRESS__
enum { PROGRAMS = 50 }; /* memory is watched in some of them */
#else
enum { PROGRAMS = 200 };
#endif

/* --- who differs from whom --- */

static void compare_with_prints(const char *const *texts, size_t count)
{
    for (size_t i = 0; i < 8 * count; i++)
        assert_true(compare(texts[i / 8], i % 4, i / 4 % 2));
}

/* At the moment at which it ends anyway. */
static void reduction_knows_what_comes_in_time(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "atom a(0)\ntimer t after 1ms { a.add(1) }\nt.start()\nsleep(1ms)\nt.cancel()\nt.join()\nprint(a.load())",
        "timer t after 1ms { print(1) }\nt.start()\nsleep(1ms)\nt.cancel()\nprint(t.is_alive())",
        ("atom a(0)\nfunc f() { sleep(1ms); a.add(1) }\npool p(1, threads: true)\np.apply_async(f, [])\nsleep(1ms)\np.terminate()\np.join()\n"
         "print(a.load())"),
        "timer t after 1ms { }\nthread u { t.join(timeout: 1ms) }\nt.start()\nu.start()",
        "atom a(0)\nthread t { sleep(1ms); a.add(1) }\nt.start()\nsleep(1ms)\nt.cancel()\nt.join()\nprint(a.load())",
    };
    compare_with_prints(texts, sizeof texts / sizeof *texts);
}

/* Who waits for a while is seen to wait by others, who change nothing and do not wait themselves. */
static void reduction_knows_who_is_seen_to_wait(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "event e; atom a(0)\nthread t { a.add(1); e.wait() }\nthread u { e.set() }\nt.start()\nu.start()\na.load()\nt.cancel()",
        ("queue q(0)\nthread a { try { q.put(1, timeout: 1ms) } catch timeout { } }\na.start()\nsleep(1ms)\n"
         "try { print(q.get_nowait()) } catch empty { print(0) }"),
        ("queue q(0)\nthread a { try { q.put_nowait(1); print(1) } catch full { print(0) } }\na.start()\n"
         "try { print(q.get(timeout: 1ms)) } catch timeout { }"),
        ("queue q(0)\nthread a { select { case q.put(1) { print(1) } else { print(0) } } }\na.start()\n"
         "try { print(q.get(timeout: 1ms)) } catch timeout { }"),
        ("queue q(0)\nthread a { try { q.put(1, timeout: 0s); print(1) } catch timeout { print(0) } }\na.start()\n"
         "select { case v = q.get() { print(v) } after 1ms { print(2) } }"),
        ("queue q(0); event e\nthread a { try { q.put_nowait(1); print(1) } catch full { print(0) } }\nthread b { e.set() }\n"
         "a.start()\nb.start()\nselect { case v = q.get() { print(v) } case e.wait() { print(2) } }"),
        ("queue q(0)\nthread b { try { q.get() } catch cancelled { print(2) } }\n"
         "thread a { try { q.put_nowait(1); print(1) } catch full { print(0) } }\nb.start()\na.start()\nb.cancel()"),
        ("rwlock r\nthread w { if r.write.acquire(timeout: 1ms) { r.write.release() } }\nthread x { print(r.read.acquire(timeout: 0s)) }\n"
         "r.read.acquire()\nw.start()\nx.start()"),
        ("event e\nthread t { wait_any([e], timeout: 1ms) }\nthread u { try { await e.is_set() timeout 1ms } catch timeout { } }\n"
         "t.start()\nu.start()"),
        ("event e; rwlock r\nthread t { try { await e.is_set() timeout 1ms } catch timeout { } }\nt.start()\n"
         "select { case r.write.acquire() { } case e.wait() { } }"),
    };
    compare_with_prints(texts, sizeof texts / sizeof *texts);
}

static void reduction_knows_what_is_cut_off(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "thread t { print(1); print(2) }\nt.start()\nexit(0)",
        "thread t { exit(0) }\nt.start()\nprint(1)\nprint(2)",
        "process pr { exit(3) }\npr.start()\nprint(pr.is_alive(), pr.join(timeout: 1ms))",
        "process pr { thread t { print(1); print(2) }\n t.start(); exit(3) }\npr.start()\npr.join()\nprint(3)",
        "process pr { thread t { }\n t.start() }\npr.start()\nprint(pr.join(timeout: 1ms))",
        "func f() { print(1) }\npool p(1)\np.apply_async(f, [])\np.terminate()\np.join()",
    };
    for (size_t k = 0; k < 4 * sizeof texts / sizeof *texts; k++)
        assert_true(compare(texts[k / 4], k % 4, true)); /* what was cut off is seen by what it prints */
}

/* Also of the process with which the run ends: others, who have ended, could have lived to see it. */
static void reduction_knows_what_an_end_gives_up(void **state)
{
    (void)state;
    static const char *const texts[] = {
        ("process pr { k.acquire() }\nlock k\npr.start()\nlet held = k.locked()\n"
         "try { await not k.locked() timeout 1ms; print(held, 1) } catch timeout { print(held, 0) }"),
    };
    compare_with_prints(texts, sizeof texts / sizeof *texts);
}

/* … and does not give up, though somebody awaits a change. */
static void reduction_knows_what_an_end_leaves_alone(void **state)
{
    (void)state;
    assert_true(compare("event e; rwlock rw\nprocess pr { thread inner { }; inner.start() }\nthread t { await e.is_set() timeout 1ms }\n"
                        "t.start(); pr.start()\nrw.read.acquire(timeout: 1ms)",
                        0, false));
}

/* Who waits for himself is told of, though somebody has failed before and nobody else is left to go on. */
static void reduction_knows_who_waits_behind_an_error(void **state)
{
    (void)state;
    static const char *const texts[] = {
        ("event e; rwlock rh\nprocess pw { with rh.read { e.wait() } }\n"
         "thread t0 { try { rh.write.acquire(); with rh.read { } } catch err { print(err.kind) } }\n"
         "process t1 { rh.write.acquire() }\nt0.start(); t1.start(); pw.start()"),
    };
    compare_with_prints(texts, sizeof texts / sizeof *texts);
}

/* Who can do one of several things at once would stand at all of them, had he come before what lets him. */
static void reduction_knows_who_would_stand(void **state)
{
    (void)state;
    static const char *const texts[] = {
        ("event e; var n = 0\nthread tt { }\nthread t0 { await n > 0 }\nthread t1 { tt.name = \"n\"; wait_any([e, t0], timeout: 1ms) }\n"
         "t0.start(); t1.start()\nawait not tt.is_alive() timeout 1ms\ne.set()"),
    };
    compare_with_prints(texts, sizeof texts / sizeof *texts);
}

/* Who has to wait until another lets him go on has something else to do with a third: there he may come first all the same. */
static void reduction_knows_who_comes_by_another(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "pool p(1, threads: true)\nthread t { p.close(); p.join() }\nt.start()",
        "func f() { }\npool p(1, threads: true)\np.apply_async(f, [])\nthread t { p.close(); p.join() }\nt.start()",
    };
    compare_with_prints(texts, sizeof texts / sizeof *texts);
}

/* CONC_CHECK_PROGRAMS: how many; CONC_CHECK_SEED: from where on. */
static void reduction_loses_nothing(void **state)
{
    (void)state;
    const char *wanted = getenv("CONC_CHECK_PROGRAMS"), *from = getenv("CONC_CHECK_SEED");
    uint64_t count = wanted ? strtoull(wanted, NULL, 10) : PROGRAMS, first = from ? strtoull(from, NULL, 10) : 1;
    for (uint64_t seed = first; seed < first + count; seed++) {
        dice d = {.seed = random_mix(seed)};
        buf text = {0};
        scene_program(&d, &text);
        compare(text.data, seed, seed >> 2 & 1 || strstr(text.data, "exit("));
        buf_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reduction_knows_what_comes_in_time),
        cmocka_unit_test(reduction_knows_who_is_seen_to_wait),
        cmocka_unit_test(reduction_knows_what_is_cut_off),
        cmocka_unit_test(reduction_knows_what_an_end_gives_up),
        cmocka_unit_test(reduction_knows_what_an_end_leaves_alone),
        cmocka_unit_test(reduction_knows_who_waits_behind_an_error),
        cmocka_unit_test(reduction_knows_who_would_stand),
        cmocka_unit_test(reduction_knows_who_comes_by_another),
        cmocka_unit_test(reduction_loses_nothing),
    };
#ifdef __SANITIZE_THREAD__
    cmocka_set_test_filter("reduction_knows_what_comes_in_time"); /* there is one thread, and the others would be slow */
#endif
    return cmocka_run_group_tests(tests, NULL, NULL);
}
