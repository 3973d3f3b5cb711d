/* The engine of real threads, with a fake world below it and a fake host above it: the bodies are C functions that fill in ops, and the
 * ops are a semaphore (event.set adds one, event.wait takes one), sleep, work, starting and cancelling tasks, and the wait of a timer.
 * What is tested is the engine alone: waiting, waking, time-outs, ends. Asserts stand on the test's own thread. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "runtime/deadlock.h"
#include "runtime/journal.h"
#include "runtime/object.h"
#include "runtime/objects.h"
#include "runtime/os/os.h"
#include "runtime/pass.h"
#include "runtime/process.h"
#include "runtime/step.h"
#include "runtime/record.h"

enum { OBJECTS = 4096, SEMAPHORES = 64, LINE = 4096, MAIN = 1 };

typedef struct body {
    why (*code)(task *t, struct body *b);
    int64_t state, number; /* the code's own */
    value argument;
} body;

typedef struct semaphore {
    uint32_t lock;
    int64_t tokens;
    struct {
        task *task;
        uint32_t generation;
    } line[LINE];
    uint32_t count;
} semaphore;

typedef struct program { /* of an object: what its task runs */
    why (*code)(task *t, body *b);
    int64_t number, due;
    uint32_t ended; /* atomic: how often */
} program;

typedef struct counting { /* a sink */
    sink sink;
    int64_t events, misplaced;
    bool fails;
} counting;

static struct fake {
    world world;
    process process;
    object objects[OBJECTS];
    program programs[OBJECTS];
    semaphore semaphores[SEMAPHORES];
    uint32_t live;
    int64_t done, failed; /* counts of the tests' own; atomic */
    int64_t printed;      /* under the lock of semaphore 1 */
    counting counting;
} * fake;

/* --- the fake world --- */

object *object_at(world *w, uint32_t id)
{
    (void)w;
    return &fake->objects[id];
}

bool world_main(world *w, value callee, fault *f)
{
    (void)w, (void)callee, (void)f;
    return true;
}

bool task_embody(world *w, process *p, task *t, object *o, fault *f)
{
    (void)f;
    body *b = calloc(1, sizeof *b);
    if (!b)
        return false;
    *b = (body){.code = fake->programs[o->id].code, .number = fake->programs[o->id].number};
    t->id = o->id;
    t->process = p;
    t->world = w;
    t->body = b;
    t->deadline = NO_TIMEOUT;
    t->self = o;
    return true;
}

void task_begin(task *parent, process *p, task *t, object *o)
{
    (void)parent, (void)p;
    o->thread.task = t;
    __atomic_add_fetch(&fake->live, 1, __ATOMIC_SEQ_CST);
}

bool perform_end(world *w, task *t, bool failed)
{
    (void)w;
    __atomic_add_fetch(&fake->failed, failed, __ATOMIC_SEQ_CST);
    __atomic_store_n(&fake->programs[t->id].ended, 1, __ATOMIC_SEQ_CST);
    word_lock(w, &fake->objects[t->id].lock);
    fake->objects[t->id].thread.task = NULL;
    word_unlock(w, &fake->objects[t->id].lock);
    return __atomic_sub_fetch(&fake->live, 1, __ATOMIC_SEQ_CST) != 0;
}

/* There is one process, and nobody directs it: all that is for several, or for directors, is never called. */
#define NEVER(result, name, ...) \
    result name(__VA_ARGS__) { abort(); }
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"
NEVER(process *, process_make, world *w, const process *parent, object *o, fault *f)
NEVER(bool, process_enter, world *w, process *p, fault *f)
NEVER(void, process_withdraw, world *w, process *p)
NEVER(void, process_forget, world *w, process *p)
NEVER(void, process_end, world *w, lane *l, struct journal *j, process *p, int status)
NEVER(void, process_leave, world *w, process *p)
NEVER(bool, process_any, world *w, const process *but)
NEVER(int, process_status, const process *p)
NEVER(object *, objects_next, world *w, uint32_t *at, bool (*wanted)(const object *o, const process *p), const process *p)
NEVER(void, objects_recover, world *w, uint32_t holder)
NEVER(void, object_hold, object *o)
NEVER(void, object_let_go, object *o)
NEVER(void, store_free, world *w, value held)
NEVER(void, object_show_name, const object *o, buf *out)
NEVER(bool, step_is_private, const task *t)
NEVER(bool, perform_wake, world *w, task *t)
NEVER(bool, wait_was_cancelled, const task *t)
NEVER(void, wait_mark, task *t)
NEVER(void, await_changed, world *w, lane *l, struct journal *j, uint64_t key, uint64_t cause)
#pragma GCC diagnostic pop

