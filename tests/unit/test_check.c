/* The explorer: how many interleavings differ, where that is known; what is found; and, on random programs, that reduction loses
 * nothing. */
#include "check_compare.h"
#include "check_programs.h"

#include <stdio.h>

/* --- counts --- */

static void counts(const char *text, uint64_t expected)
{
    ran r;
    check_text(&r, text, METHOD_DPOR, 100000);
    assert_true(r.search.complete);
    assert_int_equal(check_kinds(&r), 0);
    if (r.search.schedules != expected)
        fail_msg("%llu interleavings, not %llu, of\n%s", (unsigned long long)r.search.schedules, (unsigned long long)expected, text);
    assert_int_equal(r.traces.count, expected);
    assert_int_equal(r.search.abandoned, 0);
    check_end(&r);
}

static void count_independent(void **state)
{
    (void)state;
    counts("let all = [atom(0) for i in 0..4]\nthread t(i) { all[i].add(1) }\nfor i in 0..4 { t(i).start() }", 1);
}

static void count_writers(void **state)
{
    (void)state;
    counts("atom a(0)\nthread t { a.add(1) }\nthread u { a.add(1) }\nt.start()\nu.start()", 2);
    counts("atom a(0)\nthread t { a.add(1); a.add(1) }\nthread u { a.add(1); a.add(1) }\nt.start()\nu.start()", 6);
    counts("atom a(0)\nthread t(i) { a.add(1) }\nfor i in 0..4 { t(i).start() }", 24);
    counts("atom a(0)\nthread t(i) { a.add(1); a.add(1) }\nfor i in 0..3 { t(i).start() }", 90);
}

static void count_readers(void **state)
{
    (void)state;
    counts("atom a(0)\nthread t(i) { a.load() }\nfor i in 0..4 { t(i).start() }", 1);
    counts("atom a(0)\nthread w { a.store(1) }\nthread t(i) { a.load() }\nw.start()\nfor i in 0..3 { t(i).start() }", 8);
}

static void count_locks(void **state)
{
    (void)state;
    counts("lock m\nvar x = 0\nthread t(i) { with m { x += 1 } }\nfor i in 0..3 { t(i).start() }", 6);
    counts("semaphore s(2)\nthread t(i) { s.acquire() }\nfor i in 0..2 { t(i).start() }", 2);
}

static void count_choices(void **state)
{
    (void)state;
    counts("let x = choose([1, 2, 3])\nlet y = choose([1, 2])", 6);
}

/* Who finds nothing stores the same: it matters who is first, and who has looked before that. */
static void count_equal_stores(void **state)
{
    (void)state;
    ran r;
    check_text(&r, "var x = nil\nthread t(i) { if x == nil { x = 1 } }\nfor i in 0..3 { t(i).start() }", METHOD_DPOR, 1000);
    assert_true(r.search.complete);
    assert_int_equal(r.search.schedules, 3 * 4);
    assert_int_equal(r.traces.count, 3 * 4);
    check_end(&r);
    check_text(&r, "var x = nil\nthread t(v) { if x == nil { x = v } }\nt(1).start()\nt(1.0).start()\nt(1).start()", METHOD_DPOR, 1000);
    assert_true(r.search.schedules > 3 * 4);
    check_end(&r);
}

/* --- findings --- */

static void finds(const char *text, unsigned kinds)
{
    static const search_method methods[] = {METHOD_DPOR, METHOD_DFS, METHOD_AUTO};
    for (int i = 0; i < 3; i++) {
        ran r;
        check_text(&r, text, methods[i], 100000);
        if (check_kinds(&r) != kinds || !r.search.complete)
            fail_msg("%s: %#x, not %#x, of\n%s", search_methods[methods[i]], check_kinds(&r), kinds, text);
        check_end(&r);
    }
}

/* By states, all of them and those that are left when it is known what locks guard. */
static void finds_by_states(const char *text, unsigned kinds)
{
    for (int every = 0; every < 2; every++) {
        ran r;
        check_text_in(&r, text, METHOD_STATES, 100000, (openness){.every = every});
        if (check_kinds(&r) != kinds)
            fail_msg("states%s: %#x, not %#x, of\n%s", every ? " (every)" : "", check_kinds(&r), kinds, text);
        check_end(&r);
    }
}

static void find_deadlock(void **state)
{
    (void)state;
    finds("lock a; lock b\nthread t { with a { with b { } } }\nthread u { with b { with a { } } }\nt.start()\nu.start()",
          1 << FINDING_DEADLOCK);
    finds("lock a; lock b\nthread t { with a { with b { } } }\nthread u { with a { with b { } } }\nt.start()\nu.start()", 0);
}

