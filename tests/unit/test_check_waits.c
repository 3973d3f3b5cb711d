/* The explorer: on programs whose tasks wait with time-outs, are cancelled or cut off, by others who perhaps only look, reduction loses
 * nothing. */
#include "check_compare.h"

/* --- random programs --- */

enum { SCENE_WORDS = 12 };

/* What is waited for, what begins it, and what may be done to it. */
typedef struct scene {
    const char *declared, *begins, *words[SCENE_WORDS];
} scene;

#define ENDS \
    { \
        "seen += int(pr.is_alive())", "seen += 2 * int(pr.join(timeout: 1ms))", "pr.join()", "seen += pr.exitcode or 0", "pr.terminate()", \
            "pr.kill()", "sleep(1ms)", "select { case pr.join() { seen += 1 } else { seen += 2 } }" \
    }

#define HELD \
    { \
        "k.acquire()", "k.release()", "seen += int(k.locked())", "seen += int(k.acquire(timeout: 1ms))", "pr.kill()", "pr.terminate()", \
            "pr.join()", "seen += pr.exitcode or 0", "with k { a.add(1) }", \
            "select { case k.acquire() { k.release() } case pr.join() { seen += 2 } }", "await not k.locked() timeout 1ms", \
            "seen += len(wait_any([k, pr]))" \
    }

