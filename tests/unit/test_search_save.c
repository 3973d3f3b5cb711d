/* A search that is stopped again and again, saved and gone on with by another one comes to what one does that was never stopped. */
#include "check_run.h"

static const char *const scripts[] = {
    "atom a(0)\nthread t(i) { a.add(1); a.add(1) }\nfor i in 0..3 { t(i).start() }",
    "lock m\nvar x = 0\nthread t(i) { with m { x += 1 } }\nfor i in 0..4 { t(i).start() }",
    "lock a; lock b\nthread t { with a { with b { } } }\nthread u { with b { with a { } } }\nt.start()\nu.start()",
    "var x = 0\nthread t(i) { x += choose([1, 2]) }\nfor i in 0..2 { t(i).start() }",
    "queue q; event e\nthread t { q.put(1); e.set() }\nthread u { q.put(2) }\nt.start()\nu.start()\n"
    "for i in 0..2 { select { case v = q.get() { print(v) } case e.wait() { e.clear(); print(9) } } }",
    "var x = 0; var y = 0\ninvariant \"x\": x < 9 and y < 9\nthread t(i) { x += i; y += i }\nfor i in 0..2 { t(i).start() }",
    "condition c\nvar items = 0\nthread taker(i) { with c {\n if items == 0 { c.wait() }\n assert items > 0\n items -= 1 } }\n"
    "daemon thread giver { with c { items += 1; c.notify() } }\ntaker(1).start()\ntaker(2).start()\ngiver.start()\n",
    "shared var n = 0\nprocess p(i) { n += 1; sleep(1ms); n += i }\nlet all = [p(i) for i in 0..2]\nfor x in all { x.start() }\nfor x in all { x.join() }",
    "lock m; atom a(0)\neventually \"a\": a.load() == 1\nthread t { loop { with m { } } }\nthread u { with m { a.store(1) } }\nt.start()\nu.start()",
    "queue q(2); condition k; var n = 0\nthread t(i) { for x in 0..2 { q.put(x); with k { n += i; k.notify() } } }\n"
    "thread u { for x in 0..4 { q.get() } with k { if n < 6 { k.wait() } } n += 1 }\nt(1).start()\nt(2).start()\nu.start()",
    "atom turn(0); var held = [0, 0]\nthread t(i) { loop { await turn.load() == i; held[i] += 1; if held[i] > 3 { held[i] = 0 }; turn.store(1 - i) } }\n"
    "t(0).start()\nt(1).start()",
    "atom go(0)\nthread t(i) { while go.load() == 0 { } }\nt(0).start()\nt(1).start()",
    "lock m; lock n; var x = 0; var y = 0\nthread t(i) { with m { x += i; y += 1 } with n { y += i } }\nfor i in 0..3 { t(i).start() }",
    "semaphore s(1); lock f\nfunc work() { f.acquire(); sleep(600ms); f.release() }\n" /* the first state cannot be told by its parts, others can */
    "thread t { for x in 0..2 { s.acquire(); work(); s.release() } }\n"
    "thread u { for x in 0..3 { if s.acquire(timeout: 500ms) { work(); s.release() } } }\nt.start()\nu.start()",
    "atom a(0); queue q; event done\nthread t { loop { a.store(choose([0, 1])) } }\nthread u { for x in q { } done.set() }\n" /* u waits for ever */
    "thread v(i) { loop { a.exchange(i) } }\nt.start()\nu.start()\nv(2).start()\nv(3).start()\nq.put(1)\ndone.wait()",
    "latch l(2); barrier b(2)\nthread t { b.wait(); l.done() }\nthread u { b.wait(timeout: 1ms); l.done() }\nt.start()\nu.start()\nl.wait()",
};
enum { SCRIPTS = sizeof scripts / sizeof *scripts };

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
enum { STRIDE = 4 }; /* memory is watched in some of them; other builds compare all */
#else
enum { STRIDE = 1 };
#endif

static const search_method ways[] = {METHOD_DPOR, METHOD_DFS, METHOD_BOUNDED, METHOD_RANDOM, METHOD_POS, METHOD_SURW,
                                     METHOD_RF,   METHOD_PCT, METHOD_DELAY,   METHOD_STATES, METHOD_AUTO};
enum { WAYS = sizeof ways / sizeof *ways, MOST = 120 };

typedef struct stops {
    ran run;
    uint64_t at, every;
    buf saved;
} stops;