void record_run_end(world *w, lane *l, run_end end) { (void)w, (void)l, (void)end; }

void record_note(world *w, lane *l, verb_id verb, const char *text) { (void)w, (void)l, (void)verb, (void)text; }

void deadlock_report(world *w, const char *what, buf *out)
{
    (void)w, (void)what;
    buf_text(out, "nobody can go on\n");
}

bool deadlock_stands(world *w)
{
    (void)w;
    return true;
}

static outcome fake_done(task *t, int64_t result)
{
    t->reply = (reply){.outcome = OUT_DONE, .value = value_int(result)};
    return OUT_DONE;
}

static outcome fake_wait(task *t, int64_t deadline)
{
    t->deadline = deadline;
    task_turn(t);
    return OUT_WAIT;
}

/* Nothing has happened, but that it looks for a while. */
static outcome fake_hesitate(task *t)
{
    t->seen = t->op.object->version;
    return OUT_HESITATE;
}

static outcome fake_take(world *w, task *t, semaphore *s)
{
    int64_t until = t->op.timeout == NO_TIMEOUT ? NO_TIMEOUT : w->engine->now(w) + t->op.timeout;
    word_lock(w, &s->lock);
    outcome r = s->tokens > 0 ? fake_done(t, 1) : t->hesitates ? fake_hesitate(t) : fake_wait(t, until);
    if (r == OUT_DONE) {
        s->tokens--;
    } else if (r == OUT_WAIT) {
        s->line[s->count].task = t;
        s->line[s->count++].generation = task_generation(t);
    }
    word_unlock(w, &s->lock);
    return r;
}

static outcome fake_give(world *w, task *t, semaphore *s)
{
    task *woken = NULL;
    word_lock(w, &s->lock);
    for (; s->count && !woken; memmove(s->line, s->line + 1, --s->count * sizeof *s->line))
        if (task_claim(s->line[0].task, s->line[0].generation, 0))
            woken = s->line[0].task;
    s->tokens += !woken;
    __atomic_add_fetch(&t->op.object->version, 1, __ATOMIC_RELAXED);
    word_unlock(w, &s->lock);
    if (woken) {
        fake_done(woken, 1);
        w->engine->resume(w, woken);
    }
    return fake_done(t, 0);
}

static outcome fake_start(world *w, task *t, object *o)
{
    fault f = {0};
    word_lock(w, &o->lock);
    bool good = w->engine->spawn(w, t, o, &f);
    task *child = o->thread.task;
    word_unlock(w, &o->lock);
    if (good)
        w->engine->resume(w, child);
    return fake_done(t, good);
}

static outcome fake_cancel(world *w, task *t, object *o)
{
    word_lock(w, &o->lock);
    task *other = o->thread.task;
    if (other) {
        __atomic_store_n(&other->cancelled, true, __ATOMIC_SEQ_CST);
        w->engine->poke(w, other);
    }
    word_unlock(w, &o->lock);
    return fake_done(t, 0);
}

/* Recorded under a lock, so that the order of the tickets and that of the numbers agree. */
static outcome fake_print(world *w, task *t)
{
    word_lock(w, &fake->semaphores[1].lock);
    event e = {.task = t->id, .verb = VERB_run_print, .number = ++fake->printed};
    recorder_put(t->lane, &e);
    word_unlock(w, &fake->semaphores[1].lock);
    return fake_done(t, 0);
}

object *perform_target(const task *t) { return t->op.object; }

outcome perform(world *w, task *t)
{
    switch (t->op.verb) {
    case VERB_run_print: return fake_print(w, t);
    case VERB_event_wait: return fake_take(w, t, &fake->semaphores[t->op.cell]);
    case VERB_event_set: return fake_give(w, t, &fake->semaphores[t->op.cell]);
    case VERB_run_sleep: return fake_wait(t, w->engine->now(w) + t->op.arguments[0].integer);
    case VERB_run_work: return fake_wait(t, NO_TIMEOUT);
    case VERB_timer_due: return fake_wait(t, fake->programs[t->id].due);
    case VERB_thread_start: return fake_start(w, t, t->op.object);
    case VERB_thread_cancel: return fake_cancel(w, t, t->op.object);
    case VERB_run_exit: return OUT_END;
    default: return fake_done(t, 0);
    }
}

