/* check_programs: random programs, to be searched in several ways: any statements; such as keep to a discipline, but for now and then; and
 * tasks that are alike. */
#ifndef TESTS_UNIT_CHECK_PROGRAMS_H
#define TESTS_UNIT_CHECK_PROGRAMS_H

#include "check_run.h"

/* --- random programs --- */

static const char *const statements[] = {
    "x += 1",
    "x = i",
    "x = 2",
    "all = 2",
    "seen += x",
    "y = x",
    "a.add(1)",
    "a.store(i)",
    "seen += a.load()",
    "m.acquire()",
    "m.release()",
    "s.acquire()",
    "s.release()",
    "q.put(i)",
    "seen += q.get()",
    "e.set()",
    "e.clear()",
    "e.wait()",
    "sleep(1ms)",
    "sleep(2ms)",
    "with m { y += 1 }",
    "atomic { z += 1 }",
    "await z > 0",
    "b.wait()",
    "seen += choose([1, 2])",
    "if m.acquire(timeout: 1ms) { m.release() }",
    "if q.empty() { seen += 7 }",
    "with c { c.wait() }",
    "with c { c.notify() }",
    "select { case v = q.get() { seen += v } case e.wait() { seen += 3 } }",
    "select { case q.put(9) { seen += 1 } else { seen += 2 } }",
    "l.done()",
    "l.wait()",
    "with rw.read { seen += y }",
    "with rw.write { y += 2 }",
    "if s.acquire(timeout: 0s) { seen += 1 }",
    "all += i",
    "seen += all",
    "all = 0",
    "xs.append(i)",
    "seen += len(xs)",
    "t0.cancel()",
    "seen += int(t0.is_alive())",
    "seen += int(now() > 0s)",
    "atomic { all += 1; z += 1 }",
    "if b.waiting { seen += 5 }",
    "q.close()",
    "e.wait(timeout: 1ms)",
    "try { q.put(i, timeout: 1ms) } catch timeout { seen += 4 }",
    "a.compare_exchange(0, i)",
    "await x > 0 timeout 1ms",
    "work(1ms)",
    "pi.send(i)",
    "seen += po.recv()",
    "if po.poll() { seen += 2 }",
    "sleep(0s)",
    "return",
    "with c { c.wait(timeout: 1ms) }",
    "with c { c.notify_all() }",
    "if pr.is_alive() { seen += 6 }",
    "pr.join()",
    "b.abort()",
    "l.add(1)",
    "q.task_done()",
    "q.join()",
    "r.put(i)",
    "seen += r.get()",
    "seen += int(e.is_set())",
    "try { assert x + y < 2 } catch bad { }",
    "try { assert q.empty() } catch bad { seen += 9 }",
    "try { with m { assert x == y } } catch assert { x = 0 }",
    "try { assert z == 0 } finally { a.add(1) }",
};

enum { STATEMENTS = sizeof statements / sizeof *statements };

static void statement(dice *d, buf *out)
{
    buf_printf(out, "    %s\n", statements[d->count ? d->words[roll(d, d->count)] : roll(d, STATEMENTS)]);
}

/* What goes wrong needs three or four that fit together, which are seldom drawn of all. */
static void few_words(dice *d)
{
    d->count = roll(d, 3) ? 2 + roll(d, WORDS - 1) : 0;
    for (uint32_t i = 0; i < d->count; i++)
        d->words[i] = roll(d, STATEMENTS);
}

