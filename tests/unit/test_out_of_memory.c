/* The end of memory: whole scripts are read and run in the simulator again and again, and each time another of their allocations fails,
 * once. A run must then end well, with what it prints unchanged, or be told why it did not; and it must leave nothing allocated. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "interp/program.h"
#include "runtime/sim/sim.h"

/* --- malloc and its like, as the linker puts them in the place of the real ones (tests/CMakeLists.txt) --- */

static struct {
    long made, fails_at, held; /* allocations so far; which of them fails, 0: none; how many are not freed yet */
    bool for_good;             /* all after it fail, too */
} heap;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void __real_free(void *block);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);
void __wrap_free(void *block);

static bool fails(void)
{
    long at = ++heap.made - heap.fails_at;
    return heap.fails_at && (at == 0 || (at > 0 && heap.for_good));
}

/* Arenas ask for memory seldom, and give it out in small pieces: each of those is to be refused once, too. */
void *__real_arena_alloc(arena *a, size_t size);
void *__wrap_arena_alloc(arena *a, size_t size);
void *__wrap_arena_alloc(arena *a, size_t size) { return fails() ? NULL : __real_arena_alloc(a, size); }

static void *held(void *block)
{
    heap.held += block != NULL;
    return block;
}

void *__wrap_malloc(size_t size) { return fails() ? NULL : held(__real_malloc(size)); }
void *__wrap_calloc(size_t count, size_t size) { return fails() ? NULL : held(__real_calloc(count, size)); }
void *__wrap_aligned_alloc(size_t alignment, size_t size) { return fails() ? NULL : held(__real_aligned_alloc(alignment, size)); }

void *__wrap_realloc(void *block, size_t size)
{
    if (fails())
        return NULL;
    return block ? __real_realloc(block, size) : held(__real_malloc(size));
}

void __wrap_free(void *block)
{
    heap.held -= block != NULL;
    __real_free(block);
}

/* --- one run. What it says is gathered without allocating. --- */

typedef struct said {
    char text[4096];
    size_t length;
} said;

static void say(said *s, const char *text, size_t length)
{
    if (length > sizeof s->text - 1 - s->length)
        length = sizeof s->text - 1 - s->length;
    memcpy(s->text + s->length, text, length);
    s->length += length;
    s->text[s->length] = '\0';
}

typedef struct prints {
    sink sink;
    said *said;
} prints;

static void prints_event(sink *s, const event *e)
{
    if (e->verb == VERB_run_print && e->status == EVENT_DONE)
        say(((prints *)s)->said, e->detail.text, e->detail.length);
}

static void prints_flush(sink *s) { (void)s; }
static bool prints_end(sink *s)
{
    (void)s;
    return true;
}
static bool prints_failed(const sink *s)
{
    (void)s;
    return false;
}

typedef enum stage { NOT_READ, NOT_BEGUN, RUN } stage;

typedef struct result {
    stage stage;
    int status;
    long to_read; /* allocations until it was read */
    said printed, complaints;
} result;

static void complain(world *w, const char *text, size_t length) { say(&((result *)w->complain_context)->complaints, text, length); }

static void run_in(world *w, const program *p, result *r)
{
    bool told = false;
    w->main->cells = cells_new(program_globals(p));
    if (!w->main->cells || !world_share(w, program_shareds(p)))
        return;
    w->file = "test.cs";
    w->complain = complain;
    w->complain_context = r;
    run_end end = sim_run(w, program_main(p), &told);
    r->status = world_status(w, end, told);
    r->stage = RUN;
}

static void run_program(const program *p, result *r)
{
    static prints output;
    output = (prints){{prints_event, prints_flush, prints_end, prints_failed}, &r->printed};
    recorder *recorded = recorder_new(RECORD_PRINT | RECORD_OPS | RECORD_WAITS, false, NULL);
    if (!recorded)
        return;
    recorder_add(recorded, &output.sink);
    world *w = world_new(&sim_engine, program_host(p), &program_header(p)->settings, recorded, NULL);
    if (w) {
        run_in(w, p, r);
        world_free(w);
    }
    recorder_end(recorded);
}

