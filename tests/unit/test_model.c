/* model: stretches without gaps, who held what, how much is in a queue, who let whom go on. */
#include "trace_fake.h"

#include "trace/model.h"

enum { CONDITION = QUEUE + 1, PAGE, DOOR, POOL, FUTURE };

/* What the hooks are given is written down, a line each, and compared. */
typedef struct notes {
    buf text;
    model *model;
    uint64_t seq;
    int64_t now;
} notes;

static void note_stretch(void *context, const stretch *s)
{
    notes *n = context;
    if (s->end == s->begin && s->doing == DOING_RUN)
        return;
    model_task(n->model, s->process, s->task, &n->text);
    buf_printf(&n->text, " %s %lld-%lld", doing_words[s->doing], (long long)s->begin, (long long)s->end);
    if (s->object) {
        buf_text(&n->text, " ");
        model_object(n->model, s->object, &n->text);
    }
    if (s->gil)
        buf_printf(&n->text, " gil %lld", (long long)s->gil);
    buf_printf(&n->text, "%s%s\n", s->over ? " over" : "", s->last ? "" : " still");
}

static void note_hold(void *context, const hold *h)
{
    notes *n = context;
    model_task(n->model, h->process, h->task, &n->text);
    buf_text(&n->text, h->reads ? " reads " : " holds ");
    model_object(n->model, h->lock, &n->text);
    buf_printf(&n->text, " %lld-%lld%s\n", (long long)h->begin, (long long)h->end, h->last ? "" : " still");
}

static void note_depth(void *context, const depth *d)
{
    notes *n = context;
    model_object(n->model, d->object, &n->text);
    buf_printf(&n->text, " %lld\n", (long long)d->count);
}

static void note_arrow(void *context, const arrow *a)
{
    notes *n = context;
    buf_printf(&n->text, "%s %llu>%llu\n", a->message ? "message" : "lets", (unsigned long long)a->from.seq, (unsigned long long)a->to.seq);
}

static void begin(notes *n)
{
    static const struct {
        uint32_t id;
        kind_id kind;
        const char *name;
        uint32_t other;
    } cast[] = {{MAIN, KIND_thread, "main", 0},         {ANN, KIND_thread, "ann", 0},      {BOB, KIND_thread, "bob", 0},
                {GREEN, KIND_event, "green", 0},        {LOCK, KIND_lock, "m", 0},         {QUEUE, KIND_queue, "q", 0},
                {CONDITION, KIND_condition, "c", LOCK}, {PAGE, KIND_rwlock, "page", 0},    {DOOR, KIND_semaphore, "door", 0},
                {POOL, KIND_pool, "pool", 0},           {FUTURE, KIND_future, "future", 0}};
    *n = (notes){0};
    n->model = model_new(&(model_hooks){note_stretch, note_hold, note_depth, note_arrow, n});
    assert_non_null(n->model);
    for (size_t i = 0; i < sizeof cast / sizeof *cast; i++)
        model_event(n->model, &(event){.seq = ++n->seq,
                                       .process = MAIN,
                                       .task = MAIN,
                                       .verb = VERB_run_make,
                                       .status = EVENT_MADE,
                                       .object = cast[i].id,
                                       .other = cast[i].other,
                                       .number = cast[i].kind,
                                       .detail = text_of(cast[i].name)});
}

static uint64_t tell(notes *n, uint32_t task, verb_id verb, event e)
{
    e.seq = ++n->seq;
    e.t = n->now;
    e.process = e.process ? e.process : MAIN;
    e.task = task;
    e.verb = (uint16_t)verb;
    model_event(n->model, &e);
    return e.seq;
}

static void expect(notes *n, const char *expected)
{
    assert_string_equal(n->text.data ? n->text.data : "", expected);
    buf_clear(&n->text);
}

static void finish(notes *n, const char *expected)
{
    buf_clear(&n->text);
    model_end(n->model);
    expect(n, expected);
    assert_false(model_failed(n->model));
    model_free(n->model);
    buf_free(&n->text);
}

#define WAITING .status = EVENT_WAITING