static void fake_leave(world *w, const task *t, semaphore *s)
{
    word_lock(w, &s->lock);
    for (uint32_t i = 0; i < s->count; i++)
        if (s->line[i].task == t) {
            memmove(s->line + i, s->line + i + 1, (--s->count - i) * sizeof *s->line);
            break;
        }
    word_unlock(w, &s->lock);
}

bool perform_timeout(world *w, task *t)
{
    bool cancelled = __atomic_load_n(&t->cancelled, __ATOMIC_SEQ_CST);
    uint32_t generation = task_generation(t);
    bool due = t->op.verb == VERB_run_work || (t->deadline != NO_TIMEOUT && w->engine->now(w) >= t->deadline);
    if (!(generation & 1) || !(due || cancelled) || !task_claim(t, generation, 0))
        return false;
    if (t->op.verb == VERB_event_wait)
        fake_leave(w, t, &fake->semaphores[t->op.cell]);
    fake_done(t, cancelled ? -1 : 0);
    return true;
}

outcome perform_resumed(world *w, task *t)
{
    if (t->op.verb == VERB_event_wait)
        fake_leave(w, t, &fake->semaphores[t->op.cell]);
    return (outcome)t->reply.outcome;
}

/* --- the fake host --- */

static why host_step(task *t, int64_t budget)
{
    (void)budget;
    body *b = t->body;
    return b->code(t, b);
}

static void host_reply(task *t) { ((body *)t->body)->argument = t->reply.value; }

static void *host_begin(world *w, process *p, value callee, value arguments, fault *f)
{
    (void)w, (void)p, (void)callee, (void)arguments, (void)f;
    return NULL;
}

static void host_end(world *w, void *b)
{
    (void)w;
    free(b);
}

static const host fake_host = {.step = host_step, .reply = host_reply, .begin = host_begin, .end = host_end};

static why ask(task *t, verb_id verb, uint32_t number, int64_t timeout)
{
    t->op = (op){.verb = (uint16_t)verb, .cell = number, .object = &fake->objects[number], .timeout = timeout};
    return WHY_OP;
}

static why ask_time(task *t, verb_id verb, int64_t ns)
{
    body *b = t->body;
    b->argument = value_duration(ns);
    t->op = (op){.verb = (uint16_t)verb, .timeout = NO_TIMEOUT, .count = 1, .arguments = &b->argument};
    return WHY_OP;
}

/* --- running --- */

static int set_up(void **state)
{
    (void)state;
    fake = calloc(1, sizeof *fake);
    if (!fake)
        return -1;
    for (uint32_t i = 0; i < OBJECTS; i++) {
        fake->objects[i].id = i;
        fake->objects[i].kind = KIND_thread;
    }
    world *w = &fake->world;
    w->engine = &os_engine;
    w->host = &fake_host;
    w->main = &fake->process;
    w->settings.stop_after = NO_TIMEOUT;
    fake->process.id = MAIN;
    w->recorder = recorder_new(0, false, NULL);
    w->lane = w->recorder ? recorder_lane(w->recorder) : NULL;
    return w->lane ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    recorder_end(fake->world.recorder);
    free(fake);
    return 0;
}

static void program_set(uint32_t id, why (*code)(task *, body *), int64_t number)
{
    fake->programs[id].code = code;
    fake->programs[id].number = number;
}

static run_end run(why (*code)(task *, body *), int64_t number)
{
    bool told = true;
    program_set(MAIN, code, number);
    run_end end = os_run(&fake->world, VALUE_NIL, &told);
    assert_false(told);
    return end;
}

/* --- the tests --- */

static why code_nothing(task *t, body *b)
{
    (void)t, (void)b;
    return WHY_DONE;
}

static void test_ends(void **state)
{
    (void)state;
    assert_int_equal(run(code_nothing, 0), RUN_ENDED);
    assert_int_equal(fake->live, 0);
}

static why code_fails(task *t, body *b)
{
    (void)t, (void)b;
    return WHY_FAULT;
}

static void test_fails(void **state)
{
    (void)state;
    assert_int_equal(run(code_fails, 0), RUN_ENDED);
    assert_int_equal(fake->failed, 1);
}

enum { ROUNDS = 20000, PING = 0, PONG = 1 };

static why code_pong(task *t, body *b)
{
    if (b->state == 2 * ROUNDS)
        return WHY_DONE;
    return b->state++ % 2 ? ask(t, VERB_event_set, PING, NO_TIMEOUT) : ask(t, VERB_event_wait, PONG, NO_TIMEOUT);
}