/* The messages about the script; without memory for them, that there was none. */
static void read_and_run(const char *text, result *r)
{
    const source src = {"test.cs", text, strlen(text)};
    diags *d = diags_new(&src);
    if (!d)
        return;
    program *p = program_load(&src, d);
    if (p) {
        r->stage = NOT_BEGUN;
        r->to_read = heap.made;
        run_program(p, r);
        program_free(p);
    } else {
        buf out = {0};
        diags_print(d, &out);
        say(&r->complaints, out.data ? out.data : "", out.length);
        buf_free(&out);
    }
    diags_free(d);
}

/* --- the sweep --- */

static void fails_well(const result *whole, const result *r, long at)
{
    bool good = r->stage == RUN && r->status == 0 && !strcmp(r->printed.text, whole->printed.text);
    bool told = r->stage == NOT_BEGUN || (r->stage == RUN && strstr(r->complaints.text, "memory"))
                || (r->stage == NOT_READ && (!r->complaints.length || strstr(r->complaints.text, "memory")));
    if (!good && !told)
        fail_msg("allocation %ld: stage %d, status %d, printed '%s' instead of '%s', complained '%s'", at, r->stage, r->status,
                 r->printed.text, whole->printed.text, r->complaints.text);
}

static void run_failing(const char *text, const result *whole, long at, bool for_good)
{
    static result r;
    long before = heap.held;
    memset(&r, 0, sizeof r);
    heap.made = 0;
    heap.fails_at = at;
    heap.for_good = for_good;
    read_and_run(text, &r);
    heap.fails_at = 0;
    if (heap.held != before)
        fail_msg("allocation %ld: %ld are left over; stage %d, complained '%s'", at, heap.held - before, r.stage, r.complaints.text);
    fails_well(whole, &r, at);
}

/* Most of what is read is the prelude, the same for all scripts that need it: each of them lets others of those allocations fail. */
static void sweep(const char *text)
{
#ifdef __SANITIZE_THREAD__
    enum { ALONE = 0, SHARE = 50, LATER = 10 }; /* it is slow, and looks for something else */
#else
    enum { ALONE = 1000, SHARE = 4, LATER = 1 };
#endif
    static result whole;
    static long turn;
    long before = heap.held;
    memset(&whole, 0, sizeof whole);
    heap.made = 0;
    read_and_run(text, &whole);
    if (whole.stage != RUN || whole.status != 0)
        fail_msg("stage %d, status %d: %s", whole.stage, whole.status, whole.complaints.text);
    assert_int_equal(heap.held, before);
    assert_true(whole.printed.length > 0);
    long all = heap.made;
    for (long at = 1 + turn++ % SHARE; at <= all; at += at < whole.to_read && whole.to_read > ALONE ? SHARE : LATER)
        run_failing(text, &whole, at, false);
    for (long at = whole.to_read + 1; at <= all; at += LATER)
        run_failing(text, &whole, at, true);
}

#define SWEEP(name, text) \
    static void name(void **state) \
    { \
        (void)state; \
        sweep(text); \
    }

SWEEP(calls, "func fib(n) { return n if n < 2 else fib(n - 1) + fib(n - 2) }\n"
             "func deep(n) { return 0 if n == 0 else 1 + deep(n - 1) }\n"
             "func counter() { var n = 0; return func() { n += 1; return n } }\n"
             "let next = counter()\nnext()\nlet f = func(a, b = 2) => a * b\nlet g = sorted\n"
             "print(fib(7), deep(40), next(), f(b: 3, a: 4), f(5), g([2, 1]))\n")

SWEEP(values, "var xs = [1, 2.5, \"a rather long string\", nil, 3s]\nvar m = {\"k\": xs, 2: [xs]}\nxs.append(\"one more of them\")\n"
              "m[\"k\"][1] += 1\nm[\"new\"] = {1: 2}\nfor i in 0..20 { m[i] = \"number {i:04d} of them\" }\nm.pop(3)\nxs[0] = xs[1:3]\n"
              "var s = \"abc\"\ns += \"d\" * 20\ns += s\nlet t = \" \".join([str(x) for x in xs if x != nil])\n"
              "let a, b = [len(m), {k: v for k, v in {1: \"a value of the map\"}}]\nxs.sort(key: func(x) => str(x))\n"
              "print(s, t, a, b, xs[:2], m[\"k\"], 2 in m, s.upper().split(\"D\")[0], reversed([1, 2]), (1..4)[1:], -xs.index(nil))\n")