static const scene scenes[] = {
    {"timer tm after 1ms { a.add(1); print(7) }",
     "tm.start()",
     {"tm.cancel()", "seen += int(tm.is_alive())", "tm.join()", "seen += 2 * int(tm.join(timeout: 1ms))", "seen += a.load()"}},
    {"timer tm every 1ms { if a.add(1) > 1 { tm.cancel() } }",
     "tm.start()",
     {"tm.cancel()", "seen += int(tm.is_alive())", "tm.join()", "seen += 2 * int(tm.join(timeout: 1ms))", "seen += a.load()"}},
    {"func job() { sleep(1ms); a.add(1); return 3 }\npool pl(1, threads: true)\nlet ft = pl.apply_async(job, [])",
     "",
     {"pl.terminate()", "seen += int(ft.ready())", "seen += ft.get(timeout: 1ms)", "seen += int(ft.wait(timeout: 1ms))", "pl.close()",
      "pl.join()", "seen += a.load()", "seen += int(pl.join(timeout: 1ms))"}},
    {"queue r(0)",
     "",
     {"r.put(i, timeout: 1ms)", "seen += r.get(timeout: 1ms)", "r.put_nowait(i)", "seen += r.get_nowait()", "r.put(i)", "seen += r.get()",
      "r.put(i, timeout: 0s)", "select { case r.put(9) { seen += 1 } else { seen += 2 } }",
      "select { case v = r.get() { seen += v } else { seen += 2 } }", "select { case v = r.get() { seen += v } after 1ms { seen += 4 } }",
      "select { case v = r.get() { seen += v } case e.wait() { seen += 5 } }", "r.close()"}},
    {"process pr { exit(3) }", "pr.start()", ENDS},
    {"process pr { sleep(1ms); print(1) }", "pr.start()", ENDS},
    {"process pr { thread inner { a.add(1) }\n inner.start() }", "pr.start()", ENDS},
    {"process pr { thread inner { print(1); print(2) }\n inner.start(); exit(2) }", "pr.start()", ENDS},
    {"rwlock rw",
     "",
     {"if rw.write.acquire(timeout: 1ms) { seen += 1; rw.write.release() }", "if rw.read.acquire(timeout: 0s) { seen += 2 }",
      "if rw.read.acquire(timeout: 1ms) { seen += 3; rw.read.release() }", "with rw.read { }", "with rw.write { }", "rw.read.acquire()",
      "rw.read.release()", "if rw.write.acquire(timeout: 0s) { seen += 4 }",
      "select { case rw.read.acquire() { seen += 5 } else { seen += 6 } }",
      "select { case rw.write.acquire() { rw.write.release() } after 1ms { seen += 7 } }",
      "select { case rw.write.acquire() { } case e.wait() { seen += 8 } }"}},
    {"", "", {"exit(0)", "print(i)", "print(8)", "a.add(1)", "sleep(1ms)", "exit(a.load())"}},
    {"", "", {"t0.cancel()", "sleep(1ms)", "seen += int(e.wait(timeout: 1ms))", "e.set()", "seen += int(t0.join(timeout: 1ms))"}},
    {"barrier b(2)", "", {"seen += b.wait(timeout: 1ms)", "b.wait()", "seen += b.waiting", "b.abort()", "sleep(1ms)"}},
    {"condition c",
     "",
     {"with c { seen += int(c.wait(timeout: 1ms)) }", "with c { c.notify() }", "with c { c.wait() }", "with c { c.notify_all() }",
      "if c.acquire(timeout: 1ms) { c.release() }", "sleep(1ms)"}},
    {"queue q(1)",
     "",
     {"q.put(i, timeout: 1ms)", "seen += q.get(timeout: 1ms)", "q.put_nowait(i)", "seen += q.get_nowait()", "q.put(i)", "q.close()",
      "seen += int(q.join(timeout: 1ms))", "q.task_done()", "seen += len(wait_any([q, e], timeout: 1ms))"}},
    {"semaphore s(0)",
     "",
     {"seen += int(s.acquire(timeout: 1ms))", "seen += int(s.acquire(timeout: 0s))", "s.release()", "seen += s.value", "sleep(1ms)"}},
    {"lock m; latch l(1)",
     "",
     {"seen += int(m.acquire(timeout: 1ms))", "seen += int(m.acquire(timeout: 0s))", "m.release()", "seen += int(m.locked())", "l.done()",
      "seen += int(l.wait(timeout: 1ms))", "seen += l.count"}},
    {"var n = 0",
     "",
     {"n = 1", "n = 2", "n += 1", "await n == 1 timeout 1ms", "await n == 1", "await n == a.load()", "atomic { n = 1; a.add(1) }",
      "t0.cancel()", "sleep(1ms)"}},
    {"pipe one, two",
     "",
     {"one.send(i)", "seen += two.recv(timeout: 1ms)", "seen += int(two.poll())", "seen += int(two.poll(timeout: 1ms))", "one.close()",
      "seen += two.recv()"}},
    {"process pr { k.acquire(); a.add(1); k.release() }\nlock k", "pr.start()", HELD},
    {"process pr { k.acquire(); a.add(1) }\nlock k", "pr.start()", HELD},
    {"process pr { if k.acquire(timeout: 1ms) { sleep(1ms) } }\nlock k", "pr.start()", HELD},
    {"process pr { with kc { kc.wait() } }\ncondition kc",
     "pr.start()",
     {"with kc { kc.notify() }", "with kc { kc.notify_all() }", "with kc { seen += int(kc.wait(timeout: 1ms)) }", "with kc { kc.wait() }",
      "pr.kill()", "pr.terminate()", "pr.join()", "if kc.acquire(timeout: 1ms) { kc.release() }", "seen += int(kc.locked())"}},
    {"shared var sh = 0\nprocess pr { await sh > 0; sh += 2 }",
     "pr.start()",
     {"sh = 1", "sh += 1", "seen += sh", "await sh > 1 timeout 1ms", "await sh > 2", "pr.terminate()", "pr.join()",
      "atomic { sh = 3; a.add(1) }", "atomic { seen += sh; a.add(1) }", "await pr.exitcode == 0 timeout 1ms"}},
    {"shared var sh = 0\nprocess pr { thread inner { try { sh += 1 } catch cancelled { sh = 5 } }\n inner.start(); atomic { sh += 2 }; inner.cancel() }",
     "pr.start()",
     {"sh = 1", "seen += sh", "await sh > 2 timeout 1ms", "pr.kill()", "pr.join()", "atomic { sh += 4 }", "await not pr.is_alive()"}},
    {"daemon process pr { sleep(1ms); a.add(1); e.set() }", "pr.start()", ENDS},
    {"process pr { daemon thread inner { a.add(1); a.add(1) }\n inner.start(); e.wait(timeout: 1ms) }", "pr.start()", ENDS},
    {"process pr { process under { a.add(1); e.wait() }\n under.start(); under.join(timeout: 1ms) }", "pr.start()", ENDS},
    {"daemon thread dt { a.add(1); e.wait(); a.add(1) }",
     "dt.start()",
     {"dt.cancel()", "seen += int(dt.is_alive())", "dt.join()", "seen += int(dt.join(timeout: 1ms))", "seen += a.load()", "sleep(1ms)",
      "seen += len(threads())", "dt.name = \"x\"", "print(dt.name)"}},
    {"pipe near, far\nprocess pr { try { far.send(a.load()) } catch closed { exit(3) } }",
     "pr.start()",
     {"near.close()", "far.close()", "seen += near.recv()", "seen += near.recv(timeout: 1ms)", "seen += int(near.poll())", "pr.kill()",
      "pr.join()", "seen += pr.exitcode or 0", "select { case v = near.recv() { seen += v } case pr.join() { seen += 2 } }"}},
    {"func jm(x) { a.add(x); return x }\npool pm(1, threads: true)",
     "",
     {"pm.apply_async(jm, [1], callback: func(v) { a.add(v) })", "seen += pm.apply(jm, [2])", "seen += len(pm.map(jm, [1, 2]))",
      "pm.apply_async(jm, [nil], error_callback: func(v) { e.set() })", "pm.close()", "pm.terminate()", "pm.join()", "seen += a.load()",
      "for v in pm.imap_unordered(jm, [1, 2]) { seen += v }", "seen += int(pm.join(timeout: 1ms))"}},
    {"func jn() { e.wait(timeout: 1ms); return 3 }\npool pn(1)\nlet fn = pn.apply_async(jn, [])",
     "",
     {"pn.terminate()", "seen += int(fn.ready())", "seen += fn.get(timeout: 1ms)", "seen += int(fn.wait(timeout: 1ms))", "pn.close()",
      "pn.join()", "seen += int(fn.successful())", "seen += len(children())", "seen += fn.get()",
      "seen += len(wait_any([fn, e], timeout: 1ms))"}},
    {"func jk(x) { if x == 1 { exit(2) }\n return x }\npool pk(1)",
     "",
     {"seen += pk.apply(jk, [1])", "seen += pk.apply(jk, [2])", "seen += pk.apply_async(jk, [1]).get(timeout: 1ms)", "pk.close()",
      "pk.join()", "pk.terminate()", "seen += int(pk.join(timeout: 1ms))", "sleep(1ms)"}},
    {"rlock rm; condition rc(rm)",
     "",
     {"with rm { with rc { rc.wait(timeout: 1ms) } }", "with rc { rc.notify(2) }", "rm.acquire()", "rm.release()",
      "seen += int(rm.locked())", "with rc { seen += int(rc.wait_for(func() { return a.load() > 0 }, timeout: 1ms)) }",
      "select { case rm.acquire() { rm.release() } after 1ms { seen += 1 } }",
      "select { case rc.acquire() { rc.release() } case e.wait() { seen += 2 } }", "with rc { rc.notify_all() }",
      "if rm.acquire(timeout: 1ms) { seen += 4 }"}},
    {"barrier bb(2)",
     "",
     {"seen += bb.wait(timeout: 1ms)", "seen += bb.wait()", "bb.reset()", "bb.abort()", "seen += int(bb.broken)", "seen += bb.waiting",
      "await bb.waiting > 0 timeout 1ms", "await bb.broken"}},
    {"latch ll(2)",
     "",
     {"ll.done()", "ll.add(1)", "seen += int(ll.wait(timeout: 1ms))", "ll.wait()", "seen += ll.count", "await ll.count < 2 timeout 1ms",
      "select { case ll.wait() { seen += 1 } case t0.join() { seen += 2 } after 1ms { seen += 4 } }", "seen += len(wait_any([ll, t0]))"}},
    {"semaphore sb(1, bounded: true)",
     "",
     {"sb.acquire()", "sb.release()", "sb.release(2)", "seen += sb.value", "seen += int(sb.acquire(timeout: 1ms))",
      "await sb.value == 0 timeout 1ms", "select { case sb.acquire() { seen += 1 } case e.wait() { seen += 2 } else { seen += 4 } }",
      "seen += len(wait_any([sb, e], timeout: 1ms))"}},
    {"queue qp(2, order: \"priority\"); queue qr(1)",
     "",
     {"qp.put(i)", "seen += qp.get()", "select { case qp.put(i) { seen += 1 } case qr.put(i) { seen += 2 } after 1ms { seen += 4 } }",
      "select { case v = qp.get() { seen += v } case v = qr.get() { seen += v + 1 } case e.wait() { } }", "qp.close()", "qr.close()",
      "seen += len(wait_any([qp, qr], timeout: 1ms))", "for v in qp { seen += v }", "await qp.size() > 0 timeout 1ms", "qr.put(3)",
      "seen += qr.get()", "seen += int(qp.full())"}},
    {"lock lm; rwlock wr",
     "",
     {"select { case lm.acquire() { lm.release() } case wr.write.acquire() { wr.write.release() } }",
      "select { case lm.acquire() { lm.release() } case wr.read.acquire() { wr.read.release() } after 1ms { seen += 1 } }", "lm.acquire()",
      "lm.release()", "wr.read.acquire()", "wr.write.acquire()", "wr.read.release()", "wr.write.release()",
      "seen += len(wait_any([lm, wr.write], timeout: 1ms))"}},
    {"timer tm after 1ms { e.set() }\ntimer ta every 1ms { if a.add(1) > 1 { ta.cancel() }\n tm.cancel() }",
     "tm.start()",
     {"try { ta.start() } catch state { seen += 1 }", "ta.cancel()", "tm.cancel()", "tm.join()", "seen += int(ta.join(timeout: 1ms))",
      "select { case tm.join() { seen += 1 } case ta.join() { seen += 2 } after 1ms { seen += 4 } }", "seen += a.load()",
      "seen += len(wait_any([tm, ta], timeout: 1ms))", "await e.is_set() timeout 2ms", "seen += int(tm.is_alive())"}},
    {"thread tt { try { sleep(2ms) } finally { a.add(1) } }",
     "",
     {"try { tt.start() } catch state { seen += 1 }", "tt.cancel()", "seen += int(tt.is_alive())", "seen += int(tt.join(timeout: 1ms))",
      "tt.join()", "await not tt.is_alive() timeout 1ms", "seen += current().id", "tt.name = \"n{i}\"", "print(tt.name)",
      "tt.daemon = true", "seen += len(threads())", "seen += int(now() > 0s)"}},
    {"var nv = 0; lock nm",
     "",
     {"atomic { nv += 1; raise \"no\" }", "await nv > 0 and not nm.locked() timeout 1ms", "await nv == 2", "with nm { nv += 1 }",
      "atomic { if nv > 0 { exit(2) } }", "t0.cancel()", "nm.acquire()", "nm.release()", "atomic { nm.acquire(); nv += 1; nm.release() }",
      "await nv > 1 or e.is_set()", "seen += nv"}},
};