static bool goes_on(const search *s)
{
    stops *k = (stops *)s->context;
    if (k->at++ < k->every)
        return true;
    buf_clear(&k->saved);
    search_save_results(s, &k->saved);
    search_save_rest(s, &k->saved);
    search_save_strategies(s, &k->saved);
    return false;
}

static bool load(search *s, saved_text *in)
{
    bool ok = search_add_results(s, in);
    search_load_rest(s, in);
    return ok && !in->bad;
}

static void load_script(ran *r, const char *text, search_method m, openness open)
{
    check_load(r, text, m, MOST);
    r->search.every = open.every;
    r->search.each = open.alone ? NULL : ran_each;
}

/* Stopped after every so many schedules, of states: looks, and each time a few more, for the way to where it was is gone once more. */
static void run_in_parts(stops *k, const char *text, search_method m, openness open, uint64_t every)
{
    bool walks = m == METHOD_STATES || m == METHOD_AUTO;
    buf from = {0};
    for (bool more = true; more;) {
        saved_text in;
        load_script(&k->run, text, m, open);
        k->run.search.context = k;
        k->run.search.go_on = goes_on;
        k->at = 0;
        k->every = walks ? every++ : every;
        in = (saved_text){from.data, from.data + from.length, false};
        if (from.length)
            assert_true(load(&k->run.search, &in));
        check_search(&k->run);
        more = k->run.search.interrupted;
        if (!more)
            break;
        buf_clear(&from);
        buf_add(&from, k->saved.data, k->saved.length);
        check_end(&k->run);
    }
    buf_free(&from);
}

static void same_found(const search *a, const search *b, const char *text)
{
    for (int kind = 1; kind < FINDINGS; kind++) {
        const found *x = &a->found[kind], *y = &b->found[kind];
        if (!x->number != !y->number || (x->number && (x->number != y->number || schedule_compare(&x->schedule, &y->schedule))))
            fail_msg("%s: found in %llu and in %llu, of\n%s", finding_names[kind], (unsigned long long)x->number,
                     (unsigned long long)y->number, text);
    }
}

static void compare(const char *text, search_method m, openness open, uint64_t every)
{
    ran whole;
    stops parts = {0};
    load_script(&whole, text, m, open);
    check_search(&whole);
    run_in_parts(&parts, text, m, open, every);
    const search *a = &whole.search, *b = &parts.run.search;
    if (a->schedules != b->schedules || a->states != b->states || a->complete != b->complete || a->cut != b->cut
        || a->abandoned != b->abandoned || a->endless != b->endless)
        fail_msg("%s, every %llu: %llu and %llu schedules, %llu and %llu states, complete %d and %d, of\n%s", search_methods[m],
                 (unsigned long long)every, (unsigned long long)a->schedules, (unsigned long long)b->schedules,
                 (unsigned long long)a->states, (unsigned long long)b->states, a->complete, b->complete, text);
    same_found(a, b, text);
    check_end(&whole);
    check_end(&parts.run);
    buf_free(&parts.saved);
}

static void parts_are_the_whole(void **state)
{
    static const uint64_t every[] = {2, 13, 60};
    (void)state;
    for (int i = 0; i < SCRIPTS; i += STRIDE)
        for (int m = 0; m < WAYS; m++)
            for (int k = ways[m] == METHOD_STATES ? 0 : 1; k < 3; k++)
                compare(scripts[i], ways[m], (openness){0}, every[k]);
}

/* Nobody listens, so tasks that are alike are taken for one; and nothing is left out. */
static void parts_of_states_are_the_whole(void **state)
{
    static const openness opens[] = {{.alone = true}, {.alone = true, .every = true}};
    (void)state;
    for (int i = 0; i < SCRIPTS; i += STRIDE)
        for (int o = 0; o < 2; o++)
            for (uint64_t every = 1; every < 4; every++)
                compare(scripts[i], METHOD_STATES, opens[o], every);
}

/* It looks whether to stop after every so many steps; what main does before it starts anybody shifts these. Here states are visited once
 * more, for what was left out there before, and races are found. */
static void wherever_it_is_stopped(void **state)
{
    static const char script[] =
        "var flag = false; lock section\n"
        "func work() {\n assert section.acquire(timeout: 0s)\n section.release() }\n"
        "thread army(i) {\n await not flag\n flag = true\n work()\n flag = false }\narmy(1).start()\narmy(2).start()";
    (void)state;
    for (int before = 0; before < 32; before += STRIDE) {
        buf text = {0};
        buf_text(&text, "atom a(0)\n");
        for (int i = 0; i < before; i++)
            buf_text(&text, "a.add(1)\n");
        buf_text(&text, script);
        compare(text.data, METHOD_STATES, (openness){.alone = true}, 1);
        buf_free(&text);
    }
}