static void test_waits(void **state)
{
    (void)state;
    notes n;
    begin(&n);
    tell(&n, ANN, VERB_thread_begin, (event){.object = ANN});
    n.now = 10;
    tell(&n, ANN, VERB_event_wait, (event){WAITING, .object = GREEN});
    n.now = 30;
    uint64_t set = tell(&n, BOB, VERB_event_set, (event){.object = GREEN});
    tell(&n, ANN, VERB_event_wait, (event){.object = GREEN, .blocked = 20, .cause = set});
    expect(&n, "ann runs 0-10\nann waits 10-30 green\nlets 14>15\n");
    n.now = 40;
    tell(&n, ANN, VERB_run_sleep, (event){WAITING});
    n.now = 50;
    tell(&n, ANN, VERB_run_sleep, (event){.blocked = 10});
    expect(&n, "ann runs 30-40\nann sleeps 40-50\n");
    n.now = 60; /* the beginning of this one was lost */
    tell(&n, ANN, VERB_lock_acquire, (event){.object = LOCK, .blocked = 5});
    expect(&n, "ann runs 50-55\nann waits 55-60 m\n");
    n.now = 70;
    tell(&n, ANN, VERB_thread_end, (event){.object = ANN});
    expect(&n, "ann runs 60-70 over\nann holds m 60-70\n");
    finish(&n, "bob runs 30-70 still\n");
}

static void test_gil_interrupts_work(void **state)
{
    (void)state;
    notes n;
    begin(&n);
    tell(&n, ANN, VERB_run_work, (event){WAITING});
    n.now = 5;
    tell(&n, ANN, VERB_run_turn, (event){WAITING, .other = BOB});
    n.now = 8;
    tell(&n, ANN, VERB_run_turn, (event){.blocked = 3});
    n.now = 20;
    tell(&n, ANN, VERB_run_work, (event){.blocked = 20, .number = 3});
    expect(&n, "ann works 0-5\nann waits for the GIL 5-8\nann works 8-20\n");
    tell(&n, ANN, VERB_run_work, (event){WAITING});
    n.now = 30;
    tell(&n, ANN, VERB_run_work, (event){.blocked = 10, .number = 4}); /* turns that were not told */
    tell(&n, ANN, VERB_run_gil, (event){WAITING});
    n.now = 31;
    tell(&n, ANN, VERB_run_gil, (event){.blocked = 1});
    expect(&n, "ann works 20-30 gil 4\nann waits for the GIL 30-31\n");
    finish(&n, "");
}

static void test_locks(void **state)
{
    (void)state;
    notes n;
    begin(&n);
    tell(&n, ANN, VERB_rlock_acquire, (event){.object = LOCK});
    n.now = 1;
    tell(&n, ANN, VERB_rlock_acquire, (event){.object = LOCK, .number = 1});
    tell(&n, ANN, VERB_rlock_release, (event){.object = LOCK, .number = 1});
    n.now = 5;
    tell(&n, ANN, VERB_condition_wait, (event){WAITING, .object = CONDITION}); /* gives m back */
    tell(&n, BOB, VERB_lock_acquire, (event){.object = LOCK});
    expect(&n, "ann runs 0-5\nann holds m 0-5\n");
    n.now = 9;
    tell(&n, BOB, VERB_lock_acquire, (event){.object = LOCK, .status = EVENT_TIMEOUT});
    tell(&n, ANN, VERB_condition_wait, (event){.object = CONDITION, .blocked = 4});
    tell(&n, ANN, VERB_condition_retake, (event){.object = CONDITION}); /* bob's giving back was lost */
    expect(&n, "ann waits 5-9 c\nbob holds m 5-9\n");
    tell(&n, BOB, VERB_rwlock_acquire, (event){.object = PAGE, .detail = text_of("read")});
    tell(&n, MAIN, VERB_rwlock_acquire, (event){.object = PAGE, .detail = text_of("read")});
    n.now = 12;
    tell(&n, BOB, VERB_rwlock_release, (event){.object = PAGE, .detail = text_of("read")});
    tell(&n, MAIN, VERB_rwlock_release, (event){.object = PAGE, .detail = text_of("read")});
    expect(&n, "bob reads page 9-12\nmain reads page 9-12\n");
    finish(&n, "ann runs 9-12 still\nbob runs 5-12 still\nmain runs 9-12 still\nann holds m 9-12 still\n");
}

