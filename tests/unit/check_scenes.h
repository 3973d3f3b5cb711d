/* check_scenes: random programs whose tasks, threads and processes, wait with time-outs, are cancelled, killed or cut off, by others who
 * perhaps only look. */
#ifndef TESTS_UNIT_CHECK_SCENES_H
#define TESTS_UNIT_CHECK_SCENES_H

#include "check_run.h"

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
    {"barrier b(2)",
     "",
     {"seen += b.wait(timeout: 1ms)", "b.wait()", "seen += b.waiting", "b.abort()", "b.reset()", "seen += int(b.broken)", "sleep(1ms)"}},
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
    {"rlock rk",
     "",
     {"rk.acquire()", "rk.release()", "with rk { sleep(1ms) }", "seen += int(rk.acquire(timeout: 1ms))", "seen += int(rk.locked())",
      "select { case rk.acquire() { rk.release() } case e.wait() { seen += 3 } }", "with rk { e.wait(timeout: 1ms) }", "exit(0)"}},
    {"queue qa; latch la(1); semaphore sa(0); pipe p1, p2",
     "",
     {"select { case v = qa.get() { seen += v } case la.wait() { seen += 20 } case sa.acquire() { seen += 30 } case v = p2.recv() { seen += v } }",
      "qa.put(i)", "la.done()", "sa.release()", "p1.send(i)", "seen += len(wait_any([qa, p2, t0]))", "qa.close()", "p1.close()",
      "select { case sa.acquire() { seen += 7 } case v = p2.recv() { seen += v } else { seen += 50 } }", "la.wait()", "p2.close()"}},
    {"shared var sv = 0",
     "",
     {"sv += 1", "atomic { sv += 1; a.add(1) }", "await sv > 0 timeout 1ms", "await sv == 1", "seen += sv", "sv = 2",
      "await sv == a.load()", "atomic { a.store(sv) }"}},
    {"func job() { a.add(1); return 3 }\nfunc told(n) { a.add(n) }\npool po(1, threads: true)\nlet fu = po.apply_async(job, [], callback: told)",
     "",
     {"po.terminate()", "seen += int(fu.ready())", "seen += fu.get()", "po.close()", "po.join()", "seen += a.load()",
      "seen += int(po.join(timeout: 1ms))", "select { case v = fu.get() { seen += v } case e.wait() { seen += 5 } }"}},
    {"func job() { a.add(1); return 3 }\npool pp(1)\nlet fp = pp.apply_async(job, [])",
     "",
     {"pp.terminate()", "seen += int(fp.ready())", "seen += fp.get()", "pp.close()", "pp.join()", "seen += a.load()",
      "for k in children() { k.kill() }", "seen += len(wait_any([fp, e]))", "seen += pp.apply(job, [])", "seen += int(fp.successful())"}},
    {"process pn { process inner { a.add(1); print(5) }\n inner.start() }",
     "pn.start()",
     {"pn.kill()", "pn.join()", "pn.terminate()", "seen += int(pn.is_alive())", "sleep(1ms)", "seen += a.load()"}},
    {"lock ml\nprocess ph { with ml { e.wait() } }",
     "ph.start()",
     {"ph.kill()", "ph.terminate()", "ml.acquire()", "with ml { a.add(1) }", "seen += int(ml.acquire(timeout: 1ms))", "ml.release()",
      "select { case ml.acquire() { seen += 2 } case ph.join() { seen += 4 } }", "ph.join()", "seen += int(ml.locked())"}},
    {"barrier bh(2)\nprocess pb { try { print(bh.wait()) } catch err { print(err.kind) } }",
     "pb.start()",
     {"pb.kill()", "bh.wait()", "bh.wait(timeout: 1ms)", "seen += bh.waiting", "pb.join()", "bh.reset()", "bh.abort()",
      "seen += int(bh.broken)"}},
    {"queue qh(0)\nprocess pq { qh.put(5); print(qh.get()) }",
     "pq.start()",
     {"pq.kill()", "seen += qh.get()", "qh.put(i)", "qh.close()", "pq.join()", "qh.put_nowait(i)", "seen += qh.get_nowait()",
      "select { case qh.put(i) { seen += 1 } case v = qh.get() { seen += v } }", "seen += int(qh.join(timeout: 1ms))", "qh.task_done()",
      "select { case qh.put(i) { seen += 1 } case pq.join() { seen += 50 } }"}},
    {"rwlock rh\nprocess pw { with rh.read { e.wait() } }",
     "pw.start()",
     {"pw.kill()", "with rh.write { a.add(1) }", "with rh.read { a.add(1) }", "seen += int(rh.write.acquire(timeout: 1ms))",
      "seen += int(rh.read.acquire(timeout: 0s))", "rh.read.release()", "rh.write.release()", "rh.write.acquire()", "pw.join()"}},
    {"condition ck\nprocess pk { with ck { ck.wait(); print(4) } }",
     "pk.start()",
     {"pk.kill()", "with ck { ck.notify() }", "with ck { ck.notify_all() }", "with ck { ck.wait() }", "with ck { sleep(1ms) }", "ck.acquire()",
      "with ck { seen += int(ck.wait(timeout: 1ms)) }", "pk.join()", "ck.release()", "seen += int(ck.locked())"}},
    {"daemon thread dd { print(6); e.wait(); print(7) }",
     "dd.start()",
     {"dd.cancel()", "seen += int(dd.is_alive())", "dd.join()", "seen += int(dd.join(timeout: 1ms))", "e.set()", "sleep(1ms)"}},
    {"daemon process dp { print(6); e.wait(); print(7) }",
     "dp.start()",
     {"dp.kill()", "seen += int(dp.is_alive())", "dp.join()", "seen += int(dp.join(timeout: 1ms))", "e.set()", "sleep(1ms)",
      "seen += dp.exitcode or 0"}},
};