/* Who was notified may find that a third task has taken the lock before. */
static void find_stolen_item(void **state)
{
    (void)state;
    finds("condition c\nvar items = 0\n"
          "thread taker(i) { with c {\n if items == 0 { c.wait() }\n assert items > 0\n items -= 1 } }\n"
          "daemon thread giver { with c { items += 1; c.notify() } }\n"
          "taker(1).start()\ntaker(2).start()\ngiver.start()\n",
          1 << FINDING_DEADLOCK | 1 << FINDING_ASSERT);
}

/* v fails when it is between u's two turns, and before t. It comes there only in place of u's second turn, behind which it waits for
 * ever; and t, the only one who can go on then, has been tried before. */
static void find_one_who_waits_where_others_sleep(void **state)
{
    (void)state;
    finds("semaphore m(1)\nsemaphore s(1)\nvar x = 0\n"
          "thread t { s.acquire() }\n"
          "thread u { m.acquire(); x = 1; m.release(); m.acquire() }\n"
          "thread v { m.acquire(); s.acquire(); assert x == 0 }\n"
          "t.start()\nu.start()\nv.start()\n",
          1 << FINDING_DEADLOCK | 1 << FINDING_ASSERT);
}

static void find_race(void **state)
{
    (void)state;
    finds("var x = 0\nthread t { x = 1 }\nt.start()\nx = 2\nt.join()", 1 << FINDING_RACE);
    finds("var x = 0\nthread t { x = 1 }\nt.start()\nt.join()\nx = 2", 0);
    finds("var x = 0\nqueue q\nthread t { x = 1; q.put(0) }\nt.start()\nq.get()\nx = 2", 0);
    finds("var x = 0\nevent e\nthread t { x = 1; e.set() }\nt.start()\ne.wait()\nx = 2", 0);
    finds("var x = 0\nthread t { atomic { x += 1 } }\nt.start()\natomic { x += 1 }", 0);
    finds("var x = 0\nthread t { x = 1 }\nt.start()\nawait x == 1\nx = 2", 0);
    finds("var xs = []\nthread t { xs.append(1) }\nt.start()\nxs.append(2)", 0);
}

static void find_race_through_pipes(void **state)
{
    (void)state;
    finds("var x = 0\npipe a, b\nthread t { x = 1; b.send(0) }\nt.start()\na.recv()\nx = 2", 0);
    finds("var x = 0\npipe a, b\nthread t { x = 1; a.send(0) }\nt.start()\nb.recv()\nx = 2", 0);
    finds("var x = 0\npipe a, b\nthread t { x = 1; a.send(0) }\nt.start()\nif b.poll() { x = 2 }", 0);
    finds("var x = 0\npipe a, b\nthread t { a.recv(); x = 1 }\nt.start()\na.send(0)\nb.send(0)\nx = 2", 1 << FINDING_RACE);
}

/* Whatever the outcome of an operation depends on comes before it. */
static void find_order_by_outcome(void **state)
{
    (void)state;
    static const char *const ordered[] = {
        "queue q(0)\nthread t { x = 1; select { case q.put(1) { } } }\nt.start()\nselect { case v = q.get() { x = 2 } }",
        "queue q(0)\nthread t { x = 1; q.put(1) }\nt.start()\nselect { case v = q.get() { x = 2 } }",
        "queue q\nevent e\nthread t { x = 1; q.put(1) }\nt.start()\nselect { case v = q.get() { x = 2 }\n case e.wait() { } }",
        "queue q\nthread t { x = 1; q.put(1) }\nt.start()\nawait q.size() == 1\nx = 2",
        "latch l(1)\nthread t { x = 1; l.done() }\nt.start()\nawait l.count == 0\nx = 2",
        "semaphore s(0)\nthread t { x = 1; s.release() }\nt.start()\nawait s.value == 1\nx = 2",
        "lock m\nthread t { x = 1; m.acquire() }\nt.start()\nawait m.locked()\nx = 2",
        "event e\nthread t { x = 1; e.set() }\nt.start()\nwait_any([e])\nx = 2",
        "queue q\nthread t { x = 1; q.put(1) }\nt.start()\nwait_any([q])\nx = 2",
        "thread t { x = 1 }\nt.start()\nwait_any([t])\nx = 2",
        "func f() { x = 1 }\npool p(1, threads: true)\nfor g in as_completed([p.apply_async(f, [])]) { x = 2 }",
        "thread t { try { sleep(1h) } catch cancelled { x = 1 } }\nt.start()\nx = 5\nt.cancel()",
        "barrier b(2)\nthread t { try { b.wait() } catch broken { x = 1 } }\nt.start()\nx = 2\nb.abort()",
        "timer t after 1h { }\nthread c { x = 1; t.cancel() }\nt.start()\nc.start()\nt.join()\nx = 2",
    };
    for (size_t i = 0; i < sizeof ordered / sizeof *ordered; i++) {
        buf text = {0};
        buf_printf(&text, "var x = 0\n%s", ordered[i]);
        finds(text.data, 0);
        buf_free(&text);
    }
    finds("var x = 0\nqueue q\nthread t { q.put(1); x = 1 }\nt.start()\nselect { case v = q.get() { x = 2 } }", 1 << FINDING_RACE);
    finds("var x = 0\nqueue q\nthread t { q.put(1); x = 1 }\nt.start()\nawait q.size() == 1\nx = 2", 1 << FINDING_RACE);
}