static why code_ping(task *t, body *b)
{
    if (b->state++ == 0)
        return ask(t, VERB_thread_start, 2, NO_TIMEOUT);
    if (b->state == 2 * ROUNDS + 2) {
        __atomic_add_fetch(&fake->done, 1, __ATOMIC_SEQ_CST);
        return WHY_DONE;
    }
    return b->state % 2 ? ask(t, VERB_event_wait, PING, NO_TIMEOUT) : ask(t, VERB_event_set, PONG, NO_TIMEOUT);
}

static void test_hands_over(void **state)
{
    (void)state;
    program_set(2, code_pong, 0);
    assert_int_equal(run(code_ping, 0), RUN_ENDED);
    assert_int_equal(fake->done, 1);
    assert_int_equal(fake->semaphores[PING].tokens + fake->semaphores[PONG].tokens, 0);
}

/* Gives one of semaphore 0 and ends. */
static why code_gives(task *t, body *b) { return b->state++ ? WHY_DONE : ask(t, VERB_event_set, 0, NO_TIMEOUT); }

/* Starts `number` tasks, each after the one before has given. */
static why code_one_by_one(task *t, body *b)
{
    int64_t i = b->state++;
    if (i == 2 * b->number)
        return WHY_DONE;
    return i % 2 ? ask(t, VERB_event_wait, 0, NO_TIMEOUT) : ask(t, VERB_thread_start, (uint32_t)(2 + i / 2), NO_TIMEOUT);
}

static void test_starts_one_by_one(void **state)
{
    (void)state;
    for (uint32_t i = 2; i < OBJECTS; i++)
        program_set(i, code_gives, 0);
    assert_int_equal(run(code_one_by_one, 2000), RUN_ENDED);
    assert_int_equal(fake->live, 0);
}

/* Starts `number` tasks, then takes as many times. */
static why code_all_at_once(task *t, body *b)
{
    int64_t i = b->state++;
    if (i < b->number)
        return ask(t, VERB_thread_start, (uint32_t)(2 + i), NO_TIMEOUT);
    return i < 2 * b->number ? ask(t, VERB_event_wait, 0, NO_TIMEOUT) : WHY_DONE;
}

/* Sleeps for 30 ms and gives. */
static why code_sleeps(task *t, body *b)
{
    switch (b->state++) {
    case 0: return ask_time(t, VERB_run_sleep, 30000000);
    case 1: return ask(t, VERB_event_set, 0, NO_TIMEOUT);
    default: return WHY_DONE;
    }
}

static void test_many_at_once(void **state)
{
    (void)state;
    for (uint32_t i = 2; i < OBJECTS; i++)
        program_set(i, code_sleeps, 0);
    assert_int_equal(run(code_all_at_once, 500), RUN_ENDED);
    assert_int_equal(fake->live, 0);
    assert_int_equal(fake->semaphores[0].tokens, 0);
}

/* Takes from semaphore 0 with a tiny time-out, again and again; counts what it got. */
static why code_impatient(task *t, body *b)
{
    if (b->state && b->argument.integer)
        __atomic_add_fetch(&fake->done, 1, __ATOMIC_SEQ_CST);
    if (b->state++ == 3000)
        return WHY_DONE;
    return ask(t, VERB_event_wait, 0, 1 + b->state * 7919 % 40000);
}

static why code_gives_often(task *t, body *b) { return b->state++ == 3000 ? WHY_DONE : ask(t, VERB_event_set, 0, NO_TIMEOUT); }

static why code_starts_five(task *t, body *b)
{
    return b->state == 5 ? WHY_DONE : ask(t, VERB_thread_start, (uint32_t)(2 + b->state++), NO_TIMEOUT);
}

/* Whoever wins, a token or the time-out: no token is lost, none taken twice. */
static void test_timeouts_race(void **state)
{
    (void)state;
    for (uint32_t i = 2; i < 7; i++)
        program_set(i, i < 5 ? code_impatient : code_gives_often, 0);
    assert_int_equal(run(code_starts_five, 0), RUN_ENDED);
    assert_int_equal(fake->done + fake->semaphores[0].tokens, 2 * 3000);
}

static why code_sleeps_long(task *t, body *b)
{
    if (b->state++ == 0)
        return ask_time(t, (verb_id)b->number, INT64_C(3600000000000));
    __atomic_add_fetch(&fake->done, b->argument.integer == -1, __ATOMIC_SEQ_CST);
    return WHY_DONE;
}

