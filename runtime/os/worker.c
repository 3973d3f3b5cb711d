/* worker: OS threads, and how one runs a task.
 *
 * A thread that has finished its task waits for another for as long as the run lasts (WORKERS_IDLE of them at most): giving it one is much
 * cheaper than making a thread. One that ends joins the one that ended before it, so that at most one thread is unjoined at any time and
 * the supervisor joins that. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/os/internal.h"
#include "runtime/process.h"

enum { WORKERS_IDLE = 64 };
enum { YIELDS = 1024, YIELD_PART = 16 /* of the time that a sleep and a wake cost: it looks no longer for others to come */ };
enum worker_word { WORKER_WAITS, WORKER_SLEEPS, WORKER_CALLED };

/* --- running a task --- */

/* It was the last task that kept its process alive, or has called exit. Where there is one process the run ends with it. */
static void worker_over(os *s, const os_task *t)
{
    if (s->shared) {
        fork_over(s, (hand *)t->task.journal, process_status(t->task.process));
    } else {
        direct_over(s, s->seat);
        supervisor_end(s, RUN_ENDED);
    }
}

static ran worker_finish(os *s, os_task *t, bool failed)
{
    bool directed = s->world->director != NULL;
    if (directed && !direct_ends(s, t, failed)) {
        if (failed)
            value_drop(t->task.reply.value);
        return RAN_GONE;
    }
    if (!perform_end(s->world, &t->task, failed))
        worker_over(s, t);
    else if (directed)
        direct_gone(s, t);
    return RAN_ENDED;
}

/* Before it stands in line it looks for a while whether the object changes: who only looks costs the others nothing. */
static outcome worker_hesitate(os *s, os_task *t)
{
    object *o = perform_target(&t->task);
    uint32_t left = park_spins(s, t);
    bool spins = left > 0;
    outcome r = OUT_HESITATE;
    t->task.anew = ANEW_HESITATED;
    while (r == OUT_HESITATE) {
        t->task.hesitates = (left && park_watch(s, t, o, &left)) || park_nap(s, t, o);
        r = perform(s->world, &t->task);
    }
    t->task.anew = ANEW_NOT;
    t->task.hesitates = true;
    t->tired = r == OUT_WAIT;
    if (spins)
        park_learn(t, t->tired);
    return r;
}

/* Those who share a condition mostly wait for what the others do. Who gives its lock back and is the first to take it again finds that
 * nothing has been done yet, and has to wait at the condition, which costs all several times as much. So who had to wait there lets others
 * have the lock first from then on, until it has looked for them in vain. All that it looks at meanwhile is its own. */
static void worker_yields(const os *s, os_task *t)
{
    uint32_t left = s->spins / YIELD_PART;
    const object *lock = perform_target(&t->task);
    if (task_verb(&t->task) == VERB_condition_release) {
        t->left = t->task.op.object;
        t->left_version = __atomic_load_n(&lock->version, __ATOMIC_RELAXED) + 1;
    } else if (task_verb(&t->task) == VERB_condition_acquire && t->left == t->task.op.object) {
        t->task.seen = t->left_version;
        t->yields = os_may_spin(s) && park_watch(s, t, lock, &left) ? t->yields - 1 : 0;
    }
}

/* Anything but done or raised. */
static ran worker_performed(os *s, os_task *t, outcome o)
{
    if (o == OUT_HESITATE)
        o = worker_hesitate(s, t);
    if (o == OUT_WAIT) {
        t->pending = true;
        if (task_verb(&t->task) == VERB_condition_wait && t->task.hesitates && s->cpus > 1)
            t->yields = YIELDS;
        if (task_verb(&t->task) == VERB_run_work)
            t->work = t->task.op.arguments[0].integer;
        if (s->world->director)
            direct_stands(s, t);
        return RAN_WAITS;
    }
    if (o == OUT_END) {
        worker_over(s, t);
        return RAN_GONE;
    }
    s->world->host->reply(&t->task);
    return RAN_ON;
}

static ran worker_stepped(os *s, os_task *t, why y) { return y == WHY_BUDGET ? RAN_ON : worker_finish(s, t, y == WHY_FAULT); }

static bool worker_goes_on(os *s)
{
    gate_pass(s);
    return !os_stopping(s);
}

static bool worker_held(os *s, os_task *t)
{
    if (s->jitters)
        jitter_op(s, t);
    return !s->world->director || direct_op(s, t);
}