static void test_things(void **state)
{
    (void)state;
    notes n;
    begin(&n);
    uint64_t one = tell(&n, ANN, VERB_queue_put, (event){.object = QUEUE, .detail = text_of("x")});
    tell(&n, ANN, VERB_queue_put, (event){.object = QUEUE, .detail = text_of("y")});
    tell(&n, BOB, VERB_queue_get, (event){.object = QUEUE, .detail = text_of("y")}); /* of a queue with an order of its own */
    tell(&n, BOB, VERB_queue_get, (event){.object = QUEUE, .detail = text_of("x"), .cause = one});
    tell(&n, BOB, VERB_queue_next, (event){.object = QUEUE});
    expect(&n, "q 1\nq 2\nq 1\nmessage 13>14\nq 0\nmessage 12>15\n");
    tell(&n, MAIN, VERB_pool_submit, (event){.object = POOL, .other = FUTURE});
    tell(&n, ANN, VERB_pool_take, (event){.object = POOL, .other = FUTURE});
    tell(&n, ANN, VERB_semaphore_acquire, (event){.object = DOOR, .number = 2});
    expect(&n, "pool 1\npool 0\nmessage 17>18\ndoor 2\n");
    tell(&n, MAIN, VERB_pool_submit, (event){.object = POOL, .other = FUTURE});
    tell(&n, MAIN, VERB_pool_terminate, (event){.object = POOL});
    expect(&n, "pool 1\npool 0\n");
    tell(&n, ANN, VERB_queue_get, (event){.object = QUEUE, .detail = text_of("lost")}); /* never less than nothing */
    expect(&n, "q 0\n");
    tell(&n, MAIN, VERB_pool_share, (event){.object = POOL, .other = FUTURE, .number = 2}); /* a map in two pieces */
    for (int i = 0; i < 3; i++)
        tell(&n, ANN, VERB_pool_take, (event){.object = POOL, .other = FUTURE});
    expect(&n, "pool 2\npool 1\nmessage 23>24\npool 0\nmessage 23>25\npool 0\n");
    finish(&n, "");
}

/* What is sent waits at the other end, whichever of them was made first. */
static void test_pipes(void **state)
{
    enum { HERE = 60, THERE, STRANGE };
    (void)state;
    notes n;
    begin(&n);
    event made = {.status = EVENT_MADE, .object = HERE, .number = KIND_pipe, .detail = text_of("here")};
    tell(&n, MAIN, VERB_run_make, made);
    made = (event){.status = EVENT_MADE, .object = THERE, .other = HERE, .number = KIND_pipe, .detail = text_of("there")};
    tell(&n, MAIN, VERB_run_make, made);
    tell(&n, ANN, VERB_pipe_send, (event){.object = HERE, .detail = text_of("x")});
    tell(&n, ANN, VERB_pipe_send, (event){.object = HERE, .detail = text_of("x")});
    tell(&n, BOB, VERB_pipe_send, (event){.object = THERE, .detail = text_of("x")});
    expect(&n, "there 1\nthere 2\nhere 1\n");
    tell(&n, BOB, VERB_pipe_recv, (event){.object = THERE, .detail = text_of("x")});
    tell(&n, ANN, VERB_pipe_recv, (event){.object = HERE, .detail = text_of("x")});
    expect(&n, "there 1\nmessage 14>17\nhere 0\nmessage 16>18\n");
    tell(&n, BOB, VERB_pipe_close, (event){.object = THERE}); /* what waits there is lost, … */
    tell(&n, ANN, VERB_pipe_close, (event){.object = HERE});  /* … here nothing is */
    expect(&n, "there 0\n");
    tell(&n, ANN, VERB_pipe_send, (event){.object = STRANGE, .detail = text_of("z")}); /* of a trace that does not tell the other end */
    tell(&n, BOB, VERB_pipe_recv, (event){.object = STRANGE + 1, .detail = text_of("z")});
    expect(&n, "message 21>22\n");
    finish(&n, "");
}

static void test_processes(void **state)
{
    (void)state;
    notes n;
    begin(&n);
    tell(&n, ANN, VERB_thread_begin, (event){.process = ANN});
    tell(&n, BOB, VERB_thread_begin, (event){.process = ANN});
    tell(&n, BOB, VERB_event_wait, (event){WAITING, .process = ANN, .object = GREEN});
    n.now = 7;
    tell(&n, ANN, VERB_process_end, (event){.process = ANN});
    expect(&n, "ann runs 0-7 over\nann/bob waits 0-7 green over\n");
    tell(&n, BOB, VERB_event_wait, (event){.process = ANN, .object = GREEN, .blocked = 7}); /* too late */
    finish(&n, "");
}

static void test_deadlock(void **state)
{
    (void)state;
    notes n;
    begin(&n);
    assert_false(model_deadlocked(n.model));
    tell(&n, 0, VERB_none, (event){.status = EVENT_NOTE, .detail = text_of("3 events were not recorded here")});
    assert_false(model_deadlocked(n.model));
    tell(&n, 0, VERB_none, (event){.status = EVENT_NOTE, .detail = text_of("deadlock: nobody can go on any more")});
    assert_true(model_deadlocked(n.model));
    finish(&n, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_waits),    cmocka_unit_test(test_gil_interrupts_work),
        cmocka_unit_test(test_locks),    cmocka_unit_test(test_things),
        cmocka_unit_test(test_pipes),    cmocka_unit_test(test_processes),
        cmocka_unit_test(test_deadlock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