/* They wait for each other, and others go on. */
static void find_cycle(void **state)
{
    (void)state;
    static const char two[] =
        "lock a; lock b\nthread x { with a { sleep(10ms); with b { } } }\nthread y { with b { sleep(10ms); with a { } } }\n"
        "x.start()\ny.start()\n";
    static const char *const ends[] = {"sleep(1s)\nexit(0)", "sleep(1s)\nif now() == 0s { x.cancel() }\nexit(0)"};
    for (int i = 0; i < 2; i++) {
        buf text = {0};
        buf_printf(&text, "%s%s", two, ends[i]);
        finds(text.data, 1 << FINDING_DEADLOCK);
        finds_by_states(text.data, 1 << FINDING_DEADLOCK);
        buf_free(&text);
    }
    finds(
        "lock a; lock b\nthread x { with a { sleep(10ms); with b { } } }\nthread y { with b { sleep(10ms); try { with a { } } catch cancelled { } } }\n"
        "x.start()\ny.start()\nsleep(1s)\ny.cancel()",
        0);
    finds_by_states("lock a; lock b\nthread x { with a { with b { } } }\nthread y { with b { with a { } } }\n"
                    "x.start()\ny.start()\nloop { sleep(1s) }",
                    1 << FINDING_DEADLOCK);
}