ran worker_steps(os *s, os_task *t, int64_t budget, uint32_t steps)
{
    world *w = s->world;
    const host *h = w->host;
    ran r = RAN_ON;
    for (; steps && r == RAN_ON; steps--) {
        if (__builtin_expect(__atomic_load_n(&s->seat->halt, __ATOMIC_SEQ_CST) != 0, 0) && !worker_goes_on(s))
            return RAN_GONE;
        if (__builtin_expect(gil_wanted(s), 0))
            gil_yield(s, t);
        why y = h->step(&t->task, budget);
        if (__builtin_expect(y != WHY_OP, 0)) {
            r = worker_stepped(s, t, y);
            continue;
        }
        if (__builtin_expect(s->held, 0) && !worker_held(s, t))
            return RAN_GONE;
        if (__builtin_expect(t->yields != 0, 0))
            worker_yields(s, t);
        outcome o = perform(w, &t->task);
        if (__builtin_expect(o <= OUT_RAISE, 1))
            h->reply(&t->task);
        else
            r = worker_performed(s, t, o);
    }
    return r;
}

/* Told something old (a poke it had noticed by itself before it began to work), and not done. */
static bool worker_works_on(const os_task *t)
{
    return task_verb(&t->task) == VERB_run_work && t->work > 0 && !__atomic_load_n(&t->task.cancelled, __ATOMIC_ACQUIRE);
}

ran worker_woken(os *s, os_task *t, wake how)
{
    if (s->world->director)
        return direct_woken(s, t, how);
    if (how == WAKE_STOP)
        return RAN_GONE;
    if (how == WAKE_REPLY) {
        if (perform_resumed(s->world, &t->task) == OUT_WAIT)
            return RAN_WAITS;
    } else if (worker_works_on(t) || !perform_timeout(s->world, &t->task)) {
        return RAN_WAITS;
    }
    t->pending = false;
    s->world->host->reply(&t->task);
    return RAN_ON;
}

/* Others may have the gil meanwhile, but for the time of `work`, which computes. */
ran worker_parked(os *s, os_task *t)
{
    if (!s->locked || task_verb(&t->task) == VERB_run_work)
        return worker_woken(s, t, park_wait(s, t));
    gil_drop(s);
    wake how = park_wait(s, t);
    gil_take(s, t);
    return worker_woken(s, t, how);
}

ran worker_wait_for(os *s, os_task *t) { return s->world->director ? direct_wait_for(s, t) : worker_parked(s, t); }

/* A timer that waits for its next time goes back to the dispatcher, which does not wait for turns. */
static bool worker_returns(const os *s, const os_task *t) { return task_verb(&t->task) == VERB_timer_due && !s->world->director; }

static bool worker_hesitates(const os *s, os_task *t) { return !s->locked && !s->world->director && park_hesitates(s, t); }

/* Runs the task until it is gone: true when it has ended and is to be freed. */
static bool worker_run(worker *k, os_task *t)
{
    t->task.lane = k->hand->lane;
    t->task.journal = k->os->shared ? &k->hand->journal : NULL;
    t->task.hesitates = worker_hesitates(k->os, t);
    ran r = t->pending ? RAN_WAITS : RAN_ON;
    while (r == RAN_ON || r == RAN_WAITS) {
        if (r == RAN_ON) {
            r = worker_steps(k->os, t, k->os->budget, UINT32_MAX);
        } else if (worker_returns(k->os, t)) {
            dispatcher_push(k->os, t);
            return false;
        } else {
            r = worker_wait_for(k->os, t);
            t->task.hesitates = worker_hesitates(k->os, t);
        }
    }
    return r == RAN_ENDED;
}

/* --- being idle --- */

/* false: there are enough that wait, or the run ends. HALT_STOP is set before worker_dismiss takes the lock, so none is forgotten. */
static bool worker_line_up(worker *k)
{
    os *s = k->os;
    word_lock(s->world, &s->workers.lock);
    bool wanted = !os_stopping(s) && (s->workers.idle_count < WORKERS_IDLE || k->stays);
    if (wanted) {
        __atomic_store_n(&k->word, WORKER_WAITS, __ATOMIC_RELAXED);
        k->next = s->workers.idle;
        s->workers.idle = k;
        __atomic_store_n(&s->workers.idle_count, s->workers.idle_count + 1, __ATOMIC_RELAXED);
    }
    word_unlock(s->world, &s->workers.lock);
    return wanted;
}

static bool worker_called(const worker *k) { return __atomic_load_n(&k->word, __ATOMIC_ACQUIRE) == WORKER_CALLED; }

static bool worker_spin(const worker *k)
{
    for (uint32_t i = 1; i <= k->os->spins && os_may_spin(k->os); i++) {
        if (worker_called(k))
            return true;
        cpu_pause();
    }
    return false;
}