CHECK void random_program(dice *d, buf *out)
{
    uint32_t threads = 1 + roll(d, 3);
    few_words(d);
    buf_text(out, "var x = 0; var y = 0; var z = 0\natom a(0); lock m; semaphore s(1); queue q(1); event e; barrier b(2); condition c\n"
                  "latch l(1); rwlock rw; queue r(0); pipe pi, po\nshared var all = 0\nvar xs = []\n");
    if (roll(d, 3) == 0)
        buf_text(out, "invariant \"all\": all < 2 or z == 0\n");
    buf_printf(out, "%sprocess pr {\n    let i = 9\n    var seen = 0\n    try {\n", roll(d, 3) ? "" : "daemon ");
    for (uint32_t i = 0, n = roll(d, 3); i < n; i++)
        statement(d, out);
    buf_text(out, "    } catch err { print(err.kind) }\n    print(\"{seen}\")\n}\n");
    for (uint32_t t = 0; t < threads; t++) {
        buf_printf(out, "%sthread t%u {\n    let i = %u\n    var seen = 0\n", roll(d, 6) ? "" : "daemon ", t, t + 1);
        buf_text(out, roll(d, 2) ? "    try {\n" : "    try {\n    print(\"go\")\n");
        for (uint32_t i = 0, n = 1 + roll(d, 3); i < n; i++)
            statement(d, out);
        buf_text(out, "    } catch err { print(err.kind) }\n    print(\"{seen}\")\n}\n");
    }
    for (uint32_t t = 0; t < threads; t++)
        buf_printf(out, "t%u.start()\n", t);
    if (roll(d, 3) == 0)
        buf_text(out, "pr.start()\n");
    if (roll(d, 2))
        buf_text(out, "t0.join()\nprint(\"{x} {y} {z} {a.load()}\")\n");
}

/* --- random programs that keep to a discipline, but for now and then --- */

static const char *const guarded[] = {
    "y += 1",
    "seen += y",
    "y += i",
    "xs.append(i)",
    "seen += len(xs)",
    "all += 1",
    "seen += all",
    "a.add(1)",
    "k.notify()",
    "seen += a.load()",
    "s.release()",
    "s.acquire()",
    "k.notify_all()",
    "k.wait()",
    "q.put(i)",
    "seen += q.get()",
    "assert y < 5",
    "try { assert y < 2 } catch bad { }",
    "try { assert z == 0 } catch bad { seen += 5 }",
    "n.acquire(); z += 1; n.release()",
    "e.set()",
    "u.put(i)",
    "sleep(1ms)",
    "seen += u.get()",
    "if y == 1 { k.wait() }",
    "seen += choose([1, 2])",
};

/* One section in so many is not guarded as the others are. */
enum { GUARDED = sizeof guarded / sizeof *guarded, FEW = 5, SLIPS = 7 };

static void section(dice *d, uint32_t few, buf *out)
{
    static const char *const slips[] = {"if true", "with n", "with k"};
    uint32_t slip = roll(d, 3 * SLIPS);
    buf_printf(out, "    %s {\n", slip < 3 ? slips[slip] : "with m");
    for (uint32_t i = 0, count = 1 + roll(d, 3); i < count; i++)
        buf_printf(out, "        %s\n", guarded[(few + roll(d, FEW)) % GUARDED]);
    buf_text(out, "    }\n");
    if (roll(d, SLIPS) == 0)
        statement(d, out);
}

CHECK void guarded_program(dice *d, buf *out)
{
    uint32_t threads = 2 + roll(d, 2), few = roll(d, GUARDED);
    buf_text(
        out,
        "var x = 0; var y = 0; var z = 0\natom a(0); lock m; rlock n; semaphore s(1); queue q(1); queue u; event e; condition k(m)\n"
        "barrier b(2); condition c; latch l(1); rwlock rw; queue r(0); pipe pi, po\nshared var all = 0\nvar xs = []\nprocess pr { }\n");
    if (roll(d, 4) == 0)
        buf_text(out, "invariant \"y\": y < 3\n");
    for (uint32_t t = 0; t < threads; t++) {
        buf_printf(out, "thread t%u {\n    let i = %u\n    var seen = 0\n    try {\n", t, t + 1);
        for (uint32_t i = 0, n = 1 + roll(d, 2); i < n; i++)
            section(d, few, out);
        buf_text(out, "    } catch err { print(err.kind) }\n    print(\"{seen}\")\n}\n");
    }
    for (uint32_t t = 0; t < threads; t++)
        buf_printf(out, "t%u.start()\n", t);
    if (roll(d, 2))
        buf_text(out, "t0.join()\nprint(\"{x} {y} {z} {a.load()}\")\n");
}