static why code_cancels(task *t, body *b)
{
    int64_t i = b->state++;
    switch (i % 3) {
    case 0: return i / 3 < b->number ? ask(t, VERB_thread_start, (uint32_t)(2 + i / 3), NO_TIMEOUT) : WHY_DONE;
    case 1: return i / 3 % 2 ? ask_time(t, VERB_run_sleep, 1000000) : ask(t, VERB_none, 0, NO_TIMEOUT);
    default: return ask(t, VERB_thread_cancel, (uint32_t)(2 + i / 3), NO_TIMEOUT);
    }
}

static void test_cancels_sleep_and_work(void **state)
{
    (void)state;
    for (uint32_t i = 2; i < OBJECTS; i++)
        program_set(i, code_sleeps_long, i % 4 < 2 ? VERB_run_sleep : VERB_run_work);
    assert_int_equal(run(code_cancels, 100), RUN_ENDED);
    assert_int_equal(fake->done, 100);
}

static why code_waits_for_ever(task *t, body *b)
{
    (void)b;
    return ask(t, VERB_event_wait, 9, NO_TIMEOUT);
}

static void test_deadlock(void **state)
{
    (void)state;
    assert_int_equal(run(code_waits_for_ever, 0), RUN_DEADLOCK);
}

static why code_starts_one_and_waits(task *t, body *b)
{
    return b->state++ ? ask(t, VERB_event_wait, 9, NO_TIMEOUT) : ask(t, VERB_thread_start, 2, NO_TIMEOUT);
}

/* Not while another still sleeps; then at once. */
static void test_deadlock_when_the_last_ends(void **state)
{
    (void)state;
    program_set(2, code_sleeps, 0);
    assert_int_equal(run(code_starts_one_and_waits, 0), RUN_DEADLOCK);
    assert_int_equal(fake->programs[2].ended, 1);
}

static why code_loops(task *t, body *b)
{
    (void)t, (void)b;
    return WHY_BUDGET;
}

static void test_stops_what_loops_and_what_waits(void **state)
{
    (void)state;
    fake->world.settings.stop_after = 20000000;
    program_set(2, code_loops, 0);
    assert_int_equal(run(code_starts_one_and_waits, 0), RUN_STOPPED);
    assert_in_range(fake->live, 1, 2); /* who has not begun by then never does */
}

static why code_exits(task *t, body *b) { return b->state++ ? ask(t, VERB_run_exit, 0, NO_TIMEOUT) : ask_time(t, VERB_run_sleep, 5000000); }

static void test_exits(void **state)
{
    (void)state;
    program_set(2, code_exits, 0);
    assert_int_equal(run(code_starts_one_and_waits, 0), RUN_ENDED);
}

static why code_interrupts(task *t, body *b)
{
    if (b->state++ == 0)
        kill(getpid(), SIGTERM);
    return ask_time(t, VERB_run_sleep, 1000000);
}

static void test_is_interrupted(void **state)
{
    (void)state;
    assert_int_equal(run(code_interrupts, 0), RUN_INTERRUPTED);
}

/* A timer's task: waits until it is due, does what its number says, gives one of semaphore 0, ends. */
static why code_timer(task *t, body *b)
{
    switch (b->state++) {
    case 0: return ask(t, VERB_timer_due, t->id, NO_TIMEOUT);
    case 1: return b->number == 0 ? ask(t, VERB_none, 0, NO_TIMEOUT) : ask_time(t, (verb_id)b->number, 2000000);
    case 2: return ask(t, VERB_event_set, 0, NO_TIMEOUT);
    default: return WHY_DONE;
    }
}

/* Works a little, several times; under a gil such tasks take turns. */
static why code_works(task *t, body *b)
{
    if (b->state++ == 5)
        return WHY_DONE;
    return ask_time(t, VERB_run_work, 3000000);
}

static why code_starts_works_waits(task *t, body *b)
{
    int64_t i = b->state++;
    if (i < b->number)
        return ask(t, VERB_thread_start, (uint32_t)(2 + i), NO_TIMEOUT);
    if (i < 2 * b->number)
        return ask_time(t, i % 2 ? VERB_run_work : VERB_run_sleep, 1000000);
    return WHY_DONE;
}