/* Who reads already and wants to once more waits behind a writer, who waits for him: for ever, or until the writer has waited long enough. */
static void find_cycle_behind_a_writer(void **state)
{
    (void)state;
    static const struct {
        const char *writes;
        unsigned kinds;
    } cases[] = {{"if r.write.acquire(timeout: 1ms) { r.write.release() }", 0},
                 {"with r.write { }", 1 << FINDING_DEADLOCK},
                 {"select { case r.write.acquire() { r.write.release() } after 1ms { } }", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buf text = {0};
        buf_printf(&text,
                   "rwlock r\nthread w { %s }\nthread u { with r.read { with r.read { } } }\nu.start()\nw.start()\nsleep(1s)\nexit(0)",
                   cases[i].writes);
        finds(text.data, cases[i].kinds);
        finds_by_states(text.data, cases[i].kinds);
        buf_free(&text);
    }
}

/* Some can never go on, while others go round for ever. */
static void find_never(void **state)
{
    (void)state;
    static const char *const never[] = {
        "event e\nthread t { e.wait() }\nt.start()\nloop { sleep(1s) }",
        "event done\nqueue jobs\nthread worker { for j in jobs { }; done.set() }\nthread heart { loop { sleep(1s) } }\n"
        "worker.start()\nheart.start()\njobs.put(1)\ndone.wait()",
        "lock a\nthread t { a.acquire() }\nthread u { a.acquire() }\nt.start()\nu.start()\nloop { sleep(1s) }",
        "queue q\nthread prod { q.put(1) }\nthread cons { q.get(); q.get() }\nthread other { loop { sleep(1s) } }\n"
        "prod.start()\ncons.start()\nother.start()",
        "event e\nthread t { loop { sleep(1s) } }\nt.start()\nthread u { loop { e.wait() } }\nu.start()",
        "var n = 0\nthread t { await n == 5 }\nt.start()\nloop { sleep(1s); n = 1 - n }",
        "lock m\nthread t(i) { loop { with m { }\n sleep(1s) } }\nevent e\nthread u(i) { e.wait() }\nt(1).start()\nt(2).start()\nu(1).start()\nu(2).start()",
    };
    static const char *const well[] = {
        "event e\ndaemon thread t { e.wait() }\nt.start()\nloop { sleep(1s) }",
        "thread t { loop { sleep(1s) } }\nt.start()\nt.join()",
        "queue q\nthread t { loop { q.put(1); sleep(1s) } }\nthread u { loop { q.get() } }\nt.start()\nu.start()",
        "lock m\nthread t(i) { loop { with m { sleep(1s) } } }\nfor i in 0..3 { t(i).start() }",
        "atom n(0)\nthread t { loop { await n.load() == 1\n n.store(0) } }\nt.start()\nloop { sleep(1s); n.store(1) }",
        "event e\nthread t { loop { e.wait() } }\nt.start()\nloop { sleep(1s); e.set(); e.clear() }",
    };
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        finds_by_states(never[i], 1 << FINDING_DEADLOCK);
    for (size_t i = 0; i < sizeof well / sizeof *well; i++)
        finds_by_states(well[i], 0);
}

/* A step after which the way ends, by a finding or an endless computation, hides what others do before it. */
static void see_before_the_end(void **state)
{
    (void)state;
    static const char *const ends[] = {"let one = 1; assert one == 2", "let one = 1; try { assert one == 2 } catch err { }",
                                       "while true { }"};
    for (int i = 0; i < 3; i++) {
        unsigned kinds = 1 << FINDING_ERROR | (i == 2 ? 0 : 1 << FINDING_ASSERT);
        buf text = {0};
        buf_printf(&text,
                   "atom a(0)\nlock m\nvar x = 0\nthread t { with m { a.store(1); x = 1; %s } }\n"
                   "thread u { let v = [1]; print(v[a.load()]); with m { x = 2 } }\nt.start()\nu.start()",
                   ends[i]);
        finds_by_states(text.data, kinds);
        buf_clear(&text);
        buf_printf(&text, "atom a(0)\nthread t { let v = [1]; print(v[a.load()]) }\nthread u { %s }\nt.start()\na.store(1)\nu.start()",
                   ends[i]);
        finds_by_states(text.data, kinds);
        buf_free(&text);
    }
}

/* A caught assertion ends nothing: what comes behind it is found, wherever it was. */
static void find_behind_a_caught_assertion(void **state)
{
    (void)state;
    static const char *const tries[] = {"try { assert false } catch err { }",
                                        "try { if true { try { assert false } finally { a.acquire(); a.release() } } } catch assert { }",
                                        "func fails(v) { try { assert v } catch err { } }\nfails(false)"};
    static const struct {
        const char *text;
        unsigned kinds;
    } cases[] = {
        {"%s\nthread t { with a { with b { } } }\nthread u { with b { with a { } } }\nt.start()\nu.start()", 1 << FINDING_DEADLOCK},
        {"thread t { %s\nwith a { with b { } } }\nthread u { with b { with a { } } }\nt.start()\nu.start()", 1 << FINDING_DEADLOCK},
        {"thread t { with a { %s\nwith b { } } }\nthread u { with b { with a { } } }\nt.start()\nu.start()", 1 << FINDING_DEADLOCK},
        {"thread t { %s\nx = 1 }\nt.start()\nx = 2", 1 << FINDING_RACE},
        {"thread t { %s\natomic { x = 1 } }\ninvariant \"x\": x == 0\nt.start()", 1 << FINDING_INVARIANT},
        {"thread t { %s\nlet v = [1]; print(v[x + 1]) }\nt.start()", 1 << FINDING_ERROR},
        {"thread t { %s\nassert x == 1 }\nt.start()", 0},
        {"process p { %s\nb.acquire(); b.acquire() }\np.start()", 1 << FINDING_DEADLOCK},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases * 3; i++) {
        buf text = {0};
        buf_text(&text, "rlock a; lock b; var x = 0\n");
        buf_printf(&text, cases[i / 3].text, tries[i % 3]);
        finds(text.data, cases[i / 3].kinds | 1 << FINDING_ASSERT);
        finds_by_states(text.data, cases[i / 3].kinds | 1 << FINDING_ASSERT);
        buf_free(&text);
    }
}

/* Main has ended, and another process ends the run. */
static void find_behind_main(void **state)
{
    (void)state;
    finds_by_states("atom a(0)\nprocess p { a.store(1); exit(0) }\nthread q { let v = [1]; print(v[a.load()]) }\np.start()\nq.start()",
                    1 << FINDING_ERROR);
}

/* The first state that is stored is one that was gone back to from the end of the run, or from an endless computation. */
static void find_from_before_an_end(void **state)
{
    (void)state;
    finds_by_states("thread t { exit(0) }\nt.start()\nprint(1)", 0);
    finds_by_states("thread t { while true { } }\nt.start()\nprint(1)", 0);
    finds_by_states("var x = 0\nthread t { x = 1; exit(0) }\nt.start()\nprint(1)", 0);
    finds_by_states("var x = 0\nthread t { exit(0) }\nthread u { x = 3 }\nt.start()\nu.start()\nx = 2", 1 << FINDING_RACE);
}

/* What was assumed of who touches what turns out to be wrong with the very last step: the search begins anew all the same. */
static void find_what_was_assumed_away(void **state)
{
    (void)state;
    finds_by_states("var y = 0; lock m; queue q(1)\nprocess pr { }\nthread t0 { y += 1 }\n"
                    "thread t(i) { with m { q.put(i); assert y < 5 } }\nthread v(i) { q.put(i) }\n"
                    "t(1).start()\nv(1).start()\nt0.start()",
                    1 << FINDING_DEADLOCK | 1 << FINDING_RACE);
}

/* The invariant looks at z for the first time behind a way on which the error is not found. */
static void find_what_an_invariant_looks_at_later(void **state)
{
    (void)state;
    finds_by_states("atom z(0); atom all(0); atom c(0)\ninvariant \"all\": all.load() < 2 or z.load() == 0\n"
                    "thread t { z.store(1); let v = [1]; print(v[c.load()]) }\n"
                    "thread u { all.store(2); c.store(1); all.store(0) }\nt.start()\nu.start()",
                    1 << FINDING_INVARIANT | 1 << FINDING_ERROR);
}

/* --- tasks that are alike --- */

static uint64_t states_of(const char *text, bool every)
{
    ran r;
    check_text_in(&r, text, METHOD_STATES, 100000, (openness){.every = every, .alone = true});
    assert_true(r.search.complete);
    uint64_t states = r.search.states;
    check_end(&r);
    return states;
}

/* They are told apart by what they hold and will use yet, and where the script asks for a name. */
static void count_tasks_that_are_alike(void **state)
{
    (void)state;
    static const char tasks[] = "atom a(0); atom b(0)\nthread t(i) { a.exchange(1); b.exchange(1) %s }\nfor i in 0..4 { t(%s).start() }";
    static const struct {
        const char *more, *argument;
        bool alike;
    } cases[] = {{"", "0", true}, {"", "i", true}, {"; b.exchange(i)", "i", false}, {"; print(current().name)", "0", false}};
    uint64_t every = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buf text = {0};
        buf_printf(&text, tasks, cases[i].more, cases[i].argument);
        uint64_t less = states_of(text.data, false);
        every = states_of(text.data, true);
        if (cases[i].alike != (less * 4 < every))
            fail_msg("%s: %llu states of %llu", text.data, (unsigned long long)less, (unsigned long long)every);
        buf_free(&text);
    }
}