/* A text that was cut off anywhere is no search, and nothing worse. */
static void cut_off(const char *script, search_method m, uint64_t every)
{
    stops k = {0};
    run_in_parts(&k, script, m, (openness){0}, every);
    check_end(&k.run);
    size_t whole = k.saved.length;
    assert_true(whole > 1000);
    for (size_t length = 0; length < whole; length += 41) {
        ran r;
        char *copy = malloc(length + 1);
        memcpy(copy, k.saved.data, length);
        check_load(&r, script, m, MOST);
        r.search.each = NULL;
        saved_text in = {copy, copy + length, false};
        if (load(&r.search, &in)) {
            check_search(&r);
            assert_true(r.search.failed);
        }
        check_end(&r);
        free(copy);
    }
    buf_free(&k.saved);
}

static void cut_off_is_told(void **state)
{
    (void)state;
    cut_off(scripts[0], METHOD_DPOR, 60);
    cut_off(scripts[0], METHOD_STATES, 1);
    cut_off(scripts[9], METHOD_STATES, 1);
}

/* What was saved of one script is gone on with by another one, whose steps have other alternatives, or other tasks: that is told,
 * whatever was built. */
static void goes_on_elsewhere(const char *from, const char *with, bool strays)
{
    stops k = {0};
    ran r;
    check_load(&k.run, from, METHOD_DPOR, MOST);
    k.run.search.context = &k;
    k.run.search.go_on = goes_on;
    k.every = 3;
    check_search(&k.run);
    assert_true(k.run.search.interrupted && !k.run.search.failed);
    check_end(&k.run);
    check_load(&r, with, METHOD_DPOR, MOST);
    saved_text in = {k.saved.data, k.saved.data + k.saved.length, false};
    assert_true(load(&r.search, &in));
    check_search(&r);
    assert_int_equal(r.search.strayed, strays);
    assert_int_equal(r.search.failed, strays);
    assert_int_equal(r.search.complete, !strays);
    check_end(&r);
    buf_free(&k.saved);
}

static void another_way_is_told(void **state)
{
    static const char three[] = "let x = choose([1, 2, 3])\natom a(x)\nthread t(i) { a.add(i) }\nfor i in 0..2 { t(i).start() }";
    static const char two[] = "let x = choose([1, 2])\natom a(x)\nthread t(i) { a.add(i) }\nfor i in 0..2 { t(i).start() }";
    static const char none[] = "atom a(choose([1, 2, 3]))\na.add(1)";
    (void)state;
    goes_on_elsewhere(three, three, false);
    goes_on_elsewhere(three, two, true);
    goes_on_elsewhere(three, none, true);
}

/* A task that sleeps in some of so many alternatives cannot be one of another number of them. */
static void alternatives_are_counted(void **state)
{
    (void)state;
    frontier all = {0};
    frontier_store store = {0};
    const touch touches[] = {{7, true}};
    frontier_node *up = frontier_new(&store, NULL, (turn){0});
    up->last = (turn){1, 0};
    up->choices = 3;
    assert_true(frontier_agrees(up) && frontier_learn(&store, up, touches, 1));
    frontier_node *below = frontier_new(&store, up, (turn){2, 0});
    assert_true(frontier_sleep(&store, below, &up->sleepers[0]));
    below->last = (turn){1, frontier_choice(below, 1, 0)};
    assert_int_equal(below->last.choice, 1);
    below->choices = 3;
    assert_true(frontier_agrees(below));
    below->choices = 2;
    assert_false(frontier_agrees(below));
    below->last = (turn){2, 0};
    assert_true(frontier_agrees(below));
    below->last.choice = 2;
    assert_false(frontier_agrees(below));
    frontier_list(&all, up);
    frontier_list(&all, below);
    frontier_free(&all, &store);
    frontier_store_free(&store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(parts_are_the_whole),    cmocka_unit_test(parts_of_states_are_the_whole),
                                       cmocka_unit_test(wherever_it_is_stopped), cmocka_unit_test(cut_off_is_told),
                                       cmocka_unit_test(another_way_is_told),    cmocka_unit_test(alternatives_are_counted)};
#ifdef __SANITIZE_THREAD__
    cmocka_set_test_filter("cut_off_is_told"); /* there is one thread, and the other would be slow */
#endif
    return cmocka_run_group_tests(tests, NULL, NULL);
}