SWEEP(errors, "func wrong(n) { if n > 0 { wrong(n - 1) }\nraise error(\"mine\", \"a text of some length: {n}\") }\n"
              "func tidy() { try { return [1][7] } catch index as e { return e.message } finally { print(\"finally\") } }\n"
              "try { wrong(12) } catch \"mine\" as e { print(e.message, e.kind, e.line) }\nprint(tidy())\n"
              "let none = {}\ntry { none[\"a key that is not there\"] } catch key as e { print(e.kind) }\n"
              "try { try { 1 / 0 } finally { print(\"on the way\") } } catch zero_division { print(\"zero\") }\n"
              "try { assert 1 > 2, \"not so: {1 + 1}\" } catch assert as e { print(e.message) }\n")

SWEEP(threads,
      "queue q(2)\nlock m\nevent done\nsemaphore s(2)\nvar total = 0\n"
      "thread worker(n) { for x in q { with m { total += x * n } }\ns.release(); done.set() }\n"
      "thread other { s.acquire(); s.acquire(); s.acquire(timeout: 1s); sleep(1ms); q.put(7) }\n"
      "other.start()\nworker(1).start()\nlet w = worker(2)\nw.start()\nfor i in 0..5 { q.put(i) }\nother.join()\nq.close()\nw.join()\n"
      "done.wait()\nprint(total > 0, w.name, threads() != [])\n")

SWEEP(
    selecting,
    "scenario \"S\" { limits: {\"messages\": 20} }\nqueue a\nqueue b(0)\nevent e\ntimer late after 2s { e.set() }\ntimer ticks every 1s { a.put(\"a tick of the timer\") }\n"
    "late.start()\nticks.start()\nthread giver { b.put([1, 2]) }\ngiver.start()\nvar seen = []\n"
    "for k in 0..9 {\n select {\n case x = a.get() { seen.append(x) }\n case x = b.get() { seen.append(x) }\n case e.wait() { break }\n"
    " after 5s { seen.append(\"late\") }\n }\n}\nticks.cancel()\nselect { case a.get() { } else { seen.append(0) } }\nprint(seen)\n")

SWEEP(pools, "pool p(2, threads: true)\nlet f = p.apply_async(func(x) => x + 1, [4])\n"
             "print(p.map(func(x) => \"item number {x} of the pool\", [1, 2, 3]), f.get())\nwith p { }\np.join()\n")

SWEEP(
    waiting,
    "condition c\nbarrier both(2)\nlatch l(2)\natom n(0)\nrwlock rw\nvar ready = false\nvar xs = []\n"
    "thread t { both.wait(); with c { ready = true; c.notify_all() }\nl.done(); n.add(2)\nwith rw.write { xs.append(\"a long enough text\") } }\n"
    "thread u { await xs != []; l.done() }\nt.start()\nu.start()\nboth.wait()\nwith c { c.wait_for(func() => ready, timeout: 3s) }\n"
    "l.wait()\natomic { n.add(1); xs.append(2) }\nwith rw.read { print(n.load(), xs) }\n")

SWEEP(ends,
      "thread endless { loop { sleep(1h) } }\nthread stopped { try { sleep(1h) } finally { print(\"stopped\") } }\n"
      "let d = thread(func() { event().wait() }, daemon: true)\nd.start()\nlet s = stopped\ns.start()\nsleep(1ms)\ns.cancel()\ns.join()\n"
      "var n = 0\ninvariant \"n is small\": n < 5\nn += 1\nprint(wait_any([s], timeout: 1s) == s, random(0, 5) < 5, pid())\nexit(0)\n")

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls),     cmocka_unit_test(values), cmocka_unit_test(errors),  cmocka_unit_test(threads),
        cmocka_unit_test(selecting), cmocka_unit_test(pools),  cmocka_unit_test(waiting), cmocka_unit_test(ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