/* What a function or an expression has left in registers makes no difference to what comes then, be it a number, nil or a list. */
static void count_without_leavings(void **state)
{
    (void)state;
    static const char *const later[] = {"xs[0] += 1",
                                        "let p, q = [a.load(), 1]; a.store(q)",
                                        "for v in [a.load()] { a.store(v) }",
                                        "try { xs[0] += a.load() } catch err { a.store(1) }",
                                        "select { case s.acquire() { } else { } }",
                                        "with m { xs[0] += 1 }",
                                        "let f = func(k) { xs[0] += k }; f(1)"};
    static const char *const leaves[] = {"7", "v + 1", "nil if v == 0 else 3", "[v, v + 1]", "[v, [v + 1]] if v == 0 else nil"};
    enum { LEAVES = sizeof leaves / sizeof *leaves };
    uint64_t expected = 0;
    for (size_t i = 0; i < sizeof later / sizeof *later * LEAVES; i++) {
        buf text = {0};
        buf_printf(&text,
                   "atom a(0); atom b(0); lock m; semaphore s(1); var xs = [0]\n"
                   "func leave(v) { let o = %s; let p = o; let q = p; let r = q; let k = r }\nthread t { leave(b.load()); a.load(); %s }\n"
                   "thread u { b.store(1) }\nthread w { a.store(3) }\nt.start()\nu.start()\nw.start()",
                   leaves[i % LEAVES], later[i / LEAVES]);
        uint64_t states = states_of(text.data, false);
        expected = i % LEAVES ? expected : states;
        if (states != expected)
            fail_msg("%llu states, not %llu, of\n%s", (unsigned long long)states, (unsigned long long)expected, text.data);
        buf_free(&text);
    }
}