enum { SCENES = sizeof scenes / sizeof *scenes, PROGRAMS = 200 };

static void scene_statements(dice *d, const scene *const *of, buf *out)
{
    static const char *const everywhere[] = {
        "sleep(1ms)",
        "a.add(1)",
        "seen += a.load()",
        "e.set()",
        "e.clear()",
        "t0.cancel()",
        "t0.join()",
        "seen += int(t0.is_alive())",
        "print(i)",
        "await a.load() > 0",
        "await e.is_set() timeout 1ms",
        "atomic { a.add(1); e.set() }",
        "seen += len(wait_any([e, t0], timeout: 1ms))",
        "select { case e.wait() { seen += 1 } case t0.join() { seen += 2 } }",
    };
    buf_text(out, "    var seen = 0\n    try {\n");
    for (uint32_t n = 1 + roll(d, 3); n; n--) {
        const scene *s = of[roll(d, 2)];
        uint32_t words = 0;
        while (words < SCENE_WORDS && s->words[words])
            words++;
        const char *word = roll(d, 4) ? s->words[roll(d, words)] : everywhere[roll(d, sizeof everywhere / sizeof *everywhere)];
        buf_printf(out, "        %s\n", word);
    }
    buf_text(out, "    } catch err { print(err.kind) }\n    print(\"{seen}\")\n");
}