static void test_takes_turns_under_a_gil(void **state)
{
    (void)state;
    fake->world.settings.gil = GIL_TIMER;
    fake->world.settings.switch_interval = 1000000;
    for (uint32_t i = 2; i < 8; i++) {
        fake->objects[i].kind = i == 7 ? KIND_timer : KIND_thread;
        program_set(i, i == 7 ? code_timer : i % 2 ? code_works : code_sleeps, VERB_run_work);
    }
    assert_int_equal(run(code_starts_works_waits, 6), RUN_ENDED);
    assert_int_equal(fake->live, 0);
    assert_int_equal(fake->semaphores[0].tokens, 4);
}

static void test_timers(void **state)
{
    (void)state;
    for (uint32_t i = 2; i < 1002; i++) {
        fake->objects[i].kind = KIND_timer;
        program_set(i, code_timer, i % 100 == 0 ? VERB_run_work : i % 10 == 0 ? VERB_run_sleep : 0);
        fake->programs[i].due = i * 7919 % 50000 * 1000;
    }
    assert_int_equal(run(code_all_at_once, 1000), RUN_ENDED);
    assert_int_equal(fake->live, 0);
}

/* Starts `number` timers, takes one for each but the first, and exits. */
static why code_all_but_one(task *t, body *b)
{
    int64_t i = b->state++;
    if (i < b->number)
        return ask(t, VERB_thread_start, (uint32_t)(2 + i), NO_TIMEOUT);
    return i < 2 * b->number - 1 ? ask(t, VERB_event_wait, 0, NO_TIMEOUT) : ask(t, VERB_run_exit, 0, NO_TIMEOUT);
}

/* A timer whose block never ends does not keep the others from their time. */
static void test_a_timer_that_loops(void **state)
{
    (void)state;
    for (uint32_t i = 2; i < 12; i++) {
        fake->objects[i].kind = KIND_timer;
        program_set(i, i == 2 ? code_loops : code_timer, 0);
        fake->programs[i].due = i * 1000000;
    }
    assert_int_equal(run(code_all_but_one, 10), RUN_ENDED);
}

/* --- the recorder --- */

static void counting_event(sink *s, const event *e)
{
    counting *c = (counting *)s;
    c->events++;
    c->misplaced += e->number != c->events;
}

static void counting_flush(sink *s) { (void)s; }

static bool counting_end(sink *s) { return !((counting *)s)->fails; }

static bool counting_failed(const sink *s)
{
    const counting *c = (const counting *)s;
    return c->fails && c->events > 100;
}

static counting *counting_open(bool fails)
{
    recorder_end(fake->world.recorder);
    fake->world.recorder = recorder_new(RECORD_PRINT, false, NULL);
    fake->world.lane = recorder_lane(fake->world.recorder);
    fake->counting = (counting){.sink = {counting_event, counting_flush, counting_end, counting_failed}, .fails = fails};
    recorder_add(fake->world.recorder, &fake->counting.sink);
    return &fake->counting;
}

/* Prints `number` times (for ever when that is 0) and gives one of semaphore 0. */
static why code_prints(task *t, body *b)
{
    if (!b->number || b->state < b->number)
        return b->state++, ask(t, VERB_run_print, 0, NO_TIMEOUT);
    return b->state++ == b->number ? ask(t, VERB_event_set, 0, NO_TIMEOUT) : WHY_DONE;
}

static void test_records_all_in_order(void **state)
{
    (void)state;
    const counting *c = counting_open(false);
    for (uint32_t i = 2; i < 6; i++)
        program_set(i, code_prints, 20000);
    assert_int_equal(run(code_all_at_once, 4), RUN_ENDED);
    assert_int_equal(c->events, 4 * 20000);
    assert_int_equal(c->misplaced, 0);
}

static void test_stops_when_writing_fails(void **state)
{
    (void)state;
    counting_open(true);
    for (uint32_t i = 2; i < 6; i++)
        program_set(i, code_prints, 0);
    assert_int_equal(run(code_all_at_once, 4), RUN_STOPPED);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_ends),
        TEST(test_fails),
        TEST(test_hands_over),
        TEST(test_starts_one_by_one),
        TEST(test_many_at_once),
        TEST(test_timeouts_race),
        TEST(test_cancels_sleep_and_work),
        TEST(test_deadlock),
        TEST(test_deadlock_when_the_last_ends),
        TEST(test_stops_what_loops_and_what_waits),
        TEST(test_exits),
        TEST(test_is_interrupted),
        TEST(test_timers),
        TEST(test_a_timer_that_loops),
        TEST(test_takes_turns_under_a_gil),
        TEST(test_records_all_in_order),
        TEST(test_stops_when_writing_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