/* Also where all is told that a task knows: a variable of a loop has nothing before its lap has set it, whatever the lap before left. */
static void count_each_lap_anew(void **state)
{
    (void)state;
    static const char *const leaves[] = {"", "next = nil"};
    uint64_t counted[2];
    for (int i = 0; i < 2; i++) {
        buf text = {0};
        buf_printf(&text,
                   "var below = [-1, 0, 1]; atom top(2)\nthread t { loop { let node = top.load(); var next = below[node]\n"
                   "if next < 2 { return }\ntop.exchange(next)\n%s } }\n"
                   "thread u { top.store(1); below[1] = 2; top.store(2) }\nt.start()\nu.start()",
                   leaves[i]);
        counted[i] = states_of(text.data, true);
        buf_free(&text);
    }
    assert_int_equal(counted[0], counted[1]);
}

/* Where an error is caught, a variable that was to be given another value has the one that it had. */
static void find_with_what_was_there_before_an_error(void **state)
{
    (void)state;
    finds_by_states("atom a(0)\nthread t(z) { var x = a.load(); let y = a.load(); a.load()\n try { x = z // z } catch err { }\n"
                    " if y == 8 { assert x != 8; let v = [1]; print(v[x - 8]) } }\nthread u { a.store(8) }\nu.start()\nt(0).start()",
                    1 << FINDING_ASSERT | 1 << FINDING_ERROR);
}

/* What was read for a call that is not made yet is needed: x before it changed, y when it has. */
static void find_with_what_was_read_before(void **state)
{
    (void)state;
    static const char *const calls[] = {"a.compare_exchange(x, y)", "store(x, y)", "for two in [[x, y]] { store(two[0], two[1]) }",
                                        "let was = x; if y == 8 and was == 0 { a.store(8) }", "a.store(8 if x * 10 + y == 8 else 0)"};
    static const char *const starts[] = {"t.start()\nu.start()", "u.start()\nt.start()"};
    for (size_t i = 0; i < 2 * sizeof calls / sizeof *calls; i++) {
        buf text = {0};
        buf_printf(&text,
                   "atom a(0); var x = 0; var y = 0\nfunc store(one, two) { if one == 0 { a.store(two) } }\n"
                   "thread t { %s\n assert a.load() != 8 }\nthread u { x = 1; y = 8 }\n%s",
                   calls[i / 2], starts[i % 2]);
        finds_by_states(text.data, 1 << FINDING_ASSERT | 1 << FINDING_RACE);
        buf_free(&text);
    }
}

/* --- ends --- */

static void ends_alike(const char *text, size_t outcomes)
{
    static const search_method methods[] = {METHOD_DPOR, METHOD_DFS};
    for (int i = 0; i < 2; i++) {
        ran r;
        check_text(&r, text, methods[i], 100000);
        assert_true(r.search.complete);
        assert_int_equal(r.outcomes.count, outcomes);
        check_end(&r);
    }
}

/* Which of the others ends last decides how far a daemon comes. */
static void daemons_end_with_the_last(void **state)
{
    (void)state;
    ends_alike("atom a(0)\nthread t { a.add(1) }\ndaemon thread d { print(int(t.is_alive())) }\nt.start()\nd.start()\n", 3);
    ends_alike("atom a(0)\nprocess p { thread t { a.add(1) }\n t.start() }\n"
               "thread q { print(int(p.is_alive())) }\np.start()\nq.start()\n",
               2);
    ends_alike("process p { }\ndaemon thread d { try { p.join() } catch state { print(1) } }\nd.start()\np.start()\n", 2);
    ends_alike("queue q\nprocess p { q.get() }\ndaemon thread d { try { p.join() } catch state { print(1) } }\nd.start()\np.start()\n", 2);
}

/* Also a daemon makes objects, which are named in the order in which they are made. */
static void names_go_to_who_comes_first(void **state)
{
    (void)state;
    ends_alike("daemon thread d { print(lock()) }\nd.start()\nprint(lock())\nsleep(1ms)", 2);
}

/* --- all searches come to the same --- */

#ifdef __SANITIZE_ADDRESS__
enum { PROGRAMS = 10 }; /* memory is watched in some of them */
#else
enum { PROGRAMS = 40 };
#endif
enum { STATES_MOST = 20000 };