/* Mostly of one scene, sometimes of two. */
static void scene_program(dice *d, buf *out)
{
    const scene *of[2] = {&scenes[roll(d, SCENES)]};
    uint32_t threads = 1 + roll(d, 2);
    of[1] = roll(d, 4) ? of[0] : &scenes[roll(d, SCENES)];
    bool two = of[1]->declared != of[0]->declared && !strstr(of[0]->declared, "pr ") && !strstr(of[0]->declared, "tm ");
    of[1] = two ? of[1] : of[0];
    buf_printf(out, "atom a(0); event e\n%s\n%s\n", of[0]->declared, two ? of[1]->declared : "");
    for (uint32_t t = 0; t < threads; t++) {
        buf_printf(out, "thread t%u {\n    let i = %u\n", t, t + 1);
        scene_statements(d, of, out);
        buf_text(out, "}\n");
    }
    for (uint32_t t = 0; t < threads; t++)
        buf_printf(out, "t%u.start()\n", t);
    buf_printf(out, "%s\n%s\nif true {\n    let i = 9\n", of[0]->begins, two ? of[1]->begins : "");
    scene_statements(d, of, out);
    buf_text(out, "}\n");
}

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
        cmocka_unit_test(reduction_knows_what_comes_in_time),   cmocka_unit_test(reduction_knows_who_is_seen_to_wait),
        cmocka_unit_test(reduction_knows_what_is_cut_off),      cmocka_unit_test(reduction_knows_what_an_end_gives_up),
        cmocka_unit_test(reduction_knows_who_comes_by_another), cmocka_unit_test(reduction_loses_nothing),
    };
#ifdef __SANITIZE_THREAD__
    cmocka_set_test_filter("reduction_knows_what_comes_in_time"); /* there is one thread, and the others would be slow */
#endif
    return cmocka_run_group_tests(tests, NULL, NULL);
}