enum { SCENES = sizeof scenes / sizeof *scenes };

/* more: what may stand there, too; NULL: nothing. */
static void scene_statements(dice *d, const scene *const *of, const char *more, buf *out)
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
        buf_printf(out, "        %s\n", more && roll(d, 3) == 0 ? more : word);
    }
    buf_text(out, "    } catch err { print(err.kind) }\n    print(\"{seen}\")\n");
}

static bool stands_alone(const scene *s) { return strstr(s->declared, "process ") || strstr(s->declared, "pool ") || strstr(s->declared, "tm "); }

/* Mostly of one scene, sometimes of two. The second task may be a process. */
CHECK void scene_program(dice *d, buf *out)
{
    static const char *const ends[] = {"t1.kill()", "t1.terminate()", "t1.join()"};
    const scene *of[2] = {&scenes[roll(d, SCENES)]};
    uint32_t tasks = 1 + roll(d, 2);
    bool forks = tasks == 2 && roll(d, 3) == 0;
    of[1] = roll(d, 4) ? of[0] : &scenes[roll(d, SCENES)];
    bool two = of[1]->declared != of[0]->declared && !(stands_alone(of[0]) && stands_alone(of[1]));
    of[1] = two ? of[1] : of[0];
    buf_printf(out, "atom a(0); event e\n%s\n%s\n", of[0]->declared, two ? of[1]->declared : "");
    for (uint32_t t = 0; t < tasks; t++) {
        buf_printf(out, "%s t%u {\n    let i = %u\n", t && forks ? "process" : "thread", t, t + 1);
        scene_statements(d, of, NULL, out);
        buf_text(out, "}\n");
    }
    for (uint32_t t = 0; t < tasks; t++)
        buf_printf(out, "t%u.start()\n", t);
    buf_printf(out, "%s\n%s\nif true {\n    let i = 9\n", of[0]->begins, two ? of[1]->begins : "");
    scene_statements(d, of, forks ? ends[roll(d, 3)] : NULL, out);
    buf_text(out, "}\n");
}

#endif