/* All states, against those that are left when it is known what locks guard. */
static void compare_guards(const char *text, uint64_t seed)
{
    ran every, guards;
    const openness open = {.spurious = seed >> 1 & 1, .every = true}, less = {.spurious = seed >> 1 & 1};
    check_text_in(&every, text, METHOD_STATES, STATES_MOST, open);
    if (every.search.complete) {
        check_text_in(&guards, text, METHOD_STATES, STATES_MOST, less);
        unsigned all = check_kinds(&every), known = check_kinds(&guards);
        if (!guards.search.complete || all != known || guards.search.states > every.search.states
            || (!every.ended && !sets_equal(&every.outcomes, &guards.outcomes)))
            fail_msg("seed %llu: %#x in %llu states, with guards %#x in %llu%s, %zu and %zu outcomes, of\n%s", (unsigned long long)seed,
                     all, (unsigned long long)every.search.states, known, (unsigned long long)guards.search.states,
                     guards.search.complete ? "" : " (not all)", every.outcomes.count, guards.outcomes.count, text);
        check_end(&guards);
    }
    check_end(&every);
}

/* All states, against those that are left when tasks that do the same stand for each other. */
static void compare_alike(const char *text, uint64_t seed)
{
    ran every, alike;
    const openness open = {.every = true, .alone = true, .few = true}, less = {.alone = true};
    check_text_in(&every, text, METHOD_STATES, STATES_MOST, open);
    if (every.search.complete) {
        check_text_in(&alike, text, METHOD_STATES, STATES_MOST, less);
        if (!alike.search.complete || check_kinds(&every) != check_kinds(&alike))
            fail_msg("seed %llu: %#x in %llu states, alike %#x in %llu%s, of\n%s", (unsigned long long)seed, check_kinds(&every),
                     (unsigned long long)every.search.states, check_kinds(&alike), (unsigned long long)alike.search.states,
                     alike.search.complete ? "" : " (not all)", text);
        check_end(&alike);
    }
    check_end(&every);
}

/* What a task's last step does is known from where nobody named the task; somebody does now. */
static void alike_are_named_when_they_have_ended(void **state)
{
    (void)state;
    compare_alike("var y = 0; var h = nil; atom a(0); lock m; rlock n; semaphore s(1); queue q(1)\nprocess p { }\nthread t0 { y += 1 }\n"
                  "thread t(i) { try { assert a.load() < 4; if true { h = current() }\nif true { try { assert y < 2 } catch bad { } } } "
                  "catch err { if err.kind == \"assert\" { raise err } } }\n"
                  "t(1).start()\nt(1).start()\nt(1).start()\nt0.start()",
                  0);
}

/* What ends a wait, and what would have ended it had it come before. */
static void reduction_knows_who_ends_a_wait(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "var x = 0\nthread t { await x > 0 timeout 1ms }\nt.start()\nx = 2",
        "queue q\nthread t { await not q.empty() timeout 1ms }\nt.start()\nq.put(1)",
        "shared var x = 0\nprocess p { x = 2 }\nthread t { await x > 0 timeout 1ms }\nt.start()\np.start()",
        "var x = 0\nthread t { await x > 0 }\nthread u { x = 2 }\nt.start()\nu.start()\nt.cancel()",
        "event e\nthread t { e.wait() }\nthread u { e.set() }\nt.start()\nu.start()\nt.cancel()",
        "thread u { }\nthread t { u.join() }\nt.start()\nu.start()\nt.cancel()",
        "thread u { t.cancel() }\nthread t { u.join() }\nt.start()\nu.start()",
        "lock m; condition k(m)\nthread t { m.acquire(); k.wait() }\nthread u { m.acquire(); k.notify() }\nt.start()\nu.start()\nt.cancel()",
        "event e\nthread t { e.wait(timeout: 1ms); e.wait(timeout: 1ms) }\nthread u { e.wait(timeout: 1ms) }\nt.start()\nu.start()",
        "var x = 0\nthread t { await x > 0 }\nthread u { x = 1; t.cancel() }\nt.start()\nu.start()\nawait x > 0",
        "var x = 0; var y = 0\nthread t { await x + y > 0 }\nthread u { x = 1 }\nt.start()\nu.start()\ny = 1",
        "var x = 0\nthread t { await x > 0 }\nthread u { x = 2 }\nt.start()\nu.start()\natomic { x }",
    };
    compare_each(texts, sizeof texts / sizeof *texts);
}