/* --- random programs of tasks that are alike --- */

static const char *const personal[] = {
    "h = current()",
    "if h == current() { seen += 1 }",
    "hs.append(current())",
    "if len(hs) > 1 and hs[0] == current() { seen += 2 }",
    "if current().name == \"t-2\" { seen += 3 }",
    "seen += current().id",
    "if \"{h}\" == \"{current()}\" { seen += 4 }",
    "seen += random(1, 2)",
    "if h != nil { h.join(timeout: 1ms) }",
    "let own = lock(); with own { seen += i }",
    "let more = i + seen; s.acquire(); seen = more; s.release()",
    "for k in 0..i { a.add(1) }",
    "let f = func() { seen += 1 }; q.put(i); f()",
    "q.put(current())",
    "a.compare_exchange(x, y)",
    "q.put([x, all])",
    "seen = min(x, all) + y",
    "thread inner { x += i }\n    inner.start()",
    "let w = thread(func() { y += i }); w.start(); w.join()",
    "pool p(1, threads: true)\n    seen += p.apply(func() { return i })",
    "timer late after 1ms { x += 1 }\n    late.start()",
    "try { t0.start() } catch state { seen += 1 }",
    "for v in [i, 2] { seen += v; a.add(v) }",
    "let pair = [seen, i]; m.acquire(); m.release(); seen = pair[1]",
    "let one, two = [i, seen]; s.acquire(); s.release(); seen = one",
    "try { let n = seen; q.put(n, timeout: 1ms); seen = n + 1 } catch timeout { }",
    "let k = i; while a.load() < k { a.add(1) }",
    "let text = \"{i}\"; m.acquire(); m.release(); if text == \"1\" { seen += 1 }",
};

static void alike_statement(dice *d, uint32_t few, buf *out)
{
    static const char *const checks[] = {"assert seen < %u", "assert x < %u", "assert y != %u", "assert a.load() < %u",
                                         "assert len(xs) < %u"};
    switch (roll(d, 6)) {
    case 0: statement(d, out); break;
    case 1: /* in a block of its own, for it may come twice and declare something */
        buf_printf(out, "    if true { %s }\n", personal[roll(d, sizeof personal / sizeof *personal)]);
        break;
    case 2:
        buf_text(out, "    ");
        buf_printf(out, checks[roll(d, sizeof checks / sizeof *checks)], 2 + roll(d, 6));
        buf_char(out, '\n');
        break;
    default: section(d, few, out);
    }
}

CHECK void alike_program(dice *d, buf *out)
{
    uint32_t few = roll(d, GUARDED), threads = 2 + roll(d, 2);
    buf_text(out, "var x = 0; var y = 0; var z = 0; var h = nil; var hs = []\natom a(0); lock m; rlock n; semaphore s(1); queue q(1)\n"
                  "queue u; event e; condition k(m); barrier b(2); condition c; latch l(1); rwlock rw; queue r(0); pipe pi, po\n"
                  "shared var all = 0\nvar xs = []\nprocess pr { }\nthread t0 { y += 1 }\n");
    for (uint32_t kind = 0; kind < 2; kind++) {
        buf_printf(out, "thread %c(i) {\n    var seen = 0\n    try {\n", kind ? 'v' : 't');
        for (uint32_t i = 0, count = 1 + roll(d, 3); i < count; i++)
            alike_statement(d, few, out);
        buf_printf(out, "    } catch err { if err.kind == \"assert\" { raise err } }\n    assert seen < %u\n}\n", 2 + roll(d, 9));
    }
    for (uint32_t i = 0; i < threads; i++)
        buf_printf(out, "%c(%u).start()\n", roll(d, 4) ? 't' : 'v', 1 + roll(d, 4) / 3);
    if (roll(d, 4) == 0)
        buf_text(out, "t0.start()\n");
    if (roll(d, 4) == 0)
        buf_text(out, "h = t(1)\nh.start()\n");
}

#endif