/* The compare and swap fails when it was called just now; otherwise the caller sees that it sleeps. */
static void worker_sleep(worker *k)
{
    os *s = k->os;
    uint32_t seen = WORKER_WAITS;
    if (!__atomic_compare_exchange_n(&k->word, &seen, WORKER_SLEEPS, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
        return;
    gate_rest(s);
    while (!worker_called(k))
        os_wait(s, &k->word, WORKER_SLEEPS, -1);
    gate_rise(s);
}

static os_task *worker_wait(worker *k)
{
    if (!worker_spin(k))
        worker_sleep(k);
    return k->job;
}

/* Runs the task and gives the next; NULL: leave. It lines up before the task is freed, so that it is there for whoever waited for the end
 * of the task and starts the next at once. */
static os_task *worker_next(worker *k, os_task *t)
{
    os *s = k->os;
    if (s->locked)
        gil_take(s, t);
    bool ended = worker_run(k, t);
    if (s->locked)
        gil_drop(s);
    bool stays = worker_line_up(k);
    if (ended)
        roster_end(s, t);
    return stays ? worker_wait(k) : NULL;
}

/* Once called it may do the job, leave and be freed, so only its address is used then. */
void worker_call(worker *k, os_task *t)
{
    os *s = k->os;
    k->job = t;
    if (__atomic_exchange_n(&k->word, WORKER_CALLED, __ATOMIC_ACQ_REL) == WORKER_SLEEPS)
        os_wake(s, &k->word, 1);
}

/* --- OS threads --- */

void worker_comes(os *s)
{
    if (s->shared)
        shm_crowd(s->world->memory);
    __atomic_add_fetch(&s->workers.alive, 1, __ATOMIC_RELAXED);
    __atomic_add_fetch(&s->common->busy, 1, __ATOMIC_RELAXED);
    __atomic_add_fetch(&s->seat->awake, 1, __ATOMIC_SEQ_CST);
}

/* After the last one's decrement the engine may be freed, so nothing of it is touched but an address. Release, and acquire of the others':
 * the supervisor sees all that they did. */
void worker_gone(os *s)
{
    gate_rest(s);
    int flag = s->shared ? 0 : FUTEX_PRIVATE_FLAG;
    if (__atomic_sub_fetch(&s->workers.alive, 1, __ATOMIC_ACQ_REL) <= 1)
        futex_wake(&s->workers.alive, 1, flag);
}

static void worker_leave(worker *k)
{
    os *s = k->os;
    hand_leave(k->hand);
    worker *before = __atomic_exchange_n(&s->workers.last, k, __ATOMIC_ACQ_REL);
    if (before) {
        pthread_join(before->thread, NULL);
        free(before);
    }
    worker_gone(s);
}

static void *worker_main(void *argument)
{
    worker *k = argument;
    k->thread = pthread_self();
    for (os_task *t = worker_wait(k); t;)
        t = worker_next(k, t);
    worker_leave(k);
    return NULL;
}

/* Where the process began there is no thread to end: when it is told to leave it sleeps until the process does. */
void worker_stay(os *s, hand *h, os_task *t)
{
    worker k = {.os = s, .hand = h, .thread = pthread_self(), .stays = true};
    while (t)
        t = worker_next(&k, t);
    hand_leave(h);
    worker_gone(s);
    for (;;)
        pause();
}

static worker *worker_new(os *s)
{
    worker *k = calloc(1, sizeof *k);
    hand *h = k ? hand_take(s, s->seat) : NULL;
    if (!h) {
        free(k);
        return NULL;
    }
    k->os = s;
    k->hand = h;
    return k;
}

static worker *worker_fail(fault *f, const char *reason)
{
    if (f)
        fault_set(f, ERROR_limit, "cannot start another thread: %s", reason);
    return NULL;
}

static worker *worker_start(os *s, fault *f)
{
    worker *k = worker_new(s);
    if (!k)
        return worker_fail(f, "out of memory");
    worker_comes(s);
    pthread_t thread;
    int error = pthread_create(&thread, &s->attributes, worker_main, k);
    if (!error)
        return k;
    worker_gone(s);
    hand_leave(k->hand);
    free(k);
    return worker_fail(f, error == EAGAIN ? "the system allows no more" : strerror(error));
}

static worker *worker_pop(os *s)
{
    word_lock(s->world, &s->workers.lock);
    worker *k = s->workers.idle;
    if (k) {
        s->workers.idle = k->next;
        __atomic_store_n(&s->workers.idle_count, s->workers.idle_count - 1, __ATOMIC_RELAXED);
    }
    word_unlock(s->world, &s->workers.lock);
    return k;
}

/* The count is looked at without the lock: one that becomes idle at this moment may be missed. */
worker *worker_reserve(os *s, fault *f)
{
    worker *k = __atomic_load_n(&s->workers.idle_count, __ATOMIC_RELAXED) ? worker_pop(s) : NULL;
    return k ? k : worker_start(s, f);
}

/* --- the end --- */

void worker_dismiss(os *s)
{
    for (worker *k = worker_pop(s); k; k = worker_pop(s))
        worker_call(k, NULL);
}

void worker_join(os *s)
{
    if (s->workers.last) {
        pthread_join(s->workers.last->thread, NULL);
        free(s->workers.last);
    }
    s->workers.last = NULL;
}