/* What is given to a variable that has it already is a change where anybody awaits one, before that begins as well as after. */
static void reduction_knows_what_stays(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "var x = 0\nthread t { await x > 0 }\nthread u { x = 0 }\nt.start()\nu.start()",
        "var x = 0; var y = 0; var z = 0\nthread t { y = x }\nthread u { y = x; await z > 0 }\nt.start()\nu.start()",
        "var x = 0\nthread t { await x > 0 timeout 1ms }\nthread u { x = 0; x = 1 }\nt.start()\nu.start()",
        "shared var x = 0\nprocess p { x = 0; x = 1 }\nthread t { await x > 0 }\nt.start()\np.start()",
    };
    compare_each(texts, sizeof texts / sizeof *texts);
}

/* A failed assertion that is caught is found, also when it came before the first choice. */
static void find_before_the_first_choice(void **state)
{
    (void)state;
    static const char text[] = "try { assert false } catch e { }\natom a(0)\nthread t(i) { a.store(i) }\nt(1).start()\nt(2).start()";
    ran r;
    check_text(&r, text, METHOD_STATES, FULL_MOST);
    assert_int_equal(check_kinds(&r), 1 << FINDING_ASSERT);
    assert_true(r.search.complete && !r.search.failed);
    check_end(&r);
    for (size_t i = 0; i < 4; i++)
        assert_true(compare(text, i, false));
}

/* Of a step that can be made in several ways, one may depend on what another does not depend on. */
static void reduction_tells_alternatives_apart(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "lock m; condition k(m); condition c\nthread t { m.acquire(); k.wait() }\nthread u { c.acquire(); c.wait() }\nt.start()\nu.start()",
        "queue q; queue p\nq.put(1); p.put(1)\nthread t { select { case q.get() { } case p.get() { } } }\nthread u { q.empty() }\n"
        "t.start()\nu.start()",
        "atom a(0); atom b(0)\nthread t { if choose([1, 2, 3]) == 2 { a.add(1) } else { b.add(1) } }\nthread u { a.load(); b.load() }\n"
        "t.start()\nu.start()",
    };
    compare_each(texts, sizeof texts / sizeof *texts);
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
        random_program(&d, &text);
        compare(text.data, seed, false);
        compare_guards(text.data, seed);
        buf_clear(&text);
        d.count = 0;
        guarded_program(&d, &text);
        compare(text.data, seed, false);
        compare_guards(text.data, seed);
        buf_clear(&text);
        alike_program(&d, &text);
        compare_alike(text.data, seed);
        buf_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(count_independent),
        cmocka_unit_test(count_writers),
        cmocka_unit_test(count_readers),
        cmocka_unit_test(count_locks),
        cmocka_unit_test(count_choices),
        cmocka_unit_test(count_equal_stores),
        cmocka_unit_test(find_deadlock),
        cmocka_unit_test(find_stolen_item),
        cmocka_unit_test(find_one_who_waits_where_others_sleep),
        cmocka_unit_test(find_race),
        cmocka_unit_test(find_race_through_pipes),
        cmocka_unit_test(find_order_by_outcome),
        cmocka_unit_test(find_cycle),
        cmocka_unit_test(find_cycle_behind_a_writer),
        cmocka_unit_test(find_never),
        cmocka_unit_test(see_before_the_end),
        cmocka_unit_test(find_behind_a_caught_assertion),
        cmocka_unit_test(find_behind_main),
        cmocka_unit_test(find_from_before_an_end),
        cmocka_unit_test(find_what_was_assumed_away),
        cmocka_unit_test(find_what_an_invariant_looks_at_later),
        cmocka_unit_test(find_with_what_was_read_before),
        cmocka_unit_test(count_tasks_that_are_alike),
        cmocka_unit_test(count_without_leavings),
        cmocka_unit_test(count_each_lap_anew),
        cmocka_unit_test(find_with_what_was_there_before_an_error),
        cmocka_unit_test(daemons_end_with_the_last),
        cmocka_unit_test(names_go_to_who_comes_first),
        cmocka_unit_test(alike_are_named_when_they_have_ended),
        cmocka_unit_test(reduction_knows_who_ends_a_wait),
        cmocka_unit_test(find_before_the_first_choice),
        cmocka_unit_test(reduction_knows_what_stays),
        cmocka_unit_test(reduction_tells_alternatives_apart),
        cmocka_unit_test(reduction_loses_nothing),
    };
#ifdef __SANITIZE_THREAD__
    cmocka_set_test_filter("count_independent"); /* there is one thread, and the others would be slow */
#endif
    return cmocka_run_group_tests(tests, NULL, NULL);
}
